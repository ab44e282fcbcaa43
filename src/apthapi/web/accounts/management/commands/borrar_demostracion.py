"""`python -m apthapi.web borrar_demostracion`: nobody made up for a demonstration can enter any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from apthapi.web.accounts.account_acts import deactivate, remove_factors
from apthapi.web.accounts.models import Persona
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import hoy


class Command(BaseCommand):
    """Their acts stay in the trace; their accounts are closed and their designations end."""

    help = "Desactiva a las personas de demostración y termina sus designaciones."

    def handle(self, *_: Any, **__: Any) -> None:
        """Deactivate each, in one act."""
        people = list(Persona.objects.filter(demostracion=True, is_active=True))
        with act("borrar_demostracion", None, None, detalle="\n".join(each.username for each in people)):
            for persona in people:
                remove_factors(persona)
                deactivate(persona)
                _end_designations(persona)
        self.stdout.write(f"Personas de demostración desactivadas: {len(people)}.")


def _end_designations(persona: Persona) -> None:
    yesterday = hoy() - timedelta(days=1)
    for designacion in persona.designaciones_vigentes(hoy()):
        if designacion.desde > yesterday:
            designacion.delete()
        else:
            designacion.hasta = yesterday
            designacion.save(update_fields=["hasta"])

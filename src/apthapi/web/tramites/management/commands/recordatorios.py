"""Sends the reminders of today. `apthapi serve` runs it by itself; elsewhere, a timer once a day or more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.reminders import remind


class Command(BaseCommand):
    """Remind each person, once a day, of what is due."""

    help = "Envía los recordatorios de hoy a quienes tienen algo por vencer o vencido."

    def handle(self, *_: Any, **__: Any) -> None:
        """Say how many were sent."""
        if not settings.CON_CORREO and not settings.DEMOSTRACION:
            self.stdout.write("No se envían recordatorios: APTHAPI_CORREO está vacía.")
            return
        try:
            found = remind(hoy())
        except OSError as problem:
            raise CommandError(f"No se pudo enviar el correo: {problem}. Revise APTHAPI_CORREO.") from None
        self.stdout.write(
            f"Recordatorios enviados: {found.sent}. Sin correo registrado: {found.without_mail}. "
            f"Rechazados por el servidor de correo: {found.failed}."
        )

"""What must hold before anything is served."""

from __future__ import annotations

from django.conf import settings

from apthapi.web.config.environment import SettingsError


def refuse_demonstration_people() -> None:
    """In production, nobody made up for a demonstration may be there. Raises SettingsError."""
    from apthapi.web.accounts.models import Persona  # noqa: PLC0415 - models are there once Django is set up

    if not settings.DEMOSTRACION and Persona.objects.filter(demostracion=True, is_active=True).exists():
        raise SettingsError(
            "Esta base tiene usuarios de demostración, con los que cualquiera entraría: en producción no se sirve. "
            "Use otra base, o bórrelos con: python -m apthapi.web borrar_demostracion"
        )

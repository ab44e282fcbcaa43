"""What every page shows of where one is and where one can go."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apthapi.web.accounts.models import Persona
from apthapi.web.process.permisos import situacion_de


def context(request: HttpRequest) -> dict[str, object]:
    """Template variables of every page: the main navigation, the positions of the person, the mode."""
    base: dict[str, object] = {"demostracion": settings.DEMOSTRACION, "navegacion": [], "designaciones": ()}
    persona = request.user
    if not isinstance(persona, Persona) or getattr(request, "resolver_match", None) is None:
        return base
    situacion = getattr(request, "situacion", None) or situacion_de(persona)
    places = [("Inicio", reverse("inicio"))]
    navigation = [(title, url, request.path == url) for title, url in places]
    return base | {"navegacion": navigation, "designaciones": situacion.designaciones, "situacion": situacion}

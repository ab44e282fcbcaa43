"""What every page shows of where one is and where one can go."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apthapi.web.accounts.models import Persona
from apthapi.web.process.permisos import Situacion, situacion_de

Place = tuple[str, str, bool]

PLACES_OF_A_PLAN = (
    ("Unidades", "tablero", "ver_tablero"),
    ("Techos", "techos", "ver_techos"),
    ("Consolidado", "consolidacion", "ver_consolidado"),
    ("Estructura", "estructura", "ver_tablero"),
    ("Papeles", "papeles", "imprimir_plan"),
)
"""Title, name of the address, and the action that it takes to be there."""


def context(request: HttpRequest) -> dict[str, object]:
    """Template variables of every page: the main navigation, the positions of the person, the mode."""
    base: dict[str, object] = {"demostracion": settings.DEMOSTRACION, "navegacion": [], "designaciones": ()}
    persona = request.user
    if not isinstance(persona, Persona) or getattr(request, "resolver_match", None) is None:
        return base
    situacion = getattr(request, "situacion", None) or situacion_de(persona)
    navigation = [("Inicio", reverse("inicio"), request.path == reverse("inicio")), *_of_plan(request, situacion)]
    return base | {"navegacion": navigation, "designaciones": situacion.designaciones, "situacion": situacion}


def _of_plan(request: HttpRequest, situacion: Situacion) -> list[Place]:
    """The places of the plan in front that are the person's; for who only has a unit, that unit."""
    if not situacion.plan:
        return []
    own = [
        ("Mi unidad", reverse("unidad", args=[situacion.plan, each.cargo.unidad]))
        for each in situacion.designaciones
        if each.cargo.unidad
    ]
    whole = [
        (title, reverse(name, args=[situacion.plan]))
        for title, name, action in PLACES_OF_A_PLAN
        if situacion.designacion_para(action)
    ]
    places = list(dict.fromkeys(own)) + whole
    here = max((url for _, url in places if request.path.startswith(url)), key=len, default="")
    return [(title, url, url == here) for title, url in places]

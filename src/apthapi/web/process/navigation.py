"""What every page shows of where one is and where one can go."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from apthapi.web.accounts.models import Persona
from apthapi.web.process.permisos import Situacion, situacion_de
from apthapi.web.process.places import PLACES

Place = tuple[str, str, bool]

PLACES_OF_A_PLAN = (
    ("Unidades", "tablero", "ver_tablero"),
    ("Techos", "techos", "ver_techos"),
    ("Consolidado", "consolidacion", "ver_consolidado"),
    ("Comparación", "comparacion", "ver_comparacion"),
    ("Estructura", "estructura", "ver_tablero"),
    ("Ejecución", "certificaciones", "ver_certificaciones"),
    ("Expediente", "expediente", "ver_expediente"),
    ("Papeles", "papeles", "imprimir_plan"),
    ("Cambios", "cambios_del_plan", "ver_tablero"),
)
"""Title, name of the address, and the action that it takes to be there."""

PLACES_OF_AN_ORGAN = (
    ("Planes recibidos", "bandeja", "ver_bandeja"),
    ("Presupuesto aprobado", "presupuesto_oficial", "ver_bandeja"),
    ("País", "pais", "ver_pais"),
)

_OF_THE_YEAR = (
    "avance gasto gasto_pegar importar_gasto importacion_gasto importacion_hoja_gasto importacion_vista_gasto "
    "presupuesto modificacion modificacion_nueva evaluacion publicar_avance proxima_gestion"
).split()
_WITHIN = {
    "modificaciones": "comparacion",
    "remisiones": "expediente",
    **dict.fromkeys(_OF_THE_YEAR, "certificaciones"),
}
"""Pages that are reached from another place, by the names of their addresses."""


def context(request: HttpRequest) -> dict[str, object]:
    """Template variables of every page: the main navigation, the positions of the person, the mode."""
    base: dict[str, object] = {"demostracion": settings.DEMOSTRACION, "navegacion": [], "designaciones": ()}
    # A request that was refused before anybody was looked for (a strange Host, say) has no user.
    persona = getattr(request, "user", None)
    if not isinstance(persona, Persona) or getattr(request, "resolver_match", None) is None:
        return base
    situacion = getattr(request, "situacion", None) or situacion_de(persona)
    navigation = [("Inicio", reverse("inicio"), request.path == reverse("inicio")), *_of_plan(request, situacion)]
    if not situacion.plan and situacion.puede("ver_tramites"):
        navigation.append(("Trámites", reverse("tramites"), request.path.startswith(reverse("tramites"))))
    navigation += _of_organ(request, situacion)
    navigation += _of_signatures(request, situacion) + _of_administration(request, situacion)
    if situacion.designacion_para("ver_auditoria") and not situacion.plan:
        navigation.append(("Auditoría", reverse("auditoria"), request.path.startswith(reverse("auditoria"))))
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
        if situacion.puede(action)
    ]
    places = list(dict.fromkeys(own)) + whole
    match = request.resolver_match
    within = _WITHIN.get(match.url_name or "") if match else None
    path = reverse(within, args=[situacion.plan]) if within else request.path
    here = max((url for _, url in places if path.startswith(url)), key=len, default="")
    return [(title, url, url == here) for title, url in places]


def _of_organ(request: HttpRequest, situacion: Situacion) -> list[Place]:
    """The places of who receives the plans of the entities."""
    if situacion.plan:
        return []
    places = [(title, reverse(name)) for title, name, action in PLACES_OF_AN_ORGAN if situacion.puede(action)]
    here = max((url for _, url in places if request.path.startswith(url)), key=len, default="")
    return [(title, url, url == here) for title, url in places]


def _of_signatures(request: HttpRequest, situacion: Situacion) -> list[Place]:
    """What one signs, for who signs anything."""
    url = reverse("firmas")
    return [("Firmas", url, request.path.startswith(url))] if situacion.puede("firmar_papel") else []


def _of_administration(request: HttpRequest, situacion: Situacion) -> list[Place]:
    """The administration, for who has any place in it; those who only see the calendar find it by its name."""
    places = [(title, reverse(address)) for _, title, address, action in PLACES if situacion.designacion_para(action)]
    if not places or situacion.plan:
        return []
    title = "Administración" if len(places) > 1 and situacion.puede("ver_administracion") else "Tablas y calendario"
    return [(title, places[0][1], any(request.path.startswith(url) for _, url in places))]

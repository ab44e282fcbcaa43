"""The places of the execution of a plan, as tabs above each of its pages: of the whole plan, or of one unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from apthapi.web.process.permisos import Situacion


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its title, and its address and action for the plan and for a unit; empty where it does not exist."""

    title: str
    of_plan: tuple[str, str]
    of_unit: tuple[str, str]


PLACES = (
    Place("Avance", ("avance", "ver_avance"), ("avance_unidad", "ver_avance_unidad")),
    Place("Gasto", ("gasto", "ver_gasto"), ("gasto_unidad", "ver_gasto_unidad")),
    Place(
        "Certificaciones",
        ("certificaciones", "ver_certificaciones"),
        ("certificaciones_unidad", "ver_certificaciones_unidad"),
    ),
    Place("Modificaciones", ("presupuesto", "ver_presupuesto"), ("", "")),
    Place("Evaluación", ("evaluacion", "ver_evaluacion"), ("evaluacion_unidad", "ver_evaluacion_unidad")),
    Place("Publicar avance", ("publicar_avance", "publicar_avance"), ("", "")),
    Place("Próxima gestión", ("proxima_gestion", "abrir_gestion"), ("", "")),
)
"""Every place, in the order in which it is shown."""


def tabs(situacion: Situacion, here: str) -> list[tuple[str, str, bool]]:
    """Title, address and whether it is the one with that title, of each place that the person may see."""
    args = [situacion.plan, situacion.unidad] if situacion.unidad else [situacion.plan]
    found = []
    for place in PLACES:
        name, action = place.of_unit if situacion.unidad else place.of_plan
        if name and situacion.puede(action):
            found.append((place.title, reverse(name, args=args), place.title == here))
    return found

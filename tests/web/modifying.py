"""Modifications for tests: the form as the page sends it, and one that is there already."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from apthapi.compare.slots import Place
from apthapi.web.entities.demo import PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import hoy
from web.certifying import largest, left

Cells = tuple[str, str, str, str, str]
"""A line of the form: unit, category, partida, fuente-organismo, amount."""
NAMES = ("unidad", "categoria", "partida", "fuente", "importe")


def cells(place: Place, amount: str) -> Cells:
    """A line of that place."""
    return place.unidad, place.categoria, place.partida, place.pair, amount


def two() -> tuple[Place, Place]:
    """Two places of the unit with the same fuente and organismo, the first with most money, of no restricted kind."""
    giver = largest()
    return giver, next(
        place
        for place in left()
        if (place.fuente, place.organismo) == (giver.fuente, giver.organismo)
        and place.partida != giver.partida
        and place.partida.startswith(("21", "31", "39"))
    )


def send(client: Client, lines: list[Cells], step: str = "registrar", plan: str = PLAN, **more: str) -> Any:
    """The answer to the form with those lines."""
    form = {
        "tipo": "intrainstitucional",
        "norma": "Resolución Administrativa de ejemplo 8/2024",
        "aprobador": "Máxima Autoridad Ejecutiva",
        "fecha": "2024-05-02",
        "envio": str(uuid4()),
        "renglones": str(len(lines)),
        "paso": step,
    }
    for number, line in enumerate(lines):
        form |= {f"{name}-{number}": text for name, text in zip(NAMES, line, strict=True)}
    return client.post(reverse("modificacion_nueva", args=[plan]), form | more)


def modified(place: Place, centavos: int, number: str = "MP-0099", plan: str = PLAN, **more: object) -> str:
    """The number of a modification that is there, of one line."""
    row: dict[str, object] = {
        "plan": plan, "modificacion": number, "orden": 1, "tipo": "adicional", "norma": "De ejemplo",
        "aprobador": "Asamblea Legislativa Plurinacional", "unidad": place.unidad, "categoria": place.categoria,
        "categoria_escrita": place.categoria, "partida": place.partida, "fuente": place.fuente,
        "organismo": place.organismo, "importe": centavos, "fecha": hoy().isoformat(), "incorporada": "no",
    } | more  # fmt: skip
    with act("prueba", None, None, plan=plan):
        live().insert("modificaciones", list(row), [tuple(row.values())])
    return number


def registered(plan: str = PLAN) -> list[tuple[object, ...]]:
    """Number, partida and amount of the lines that were registered outside of a reformulation."""
    sql = (
        "select modificacion, partida, importe from modificaciones where plan = ? and incorporada = 'no' "
        "order by modificacion, orden"
    )
    return [tuple(row) for row in live().query(sql, [plan])]

"""Certificates for tests: what a unit has left, asking for one as the page does, and one that is there already."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from apthapi.compare.slots import Place
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.execution.balance import Balance, balances
from apthapi.web.execution.certifying.asking import name_of
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import hoy

UNIT = {"plan": PLAN, "unidad": COMPLETED}


def left() -> dict[Place, Balance]:
    """The balances of the unit today."""
    return balances(PLAN, hoy(), COMPLETED)


def largest() -> Place:
    """The place of the unit with most money."""
    return max(left().values(), key=lambda each: each.standing).place


def operation() -> str:
    """An operation of the unit."""
    sql = "select min(operacion) from operaciones where plan = ? and unidad = ?"
    return str(live().value(sql, [PLAN, COMPLETED]) or "")


def ask(client: Client, amounts: dict[Place, str], kind: str = "presupuestaria", **more: str) -> Any:
    """The answer to a form with those amounts."""
    form = {"objeto": "Compra de papel", "operacion": operation(), "envio": str(uuid4())}
    form |= {name_of(place): text for place, text in amounts.items()} | more
    return client.post(reverse("certificar", kwargs={**UNIT, "tipo": kind}), form)


def certified(kind: str, **cells: object) -> str:
    """The number of a certificate that is there, of one boliviano."""
    row: dict[str, object] = {
        "plan": PLAN, "certificacion": f"{kind[:3].upper()}-0099", "orden": 1, "tipo": kind, "fecha": hoy().isoformat(),
        "estado": "emitida", "vence": "", "unidad": COMPLETED, "acp": "", "operacion": "", "categoria": "",
        "categoria_escrita": "", "partida": "21200", "fuente": "20", "organismo": "230", "importe": 100,
        "objeto": "De ejemplo", "motivo": "",
    } | cells  # fmt: skip
    with act("prueba", None, None, plan=PLAN):
        live().insert("certificaciones", list(row), [tuple(row.values())])
    return str(row["certificacion"])


def numbers() -> list[str]:
    """The numbers of the certificates of the plan, in their order."""
    sql = "select certificacion from certificaciones where plan = ? order by certificacion, orden"
    return [row[0] for row in live().query(sql, [PLAN])]

"""Spending for tests: the accounts of the unit with lines, what is registered, and an export of made-up figures."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from apthapi.core.money import format_amount
from apthapi.example.exported import Budgeted, accounting_export
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.spent import Slot
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.execution.spending.asking import name_of, shown_digest
from apthapi.web.execution.spending.year import Account, year_of
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import hoy

MONTH = 3


def accounts(plan: str = PLAN) -> list[Account]:
    """The accounts of the unit, those with most money first."""
    found = year_of(plan, hoy(), COMPLETED).accounts.values()
    return sorted(found, key=lambda each: -each.standing)


def first() -> Slot:
    """The slot of the unit with most money."""
    return accounts()[0].slot


def spent(slot: Slot, mes: int = MONTH, plan: str = PLAN) -> tuple[int, ...]:
    """The four moments of a month as they are read."""
    account = year_of(plan, hoy(), slot.unidad).accounts[slot]
    return tuple(account.of(mes, stage) for stage in STAGES)


def write(client: Client, amounts: dict[Slot, tuple[str, ...]], mes: int = MONTH, **more: str) -> Any:
    """The answer to the form of a month with those four moments."""
    url = f"{reverse('gasto_mes', args=[PLAN, COMPLETED])}?mes={mes}"
    shown = [each for each in year_of(PLAN, hoy(), COMPLETED).accounts.values() if each.standing or each.months]
    form = {"envio": str(uuid4()), "huella": shown_digest(shown[:100], mes)}
    for slot, texts in amounts.items():
        form |= {name_of(slot, stage): text for stage, text in zip(STAGES, texts, strict=True)}
    return client.post(url, form | more)


def there(slot: Slot, mes: int, *moments: int, plan: str = PLAN) -> None:
    """Spending that is registered already."""
    names = ["plan", "unidad", "categoria", "categoria_escrita", "partida", "fuente", "organismo", "mes", *STAGES]
    row = (plan, slot.unidad, "", "", slot.partida, slot.fuente, slot.organismo, mes, *moments)
    with act("prueba", None, None, plan=plan):
        live().insert("ejecucion_financiera", names, [row])


def rows_of_plan(plan: str = PLAN) -> list[tuple[Any, ...]]:
    """What the table itself has of a plan."""
    sql = f"select partida, mes, {', '.join(STAGES)} from ejecucion_financiera where plan = ? order by partida, mes"
    return [tuple(row) for row in live().query(sql, [plan])]


def written(centavos: int) -> str:
    """An amount as a person writes it."""
    return format_amount(centavos)


def budget() -> list[Budgeted]:
    """The budget in force of the unit."""
    return [
        Budgeted(
            each.slot.unidad, each.categoria, each.slot.partida, "Partida de ejemplo", *each.slot[2:], each.standing
        )
        for each in accounts()
        if each.standing
    ]


def export(mes: int = MONTH, **how: bool) -> bytes:
    """An export of that budget."""
    return accounting_export(budget(), "Entidad de ejemplo", 2024, mes, **how).encode()

"""Stores what was brought: everything in one act through the writer, or nothing, with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import transaction

from apthapi.web.accounts.models import Designacion
from apthapi.web.plans.copying.choice import Choice
from apthapi.web.plans.copying.draft import Brought, Draft
from apthapi.web.plans.copying.marker import PrecioTraido
from apthapi.web.plans.copying.raising import percent_of
from apthapi.web.plans.copying.sources import Part
from apthapi.web.plans.live import live
from apthapi.web.plans.summary import withdraw
from apthapi.web.plans.writer import Writer
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import Situacion
from apthapi.web.process.unit_acts import held_part

ACT = "traer"


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be written as it would come, and why."""

    what: Brought
    message: str


class _UndoneError(Exception):
    """Undoes the act."""


def bring(
    situacion: Situacion, designacion: Designacion, source: Part, choice: Choice, made: Draft, envio: UUID
) -> list[Problem]:
    """Store everything, or nothing and say every reason. The same `envio` again changes nothing.

    Raises EstadoNoAdmite if the unit was sent meanwhile.
    """
    if Acto.objects.filter(envio=envio).exists():
        return []
    problems: list[Problem] = []
    detail = f"{source.plan} {source.unidad}"
    plan, unidad = situacion.plan, situacion.unidad
    try:
        with act(ACT, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=envio) as acto:
            parte = held_part(situacion)
            if made.lineas and not parte.resumen_declarado:
                withdraw(live(), plan, unidad)
            problems = _write(situacion, source, choice, made)
            if problems:
                raise _UndoneError
            parte.ultimo_acto, parte.preparada_por = acto.pk, situacion.persona
            parte.save(update_fields=["ultimo_acto", "preparada_por"])
    except _UndoneError:
        pass
    return problems


def rehearse(
    situacion: Situacion, designacion: Designacion, source: Part, choice: Choice, made: Draft
) -> list[Problem]:
    """What `bring` would refuse, found by doing it and undoing it."""
    problems: list[Problem] = []
    try:
        with transaction.atomic(), act(ACT, situacion.persona, designacion):
            problems = _write(situacion, source, choice, made)
            raise _UndoneError
    except _UndoneError:
        return problems


def _write(situacion: Situacion, source: Part, choice: Choice, made: Draft) -> list[Problem]:
    problems: list[Problem] = []
    by_name = {each.name: each for each in made.all}
    for rows in _by_sheet(made.all):
        writer = Writer(live(), rows[0].sheet, situacion.plan, situacion.unidad)
        outcome = writer.write(each.change for each in rows)
        problems += [Problem(by_name[each.new], each.message) for each in outcome.refusals]
        _mark(situacion, source, choice, ((by_name[name], renglon) for renglon, name in outcome.written.items()))
    return problems


def _by_sheet(rows: Iterable[Brought]) -> Iterator[list[Brought]]:
    """Rows of one sheet together, in the order in which they come."""
    ordered = sorted(rows, key=lambda each: (_ORDER[each.table], each.row.get("formulario", "")))
    for _, same in groupby(ordered, key=lambda each: (each.table, each.row.get("formulario", ""))):
        yield list(same)


_ORDER = {"operaciones": 0, "tareas": 1, "requerimientos": 2}


def _mark(situacion: Situacion, source: Part, choice: Choice, written: Iterable[tuple[Brought, int]]) -> None:
    """The lines that come with a price: it is of another time, and the unit is told until it says otherwise."""
    PrecioTraido.objects.bulk_create(
        PrecioTraido(
            renglon=renglon,
            plan=situacion.plan,
            unidad=situacion.unidad,
            precio=each.cells["precio_unitario"],
            de_plan=source.plan,
            de_unidad=source.unidad,
            precio_anterior=each.row["precio_unitario"],
            subida=percent_of(each.row["partida"], choice.rises),
        )
        for each, renglon in written
        if each.table == "requerimientos" and each.cells["precio_unitario"] is not None
    )

"""Passes a reading to the plan: everything in one act through the writer, or nothing, with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from apthapi.core.database import Database
from apthapi.core.typed import typed_text
from apthapi.web.lecturas.deciding import ClosedError, Quien, still_open
from apthapi.web.lecturas.destination import WRITES
from apthapi.web.lecturas.looking import look
from apthapi.web.lecturas.models import EstadoDeLectura, Lectura
from apthapi.web.lecturas.proposal import DeUnidad, FilaCambiada, Propuesta
from apthapi.web.plans.checks import verify
from apthapi.web.plans.live import live
from apthapi.web.plans.request import Cell, Change
from apthapi.web.plans.summary import declare_rows, withdraw
from apthapi.web.plans.writer import Writer
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, ParteDeUnidad
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

ACT = "pasar_lectura"


class ChangedError(Exception):
    """What was looked at is no longer so; the message (Spanish) is for people."""


class _UndoneError(Exception):
    """Undoes the act."""


@dataclass(frozen=True, slots=True)
class NoPasa:
    """A row that the plan does not take as it is, and why."""

    unidad: str
    title: str
    message: str


def pass_to_plan(who: Quien, digest: str, envio: UUID) -> list[NoPasa]:
    """Store everything that was looked at (`digest`), or nothing and say every reason. The same `envio` is one act.

    Raises ChangedError, ClosedError, or EstadoNoAdmite if a unit was sent meanwhile.
    """
    lectura = who.lectura
    same = Acto.objects.filter(envio=envio, clase=ACT, plan=lectura.plan, unidad=lectura.unidad)
    try:
        return [] if same.exists() else _pass(who, digest, envio)
    except IntegrityError:
        # Sent twice at the same moment: the first answers for both.
        if same.exists():
            return []
        raise


def _pass(who: Quien, digest: str, envio: UUID) -> list[NoPasa]:
    lectura = who.lectura
    problems: list[NoPasa] = []
    detail = ", ".join(lectura.archivos.values_list("nombre", flat=True))[:500]
    made = Propuesta()
    try:
        with act(
            ACT,
            who.situacion.persona,
            who.designacion,
            plan=lectura.plan,
            unidad=lectura.unidad,
            detalle=detail,
            envio=envio,
        ) as acto:
            if not still_open(lectura):
                raise ClosedError("Esta lectura ya se pasó al plan o se descartó.")
            made = _same_as_seen(who, digest)
            for unit in made.units.values():
                if not unit.is_empty:
                    _hold(who, unit, acto)
                    problems += _write(live(), lectura.plan, unit)
            if problems:
                raise _UndoneError
            Lectura.objects.filter(pk=lectura.pk).update(estado=EstadoDeLectura.PASADA, acto=acto.pk)
    except _UndoneError:
        return problems
    for unidad in made.units:
        verify(lectura.plan, unidad)
    return []


def rehearse(who: Quien, made: Propuesta) -> list[NoPasa]:
    """What passing would refuse, found by doing it and undoing it."""
    problems: list[NoPasa] = []
    try:
        with transaction.atomic(), act(ACT, who.situacion.persona, who.designacion):
            for unit in made.units.values():
                problems += _write(live(), who.lectura.plan, unit)
            raise _UndoneError
    except _UndoneError:
        return problems


def _same_as_seen(who: Quien, digest: str) -> Propuesta:
    if who.situacion.version is not None:
        who.situacion.version.refresh_from_db(fields=["estado"])
    seen = look(who.situacion, who.lectura)
    made = seen.proposal()
    if seen.pending or made.problems or made.digest != digest:
        raise ChangedError(
            "Alguien cambió el plan o las decisiones mientras usted miraba. No se pasó nada: "
            "mire otra vez el antes y el después."
        )
    return made


def _hold(who: Quien, unit: DeUnidad, acto: Acto) -> None:
    """Lock the part of the unit, which must take changes, and note that this act was on it."""
    parts = ParteDeUnidad.objects.filter(plan=who.lectura.plan, unidad=unit.unidad)
    parte = (parts.select_for_update() if connection.features.has_select_for_update else parts).get()
    of_part: Situacion = replace(who.situacion, unidad=unit.unidad, parte=parte)
    if not of_part.admite(WRITES):
        raise EstadoNoAdmite(f"{of_part.por_que_no(WRITES)} No se pasó nada.")
    parte.ultimo_acto = acto.pk
    if who.lectura.unidad:
        parte.preparada_por = who.situacion.persona
    if unit.declared_changes:
        parte.resumen_declarado = True
    elif not parte.resumen_declarado and any(row.sheet.table_name == "requerimientos" for row in unit.changes):
        withdraw(live(), who.lectura.plan, unit.unidad)
    parte.save(update_fields=["ultimo_acto", "preparada_por", "resumen_declarado"])


def _write(database: Database, plan: str, unit: DeUnidad) -> list[NoPasa]:
    problems: list[NoPasa] = []
    for rows in _by_sheet(unit.changes):
        titles = {f"n{at}": row.title for at, row in enumerate(rows)}
        titles |= {str(row.renglon): row.title for row in rows if row.renglon}
        outcome = Writer(database, rows[0].sheet, plan, unit.unidad).write(
            _change(f"n{at}", row) for at, row in enumerate(rows)
        )
        problems += [
            NoPasa(unit.unidad, titles.get(each.new or str(each.renglon), ""), each.message)
            for each in outcome.refusals
        ]
    if unit.declared_changes:
        declare_rows(database, plan, unit.unidad, unit.declares)
    return problems


def _change(name: str, row: FilaCambiada) -> Change:
    cells = {
        each.column.name: Cell(typed_text(each.column, each.after), each.before, knows_before=bool(row.renglon))
        for each in row.cells
    }
    return Change(renglon=row.renglon, cells=cells) if row.renglon else Change(new=name, cells=cells)


def _by_sheet(rows: Iterable[FilaCambiada]) -> Iterator[list[FilaCambiada]]:
    """Rows of one sheet together."""
    for _, same in groupby(sorted(rows, key=lambda each: each.sheet.name), key=lambda each: each.sheet.name):
        yield list(same)

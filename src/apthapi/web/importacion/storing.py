"""Rows of a foreign workbook into the parts of the units: everything in one act through the writer, or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from django.db import IntegrityError, connection, transaction
from django.http import Http404

from apthapi.core.fields import Value, words_of
from apthapi.core.schema import ROW
from apthapi.core.sheets import SHEETS, Sheet, sheets_of
from apthapi.core.typed import typed_text
from apthapi.formats.mapping.rows import Row
from apthapi.web.accounts.models import Designacion
from apthapi.web.importacion.models import Importacion, MapaDeEntidad, Modo, PlanillaImportada
from apthapi.web.plans.live import live
from apthapi.web.plans.request import Cell, Change
from apthapi.web.plans.rows import scope
from apthapi.web.plans.summary import withdraw
from apthapi.web.plans.units import open_parts
from apthapi.web.plans.writer import Writer
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, ParteDeUnidad
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, situacion_de

ACT = "importar"
OF_PLAN = ("unidades", "acciones_estrategicas", "acciones_corto_plazo")
OF_UNIT = ("situacion", "acp_unidad", "operaciones", "tareas", "requerimientos")
_EDITS, _OF_PLAN = "editar_unidad", "importar_plan"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be written as it comes, and why (Spanish)."""

    row: Row
    column: str
    message: str

    @property
    def celda(self) -> str:
        """The cell of the workbook, or its row."""
        return self.row.at.get(self.column) or f"fila {self.row.fila}"


@dataclass(slots=True)
class Result:
    """What was written, or would be: rows by what became of them, and what was refused."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    changed: bool = False
    """Whether it was not stored because it is no longer what was looked at."""
    again: bool = False
    """Whether the same workbook was stored before, and therefore not again."""
    _seen: list[str] = field(default_factory=list)

    def note(self, *changes: object) -> None:
        """Something that would change, and from what."""
        self._seen.append(hashlib.sha256(repr(changes).encode()).hexdigest())

    @property
    def digest(self) -> str:
        """The same as long as the same would change from the same to the same."""
        return hashlib.sha256("".join(self._seen).encode()).hexdigest()


class _UndoneError(Exception):
    """Undoes the act."""


def why_not(situacion: Situacion, units: Iterable[str]) -> dict[str, str]:
    """For each unit that cannot take rows now, why (Spanish)."""
    found = {}
    for unidad in units:
        try:
            # Looked up again, also for the unit of the page: it may have been sent since the page was asked for.
            of_unit = situacion_de(situacion.persona, situacion.plan, unidad)
        except Http404:
            found[unidad] = "No es una unidad de este plan: diga cuál es."
            continue
        may = of_unit.designacion_para(_EDITS) or of_unit.designacion_para(_OF_PLAN)
        if may is None or not of_unit.admite(_EDITS):
            state = of_unit.parte.get_estado_display().lower() if of_unit.parte else ""
            found[unidad] = f"Su parte está «{state}» y no se cambia."
    return found


def rehearse(situacion: Situacion, designacion: Designacion, rows: list[Row], modo: str) -> Result:
    """What `bring` would do and refuse, found by doing it and undoing it."""
    result = Result()
    try:
        with transaction.atomic(), act(ACT, situacion.persona, designacion):
            _lock(situacion, rows)  # what another is storing meanwhile is stored before this is tried
            _write(situacion, rows, modo, result)
            raise _UndoneError
    except _UndoneError:
        return result


def bring(
    situacion: Situacion,
    designacion: Designacion,
    waiting: Importacion,
    rows: list[Row],
    *,
    seen: str,
    remember: tuple[str, str] | None = None,
) -> Result:
    """Store everything that was looked at (`seen`), or nothing and say every reason. The same workbook is stored once.

    `remember`: the name and the text of a map to keep. Raises EstadoNoAdmite if a unit no longer takes changes.
    """
    try:
        return _bring(situacion, designacion, waiting, rows, seen, remember)
    except IntegrityError:
        if Acto.objects.filter(envio=waiting.pk).exists():
            return Result(again=True)
        raise


def _bring(
    situacion: Situacion,
    designacion: Designacion,
    waiting: Importacion,
    rows: list[Row],
    seen: str,
    remember: tuple[str, str] | None,
) -> Result:
    result = Result()
    plan, unidad, key = situacion.plan, situacion.unidad, waiting.pk
    detail = f"{waiting.nombre}\nSHA-256 {waiting.sha256}"
    try:
        with act(ACT, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=key) as acto:
            held = _hold(situacion, rows)
            _write(situacion, rows, waiting.modo, result)
            result.changed = result.digest != seen
            if result.refused or result.changed:
                raise _UndoneError
            for parte in held:
                parte.ultimo_acto, parte.preparada_por = acto.pk, situacion.persona
                parte.save(update_fields=["ultimo_acto", "preparada_por"])
            record(waiting, situacion, designacion, acto, result.counts["agregadas"] + result.counts["cambiadas"])
            if remember:
                remember_map(situacion, *remember)
    except _UndoneError:
        pass
    return result


def remember_map(situacion: Situacion, nombre: str, mapa: str) -> None:
    """Keep a map under a name, in place of one's own of that name and beside those of others; inside of an act."""
    others = MapaDeEntidad.objects.filter(entidad=situacion.entidad).exclude(persona=situacion.persona)
    taken = set(others.values_list("nombre", flat=True))
    names = (nombre if at == 1 else f"{nombre[:110]} ({at})" for at in count(1))
    free = next(name for name in names if name not in taken)
    MapaDeEntidad.objects.update_or_create(
        entidad=situacion.entidad, nombre=free, defaults={"mapa": mapa, "persona": situacion.persona}
    )


def record(waiting: Importacion, situacion: Situacion, designacion: Designacion, acto: Acto, filas: int) -> None:
    """Say that a workbook was accepted in an act, and how many rows it wrote; inside of it."""
    PlanillaImportada.objects.create(
        plan=waiting.plan,
        unidad=waiting.unidad,
        nombre=waiting.nombre,
        sha256=waiting.sha256,
        tamano=waiting.tamano,
        persona=situacion.persona,
        cargo=designacion.cargo,
        acto=acto.pk,
        filas=filas,
        asunto=waiting.asunto,
    )
    waiting.aceptada = True
    waiting.save(update_fields=["aceptada"])


def _lock(situacion: Situacion, rows: list[Row]) -> list[ParteDeUnidad]:
    """The parts that are written, in which nobody else writes until the act ends."""
    units = {str(row.cells["unidad"]) for row in rows if row.table in OF_UNIT}
    parts = ParteDeUnidad.objects.filter(plan=situacion.plan, unidad__in=units).order_by("pk")
    return list(parts.select_for_update() if connection.features.has_select_for_update else parts)


def _hold(situacion: Situacion, rows: list[Row]) -> list[ParteDeUnidad]:
    """Lock the parts that are written, as they are now. Raises EstadoNoAdmite."""
    held = _lock(situacion, rows)
    if why := why_not(situacion, sorted({str(row.cells["unidad"]) for row in rows if row.table in OF_UNIT})):
        raise EstadoNoAdmite(" ".join(f"{unidad}: {text}" for unidad, text in why.items()))
    whole = situacion_de(situacion.persona, situacion.plan)
    if any(row.table in OF_PLAN for row in rows) and not whole.admite(_OF_PLAN):
        raise EstadoNoAdmite(whole.por_que_no(_OF_PLAN))
    lines = {row.cells["unidad"] for row in rows if row.table == "requerimientos"}
    for parte in held:
        if parte.unidad in lines and not parte.resumen_declarado:
            withdraw(live(), situacion.plan, parte.unidad)
    return held


def _write(situacion: Situacion, rows: list[Row], modo: str, result: Result) -> None:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        sheet = sheet_for(row)
        if sheet is None:
            result.refused.append(
                Refused(row, "partida", "No se sabe en qué formulario va: su partida no está en el mapa.")
            )
            continue
        groups.setdefault((sheet.name, str(row.cells["unidad"]) if sheet.of_unit else ""), []).append(row)
    for (name, unidad), same in sorted(groups.items(), key=lambda each: (_order(each[0][0]), each[0])):
        _write_sheet(situacion.plan, unidad, SHEETS[name], same, modo, result)
    if any(row.table == "unidades" for row in rows):
        open_parts(live(), situacion.plan)


def _order(name: str) -> int:
    return [*OF_PLAN, *OF_UNIT].index(SHEETS[name].table_name)


def sheet_for(row: Row) -> Sheet | None:
    """The sheet on which a row is seen; None if none is: a line whose form is not known."""
    return next(
        (each for each in sheets_of(row.table) if all(row.cells.get(k) == v for k, v in each.fixed.items())), None
    )


def _write_sheet(plan: str, unidad: str, sheet: Sheet, rows: list[Row], modo: str, result: Result) -> None:
    where, values = scope(sheet, plan, unidad)
    old = live().dicts(f"select * from {sheet.table_name} where {where}", values)
    replaced = modo == Modo.REEMPLAZAR and sheet.of_unit
    changes = [Change(renglon=each[ROW], remove=True) for each in old] if replaced else []
    known = {} if replaced else {_identity(sheet, each): each[ROW] for each in old}
    named: dict[str, Row] = {}
    by_number: dict[int, Row] = {}
    for number, row in enumerate(rows):
        there = known.get(_identity(sheet, row.cells))
        cells = _cells(sheet, row)
        if there is None:
            named[f"n{number}"] = row
            changes.append(Change(new=f"n{number}", cells=cells))
        elif modo == Modo.ACTUALIZAR and sheet.table_name != "requerimientos":
            by_number[there] = row
            changes.append(Change(renglon=there, cells=cells))
        else:
            result.counts["iguales"] += 1
    result.note(sheet.name, unidad, old, changes)
    outcome = Writer(live(), sheet, plan, unidad).write(changes)
    result.refused += [
        Refused(named[each.new] if each.new else by_number[each.renglon], each.column, each.message)
        for each in outcome.refusals
        if each.new or each.renglon in by_number
    ]
    result.counts["agregadas"] += len(named)
    result.counts["cambiadas"] += len(by_number)
    result.counts["quitadas"] += len(outcome.removed)
    result.units |= {unidad} - {""}


def _identity(sheet: Sheet, cells: dict[str, Value]) -> tuple[Value, ...]:
    """What makes two rows the same: the key, or of a line and of a factor what it says."""
    if sheet.table_name == "requerimientos":
        return (cells.get("partida"), words_of(str(cells.get("descripcion") or "")), cells.get("importe"))
    if sheet.table_name == "situacion":
        return (words_of(str(cells.get("factor") or "")),)
    of_scope = ("plan", "unidad") if sheet.of_unit else ("plan",)
    return tuple(cells.get(name) for name in sheet.table.key if name not in of_scope)


def _cells(sheet: Sheet, row: Row) -> dict[str, Cell]:
    return {
        each.name: Cell(typed_text(sheet.table.column(each.name), row.cells[each.name]))
        for each in sheet.fields
        if not each.computed and row.cells.get(each.name) not in (None, "")
    }

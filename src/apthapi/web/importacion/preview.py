"""What a workbook would bring to the plan: rows, problems by cell, totals, units that are not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from apthapi.core.fields import Value
from apthapi.core.money import format_amount
from apthapi.core.schema import Column
from apthapi.core.sheets import Field, Sheet
from apthapi.core.tables import MONTHS
from apthapi.formats.mapping.applying import apply
from apthapi.formats.mapping.mapa import Mapa
from apthapi.formats.mapping.meanings import TITLES
from apthapi.formats.mapping.rows import Applied, Row
from apthapi.formats.spreadsheet import RawBook
from apthapi.formats.workbook.received import Problem
from apthapi.web.accounts.models import Designacion
from apthapi.web.importacion.choosing import Chosen
from apthapi.web.importacion.storing import OF_PLAN, OF_UNIT, Result, rehearse, sheet_for, why_not
from apthapi.web.plans.history import written
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Situacion

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """The first rows of a table as they would be, with their titles."""

    title: str
    titles: tuple[tuple[str, bool], ...]
    """Each title, and whether it is of numbers."""
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    many: int

    @property
    def more(self) -> int:
        """Rows that are not shown."""
        return self.many - len(self.rows)


@dataclass(slots=True)
class Preview:
    """Everything that a person looks at before accepting."""

    applied: Applied
    rows: list[Row]
    result: Result
    notes: list[str] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Units that are not of the plan: their code here, and what the workbook says."""
    closed: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    """What the workbook says of itself that is not so here."""

    @property
    def acceptable(self) -> bool:
        """Whether it can be stored."""
        wrong = self.applied.errors or self.unknown or self.closed or self.result.refused
        return bool(self.rows) and not wrong

    @property
    def warnings(self) -> list[Problem]:
        """What is to be looked at and stops nothing."""
        errors = self.applied.errors
        return [each for each in self.applied.problems if each not in errors]

    @property
    def wrong(self) -> int:
        """How many cells and rows are to be corrected."""
        return len(self.applied.errors) + len(self.result.refused)

    @property
    def rehearsed(self) -> bool:
        """Whether it is known what would become of each row."""
        return not self.unknown and not self.closed

    @property
    def left(self) -> list[str]:
        """What is not imported, in sentences."""
        return [*self.notes, *self.applied.left]

    def totals(self) -> list[tuple[str, ...]]:
        """Lines and bolivianos by unit, fuente and form."""
        found = self._kept.totals("unidad", "fuente", "formulario")
        return [(*key, str(lines), format_amount(total)) for key, lines, total in found]

    def total(self) -> str:
        """All of it."""
        return format_amount(sum(total for _, _, total in self._kept.totals()))

    @property
    def _kept(self) -> Applied:
        """The rows that come in here, and not what is of other units."""
        found = Applied()
        for row in self.rows:
            found.add(row)
        return found


def applied_of(mapa: Mapa, chosen: Iterable[Chosen], book: RawBook, plan: str) -> Applied:
    """What the chosen sheets give."""
    taken = tuple(each.sheet for each in chosen if each.taken)
    return apply(mapa, RawBook(taken, book.notices), units=units_of(plan))


def units_of(plan: str) -> dict[str, str]:
    """The units of the plan and their names."""
    return dict(live().query("select unidad, nombre from unidades where plan = ? order by renglon", [plan]))


def preview(
    situacion: Situacion, designacion: Designacion, applied: Applied, modo: str, direct: frozenset[str]
) -> Preview:
    """What would come of storing it. `direct`: the tables of the sheets, not those told beside them."""
    rows, notes = _rows(situacion, applied, direct)
    units = units_of(situacion.plan)
    found = sorted({str(row.cells.get("unidad") or "") for row in rows if row.table in OF_UNIT})
    brought = {row.cells.get("unidad") for row in rows if row.table == "unidades"}
    unknown = [(unit, applied.units.get(unit, unit)) for unit in found if unit not in units and unit not in brought]
    closed = [f"{unit}: {why}" for unit, why in why_not(situacion, [each for each in found if each in units]).items()]
    result = Result() if unknown or closed else rehearse(situacion, designacion, rows, modo)
    return Preview(applied, rows, result, notes, unknown, closed)


def _rows(situacion: Situacion, applied: Applied, direct: frozenset[str]) -> tuple[list[Row], list[str]]:
    """The rows that can be stored here, and what is said of the others."""
    rows, notes = [], []
    for table, found in applied.rows.items():
        if table in OF_UNIT:
            mine = [row for row in found if situacion.unidad in ("", row.cells.get("unidad"))]
            if len(mine) < len(found):
                others = [row for row in found if row.cells.get("unidad") != situacion.unidad]
                notes.append(_others(table, others, applied.units))
            rows += mine
        elif table in OF_PLAN:
            if table in direct and not situacion.unidad:
                rows += found
        else:
            notes.append(f"{TITLES[table]}: {len(found)} filas van solo en el paquete que se descarga.")
    return rows, notes


def _others(table: str, rows: list[Row], said: dict[str, str]) -> str:
    """What is told of rows of other units, by the names that the workbook gives them."""
    units = sorted({str(row.cells.get("unidad") or "") for row in rows})
    names = ", ".join(f"«{said.get(unit, unit)}»" for unit in units[:3]) + (" y otras" if len(units) > 3 else "")
    return (
        f"{TITLES[table]}: {len(rows)} filas son de otras unidades ({names}) y no se importan aquí. Si son de esta, "
        "vuelva a las hojas, elija «No se importa» en la columna que nombra la unidad, y dígala en «Para toda la hoja»."
    )


def shown(rows: list[Row]) -> list[Shown]:
    """The first rows of each sheet, as they would be."""
    groups: dict[str, tuple[Sheet, list[Row]]] = {}
    for row in rows:
        if sheet := sheet_for(row):
            groups.setdefault(sheet.name, (sheet, []))[1].append(row)
    return [_shown(sheet, same) for sheet, same in groups.values()]


def _shown(sheet: Sheet, rows: list[Row]) -> Shown:
    used = {name for row in rows for name, value in row.cells.items() if value not in (None, "")}
    fields = [each for each in sheet.fields if each.name in used and each.name not in MONTHS and not each.computed]
    of_unit = sheet.of_unit
    numeric = [
        False,
        *([False] if of_unit else []),
        *(sheet.table.column(each.name).is_number for each in fields),
        False,
    ]
    titles = ["De", *(["Sigla"] if of_unit else []), *(each.title for each in fields)]
    if used & set(MONTHS):
        titles.append("Meses")
    lines = (_line(sheet, row, fields, of_unit, used) for row in rows[:MOST_SHOWN])
    return Shown(
        sheet.title,
        tuple(zip(titles, numeric, strict=False)),
        tuple(tuple(zip(line, numeric, strict=False)) for line in lines),
        len(rows),
    )


def _line(sheet: Sheet, row: Row, fields: list[Field], of_unit: bool, used: set[str]) -> tuple[str, ...]:
    texts = [_text(sheet.table.column(each.name), row.cells.get(each.name)) for each in fields]
    months = sum(row.cells.get(month) not in (None, "", 0) for month in MONTHS)
    last = [f"{months} de 12"] if used & set(MONTHS) else []
    return (f"{row.hoja} {row.fila}", *([str(row.cells.get("unidad") or "")] if of_unit else []), *texts, *last)


def _text(column: Column, value: Value) -> str:
    return "" if value in (None, "") else written(column, value)

"""What passing a reading to the plan would do: row by row before and after, what is left out, and why.

Nothing is written here. What the paper leaves empty is not touched, and a form 04 is declared only where the unit has
no lines: where it has them it is compared with what they add up to (ADR 30).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from apthapi.core.database import Database
from apthapi.core.fields import Value
from apthapi.core.schema import ROW, Column
from apthapi.core.sheets import Sheet
from apthapi.core.typed import typed_text
from apthapi.web.lecturas.destination import Destination
from apthapi.web.lecturas.effective import SUMMARY, Fila, Formulario
from apthapi.web.lecturas.labels import cell_title, form_title, row_title
from apthapi.web.lecturas.sums import amounts_of
from apthapi.web.plans.history import sheet_of
from apthapi.web.plans.rows import scope
from apthapi.web.plans.summary import declared, lines_of, summary


@dataclass(frozen=True, slots=True)
class CeldaCambiada:
    """A cell that would change, from what to what."""

    title: str
    column: Column
    before: Value
    after: Value

    @property
    def shown(self) -> tuple[str, str]:
        """Both values as a person would type them."""
        return typed_text(self.column, self.before), typed_text(self.column, self.after)


@dataclass(frozen=True, slots=True)
class FilaCambiada:
    """A row that would be added (`renglon` 0) or changed."""

    title: str
    sheet: Sheet
    renglon: int
    cells: tuple[CeldaCambiada, ...]

    @property
    def told(self) -> tuple[CeldaCambiada, ...]:
        """The cells that its title does not say already."""
        key = _own_key(self.sheet)
        return tuple(each for each in self.cells if each.column.name not in key) or self.cells


@dataclass(frozen=True, slots=True)
class Importe:
    """An amount of form 04: what is there, or what the lines add up to, and what the paper says."""

    title: str
    there: int | None
    paper: int | None

    @property
    def differs(self) -> bool:
        """Whether they are not the same."""
        return self.there != self.paper


@dataclass(slots=True)
class DeUnidad:
    """What would become of one unit."""

    unidad: str
    changes: list[FilaCambiada] = field(default_factory=list)
    same: int = 0
    declares: list[tuple[Value, ...]] = field(default_factory=list)
    """The rows of form 04 as they would be declared, in the order of its columns; empty if it is not declared."""
    amounts: list[Importe] = field(default_factory=list)
    compared: bool = False
    """Whether form 04 is only compared with what the lines add up to."""

    @property
    def differing(self) -> list[Importe]:
        """The amounts of form 04 that are not the same."""
        return [each for each in self.amounts if each.differs]

    @property
    def equal(self) -> int:
        """How many amounts of form 04 are the same."""
        return len(self.amounts) - len(self.differing)

    @property
    def declared_changes(self) -> bool:
        """Whether declaring form 04 would change anything."""
        return bool(self.declares and self.differing)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes and not self.declared_changes


@dataclass(slots=True)
class Propuesta:
    """What passing would do. With any problem nothing is passed; `left` says what is not passed and why."""

    units: dict[str, DeUnidad] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return all(each.is_empty for each in self.units.values())

    @property
    def digest(self) -> str:
        """The same as long as the same would change from the same to the same."""
        said = [
            (name, [(row.sheet.name, row.renglon, [(each.title, each.before, each.after) for each in row.cells])])
            for name, unit in sorted(self.units.items())
            for row in unit.changes
        ]
        amounts = [
            (name, unit.compared, unit.declares, [(each.title, each.there) for each in unit.amounts])
            for name, unit in sorted(self.units.items())
        ]
        return hashlib.sha256(repr((said, amounts)).encode()).hexdigest()


def propose(database: Database, destination: Destination, forms: Iterable[Formulario]) -> Propuesta:
    """What passing these forms would do to the plan as it is now."""
    return _Proposer(database, destination).propose(forms)


class _Proposer:
    def __init__(self, database: Database, destination: Destination) -> None:
        self._database = database
        self._destination = destination
        self._made = Propuesta()
        self._rows: dict[tuple[str, str], dict[tuple[Value, ...], dict[str, Any]]] = {}
        self._seen: dict[tuple[str, str, tuple[Value, ...]], dict[str, Value]] = {}

    def propose(self, forms: Iterable[Formulario]) -> Propuesta:
        for form in forms:
            why = self._destination.why_not(form)
            if why:
                self._made.left.append(f"{form_title(form)}: {why}")
                continue
            unit = self._made.units.setdefault(form.unidad, DeUnidad(form.unidad))
            if any(row.table == SUMMARY for row in form.rows):
                self._summary(unit, form)
            for row in form.rows:
                if row.table != SUMMARY:
                    self._row(unit, row)
        return self._made

    def _row(self, unit: DeUnidad, row: Fila) -> None:
        title = row_title(row.table, row.values)
        sheet = sheet_of(row.table, dict(row.values))
        if not row.passes or sheet is None:
            self._made.left.append(f"{unit.unidad}, {title}: {'se dejó fuera' if sheet else 'no tiene planilla'}.")
            return
        values = {name: row.values[name] for name in _passed(sheet) if row.values.get(name) not in (None, "")}
        key = tuple(row.values.get(name) or "" for name in _own_key(sheet))
        if not values:
            return
        if "" in key and not sheet.number:
            self._made.left.append(f"{unit.unidad}, {title}: sin código no se sabe qué fila es.")
            return
        if "" not in key and self._repeated(unit, sheet, key, values, title):
            return
        there = self._stored(sheet, unit.unidad).get(key, {})
        cells = tuple(
            CeldaCambiada(cell_title(row, cell), cell.column, there.get(name), value)
            for name, value in values.items()
            if (cell := row.cell(name)) is not None and there.get(name) != value
        )
        if cells:
            unit.changes.append(FilaCambiada(title, sheet, int(there.get(ROW, 0)), cells))
        else:
            unit.same += 1

    def _repeated(
        self, unit: DeUnidad, sheet: Sheet, key: tuple[Value, ...], values: dict[str, Value], title: str
    ) -> bool:
        """Whether the row came before; told if it said something else."""
        before = self._seen.setdefault((unit.unidad, sheet.name, key), values)
        if before is values:
            return False
        if before != values:
            self._made.problems.append(
                f"{unit.unidad}, {title}: los papeles la traen dos veces y no dicen lo mismo. Deje fuera una."
            )
        return True

    def _stored(self, sheet: Sheet, unidad: str) -> Mapping[tuple[Value, ...], dict[str, Any]]:
        found = self._rows.get((unidad, sheet.name))
        if found is None:
            where, values = scope(sheet, self._destination.plan, unidad)
            rows = self._database.dicts(f"select * from {sheet.table_name} where {where}", values)
            found = {tuple(row[name] for name in _own_key(sheet)): row for row in rows}
            self._rows[unidad, sheet.name] = found
        return found

    def _summary(self, unit: DeUnidad, form: Formulario) -> None:
        if unit.amounts:
            self._made.problems.append(
                f"{unit.unidad}: los papeles traen dos formularios 04. Deje fuera uno de los dos."
            )
            return
        plan = self._destination.plan
        paper = amounts_of(form)
        if lines_of(plan, unit.unidad)[0]:
            found, _ = summary(plan, unit.unidad)
            there = dict(found.cells) if found else {}
            unit.compared = True
            places = [place for place in paper if place in there]
        else:
            rows = declared(self._database, plan, unit.unidad)
            there = {(str(fila), str(fuente)): _amount(value) for _, _, fila, fuente, value, _ in rows}
            unit.declares = list(_declaration(plan, unit.unidad, form))
            places = [*paper, *(place for place in there if place not in paper)]
        unit.amounts = [
            Importe(
                row_title(SUMMARY, {"fila": fila, "fuente": fuente}),
                there.get((fila, fuente)),
                paper.get((fila, fuente)),
            )
            for fila, fuente in places
        ]


def _declaration(plan: str, unidad: str, form: Formulario) -> Iterator[tuple[Value, ...]]:
    """The rows of form 04 in the order of its columns, each with the text that was seen on the paper."""
    for row in form.rows:
        cell = row.cell("importe")
        if row.passes and cell is not None and cell.value is not None:
            yield (plan, unidad, row.values.get("fila"), row.values.get("fuente"), cell.value, cell.read.text)


def _amount(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _own_key(sheet: Sheet) -> list[str]:
    """What tells the rows of a sheet apart."""
    return [name for name in sheet.table.key if name not in {"plan", "unidad", *sheet.fixed}]


def _passed(sheet: Sheet) -> list[str]:
    return [each.name for each in sheet.fields]

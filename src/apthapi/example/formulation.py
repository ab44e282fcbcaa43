"""The formulation of an example as a whole plan, written beside the reformulation that came of it.

It has the same rows with a few that differ at every level: a text, a target, a task, a line, and the transfer that
led from one to the other. The execution is of the formulation, for it was the plan in force.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from apthapi.core.money import plain_amount
from apthapi.core.tables import MONTHS, TABLES
from apthapi.example.entity_tables import Budget, Transfer, transfer_in
from apthapi.example.model import Entity, Money, Unit
from apthapi.example.sink import EOL, Cell, Sink, Unexecuted
from apthapi.example.unit_tables import write_unit

_EVERY = {"requerimientos": 50, "operaciones": 3, "tareas": 10, "acp_unidad": 4}
"""One row in so many of each table differs."""

_COLUMNS = TABLES["requerimientos"].names
_TRAVEL = ("221", "222")
"""What a scale prices is not moved."""


def write_both(sink: Sink, entity: Entity, unit: Unit, lines: Iterable[str], budget: Budget) -> None:
    """The unit in both plans; the first that can, gives the transfer of its entity."""
    base = list(lines)
    moved = budget.transfer
    if moved is None and (found := transfer_in(unit, untouched=_TRAVEL)) is not None:
        moved = budget.transfer = found
    mine = moved if moved is not None and moved.unit is unit else None
    before, after = dict(unit.spent), dict(unit.spent)
    sink.add_lines("requerimientos", _before(base, entity))
    sink.add_lines("requerimientos", base)
    if mine is not None:
        _extra_line(sink, base, entity.plan(0), mine, mine.giver, unit.lines + 1, before)
        _extra_line(sink, base, entity.plan(1), mine, mine.taker, unit.lines + 2, after)
    earlier = _Earlier(sink)
    write_unit(earlier, replace(entity, earlier=True), _spending(unit, before))
    unit.spent.update(after)
    write_unit(Unexecuted(sink), entity, unit)


def _spending(unit: Unit, spent: dict[Money, int]) -> Unit:
    return replace(unit, spent=spent)


def _before(lines: Sequence[str], entity: Entity) -> Iterable[str]:
    """The lines as the formulation had them."""
    new, old = f"{entity.plan(1)},", f"{entity.plan(0)},"
    for number, line in enumerate(lines):
        own = old + line.removeprefix(new)
        yield own if number % _EVERY["requerimientos"] else _other_words(own)


def _other_words(line: str) -> str:
    cells = _cells_of(line)
    cells["descripcion"] = f"{cells['descripcion']} (según lo formulado)"
    return _as_line(cells)


def _extra_line(
    sink: Sink, base: Sequence[str], plan: str, moved: Transfer, money: Money, number: int, spent: dict[Money, int]
) -> None:
    """One line more of a partida, for what the transfer moves, in the first month in which others like it pay."""
    like = next(
        cells
        for line in base
        if (cells := _cells_of(line)) and (cells["partida"], cells["fuente"], cells["organismo"]) == money
    )
    amount = plain_amount(moved.amount)
    month = next(name for name in MONTHS if like[name])
    cells = {**like, **dict.fromkeys(MONTHS, ""), "plan": plan, "linea": str(number), "cantidad": "1"}
    cells |= {"precio_unitario": amount, "importe": amount, month: amount}
    sink.add_lines("requerimientos", [_as_line(cells)])
    spent[money] = spent.get(money, 0) + moved.amount


def _cells_of(line: str) -> dict[str, str]:
    return dict(zip(_COLUMNS, next(csv.reader([line])), strict=True))


def _as_line(cells: dict[str, str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=EOL).writerow([cells[name] for name in _COLUMNS])
    return text.getvalue()


class _Earlier(Sink):
    """Writes to another sink the rows of the formulation, where a few differ."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._count: dict[str, int] = {}

    def add(self, table: str, **cells: Cell) -> None:
        self._count[table] = place = self._count.get(table, 0) + 1
        if table == "unidades":
            cells |= {name: _a_season_before(str(cells[name])) for name in ("fecha_f01", "fecha_f02", "fecha_f04")}
        if table in _EVERY and place % _EVERY[table] == 0:
            cells |= _as_formulated(table, cells)
        self._sink.add(table, **cells)


def _a_season_before(date: str) -> str:
    """A day of January of the gestión as one of August of the year before, when it was formulated."""
    return f"{int(date[:4]) - 1}-08-{date[-2:]}"


def _as_formulated(table: str, cells: dict[str, Cell]) -> dict[str, Cell]:
    match table:
        case "operaciones":
            return {"linea_base": int(cells["meta"]) * 8 // 10, "responsable": "Jefatura de la unidad"}
        case "tareas":
            return {"medio_verificacion": f"{cells['medio_verificacion']} y registro fotográfico"}
        case _:
            return {"productos_esperados": f"{cells['productos_esperados']}, según lo formulado"}

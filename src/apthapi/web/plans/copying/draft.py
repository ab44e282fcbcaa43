"""What would be written here: each chosen row with the cells that it would have, and what must be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from apthapi.core.fields import Value
from apthapi.core.sheets import SHEETS, Field, Sheet
from apthapi.core.tables import MONTHS, TABLES
from apthapi.core.typed import typed_text
from apthapi.web.plans.copying.choice import Choice
from apthapi.web.plans.copying.raising import percent_of, priced, spread
from apthapi.web.plans.copying.sources import Part
from apthapi.web.plans.request import Cell, Change

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Brought:
    """A row of the source and the cells that it would have here."""

    table: str
    row: Row
    cells: Mapping[str, Value]
    notes: tuple[str, ...] = ()

    @property
    def sheet(self) -> Sheet:
        """The sheet that it is written in."""
        if self.table != "requerimientos":
            return SHEETS[self.table]
        of_form = SHEETS[f"requerimientos_{self.row['formulario']}"]
        # The ACP of a line is not typed, and is brought all the same.
        return replace(of_form, fields=(*of_form.fields, Field("acp", "ACP")))

    @property
    def name(self) -> str:
        """How the writer calls it."""
        return f"{self.table}{self.row['renglon']}"

    @property
    def change(self) -> Change:
        """What the writer is asked to do."""
        columns = TABLES[self.table]
        cells = {
            name: Cell(typed_text(columns.column(name), value))
            for name, value in self.cells.items()
            if value not in (None, "")
        }
        return Change(new=self.name, cells=cells)


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that would be brought, in the order in which it is written, and what would not and why."""

    operaciones: tuple[Brought, ...]
    tareas: tuple[Brought, ...]
    lineas: tuple[Brought, ...]
    left: tuple[str, ...]

    @property
    def all(self) -> tuple[Brought, ...]:
        """Operations before their tasks, tasks before the lines that name them."""
        return (*self.operaciones, *self.tareas, *self.lineas)


def draft(source: Part, here: Part, choice: Choice) -> Draft:
    """What the choice comes to. Reads nothing, writes nothing."""
    return _Maker(source, here, choice).make()


class _Maker:
    def __init__(self, source: Part, here: Part, choice: Choice) -> None:
        self.source = source
        self.here = here
        self.choice = choice
        self.years = here.gestion - source.gestion
        self.codes: dict[str, str] = {}
        self.task_codes: dict[tuple[str, str], str] = {}
        self.taken = {row["operacion"] for row in here.operaciones}
        self.tasks_taken = {(row["operacion"], row["tarea"]) for row in here.tareas}
        self.left: list[str] = []

    def make(self) -> Draft:
        operations = [
            found
            for row in _chosen(self.source.operaciones, self.choice.operaciones)
            if (found := self._operation(row))
        ]
        tasks = [found for row in _chosen(self.source.tareas, self.choice.tareas) if (found := self._task(row))]
        lines = [self._line(row) for row in _chosen(self.source.lineas, self.choice.lineas)]
        return Draft(tuple(operations), tuple(tasks), tuple(lines), tuple(self.left))

    def _operation(self, row: Row) -> Brought | None:
        code, notes = row["operacion"], []
        if code in self.taken and not self.choice.renumbers:
            self.codes[code] = code
            self.left.append(f"La operación {code} ya existe aquí: se usa la que está, y no se trae la otra.")
            return None
        own = self.codes[code] = _free(code, self.taken)
        self.taken.add(own)
        if own != code:
            notes.append(f"Era la {code}; ese código ya está tomado aquí.")
        cells = {**_cells("operaciones", row), "operacion": own} | self._dates(row)
        if not self.choice.months:
            cells |= dict.fromkeys(MONTHS)
        return Brought("operaciones", row, cells, tuple(notes))

    def _task(self, row: Row) -> Brought | None:
        operation = self._operation_here(row["operacion"])
        if not operation:
            self.left.append(f"La tarea {row['tarea']} se queda: su operación no está aquí ni se trae.")
            return None
        code = _within(operation, row["operacion"], row["tarea"])
        if (operation, code) in self.tasks_taken and not self.choice.renumbers:
            self.left.append(f"La tarea {code} ya existe aquí: se usa la que está.")
            return None
        own = _free(code, {task for of, task in self.tasks_taken if of == operation})
        self.tasks_taken.add((operation, own))
        self.task_codes[row["operacion"], row["tarea"]] = own
        notes = () if own == row["tarea"] else (f"Era la {row['tarea']}.",)
        cells = {**_cells("tareas", row), "operacion": operation, "tarea": own} | self._dates(row)
        return Brought("tareas", row, cells, notes)

    def _line(self, row: Row) -> Brought:
        cells = {name: row[name] for name in _LINE}
        where, notes = self._place(row)
        money = priced(
            row["cantidad"], row["precio_unitario"], row["importe"], percent_of(row["partida"], self.choice.rises)
        )
        cells |= where | {"precio_unitario": money.price, "importe": money.amount}
        if self.choice.months:
            cells |= zip(MONTHS, spread([row[month] for month in MONTHS], row["importe"], money.amount), strict=True)
        return Brought("requerimientos", row, cells, (*money.notes, *notes))

    def _place(self, row: Row) -> tuple[dict[str, Value], list[str]]:
        """The operation and task of a line, as they are called here."""
        operation, task = self._operation_here(row["operacion"]), row["tarea"]
        if row["operacion"] and not operation:
            return {"operacion": "", "tarea": ""}, [
                f"Su operación ({row['operacion']}) no está aquí: viene sin operación."
            ]
        own = self.task_codes.get((row["operacion"], task), task)
        if task and (operation, own) not in self.tasks_taken:
            return {"operacion": operation, "tarea": ""}, [f"Su tarea ({task}) no está aquí: viene sin tarea."]
        return {"operacion": operation, "tarea": own}, []

    def _operation_here(self, code: str) -> str:
        """What an operation of the source is called here; '' if it is not here."""
        return self.codes.get(code, code if code in self.taken else "")

    def _dates(self, row: Row) -> dict[str, Value]:
        """The dates in this gestión."""
        return {name: _shifted(row[name], self.years) for name in ("inicio", "fin")}


_LINE = (
    "partida",
    "descripcion",
    "unidad_medida",
    "cantidad",
    "fuente",
    "organismo",
    "acp",
)


def _chosen(rows: Iterable[Row], wanted: frozenset[int]) -> list[Row]:
    return [row for row in rows if row["renglon"] in wanted]


def _cells(table: str, row: Row) -> dict[str, Value]:
    return {each.name: row[each.name] for each in SHEETS[table].fields if not each.computed}


def _free(code: str, taken: set[str]) -> str:
    """The code, or if it is taken the next number of its kind: after `1.1.2`, `1.1.3`; after `A`, `A-2`."""
    if code not in taken:
        return code
    head, mark, last = code.rpartition(".")
    if last.isdecimal():
        same = (other.rpartition(".") for other in taken)
        highest = max(int(number) for before, _, number in same if before == head and number.isdecimal())
        return f"{head}{mark}{highest + 1}"
    return next(other for number in range(2, len(taken) + 3) if (other := f"{code}-{number}") not in taken)


def _within(operation: str, was: str, task: str) -> str:
    """The code of a task that says that of its operation, when that one got another: `1.1.2.1` in `1.1.3`."""
    return f"{operation}.{task.removeprefix(was + '.')}" if task.startswith(was + ".") else task


def _shifted(iso: str, years: int) -> str:
    """The same day some years later; the 29th of February becomes the 28th."""
    if not iso or not years:
        return iso
    day = date.fromisoformat(iso)
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=last).isoformat()

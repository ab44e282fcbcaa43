"""Writes what was read: the certain cells as a package, the doubtful ones beside it, never among them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from apthapi.core.fields import Value, write
from apthapi.core.money import format_amount
from apthapi.core.schema import Column, Kind
from apthapi.core.tables import TABLES
from apthapi.formats.scan.reading import OF_PLAN, Certainty, ReadCell, ReadForm, ReadRow, ScanReading

DOUBTS = "dudas.csv"
_DOUBT_COLUMNS = (
    *("archivo", "pagina", "formulario", "unidad", "tabla", "fila", "columna"),
    *("leido", "mejor_lectura", "opciones", "por_que"),
)
_HEADING = {
    "planes": OF_PLAN,
    "unidades": ("nombre", "categoria", "fecha_f01", "fecha_f02", "fecha_f04"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell that somebody must decide, and the row in which it stands (None in a heading)."""

    form: ReadForm
    row: ReadRow | None
    cell: ReadCell


def doubts_of(reading: ScanReading) -> Iterator[Doubt]:
    """Every cell that is not certain, in the order of the forms."""
    for form in reading.forms:
        places = [(None, form.heading), *((row, row.cells) for row in form.rows)]
        for row, cells in places:
            yield from (Doubt(form, row, cell) for cell in cells if cell.certainty is not Certainty.CERTAIN)


def unidad_of(form: ReadForm) -> str:
    """The unit that the form certainly is of; empty if it is doubtful."""
    return str(_certain(form.heading).get("unidad") or "")


def name_of(row: ReadRow | None) -> str:
    """The row by its key, as a person would name it."""
    if row is None:
        return "encabezado"
    keys = [key for key in TABLES[row.table].key if key not in ("plan", "unidad")]
    return " ".join(str(cell.value) for key in keys if (cell := row.cell(key)) and cell.value is not None)


def shown(table: str, cell: ReadCell, value: Value) -> str:
    """A value as people write it."""
    is_money = _column(table, cell.column).kind is Kind.MONEY
    return format_amount(value) if is_money and isinstance(value, int) else plain(table, cell, value)


def plain(table: str, cell: ReadCell, value: Value) -> str:
    """A value as the files of the format write it."""
    return write(_column(table, cell.column), value)


def _column(table: str, name: str) -> Column:
    tables = [TABLES[table]] if table else [TABLES["unidades"], TABLES["planes"]]
    return next(column for each in tables for column in each.columns if column.name == name)


def _certain(cells: Iterable[ReadCell]) -> dict[str, Value]:
    return {cell.column: cell.value for cell in cells if cell.certainty is Certainty.CERTAIN}


def write_reading(reading: ScanReading, folder: Path, plan: Mapping[str, Value]) -> None:
    """The tables with the certain cells of units that are certain, and `dudas.csv` with the rest.

    A row whose key is doubtful goes to the doubts as a whole. `plan` has the code under which everything is written,
    and what else of `planes` is known without the papers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, dict[tuple[Value, ...], dict[str, Value]]] = {}
    code = {"plan": plan["plan"]}
    for form in reading.forms:
        _put_heading(tables, form, plan)
        for row in form.rows if unidad_of(form) else ():
            _put(tables, row.table, {**code, "unidad": unidad_of(form), **_certain(row.cells)})
    for name, rows in tables.items():
        names = TABLES[name].names
        cells = [[write(column, row.get(column.name)) for column in TABLES[name].columns] for row in rows.values()]
        _write_csv(folder / f"{name}.csv", names, cells)
    _write_csv(folder / DOUBTS, _DOUBT_COLUMNS, [_told(reading, doubt) for doubt in doubts_of(reading)])


def _put_heading(
    tables: dict[str, dict[tuple[Value, ...], dict[str, Value]]], form: ReadForm, plan: Mapping[str, Value]
) -> None:
    said = _certain(form.heading)
    _put(tables, "planes", {**plan, **{name: said[name] for name in _HEADING["planes"] if name in said}})
    if unidad := unidad_of(form):
        cells = {name: said[name] for name in _HEADING["unidades"] if name in said}
        _put(tables, "unidades", {"plan": plan["plan"], "unidad": unidad, **cells})


def _put(tables: dict[str, dict[tuple[Value, ...], dict[str, Value]]], table: str, row: dict[str, Value]) -> None:
    """Add the row to its table, or what it adds to the row of the same key. Without its key it has no place."""
    key = tuple(row.get(name) for name in TABLES[table].key)
    if None not in key:
        tables.setdefault(table, {}).setdefault(key, {}).update(row)


def _told(reading: ScanReading, doubt: Doubt) -> list[str]:
    page = next((page for page in reading.pages if page.number == (doubt.cell.page or doubt.form.pages[0])), None)
    table = doubt.row.table if doubt.row else ""
    options = " | ".join(shown(table, doubt.cell, option.value) for option in doubt.cell.options)
    return [
        page.source if page else "",
        str(page.number) if page else "",
        doubt.form.form,
        unidad_of(doubt.form),
        table,
        name_of(doubt.row),
        doubt.cell.column,
        doubt.cell.text,
        shown(table, doubt.cell, doubt.cell.value),
        options,
        doubt.cell.why,
    ]


def _write_csv(target: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows(rows)

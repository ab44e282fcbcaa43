"""The classifiers and limits that a package brings under `clasificadores/`, which win over those of the software."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from apthapi.core.findings import Finding, Severity, file_finding
from apthapi.core.money import AmountError, parse_plain
from apthapi.core.quoting import quoted
from apthapi.core.reference import SETS, Cells, ReferenceSet
from apthapi.core.schema import Column, Kind, Table
from apthapi.core.source import OWN_SETS, Entry
from apthapi.core.text_table import Head, rows, sniff

Report = Callable[[Finding], None]

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_YEARS = ("gestion", "desde", "hasta")
"""Columns that any set may have, to say when a row is in force."""


@dataclass(frozen=True, slots=True)
class OwnSet:
    """A set as the file has it, to be written back, and `cells`, its rows that can be used (None if none can)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[Cells, ...] | None


def read_own_set(name: str, entry: Entry, report: Report) -> OwnSet | None:
    """Read one file of `clasificadores/`. A file that is no known set is reported; None if it cannot be read."""
    each = SETS.get(name)
    table = Table(f"{OWN_SETS}/{name}", each.about if each else name, (), _columns(each) if each else ())
    if entry.suffix != ".csv":
        report(_unused(table, f"«{entry.name}» no es un CSV", "Guárdelo como CSV."))
        return None
    head = sniff(entry, table, lambda found: None if found.rule == "F06" else report(found))
    if head is None:
        return None
    read = list(rows(entry, head, table, report))
    cells = _cells(each, table, head, read, report) if each else None
    if each is None:
        report(_unused(table, f"{table.name}.csv no es una tabla conocida", f"Las que se usan: {', '.join(SETS)}."))
    return OwnSet(tuple(head.columns), tuple(tuple(row) for _, row in read), cells)


def _columns(each: ReferenceSet) -> tuple[Column, ...]:
    """The columns by which the header is found: a set may use our names or those of the public copies."""
    names = dict.fromkeys((*_YEARS, *(name for pair in each.columns for name in pair)))
    return tuple(Column(name, Kind.TEXT, name) for name in names)


def _cells(
    each: ReferenceSet, table: Table, head: Head, read: list[tuple[int, list[str]]], report: Report
) -> tuple[Cells, ...] | None:
    missing = [sql for sql, source in each.columns if not {sql, source} & set(head.columns)]
    if missing:
        what = f"A {table.name}.csv le falta la columna «{missing[0]}»"
        report(_unused(table, what, f"Debe tener las columnas {', '.join(sql for sql, _ in each.columns)}.", "F07"))
        return None
    usable = []
    for number, row in read:
        cells = dict(zip(head.columns, (cell.strip() for cell in row), strict=True))
        wrong = _not_a_number(each, cells)
        if wrong:
            report(_wrong_number(each, table, number, wrong, cells[wrong]))
        else:
            usable.append(cells)
    return tuple(usable)


def _not_a_number(each: ReferenceSet, cells: Cells) -> str:
    """The first column whose cell should be a whole number or an amount and is not; empty if all are."""
    for sql, source in each.columns:
        column = source if source in cells else sql
        if sql in each.numbers and not _WHOLE.fullmatch(cells[column]):
            return column
        if sql in each.money and not _is_amount(cells[column]):
            return column
    years = (name for name in _YEARS if cells.get(name))
    return next((name for name in years if not _WHOLE.fullmatch(cells[name])), "")


def _is_amount(text: str) -> bool:
    try:
        parse_plain(text)
    except AmountError:
        return False
    return True


def _wrong_number(each: ReferenceSet, table: Table, row: int, column: str, text: str) -> Finding:
    what = "un importe, como 30.50" if column in each.money else "un número entero"
    return file_finding(
        "F02",
        f"{table.name}.csv, fila {row}, columna «{column}»: {quoted(text)} no es {what}; la fila no se usó.",
        f"Corrija la columna «{column}» de esa fila.",
        table=table.name,
        row=row,
        column=column,
    )


def _unused(table: Table, what: str, repair: str, rule: str = "F10") -> Finding:
    return file_finding(rule, f"{what}; no se usó.", repair, severity=Severity.ERROR, table=table.name)

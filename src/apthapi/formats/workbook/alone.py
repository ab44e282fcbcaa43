"""A workbook by itself as a package of its unit: what it says, what went along with it, and nothing of the rest."""

from __future__ import annotations

from pathlib import Path

from apthapi.core import reference
from apthapi.core.database import Database, in_memory
from apthapi.core.findings import Finding, file_finding, in_order
from apthapi.core.integrity import integrity_findings
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.core.typed import companions
from apthapi.formats.errors import FileError
from apthapi.formats.workbook.applying import apply
from apthapi.formats.workbook.comparing import compare
from apthapi.formats.workbook.content import CONTEXT
from apthapi.formats.workbook.pages import BY_TABLE
from apthapi.formats.workbook.reading import Book, read_workbook
from apthapi.formats.workbook.received import Problem

_UNREAD = "F02"
"""The rule of a cell that could not be read, as in any other file of a package."""


def package_of(path: Path) -> Package:
    """The plan as far as the workbook knows it. What cannot be read are findings, by sheet and cell.

    Raises FileError if it is no workbook of ours.
    """
    book = read_workbook(path)
    database = in_memory()
    present = _as_issued(book, database)
    received = compare(book, database, book.identity.plan, book.identity.unidad)
    apply(received, database)
    for name in present:
        database.index(name, TABLES[name].key)
    findings = [_finding(each, book) for each in received.problems]
    known = frozenset(present)
    return Package(database, known, in_order([*findings, *integrity_findings(database, known)]), where=path)


def _as_issued(book: Book, database: Database) -> list[str]:
    """Fill the tables with what the workbook was given; the names of those that are known."""
    for table in TABLES.values():
        database.create(table.name, table.stored())
    present = [name for name in CONTEXT if book.context.get(name)]
    for name in present:
        for row in book.context[name]:
            database.insert(name, list(row), [tuple(row.values())])
    for name, rows in book.base.items():
        empty = {column: None if kind == "BIGINT" else "" for column, kind in TABLES[name].stored()}
        for each in rows.values():
            row = {**empty, "plan": book.identity.plan, "unidad": book.identity.unidad, ROW: each.renglon}
            for column, value in each.cells.items():
                row |= companions(TABLES[name].column(column), value, str(value or ""))
            database.insert(name, list(row), [tuple(row.values())])
    gestiones = database.query("select distinct gestion from planes where gestion is not null")
    if not gestiones:
        raise FileError("El libro no dice de qué gestión es su plan: descargue uno nuevo.")
    with database.transaction():
        reference.load(database, [row[0] for row in gestiones], {})
    return [*present, *BY_TABLE]


def _finding(problem: Problem, book: Book) -> Finding:
    where = f"Hoja {problem.hoja}{f', celda {problem.celda}' if problem.celda else ''}"
    return file_finding(
        _UNREAD,
        f"{where}: {problem.mensaje}",
        problem.corrija,
        severity=problem.severity,
        column=problem.columna,
        plan=book.identity.plan,
        unidad=book.identity.unidad,
    )

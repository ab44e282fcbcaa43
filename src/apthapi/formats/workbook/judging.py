"""What the rules would say of a unit if its workbook were accepted, and in which cell of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from apthapi.core.copying import stored_tables
from apthapi.core.database import SCHEMAS, Database, in_memory
from apthapi.core.findings import Finding
from apthapi.core.tables import TABLES
from apthapi.formats.workbook.applying import apply
from apthapi.formats.workbook.content import stored_rows
from apthapi.formats.workbook.keys import same_rows
from apthapi.formats.workbook.pages import BY_TABLE
from apthapi.formats.workbook.reading import Book, SentRow
from apthapi.formats.workbook.received import Received, RowChange
from apthapi.rules.live import check_unit
from apthapi.rules.unit_answers import WHOLE, chain_query


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, and where in the workbook it is; empty if its row is not there."""

    finding: Finding
    hoja: str = ""
    celda: str = ""


def findings_after(received: Received, book: Book, database: Database) -> tuple[Judged, ...]:
    """The findings of the unit as it would be, on a copy: the database given is only read.

    Cells with a problem count as they were; of a conflict, what the workbook brings.
    """
    plan, unidad = received.identity.plan, received.identity.unidad
    with closing(_copy_of_unit(database, plan, unidad)) as copy:
        written = apply(received, copy)
        places = _places(book, database, received, written)
        found = check_unit(copy, plan, unidad, schema=SCHEMAS[copy.engine]).findings
    return tuple(_judged(each, places.get((each.table, each.row or 0))) for each in found)


def _judged(finding: Finding, row: SentRow | None) -> Judged:
    return Judged(finding, row.hoja, row.celda(finding.column)) if row else Judged(finding)


def _places(
    book: Book, database: Database, received: Received, written: Mapping[tuple[str, int], RowChange]
) -> dict[tuple[str, int], SentRow]:
    """The row of the workbook of each stored row."""
    by_place = {(row.hoja, row.row + 1): row for row in book.rows}
    changed = {(each.hoja, each.fila) for each in received.changes if not each.renglon}
    found: dict[tuple[str, int], SentRow] = {}
    for table, base in book.base.items():
        now = stored_rows(database, table, received.identity.plan, received.identity.unidad)
        stored = same_rows(BY_TABLE[table][0].table, base, now)
        for place, row in by_place.items():
            if row.page.table.name == table and row.renglon in stored and place not in changed:
                found.setdefault((table, stored[row.renglon].renglon), row)
    return found | {
        key: by_place[change.hoja, change.fila]
        for key, change in written.items()
        if (change.hoja, change.fila) in by_place
    }


def _copy_of_unit(database: Database, plan: str, unidad: str) -> Database:
    """The tables of the format and the reference sets, with what the rules of a unit look at."""
    schema = SCHEMAS[database.engine]
    chain = [row[0] for row in database.query(chain_query(schema, "?"), [plan])]
    marks = ", ".join("?" for _ in chain)
    copy = in_memory()
    for name, columns in stored_tables().items():
        names = [column for column, _ in columns]
        sql, values = f"select {', '.join(names)} from {schema}.{name}", []
        if name in TABLES:
            sql, values = f"{sql} where plan in ({marks})", [*chain]
            if "unidad" in names and name not in WHOLE:
                sql, values = f"{sql} and unidad in (?, '')", [*values, unidad]
        copy.create(name, columns)
        copy.insert(name, names, database.query(sql, values))
        if name in TABLES:
            copy.index(name, TABLES[name].key)
    return copy

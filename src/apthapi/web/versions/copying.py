"""Copies every row of a version into a new one, each with the row that it comes from. A few statements a table."""

from __future__ import annotations

from apthapi.core.database import Database, Engine
from apthapi.core.schema import ROW, Table
from apthapi.core.tables import TABLES

OF_ITS_VERSION = frozenset(
    {
        "planes",  # written by whoever opens the version
        "documentos",  # each version has papers of its own,
        "citas",
        "modificaciones",  # and explains its own change
        "presupuesto_aprobado",  # what the law approved stays with the version that brought it, and is found from there
        "ejecucion_fisica",  # what was done, was done under the version in force
        "ejecucion_financiera",
        "evaluaciones",
        "certificaciones",  # one that is issued goes on weighing on the versions that follow, by their chain
    }
)
"""Tables whose rows stay with their version."""
_BLANK = {"unidades": ("fecha_f01", "fecha_f02", "fecha_f04")}
"""Dates of forms that each version signs anew."""


def copy_rows(database: Database, older: str, newer: str) -> int:
    """Copy the rows of the plan `older` as rows of `newer`, in the transaction of an act. How many were copied.

    Each gets a `renglon` of its own, in the order of the older ones, and its `Linaje`.
    """
    return sum(_copy(database, table, older, newer) for table in TABLES.values() if table.name not in OF_ITS_VERSION)


def _copy(database: Database, table: Table, older: str, newer: str) -> int:
    if not database.query(f"select 1 from {table.name} where plan = ? limit 1", [older]):
        return 0
    database.execute(*_numbers(database, table, older, newer))
    names = [name for name, _ in table.stored() if name not in (ROW, "plan")]
    cells = ", ".join(f"cast('' as text) as {name}" if name in _BLANK.get(table.name, ()) else name for name in names)
    # Read through the lineage in its order, so that rows are written in the order of their numbers.
    database.execute(
        f"insert into {table.name} ({ROW}, plan, {', '.join(names)}) "
        f"select l.renglon, ?, {', '.join(_of_row(cell) for cell in cells.split(', '))} "
        f"from versions_linaje l join {table.name} r on r.{ROW} = l.origen "
        "where l.plan = ? and l.tabla = ? order by l.renglon",
        [newer, newer, table.name],
    )
    return int(database.value("select count(*) from versions_linaje where plan = ? and tabla = ?", [newer, table.name]))


def _of_row(cell: str) -> str:
    return cell if cell.startswith("cast(") else f"r.{cell}"


def _numbers(database: Database, table: Table, older: str, newer: str) -> tuple[str, list[object]]:
    """The statement that gives each row its new number, beside its old one."""
    if database.engine is Engine.POSTGRESQL:
        number, values = f"nextval(pg_get_serial_sequence('{table.name}', '{ROW}'))", []
    else:
        # There is one writer at a time, and a number is never used again.
        number = "coalesce((select seq from sqlite_sequence where name = ?), 0) + row_number() over (order by renglon)"
        values = [table.name]
    sql = (
        f"insert into versions_linaje (plan, tabla, renglon, origen) select ?, ?, {number}, renglon "
        f"from (select renglon from {table.name} where plan = ? order by renglon) q"
    )
    return sql, [newer, table.name, *values, older]

"""Queries over readings where a plan stands, in a database that holds many, without temporary tables.

The rows of the plan and the readings that a query uses are common table expressions in front of it, under the names
that the readings use, so that nothing is copied and the filters reach the indexes of the tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.core.database import Database, Row
from apthapi.core.tables import TABLES
from apthapi.rules.readings import names_used, needed_readings

INHERITED = frozenset(
    {
        "planes",
        "pdes",
        "acciones_estrategicas",
        "acciones_corto_plazo",
        "presupuesto_aprobado",
        "modificaciones",
        "certificaciones",
        "ejecucion_fisica",
        "ejecucion_financiera",
        "evaluaciones",
    }
)
"""Tables that a plan takes from those that it replaces (the reading `cadena`); of others its own rows are enough."""


class PlanInPlace:
    """A plan and those that it replaces, whose tables stand in `schema`: `main` in SQLite, `public` in PostgreSQL.

    With `unidad` or `units`, only the rows of those units and those of none are there.
    """

    def __init__(
        self,
        database: Database,
        plan: str,
        *,
        replaces: Sequence[str] = (),
        schema: str,
        unidad: str = "",
        units: Sequence[str] = (),
    ) -> None:
        self._database = database
        self._plan = plan
        self._chain = [plan, *replaces]
        self._schema = schema
        self._units = [*units, unidad] if unidad else [*units]

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query that names tables of the format, readings and reference sets."""
        return self.table(sql, parameters)[1]

    def table(self, sql: str, parameters: Sequence[object] = ()) -> tuple[list[str], list[Row]]:
        """Column names and rows of such a query."""
        readings = needed_readings([sql])
        used = names_used(" ".join([sql, *(reading.sql for reading in readings)]))
        front: list[str] = []
        values: list[object] = []
        for name in (table for table in TABLES if table in used):
            plans = self._chain if name in INHERITED else [self._plan]
            marks = ", ".join("?" for _ in plans)
            rows = f"select * from {self._schema}.{name} where plan in ({marks})"
            values += plans
            if self._units and "unidad" in TABLES[name].names:
                rows += f" and unidad in ({', '.join('?' for _ in self._units)}, '')"
                values += self._units
            front.append(f"{name} as not materialized ({rows})")
        front += [f"{reading.name} as ({reading.sql})" for reading in readings]
        return self._database.table(f"with {', '.join(front)} {sql}" if front else sql, [*values, *parameters])

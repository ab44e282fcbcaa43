"""The date of each printed form: it is that of the day on which the unit sends it, and a draft has none."""

from __future__ import annotations

from datetime import date

from apthapi.core.database import Database

_FILLED_IN = {"fecha_f01": "situacion", "fecha_f02": "acp_unidad", "fecha_f04": "formulario04"}
"""The table that has rows if the form of a date is filled."""


def date_forms(database: Database, plan: str, unidad: str, day: date) -> None:
    """Date the forms that have something in them and no date yet. Inside of the act that sends them."""
    for column, table in _FILLED_IN.items():
        filled = f"exists (select 1 from {table} f where f.plan = unidades.plan and f.unidad = unidades.unidad)"
        sql = f"update unidades set {column} = ? where plan = ? and unidad = ? and {column} = '' and {filled}"
        database.execute(sql, [day.isoformat(), plan, unidad])


def undate_forms(database: Database, plan: str, unidad: str) -> None:
    """Take the dates away: the forms are drafts again. Inside of the act by which they come back to the unit."""
    blank = ", ".join(f"{column} = ''" for column in _FILLED_IN)
    dated = " or ".join(f"{column} <> ''" for column in _FILLED_IN)
    sql = f"update unidades set {blank} where plan = ? and unidad = ? and ({dated})"
    database.execute(sql, [plan, unidad])

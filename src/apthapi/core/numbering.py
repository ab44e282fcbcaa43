"""The numbers that rows of a sheet get from the system, each after the highest of those that count together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from apthapi.core.database import Database, Prepared
from apthapi.core.fields import Value
from apthapi.core.sheets import Sheet

_DIGITS = 9
"""Longer codes do not count among numbers, nor do those such as `1.2`: they are somebody's own."""
_NUMBER = re.compile(f"[0-9]{{1,{_DIGITS}}}")


def highest_number(database: Database, sheet: Sheet, row: Mapping[str, Value]) -> int:
    """The highest number among the stored rows with which `row` counts; 0 if there is none."""
    among = ["plan", *(["unidad"] if sheet.of_unit else []), *sheet.within]
    where = " and ".join(f"{name} = ?" for name in among)
    values = [row[name] for name in among]
    if sheet.table.column(sheet.number).is_number:
        # Asked of its index: a unit may have thousands of lines.
        highest = f"select max({sheet.number}) from {sheet.table_name} where {where} and {sheet.number} between 0 and ?"
        return int(database.value(Prepared(highest), [*values, 10**_DIGITS - 1]) or 0)
    sql = f"select {sheet.number} from {sheet.table_name} where {where}"
    codes = (code for (code,) in database.query(sql, values))
    return max((int(code) for code in codes if _NUMBER.fullmatch(code)), default=0)


def as_number(sheet: Sheet, number: int) -> Value:
    """The number as the column of the sheet holds it: some are codes."""
    return number if sheet.table.column(sheet.number).is_number else str(number)

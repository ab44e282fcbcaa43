"""A stored value as the workbook's cell, the only place that says so: what comes back equal to it was not touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from apthapi.core.fields import Value
from apthapi.core.schema import SCALE, Column, Kind

Cell = str | float | date | None
LONGEST = 32_000
"""Letters that a cell takes, with some to spare; spreadsheets hold 32.767."""
CUT = " […]"

Labels = Mapping[str, str]
"""Code and name as the list shows them, by code."""
NO_LABELS: Labels = {}


def outgoing(column: Column, value: Value, labels: Labels = NO_LABELS) -> Cell:
    """What is written in the cell: numbers as numbers, dates as dates, codes with their name where a list has it."""
    if value is None or value == "":
        return None
    if isinstance(value, int):
        return value / 10 ** SCALE[column.kind] if column.is_number else str(value)
    match column.kind:
        case Kind.OPTION:
            return shown_option(value)
        case Kind.DATE:
            return _date(value)
        case _:
            text = labels.get(value, value)
            return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def shown_option(option: str) -> str:
    """One of the words of an option as people see it."""
    return option.replace("_", " ").capitalize()


def label(code: str, name: str) -> str:
    """A code with its name, as the lists show it."""
    return f"{code} {name}" if name else code


def _date(value: str) -> Cell:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value

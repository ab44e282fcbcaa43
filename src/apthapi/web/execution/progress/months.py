"""The months of a gestión: how they are called, until when they are reported, and which may be reported today."""

from __future__ import annotations

from datetime import date, timedelta

NAMES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
YEAR = range(1, 13)


def span(first: int, last: int) -> str:
    """`marzo`, or `enero a marzo`."""
    return NAMES[last - 1] if first >= last else f"{NAMES[first - 1]} a {NAMES[last - 1]}"


def last_day(gestion: int, month: int) -> date:
    """The day on which a month ends."""
    return date(gestion + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def due(gestion: int, month: int, days: int) -> date:
    """Until when a month is reported, if there are so many days for it after its end."""
    return last_day(gestion, month) + timedelta(days=days)


def ended(gestion: int, today: date) -> int:
    """The last month of the gestión that is over on a day; 0 if none is."""
    return sum(last_day(gestion, month) < today for month in YEAR)


def begun(gestion: int, today: date) -> int:
    """The last month of the gestión that has begun: what may be reported. 0 if none has."""
    return min(ended(gestion, today) + (today.year == gestion), 12)

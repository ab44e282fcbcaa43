"""Lines of form 3 that lack what no rule forbids to lack, named so that whoever sends them finds them."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.core.database import Database
from apthapi.core.sheets import SHEETS
from apthapi.core.tables import MONTHS

MOST_NAMED = 10
Line = tuple[str, int | None]
"""Form and number of a line."""

_SQL = f"""
select formulario, linea, case when importe is null then 'importe' else 'meses' end from requerimientos
where plan = ? and unidad = ? and (importe is null or (importe <> 0 and coalesce({", ".join(MONTHS)}) is null))
order by formulario, linea
"""


def gaps(database: Database, plan: str, unidad: str) -> list[str]:
    """A sentence for the lines without amount, and one for those whose amount is in no month."""
    found: dict[str, list[Line]] = {"importe": [], "meses": []}
    for form, number, what in database.query(_SQL, [plan, unidad]):
        found[what].append((form, number))
    return [
        *_told(found["importe"], "una línea no tiene importe", "líneas no tienen importe"),
        *_told(found["meses"], "una línea no dice en qué meses se gasta", "líneas no dicen en qué meses se gastan"),
    ]


def _told(lines: Sequence[Line], one: str, many: str) -> list[str]:
    if not lines:
        return []
    what = one if len(lines) == 1 else f"{len(lines)} {many}"
    return [f"Requerimientos: {what} ({_named(lines)})."]


def _named(lines: Sequence[Line]) -> str:
    """`3_01 Servicios: 4, 7; 3_03 Materiales: 9`, and how many more."""
    by_form: dict[str, list[str]] = {}
    for form, number in lines[:MOST_NAMED]:
        by_form.setdefault(form, []).append(str(number or "sin número"))
    named = "; ".join(f"{_title(form)}: {', '.join(numbers)}" for form, numbers in by_form.items())
    return f"{named} y {len(lines) - MOST_NAMED} más" if len(lines) > MOST_NAMED else named


def _title(form: str) -> str:
    sheet = SHEETS.get(f"requerimientos_{form}")
    return sheet.title if sheet else form

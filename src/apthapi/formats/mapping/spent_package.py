"""The spending of an export within a package: a plan comes in, and the same plan with that spending goes out."""

from __future__ import annotations

from apthapi.core.database import Row as StoredRow
from apthapi.core.package import Package
from apthapi.core.schema import ROW, WRITTEN
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.rows import Applied, Row
from apthapi.formats.mapping.spent import TABLE, Meaning, Registered, Slot, Spending, spending_of
from apthapi.rules.readings import prepare

_KEY = ("unidad", "partida", "fuente", "organismo", "mes")
_COLUMNS = (ROW, "plan", "categoria", "categoria" + WRITTEN, *_KEY, *STAGES)
_READ = f"select {', '.join(_KEY)}, {', '.join(STAGES)} from ejecucion_vigente where plan = ?"
_CATEGORIES = """
select categoria, min(unidad) from (
  select categoria, unidad from unidades where plan = ? and categoria <> ''
  union select categoria, unidad from acp_unidad where plan = ? and categoria <> ''
) q group by categoria having count(distinct unidad) = 1
"""


def units_of(package: Package) -> dict[str, str]:
    """The units of its latest plan and their names."""
    sql = "select unidad, nombre from unidades where plan = ?"
    return dict(package.database.query(sql, [package.latest_plan()]))


def categories_of(package: Package) -> dict[str, str]:
    """The unit of each category of its latest plan that is of one alone."""
    plan = package.latest_plan()
    return dict(package.database.query(_CATEGORIES, [plan, plan]))


def take_in(package: Package, applied: Applied, meaning: Meaning) -> Spending:
    """Put the spending of an export into the latest plan of a package, over what it has of the same months."""
    plan = package.latest_plan()
    registered = _registered(package, plan)
    found = spending_of(applied.of(TABLE), meaning, registered)
    _store(package, plan, found, registered)
    package.present |= {TABLE}
    _become(applied, found)
    return found


def settle(applied: Applied, meaning: Meaning) -> Spending:
    """The same where there is no plan yet: the rows of the export become those of the table, each month once."""
    found = spending_of(applied.of(TABLE), meaning, {})
    _become(applied, found)
    return found


def _become(applied: Applied, found: Spending) -> None:
    """What was understood takes the place of the rows of the export."""
    applied.rows.pop(TABLE, None)
    for each in found.entries:
        cells = {**each.slot._asdict(), "categoria": each.categoria, "mes": each.mes, **each.amounts}
        applied.add(Row(TABLE, cells, each.where, 0))


def _registered(package: Package, plan: str) -> Registered:
    prepare(package.database, ["ejecucion_vigente"])
    months: dict[Slot, dict[int, dict[str, int]]] = {}
    for *slot, mes, preventivo, comprometido, devengado, pagado in package.database.query(_READ, [plan]):
        amounts = dict(zip(STAGES, (preventivo, comprometido, devengado, pagado), strict=True))
        months.setdefault(Slot(*slot), {})[mes] = amounts
    return months


def _store(package: Package, plan: str, found: Spending, registered: Registered) -> None:
    database = package.database
    last = int(database.value(f"select max({ROW}) from {TABLE}") or 0)
    where = " and ".join(f"{name} = ?" for name in ("plan", *_KEY))
    rows: list[StoredRow] = []
    for at, each in enumerate(found.entries, start=1):
        before = registered.get(each.slot, {}).get(each.mes, {})
        amounts = [each.amounts.get(stage, before.get(stage, 0)) for stage in STAGES]
        if not before and not any(amounts):
            continue
        database.execute(f"delete from {TABLE} where {where}", [plan, *each.slot, each.mes])
        rows.append((last + at, plan, each.categoria, each.categoria, *each.slot, each.mes, *amounts))
    if rows:
        database.insert(TABLE, _COLUMNS, rows)

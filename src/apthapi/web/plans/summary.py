"""Form 04 of a unit: computed from form 3, or as it was declared on paper."""

from __future__ import annotations

from apthapi.core.database import Database
from apthapi.core.fields import Value
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.documents.heading import read_plan
from apthapi.documents.requerimientos import placed
from apthapi.documents.resumen import Summary, form04, summary_of
from apthapi.rules.form_map import FormMap
from apthapi.web.plans.live import live

_SUMS = (
    "select formulario, partida, fuente, "
    "case when count(*) = count(importe) then cast(sum(importe) as bigint) end as importe "
    "from requerimientos where plan = ? and unidad = ? group by formulario, partida, fuente"
)
"""An amount that is not known makes the sum unknown, as on paper."""

_COLUMNS = [name for name, _ in TABLES["formulario04"].stored() if name != ROW]


def summary(plan: str, unidad: str) -> tuple[Summary | None, dict[str, object] | None]:
    """Form 04 as amounts, and as the printed form shows it; both None if nothing is known of it."""
    # Where it stands, with the lines added up: what the paper does with each line is done with few of them.
    package = Package(live(), frozenset(TABLES))
    heading = read_plan(package, plan)
    lines = placed(package.dicts(_SUMS, (plan, unidad)), FormMap(package.database, heading.gestion, heading.entidad))
    found = summary_of(package, heading, unidad, lines)
    return found, form04(found) if found else None


def lines_of(plan: str, unidad: str) -> tuple[int, int]:
    """How many lines form 3 of the unit has, and how many of them have no amount."""
    sql = "select count(*), count(*) - count(importe) from requerimientos where plan = ? and unidad = ?"
    [(lines, without)] = live().query(sql, [plan, unidad])
    return int(lines), int(without)


def declare(database: Database, plan: str, unidad: str, found: Summary) -> None:
    """Write form 04 as the declaration of the unit, in the act that sends it: from here on it is what was signed."""
    cells = dict(found.cells)
    cells |= {("techo", fuente): value for fuente, value in found.techo.items()}
    cells |= {("total_f3", "total"): found.total_f3, ("total_f4", "total"): found.total}
    rows: list[tuple[Value, ...]] = [
        (plan, unidad, fila, fuente, value, "") for (fila, fuente), value in sorted(cells.items()) if value is not None
    ]
    declare_rows(database, plan, unidad, rows)


def declare_rows(database: Database, plan: str, unidad: str, rows: list[tuple[Value, ...]]) -> None:
    """Write these rows, as `declared` gives them, in place of what form 04 of the unit says."""
    database.execute("delete from formulario04 where plan = ? and unidad = ?", [plan, unidad])
    database.insert("formulario04", _COLUMNS, rows)


def declared(database: Database, plan: str, unidad: str) -> list[tuple[Value, ...]]:
    """What form 04 of the unit says, row by row."""
    columns = ", ".join(_COLUMNS)
    sql = f"select {columns} from formulario04 where plan = ? and unidad = ? order by {ROW}"
    return [tuple(row) for row in database.query(sql, [plan, unidad])]


def withdraw(database: Database, plan: str, unidad: str) -> None:
    """Forget a form 04 that the system wrote when the part was sent: once form 3 changes again it declares nothing."""
    if database.query("select 1 from formulario04 where plan = ? and unidad = ? limit 1", [plan, unidad]):
        database.execute("delete from formulario04 where plan = ? and unidad = ?", [plan, unidad])

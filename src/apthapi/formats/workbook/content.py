"""What a workbook of a unit holds, gathered from any database that has the tables of the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from apthapi.core.database import SCHEMAS, Database
from apthapi.core.fields import Value
from apthapi.core.schema import ROW, Table
from apthapi.formats.errors import FileError
from apthapi.formats.workbook.pages import BY_TABLE, TEMPLATE, Page, natural_key
from apthapi.formats.workbook.received import Identity
from apthapi.rules.choices import CHOICES
from apthapi.rules.form_map import FormMap
from apthapi.rules.unit_answers import chain_query

LISTED = (
    *(f"partidas_{form}" for form in ("3_01", "3_02", "3_03", "3_04")),
    "fuentes",
    "organismos",
    "acciones",
    "acp",
)
"""The lists that travel in the workbook; those of the unit are its own sheets."""

CONTEXT = {
    "planes": "plan in ({chain})",
    "unidades": "plan = ? and unidad = ?",
    "techos": "plan = ? and unidad = ?",
    "acciones_estrategicas": "plan = ?",
    "acciones_corto_plazo": "plan = ?",
}
"""What goes along so that the workbook can be checked by itself."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it is stored, and the page on which it is."""

    renglon: int
    page: Page
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is written. Amounts in centavos; `declared` is form 04 as it was declared, if nothing else is."""

    identity: Identity
    plan: Mapping[str, Any]
    unit: Mapping[str, Any]
    until: str
    rows: tuple[Stored, ...]
    lists: Mapping[str, list[list[str]]]
    names: Mapping[str, Mapping[str, str]]
    techos: tuple[tuple[str, str, int], ...]
    declared: Mapping[tuple[str, str], int]
    form_map: tuple[tuple[str, str, str], ...]
    context: Mapping[str, list[dict[str, Any]]]

    def on(self, page: Page) -> list[Stored]:
        """The rows of a page, in their order."""
        return [each for each in self.rows if each.page is page]


def content_of(
    database: Database, plan: str, unidad: str, *, acto: int = 0, until: str = "", issued: str = ""
) -> Content:
    """What the workbook of a unit holds. Raises FileError if the plan or the unit is not there.

    `acto` is the last act of the trace; `until` and `issued` (ISO date) are said on the first sheet.
    """
    of_plan, of_unit = _plan_and_unit(database, plan, unidad)
    identity = Identity(
        TEMPLATE,
        of_plan["entidad"],
        plan,
        unidad,
        of_plan["gestion"] or 0,
        of_plan["version"] or 0,
        acto,
        issued or date.today().isoformat(),  # noqa: DTZ011 - the day of whoever issues it
    )
    form_map = FormMap(database, identity.gestion, identity.entidad)
    rows = tuple(each for table in BY_TABLE for each in stored_rows(database, table, plan, unidad, form_map))
    lists = {name: CHOICES[name](database, plan, unidad) for name in LISTED}
    names = {name: {code: text for code, text, _ in lists[name]} for name in ("fuentes", "organismos")}
    sql = "select fuente, organismo, importe from techos where plan = ? and unidad = ? and importe is not null"
    techos = tuple((f, o, int(i)) for f, o, i in database.query(f"{sql} order by fuente, organismo", [plan, unidad]))
    has_lines = any(each.page.by == "formulario" for each in rows)
    schema = SCHEMAS[database.engine]
    context = {
        table: database.dicts(f"select * from {schema}.{table} where {where}", [plan, unidad][: where.count("?")])
        for table, where in _context(schema)
    }
    declared = {} if has_lines else _declared(database, plan, unidad)
    return Content(
        identity, of_plan, of_unit, until, rows, lists, names, techos, declared, tuple(form_map.rows), context
    )


def _context(schema: str) -> list[tuple[str, str]]:
    return [(table, where.format(chain=chain_query(schema, "?"))) for table, where in CONTEXT.items()]


def stored_rows(
    database: Database, table_name: str, plan: str, unidad: str, form_map: FormMap | None = None
) -> list[Stored]:
    """The rows of a unit in a table, in the order of the grids, each on its page."""
    pages = BY_TABLE[table_name]
    number = pages[0].sheets[0].number
    numbered = number and pages[0].table.column(number).is_number
    order = f"coalesce({number}, 0), {ROW}" if numbered else ROW
    if pages[0].chosen:
        order = f"{_in_order(pages[0])}, {order}"
    # By its whole name: over a live database a temporary table of the same name may hide it.
    where = f"{SCHEMAS[database.engine]}.{table_name}"
    found = database.dicts(f"select * from {where} where plan = ? and unidad = ? order by {order}", [plan, unidad])
    if form_map is None and len(pages) > 1:
        [(gestion, entidad)] = database.query("select gestion, entidad from planes where plan = ?", [plan])
        form_map = FormMap(database, gestion or 0, entidad)
    return [Stored(row[ROW], _page_of(pages, row, form_map), row) for row in found]


def _in_order(page: Page) -> str:
    """The rows of the first sheet first."""
    cases = " ".join(f"when '{each.fixed[page.by]}' then {at}" for at, each in enumerate(page.sheets))
    return f"case {page.by} {cases} else {len(page.sheets)} end"


def _page_of(pages: tuple[Page, ...], row: Mapping[str, Any], form_map: FormMap | None) -> Page:
    """A line that does not say its form is where its partida goes, as on paper."""
    if len(pages) == 1 or form_map is None:
        return pages[0]
    form = row["formulario"] or form_map.form(row["partida"])
    return next((each for each in pages if each.name == form), pages[0])


def row_key(table: Table, cells: Mapping[str, Value]) -> tuple[Value, ...]:
    """How a row is known within its unit."""
    return tuple(cells[name] for name in natural_key(table))


def _plan_and_unit(database: Database, plan: str, unidad: str) -> tuple[dict[str, Any], dict[str, Any]]:
    plans = database.dicts("select * from planes where plan = ?", [plan])
    if not plans:
        raise FileError(f"No hay ningún plan «{plan}». Revise su código.")
    units = database.dicts("select * from unidades where plan = ? and unidad = ?", [plan, unidad])
    if not units:
        known = database.query("select unidad from unidades where plan = ? order by unidad", [plan])
        raise FileError(
            f"El plan «{plan}» no tiene la unidad «{unidad}»; tiene: {', '.join(row[0] for row in known) or 'ninguna'}."
        )
    return plans[0], units[0]


def _declared(database: Database, plan: str, unidad: str) -> dict[tuple[str, str], int]:
    sql = "select fila, fuente, importe from formulario04 where plan = ? and unidad = ? and importe is not null"
    return {(fila, fuente): int(importe) for fila, fuente, importe in database.query(sql, [plan, unidad])}

"""The units of a plan added up to the entity: its money by any two dimensions, filtered, and beside its ceilings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from apthapi.charts.months import NAMES
from apthapi.charts.picture import Cell
from apthapi.compare.cuts import Money
from apthapi.compare.facts import DIMENSIONS, Ask
from apthapi.compare.totals import Consolidation, consolidated
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.added_up import added_up
from apthapi.web.plans.live import SCHEMAS, one_moment
from apthapi.web.plans.package import chain_of

TITLES = {
    "unidad": "Unidad",
    "formulario": "Formulario",
    "fuente": "Fuente",
    "organismo": "Fuente y organismo",
    "grupo": "Grupo del gasto",
    "partida": "Partida",
    "acp": "Acción de corto plazo",
    "mes": "Mes",
}
UNKNOWN = {
    "unidad": "Sin unidad",
    "formulario": "Sin formulario indicado",
    "fuente": "Sin fuente indicada",
    "organismo": "Sin fuente indicada",
    "grupo": "Sin grupo indicado",
    "partida": "Sin partida indicada",
    "acp": "Sin acción indicada",
    "mes": "Sin mes indicado",
}
"""How money is called that a dimension does not tell apart."""

FORMS = {
    "3_01": "Servicios",
    "3_02": "Activos fijos",
    "3_03": "Materiales y suministros",
    "3_04": "Pasajes y viáticos",
}
NOT_TOLD = "-"
"""What an address says to ask for the money that a dimension does not tell apart."""

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person chose to see: by what in rows and in columns, and only the money of some codes."""

    rows: str = "unidad"
    columns: str = "fuente"
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Against:
    """Money of a fuente of the entity, its techo and what was approved for it, in centavos; None is not known."""

    fuente: str
    amount: int | None
    techo: int | None
    approved: int | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that the screen shows of a plan, read in a number of queries that does not grow with it."""

    plan: str
    money: Money
    names: Names
    whole: Consolidation
    fuentes: tuple[Against, ...]
    before: Mapping[str, int]
    older: str

    def label(self, dimension: str, code: str) -> str:
        """Code and name, as a person reads them."""
        if not code:
            return UNKNOWN[dimension]
        name = self.names[dimension].get(code, "")
        return name if dimension == "mes" else f"{code} {name}".strip()

    def codes(self, dimension: str) -> dict[str, int]:
        """The codes of a dimension that have money; units in the order of the plan."""
        found = self.money.add_up(dimension)
        if dimension != "unidad":
            return found
        order = {line.unidad: place for place, line in enumerate(self.whole.lines)}
        return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the screen and the file show it: centavos as numbers, None blank; the last row adds up."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]


def read_choice(asked: Mapping[str, str]) -> Choice:
    """What an address asks for; what makes no sense in it is as if it were not there."""
    rows = asked.get("filas", "")
    rows = rows if rows in DIMENSIONS else "unidad"
    columns = asked.get("columnas", "")
    if columns not in DIMENSIONS or columns == rows:
        columns = "fuente" if rows != "fuente" else "unidad"
    filters = {name: "" if asked[name] == NOT_TOLD else asked[name] for name in DIMENSIONS if asked.get(name)}
    return Choice(rows, columns, filters)


def gather(plan: str) -> Gathered:
    """Read the plan where it stands, as it is at one moment, for one page (see `added_up`)."""
    with one_moment() as database:
        chain, added = chain_of(plan), added_up(plan)
        schema = SCHEMAS[database.engine]
        ask = PlanInPlace(database, plan, replaces=chain[1:], schema=schema).query
        older = chain[1] if len(chain) > 1 else ""
        before: dict[str, int] = {}
        if older:
            of_older = PlanInPlace(database, older, schema=schema).query
            before = dict(of_older("select unidad, importe from total_unidad where plan = ?", [older]))
        whole = consolidated(ask, plan, added.totals, added.by_fuente)
        return Gathered(plan, added.money, _names(ask, plan), whole, _fuentes(ask, plan, added.money), before, older)


def chosen(gathered: Gathered, choice: Choice) -> Gathered:
    """Only the money that the person asked for."""
    return replace(gathered, money=replace(gathered.money, only=choice.filters))


def pivot(gathered: Gathered, choice: Choice) -> Table:
    """The money by the two chosen dimensions, with the total of each row and of each column."""
    down, across = list(gathered.codes(choice.rows).items()), list(gathered.codes(choice.columns).items())
    cells = gathered.money.by(choice.rows, choice.columns)
    title = f"{TITLES[choice.rows]} por {TITLES[choice.columns].lower()}, en bolivianos"
    columns = (TITLES[choice.rows], *(gathered.label(choice.columns, code) for code, _ in across), "Total")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (gathered.label(choice.rows, code), *(cells.get((code, other)) for other, _ in across), total)
        for code, total in down
    )
    total: tuple[Cell, ...] = ("Total", *(amount for _, amount in across), sum(amount for _, amount in down))
    return Table(title, columns, rows, total)


def _names(ask: Ask, plan: str) -> Names:
    of_year = "where gestion = (select gestion from planes where plan = ?)"
    partidas = {
        code: _sentence(name) for code, name in ask(f"select codigo, nombre from objeto_gasto {of_year}", [plan])
    }
    fuentes: dict[str, str] = dict(ask(f"select codigo, nombre from fuentes {of_year}", [plan]))
    units = ask("select unidad, nombre from unidades where plan = ?", [plan])
    actions = ask("select acp, descripcion from acp_vigente where plan = ?", [plan])
    return {
        "unidad": dict(units),
        "formulario": FORMS,
        "fuente": fuentes,
        "organismo": {},
        "grupo": partidas,
        "partida": partidas,
        "acp": dict(actions),
        "mes": {f"{place:02d}": name.capitalize() for place, name in enumerate(NAMES, start=1)},
    }


def _sentence(name: str) -> str:
    """Names that the classifier writes in capitals are read better otherwise."""
    return name.capitalize() if name.isupper() else name


def _fuentes(ask: Ask, plan: str, money: Money) -> tuple[Against, ...]:
    """The fuentes of the entity, from the same money as the table, also of units that tell apart only a part of it."""
    techos = ask(
        "select fuente, cast(sum(importe) as bigint) from techos where plan = ? and unidad = '' and fuente <> '' "
        "and importe is not null group by fuente",
        [plan],
    )
    approved = ask(
        "select fuente, cast(sum(importe) as bigint) from aprobado_fuente where plan = ? group by fuente", [plan]
    )
    ceilings: dict[str, int] = dict(techos)
    law: dict[str, int] = dict(approved)
    amounts = money.add_up("fuente")
    codes = sorted(amounts.keys() | ceilings.keys() | law.keys())
    return tuple(Against(code, amounts.get(code), ceilings.get(code), law.get(code)) for code in codes)

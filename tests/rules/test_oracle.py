"""The rules of money said again in plain Python, over plans that Hypothesis makes: SQL must find the same."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings

from apthapi.core.database import Engine
from apthapi.core.fields import Value
from apthapi.core.package import read_package
from apthapi.core.reference import parameter
from apthapi.core.tables import MONTHS
from apthapi.rules import check
from support.small_plans import FILAS, Plan, Row, plans, write_plan

Key = tuple[Value, ...]
GESTION = 2024
CENT = parameter("tolerancia_importe", GESTION)
WEIGHT = parameter("tolerancia_ponderacion", GESTION)
ROUNDING = parameter("redondeo_por_fila", GESTION)


def whole(value: Value) -> int:
    """A number of the plan; what is not said is nothing."""
    return value if isinstance(value, int) else 0


def months_differ(plan: Plan) -> Iterator[Key]:
    for line in plan["requerimientos"]:
        months = [line.get(month) for month in MONTHS]
        if any(amount is not None for amount in months) and sum(map(whole, months)) != whole(line["importe"]):
            yield line["unidad"], line["linea"]


def product_differs(plan: Plan) -> Iterator[Key]:
    for line in plan["requerimientos"]:
        quantity, price, amount = line["cantidad"], line["precio_unitario"], line["importe"]
        said = isinstance(quantity, int) and isinstance(price, int) and isinstance(amount, int)
        if said and abs(Fraction(whole(quantity) * whole(price), 10_000) - whole(amount)) > CENT:
            yield line["unidad"], line["linea"]


def weights_differ(plan: Plan) -> Iterator[Key]:
    weights = by(plan["acp_unidad"], "unidad")
    for (unidad,), rows in weights.items():
        said = [row["ponderacion"] for row in rows]
        if None not in said and abs(sum(map(whole, said)) - 10_000) > WEIGHT:
            yield (unidad,)


def rows_differ(plan: Plan) -> Iterator[Key]:
    for (unidad, fila), rows in by(plan["formulario04"], "unidad", "fila").items():
        fuentes = [row["importe"] for row in rows if row["fuente"] != "total" and row["importe"] is not None]
        totals = [whole(row["importe"]) for row in rows if row["fuente"] == "total"]
        if fila != "techo" and fuentes and totals and totals != [sum(map(whole, fuentes))]:
            yield unidad, fila, "total"


def columns_differ(plan: Plan) -> Iterator[Key]:
    for (unidad,), rows in by(plan["formulario04"], "unidad").items():
        if {row["fila"] for row in rows if row["fuente"] == "total"} >= set(FILAS):
            for total in (row for row in rows if row["fila"] == "total"):
                column = [row for row in rows if row["fila"] in FILAS and row["fuente"] == total["fuente"]]
                said = total["importe"] is not None or total["fuente"] == "total"
                if said and column and whole(total["importe"]) != sum(whole(row["importe"]) for row in column):
                    yield unidad, "total", total["fuente"]


def money_of(plan: Plan) -> dict[Value, int]:
    """What each unit programmes: its lines or, without lines, the total of its form."""
    form = {row["unidad"]: whole(row["importe"]) for row in plan["formulario04"] if is_total(row, "total")}
    lines = by(plan["requerimientos"], "unidad")
    return form | {unidad: sum(whole(line["importe"]) for line in rows) for (unidad,), rows in lines.items()}


def ceiling_of(plan: Plan) -> dict[Value, int]:
    """The ceiling of each unit: its techos or, without them, the one of its form."""
    declared = [row for row in plan["formulario04"] if is_total(row, "techo") and row["importe"] is not None]
    techos = by([row for row in plan["techos"] if row["importe"] is not None], "unidad")
    own = {unidad: sum(whole(row["importe"]) for row in rows) for (unidad,), rows in techos.items()}
    return {row["unidad"]: whole(row["importe"]) for row in declared} | own


def above_ceiling(plan: Plan) -> Iterator[Key]:
    ceilings = ceiling_of(plan)
    for unit, money in money_of(plan).items():
        if unit in ceilings and money > ceilings[unit]:
            yield unit, *place_of_ceiling(plan, unit)


def below_ceiling(plan: Plan) -> Iterator[Key]:
    ceilings = ceiling_of(plan)
    for unit, money in money_of(plan).items():
        if unit in ceilings and money < ceilings[unit]:
            yield unit, *place_of_ceiling(plan, unit)


def place_of_ceiling(plan: Plan, unit: Value) -> Key:
    """Where the ceiling was said: in techos, or in the row «techo» of the form."""
    said = any(row["unidad"] == unit and row["importe"] is not None for row in plan["techos"])
    return () if said else ("techo", "total")


def above_ceiling_of_a_source(plan: Plan) -> Iterator[Key]:
    techos = by([row for row in plan["techos"] if row["importe"] is not None], "unidad")
    for (unidad,), ceilings in techos.items():
        money = of_sources(plan, unidad)
        if any(row["fuente"] == "" for row in ceilings) or not any(row["fuente"] for row in money):
            continue
        detailed = all(row["organismo"] for row in [*ceilings, *money] if row["fuente"])
        key = ("fuente", "organismo") if detailed else ("fuente",)
        allowed = {at: sum(whole(row["importe"]) for row in rows) for at, rows in by(ceilings, *key).items()}
        for at, rows in by(money, *key).items():
            if sum(whole(row["importe"]) for row in rows) > allowed.get(at, 0):
                yield unidad, *(part for part in at if part)


def of_sources(plan: Plan, unidad: Value) -> list[Row]:
    """The money of a unit with its source; the form does not say the organism."""
    lines = [line for line in plan["requerimientos"] if line["unidad"] == unidad]
    form = [row for row in plan["formulario04"] if row["unidad"] == unidad and row["fila"] == "total"]
    said = [row for row in form if row["fuente"] != "total" and row["importe"] is not None]
    return lines or [{**row, "organismo": ""} for row in said]


def not_the_approved(plan: Plan) -> Iterator[Key]:
    money = money_of(plan)
    for (categoria,), units in by(plan["unidades"], "categoria").items():
        known = [unit["unidad"] for unit in units if unit["unidad"] in money]
        rows = [row for row in plan["presupuesto_aprobado"] if row["categoria"] == categoria]
        if known and rows:
            finest = [row for row in rows if detail(row) == max(map(detail, rows))]
            rounding = ROUNDING * len(finest)
            apart = sum(money[unit] for unit in known) - sum(whole(row["importe"]) for row in finest)
            moved = sum(whole(row["importe"]) for row in plan["modificaciones"] if row["categoria"] == categoria)
            if abs(apart) > rounding and abs(apart - moved) > rounding:
                yield (min(map(str, known)),)


def detail(row: Row) -> tuple[bool, bool]:
    return row["grupo"] != "", row["fuente"] != ""


def is_total(row: Row, fila: str) -> bool:
    return row["fila"] == fila and row["fuente"] == "total"


def by(rows: list[Row], *columns: str) -> dict[Key, list[Row]]:
    """The rows of each value of the columns."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in columns)].append(row)
    return groups


ORACLE: dict[str, Callable[[Plan], Iterator[Key]]] = {
    "V11": weights_differ,
    "V24": months_differ,
    "V27": product_differs,
    "V36": rows_differ,
    "V37": columns_differ,
    "V39": above_ceiling,
    "V40": below_ceiling,
    "V41": above_ceiling_of_a_source,
    "V44": not_the_approved,
}


def compare(plan: Plan, engine: Engine) -> None:
    expected = sorted((rule, *map(str, key)) for rule, oracle in ORACLE.items() for key in oracle(plan))
    with tempfile.TemporaryDirectory() as folder:
        package = read_package(write_plan(plan, Path(folder)), engine=engine)
        report = check(package, only=ORACLE)
        package.close()
    assert not [finding for finding in report.findings if finding.rule.startswith("F")]
    assert sorted((finding.rule, finding.unidad, *finding.key.values()) for finding in report.findings) == expected


@settings(max_examples=120, deadline=None)
@given(plans())
def test_python_and_sql_find_the_same(plan: Plan) -> None:
    compare(plan, Engine.SQLITE)


@settings(max_examples=12, deadline=None)
@given(plans())
def test_python_and_sql_find_the_same_on_duckdb(plan: Plan) -> None:
    compare(plan, Engine.DUCKDB)

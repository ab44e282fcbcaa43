"""Chosen plans of the live database as a package in memory, on which papers, comparisons and rules work unchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from apthapi.core.database import Database, Engine, in_memory
from apthapi.core.integrity import integrity_findings
from apthapi.core.package import Package
from apthapi.core.reference import CONJUNTOS, SETS, YEARS
from apthapi.core.schema import ROW, Table
from apthapi.core.tables import TABLES
from apthapi.web.plans.live import SCHEMAS, live

HEADING = frozenset({"planes", "pdes", "acciones_estrategicas", "acciones_corto_plazo"})
"""What a plan without its own takes from the plans that it replaces."""
_BY_ROW = "fila_de_datos"
"""The column that keeps the order of a reference set in the live database."""


@dataclass(frozen=True, slots=True)
class Photo:
    """The plans as they were after one act: nothing that was saved later is in the package."""

    package: Package
    acto: int


def live_package(
    plans: Sequence[str],
    *,
    units: Sequence[str] | None = None,
    before: Sequence[str] = (),
    tables: Collection[str] = frozenset(TABLES),
    whole: Collection[str] = (),
    only: Mapping[str, str] | None = None,
) -> Package:
    """The stored rows of the plans, each with its `renglon`, and the reference sets of their gestiones.

    `units` keeps only the rows of those units, and those that are of no unit; the tables in `whole` come with every
    unit all the same. Of the plans in `before` only the heading and the structure come along. A table without rows is
    not `present`, as in a package that does not bring it. `only` has conditions (SQL) by table for the rows that come.
    """
    return photograph(plans, units=units, before=before, tables=tables, whole=whole, only=only).package


def photograph(
    plans: Sequence[str],
    *,
    units: Sequence[str] | None = None,
    before: Sequence[str] = (),
    tables: Collection[str] = frozenset(TABLES),
    whole: Collection[str] = (),
    summed: bool = False,
    only: Mapping[str, str] | None = None,
) -> Photo:
    """The same, with the last act that changed the first plan.

    `summed` brings of the lines and of the execution only their sums by what money is told apart by, from an index
    alone: for totals they are as good as the lines, and there are a hundred times fewer.
    """
    source, target = live(), in_memory()
    schema = SCHEMAS[source.engine]
    present = set()
    with _one_moment(source), target.transaction():
        for table in TABLES.values():
            target.create(table.name, table.stored())
            inherited = HEADING | _BUDGET if summed else HEADING
            of = [*plans, *before] if table.name in inherited else list(plans)
            of_units = None if table.name in whole or "unidad" not in table.names else units
            sums = _SUMS.get(table.name) if summed else None
            where = _where(of, of_units, (only or {}).get(table.name, ""))
            if table.name in tables and _copy(source, target, table, where, schema, sums):
                present.add(table.name)
            target.index(table.name, table.key)
        _copy_sets(source, target, schema)
        acto = last_change(plans[0])
    # The live database itself holds the keys.
    found = () if summed else tuple(integrity_findings(target, frozenset(present), unique=frozenset(TABLES)))
    return Photo(Package(target, frozenset(present), found), acto)


def last_change(plan: str) -> int:
    """The last act that changed a row of the plan; 0 if none did."""
    source = live()
    sql = _LAST.format(changes=f"{SCHEMAS[source.engine]}.process_cambio")
    return int(source.value(sql, [plan, plan, plan]) or 0)


_LAST = """
with recursive parts(unidad) as (
  select min(unidad) from {changes} where plan = ?
  union all
  select (select min(c.unidad) from {changes} c where c.plan = ? and c.unidad > parts.unidad)
  from parts where parts.unidad is not null
)
select max((select max(c.acto) from {changes} c where c.plan = ? and c.unidad = parts.unidad)) from parts
"""
"""The last act of each unit is at the end of its part of the index: looked up there, the other changes are not read."""


def chain_of(plan: str) -> list[str]:
    """The plan and those that it replaces, nearest first."""
    source = live()
    before: dict[str, str] = dict(source.query(f"select plan, reemplaza from {SCHEMAS[source.engine]}.planes"))
    chain = [plan]
    while (older := before.get(chain[-1], "")) in before and older not in chain:
        chain.append(older)
    return chain


_BUDGET = frozenset({"presupuesto_aprobado", "modificaciones", "ejecucion_financiera"})
"""What the budget that stands for a plan is made of and what was spent of it, wherever in its chain it is."""

_SUMS = {
    "requerimientos": ("plan, unidad, acp, formulario, partida, fuente, organismo", "importe"),
    "ejecucion_financiera": (
        "plan, unidad, categoria, partida, fuente, organismo, mes",
        "preventivo comprometido devengado",
    ),
}
"""What each table is added up by, and what is added."""


def _where(plans: list[str], units: Sequence[str] | None, condition: str) -> tuple[str, list[str]]:
    where, values = f"plan in ({_marks(plans)})", list(plans)
    if units is not None:
        where += f" and unidad in ({_marks([*units, ''])})"
        values += [*units, ""]
    return (f"{where} and {condition}" if condition else where), values


def _copy(
    source: Database,
    target: Database,
    table: Table,
    of: tuple[str, list[str]],
    schema: str,
    sums: tuple[str, str] | None = None,
) -> bool:
    """True if any row was copied. Names are told with their schema: temporary tables of the rules may hide them."""
    names, (where, values) = [name for name, _ in table.stored()], of
    if sums:
        by, added = sums[0], sums[1].split()
        names = [*by.split(", "), *added]
        amounts = ", ".join(f"cast(sum({each}) as bigint)" for each in added)
        sql = f"select {by}, {amounts} from {schema}.{table.name} where {where} group by {by} order by {by}"
    else:
        sql = f"select {', '.join(names)} from {schema}.{table.name} where {where} order by {ROW}"
    target.insert(table.name, names, source.stream(sql, values))
    return bool(target.value(f"select 1 from {table.name} limit 1"))


def _copy_sets(source: Database, target: Database, schema: str) -> None:
    """The reference sets of the gestiones of the plans that were copied."""
    gestiones = [row[0] for row in target.query("select distinct gestion from planes where gestion is not null")]
    of_year = f"where gestion in ({_marks(gestiones)})" if gestiones else "where 1 = 0"
    sets = {each.name: each.stored for each in SETS.values()}
    for name, columns in {**sets, "conjuntos": CONJUNTOS, "anios": YEARS}.items():
        names = [column for column, _ in columns]
        where, values = ("", []) if name == "anios" else (of_year, gestiones)
        sql = f"select {', '.join(names)} from {schema}.{name} {where} order by {_BY_ROW}"
        target.create(name, columns)
        target.insert(name, names, source.stream(sql, values))
        if name in SETS:
            target.index(name, names[:3])


@contextmanager
def _one_moment(source: Database) -> Iterator[None]:
    """Everything read inside is as of one moment, while others go on saving: no reader makes them wait."""
    if connection.in_atomic_block:
        yield
        return
    postgresql = source.engine is Engine.POSTGRESQL
    source.execute("begin isolation level repeatable read read only" if postgresql else "begin deferred")
    try:
        yield
    finally:
        source.execute("rollback")


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)

"""Only what was published: a package with those plans alone, from which everything else is made.

Pages and files never see a row of another version, so they cannot show one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from apthapi.core.copying import stored_tables
from apthapi.core.database import in_memory
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.source import UnreadableError
from apthapi.core.tables import TABLES

APPROVES = ("resolucion", "publicacion")
"""Documents that make a version public: the resolution that approves it, or its publication itself."""

NOT_YET = frozenset({"ejecucion_fisica", "ejecucion_financiera", "evaluaciones"})
"""Tables about what was done, which the site does not tell."""


def approved_plans(package: Package) -> list[str]:
    """The plans with a dated resolution or publication, and those that they replace, in the order of the file."""
    marks = ", ".join("?" for _ in APPROVES)
    sql = f"select distinct plan from documentos where fecha <> '' and tipo in ({marks})"
    approved = {row[0] for row in package.database.query(sql, APPROVES)}
    older: dict[str, str] = dict(package.database.query("select plan, reemplaza from planes"))
    for plan in list(approved):
        while (plan := older.get(plan) or "") and plan not in approved:
            approved.add(plan)
    return [plan for plan in package.plans if plan in approved]


def published_package(package: Package, plans: Collection[str]) -> Package:
    """A package with the rows of those plans and the reference sets of their gestiones, and nothing else.

    Cells that could not be read and columns that the format does not know stay behind. Raises UnreadableError for a
    plan that is not there.
    """
    missing = [plan for plan in plans if plan not in package.plans]
    if missing:
        raise UnreadableError(f"El paquete no tiene la versión {missing[0]}; tiene {', '.join(package.plans)}.")
    target, chosen = in_memory(), list(plans)
    with target.transaction():
        for name, columns in stored_tables().items():
            names = [column for column, _ in columns]
            target.create(name, columns)
            sql, values = f"select {', '.join(names)} from {name}", []
            if name in TABLES:
                sql, values = f"{sql} where plan in ({_marks(chosen)}) order by {ROW}", chosen
            target.insert(name, names, package.database.query(sql, values) if name not in NOT_YET else ())
            target.index(name, TABLES[name].key if name in TABLES else names[:2])
    present = frozenset(
        name
        for name in package.present - NOT_YET
        if target.value(f"select count(*) from {name}")
    )  # fmt: skip
    return Package(target, present, own_sets=package.own_sets)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)

"""Only what was published: a package with those plans alone, from which everything else is made.

Pages and files never see a row of another version, so they cannot show one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from apthapi.core.copying import stored_tables
from apthapi.core.database import in_memory
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.source import UnreadableError
from apthapi.core.tables import TABLES

APPROVES = ("resolucion", "publicacion")
"""Documents that make a version public: the resolution that approves it, or its publication itself."""

NEVER = frozenset({"certificaciones"})
"""What is of the inside of an entity: purchases that it only begins to think of."""


@dataclass(frozen=True, slots=True)
class Advance:
    """Up to which month (1 to 12; 0 is nothing) it is published what was done, and of which cuts the explanations."""

    month: int = 0
    explained: frozenset[int] = frozenset()

    @classmethod
    def at(cls, month: int) -> Advance:
        """Of one cut alone."""
        return cls(month, frozenset({month}))


NOTHING_DONE = Advance()


def held_back(advance: Advance, *, schema: str = "") -> dict[str, str]:
    """By table, the condition (SQL) that the rows that may leave must meet; the others may not even be read.

    What was modified outside of a reformulation is told once the month of its norm is. `schema` is where the tables
    stand, with its dot.
    """
    month = int(advance.month)
    cuts = ", ".join(str(int(cut)) for cut in sorted(advance.explained)) or "0"
    until = f"cast(p.gestion as text) || '-{month:02d}-99'"
    year = f"(select {until} from {schema}planes p where p.plan = modificaciones.plan)"
    return {
        **dict.fromkeys(NEVER, "1 = 0"),
        "ejecucion_fisica": f"mes between 1 and {month}",
        "ejecucion_financiera": f"mes between 1 and {month}",
        "evaluaciones": f"mes in ({cuts}) and mes <= {month}",
        "modificaciones": f"(incorporada <> 'no' or (fecha <> '' and {month} > 0 and fecha <= {year}))",
    }


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


def published_package(package: Package, plans: Collection[str], advance: Advance = NOTHING_DONE) -> Package:
    """A package with the rows of those plans and the reference sets of their gestiones, and nothing else.

    Of what was done it has what `advance` lets out. Cells that could not be read and columns that the format does not
    know stay behind. Raises UnreadableError for a plan that is not there.
    """
    missing = [plan for plan in plans if plan not in package.plans]
    if missing:
        raise UnreadableError(f"El paquete no tiene la versión {missing[0]}; tiene {', '.join(package.plans)}.")
    target, chosen, conditions = in_memory(), list(plans), held_back(advance)
    with target.transaction():
        for name, columns in stored_tables().items():
            names = [column for column, _ in columns]
            target.create(name, columns)
            sql, values = f"select {', '.join(names)} from {name}", []
            if name in TABLES:
                may_leave = conditions.get(name, "1 = 1")
                sql, values = f"{sql} where plan in ({_marks(chosen)}) and {may_leave} order by {ROW}", chosen
            target.insert(name, names, package.database.query(sql, values))
            target.index(name, TABLES[name].key if name in TABLES else names[:2])
    present = frozenset(
        name
        for name in package.present
        if target.value(f"select count(*) from {name}")
    )  # fmt: skip
    return Package(target, present, own_sets=package.own_sets)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)

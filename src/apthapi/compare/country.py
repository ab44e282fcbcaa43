"""Every plan of a package beside the one that it replaces, all at once: one line for each entity, however many.

The joins are of whole tables, so that a country takes seconds. What changed inside of one, `compare_plans` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.core.money import Centavos
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.rules.readings import prepare

_PAIRS = """
select p.plan, p.reemplaza, p.entidad, p.sigla from planes p
join planes o on o.plan = p.reemplaza
order by p.plan
"""
_UNITS = """
select q.plan,
  cast(sum(case when q.diferencia > 0 then 1 else 0 end) as bigint) as suben,
  cast(sum(case when q.diferencia < 0 then 1 else 0 end) as bigint) as bajan,
  cast(sum(case when q.diferencia > 0 then q.diferencia else 0 end) as bigint) as aumento,
  cast(sum(case when q.diferencia < 0 then -q.diferencia else 0 end) as bigint) as disminucion
from (
  select plan, unidad, sum(importe) as diferencia from (
    select p.plan, t.unidad, t.importe from total_unidad t join planes p on p.plan = t.plan
    where p.reemplaza in (select plan from total_unidad)
    union all
    select p.plan, t.unidad, -t.importe from total_unidad t join planes p on p.reemplaza = t.plan
    where p.plan in (select plan from total_unidad)
  ) s group by plan, unidad
) q
group by q.plan
"""
_TOTALS = (
    "select plan, cast(sum(importe) as bigint) from techos where unidad = '' group by plan",
    "select plan, cast(sum(importe) as bigint) from total_unidad group by plan",
    "select plan, cast(sum(importe) as bigint) from aprobado_categoria group by plan",
    "select plan, cast(sum(importe) as bigint) from aprobado_fuente group by plan",
)
"""Where the total of an entity is looked for, in this order, as `compare_plans` does."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a table both plans have, and how many of them differ."""

    before: int = 0
    after: int = 0
    added: int = 0
    changed: int = 0

    @property
    def removed(self) -> int:
        """Rows that only the older plan has."""
        return self.before - (self.after - self.added)

    @property
    def differ(self) -> int:
        """All that is new, gone or other."""
        return self.added + self.removed + self.changed


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What became of an entity from one plan to the next: totals in centavos (None is not known), units and rows."""

    before: str
    after: str
    entidad: str
    sigla: str
    total_before: Centavos | None
    total_after: Centavos | None
    rise: int
    fall: int
    increase: int
    decrease: int
    rows: Mapping[str, Rows]

    @property
    def difference(self) -> int | None:
        """By how much the total moved; None if one of both is not known."""
        return None if self.total_before is None or self.total_after is None else self.total_after - self.total_before

    @property
    def changes(self) -> bool:
        """Whether anything in it changed."""
        return bool(self.difference or self.increase or self.decrease or any(e.differ for e in self.rows.values()))


COMPARED = ("acp_unidad", "operaciones", "tareas", "requerimientos")
"""The tables of rows that a country is compared by."""


def compare_all(package: Package) -> tuple[EntityChange, ...]:
    """Each plan that replaces another of the package, in the order of their codes."""
    database = package.database
    prepare(database, ["total_unidad aprobado_categoria aprobado_fuente"])
    totals: dict[str, Centavos] = {}
    for sql in _TOTALS:
        for plan, amount in database.query(sql):
            if amount is not None:
                totals.setdefault(plan, Centavos(amount))
    units: dict[str, tuple[int, int, int, int]] = {
        plan: (up, down, more, less) for plan, up, down, more, less in database.query(_UNITS)
    }
    rows = {name: _rows(package, name) for name in COMPARED if name in package.present}
    found = []
    for after, before, entidad, sigla in database.query(_PAIRS):
        of_each = {name: of.get(after, Rows()) for name, of in rows.items()}
        up, down, more, less = units.get(after, (0, 0, 0, 0))
        both = totals.get(before), totals.get(after)
        found.append(EntityChange(before, after, entidad, sigla, *both, up, down, more, less, of_each))
    return tuple(found)


def many_plans(package: Package) -> bool:
    """Whether the package has more than one plan that no other replaces, each with one that it replaces."""
    sql = (
        "select count(*) from planes p join planes o on o.plan = p.reemplaza "
        "where not exists (select 1 from planes n where n.reemplaza = p.plan)"
    )
    return int(package.database.value(sql)) > 1


def sentences(found: tuple[EntityChange, ...]) -> tuple[str, ...]:
    """The same in a few sentences."""
    moved = [each for each in found if each.difference]
    inside = [each for each in found if not each.difference and (each.increase or each.decrease)]
    texts = [each for each in found if each.changes and not each.difference and not (each.increase or each.decrease)]
    unknown = sum(each.difference is None for each in found)
    lines = sum(each.rows["requerimientos"].differ for each in found if "requerimientos" in each.rows)
    still = sum(not each.changes for each in found)
    said = [
        f"{len(found)} planes comparados, cada uno con el que reemplaza.",
        (
            f"Cambia el total de {len(moved)}. Con el mismo total, {len(inside)} mueven dinero entre sus unidades, "
            f"{len(texts)} cambian dentro de ellas y {still} no cambian."
        ),
        f"Difieren {lines:,} líneas de requerimientos.".replace(",", "."),
    ]
    if unknown:
        said.append(f"De {unknown} no se conoce el total de una de las dos versiones.")
    return tuple(said)


def _rows(package: Package, name: str) -> dict[str, Rows]:
    """The rows of a table by newer plan; a plan one of whose sides brings none is not compared."""
    table = TABLES[name]
    key = [part for part in table.key if part != "plan"]
    same = " and ".join(f"o.{part} = n.{part}" for part in key)
    differs = " or ".join(f"n.{part} is distinct from o.{part}" for part in table.names if part not in table.key)
    sql = (
        f"select p.plan, p.reemplaza, count(*), cast(sum(case when o.{ROW} is null then 1 else 0 end) as bigint), "
        f"cast(sum(case when o.{ROW} is not null and ({differs}) then 1 else 0 end) as bigint) "
        f"from {name} n join planes p on p.plan = n.plan and p.reemplaza <> '' "
        f"left join {name} o on o.plan = p.reemplaza and {same} group by p.plan, p.reemplaza"
    )
    counts: dict[str, int] = dict(package.database.query(f"select plan, count(*) from {name} group by plan"))
    return {
        plan: Rows(counts[older], after, added, changed)
        for plan, older, after, added, changed in package.database.query(sql)
        if older in counts
    }

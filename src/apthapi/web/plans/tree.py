"""The operations of a unit as a tree: strategic action, short-term action, operation with its year, tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apthapi.charts.picture import Picture
from apthapi.charts.strip import Operation, strip
from apthapi.core.database import Database
from apthapi.core.tables import MONTHS

HUNDRED = 10_000


@dataclass(frozen=True, slots=True)
class Leaf:
    """An operation: its row, its year as a picture (None if its months cannot be drawn), its tasks, its money."""

    row: dict[str, Any]
    picture: Picture | None
    tasks: list[dict[str, Any]]
    money: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A short-term action of the unit with its operations; `known` is false for those of no action of the unit."""

    acp: str
    text: str
    weight: int | None
    known: bool
    leaves: list[Leaf]

    @property
    def money(self) -> int:
        """What the lines of its operations add up to, in centavos."""
        return sum(leaf.money for leaf in self.leaves)


def tree_of(database: Database, plan: str, unidad: str) -> list[Branch]:
    """The tree of a unit, in the order in which things were written; four queries whatever the size."""
    of_unit = [plan, unidad]
    actions = database.dicts(
        "select acp, texto_acp, ponderacion from acp_unidad where plan = ? and unidad = ? order by renglon", of_unit
    )
    operations = database.dicts("select * from operaciones where plan = ? and unidad = ? order by renglon", of_unit)
    tasks: dict[str, list[dict[str, Any]]] = {}
    for task in database.dicts("select * from tareas where plan = ? and unidad = ? order by renglon", of_unit):
        tasks.setdefault(task["operacion"], []).append(task)
    money: dict[str, int] = dict(
        database.query(
            "select operacion, cast(sum(importe) as bigint) from requerimientos "
            "where plan = ? and unidad = ? and importe is not null group by operacion",
            of_unit,
        )
    )
    leaves: dict[str, list[Leaf]] = {}
    for row in operations:
        code = row["operacion"]
        leaves.setdefault(row["acp"], []).append(Leaf(row, _year(row), tasks.get(code, []), money.get(code, 0)))
    known = [
        Branch(row["acp"], row["texto_acp"], row["ponderacion"], True, leaves.pop(row["acp"], [])) for row in actions
    ]
    return known + [Branch(acp, "", None, False, rest) for acp, rest in leaves.items()]


def _year(row: dict[str, Any]) -> Picture | None:
    targets = tuple(row[month] for month in MONTHS)
    if any((value or 0) < 0 for value in (*targets, row["meta"])):
        return None
    operation = Operation(
        label=f"{row['operacion']} {row['descripcion']}".strip(),
        targets=targets,
        goal=row["meta"],
        first=_month(row["inicio"]),
        last=_month(row["fin"]),
        measure=row["unidad_medida"],
        adds=row["medicion"] != "ultimo",
    )
    return strip(f"operacion-{row['renglon']}", operation)


def _month(iso: str) -> int | None:
    return int(iso[5:7]) if iso else None

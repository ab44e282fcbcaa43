"""The structure of a plan as a tree: pilar, eje, meta, resultado, acción; acciones estratégicas, ACP; and the units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apthapi.core.database import Database

LEVELS = {
    "pilar": "Pilar",
    "eje": "Eje",
    "meta": "Meta",
    "resultado": "Resultado",
    "accion": "Acción",
    "ae": "Acción estratégica",
    "acp": "Acción de corto plazo",
}
"""The levels, from the PDES to the plan of the year."""

_SHEETS = {"ae": "acciones_estrategicas", "acp": "acciones_corto_plazo"}


@dataclass(slots=True)
class Node:
    """One element, where its row is written, the units that work for it, and what hangs from it."""

    level: str
    code: str
    text: str
    row: int
    units: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The level in words."""
        return LEVELS[self.level]

    @property
    def place(self) -> str:
        """Where in the sheets its text is: what the grid jumps to."""
        return f"{_SHEETS.get(self.level, 'pdes')}/{self.row}/descripcion"

    @property
    def count(self) -> int:
        """How many ACP hang from it, at any depth."""
        return (self.level == "acp") + sum(each.count for each in self.children)


@dataclass(frozen=True, slots=True)
class Structure:
    """The tree, and what hangs from nothing: a code that points to none."""

    roots: list[Node]
    loose: list[Node]


def structure_of(database: Database, plan: str) -> Structure:
    """The whole structure of a plan, in four queries whatever its size."""
    rows = database.query(
        "select nivel, codigo, padre, descripcion, renglon from pdes where plan = ? order by renglon", [plan]
    )
    pdes = {(level, code): Node(level, code, text, row) for level, code, _, text, row in rows}
    parents = {row: parent for _, _, parent, _, row in rows}
    structure = Structure([], [])
    for node in pdes.values():
        above = _above(pdes, node, parents[node.row])
        (above.children if above else structure.roots).append(node)
    actions = {code: node for (level, code), node in pdes.items() if level == "accion"}
    strategic = _hang(_strategic(database, plan), actions, structure.loose)
    _hang(_short_term(database, plan), strategic, structure.loose)
    return structure


def _above(pdes: Mapping[tuple[str, str], Node], node: Node, parent: str) -> Node | None:
    """The nearest level above that has the code of the parent."""
    order = list(LEVELS)
    higher = reversed(order[: order.index(node.level)])
    return next((pdes[level, parent] for level in higher if (level, parent) in pdes), None)


def _hang(nodes: Iterable[tuple[Node, str]], parents: Mapping[str, Node], loose: list[Node]) -> dict[str, Node]:
    """Put each below its parent, or with those that hang from nothing; by code."""
    found = {}
    for node, parent in nodes:
        found[node.code] = node
        (parents[parent].children if parent in parents else loose).append(node)
    return found


def _strategic(database: Database, plan: str) -> list[tuple[Node, str]]:
    rows = database.query(
        "select ae, descripcion, renglon, pdes from acciones_estrategicas where plan = ? order by renglon", [plan]
    )
    return [(Node("ae", ae, text, row), parent) for ae, text, row, parent in rows]


def _short_term(database: Database, plan: str) -> list[tuple[Node, str]]:
    units: dict[str, list[str]] = {}
    for acp, unidad in database.query("select acp, unidad from acp_unidad where plan = ? order by renglon", [plan]):
        units.setdefault(acp, []).append(unidad)
    rows = database.query(
        "select acp, descripcion, renglon, ae from acciones_corto_plazo where plan = ? order by renglon", [plan]
    )
    return [(Node("acp", acp, text, row, tuple(units.get(acp, ()))), ae) for acp, text, row, ae in rows]

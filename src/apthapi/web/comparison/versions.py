"""Which versions can be set side by side, and where their rows stand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.apps import apps

from apthapi.compare.facts import Ask
from apthapi.compare.pairs import Side, follows_lineage
from apthapi.compare.rows import LEVELS
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.whereabouts import heading

COMPARED_ROWS = (*LEVELS["jerarquia"], *LEVELS["metas"], *LEVELS["lineas"])
"""The tables whose rows the screen sets side by side; money has its own tables."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version with its name: `Primera reformulación`."""

    plan: str
    name: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The version on the right, the one on the left, all those that could be there, and the plans before the left one.

    Without any other version `before` is None.
    """

    after: Version
    before: Version | None
    others: tuple[Version, ...]
    replaced: tuple[str, ...] = ()


def choose(plan: str, wanted: str = "") -> Chosen:
    """The version that the plan replaces or, if that is one of the entity, the one that is wanted."""
    rows = live().query(
        "select p.plan, p.reemplaza from planes p join planes q on q.entidad = p.entidad and q.plan = ? "
        "order by p.gestion desc, p.version desc, p.plan",
        [plan],
    )
    replaces: dict[str, str] = dict(rows)
    others = [code for code in replaces if code != plan]
    before = wanted if wanted in others else replaces.get(plan, "")
    if before not in others:
        before = ""
    named = {code: Version(code, str(heading(code))) for code in dict.fromkeys((plan, before)) if code}
    rest = tuple(named.get(code) or Version(code, code) for code in others)
    chain = _chain(replaces, before)
    return Chosen(named[plan], named.get(before), rest, chain)


def _chain(replaces: dict[str, str], plan: str) -> tuple[str, ...]:
    """The plans that a plan replaces, nearest first."""
    found: list[str] = []
    while (plan := replaces.get(plan, "")) in replaces and plan not in found:
        found.append(plan)
    return tuple(found)


class Places:
    """Where the rows of both versions are; of each table, whether its rows know where they come from."""

    def __init__(self, before: str, after: str) -> None:
        database = live()
        self.ask: Ask = database.query
        self._side = Side(before, after, SCHEMAS[database.engine], _lineage())
        self._following = follows_lineage(self.ask, self._side, COMPARED_ROWS)

    def of(self, table: str) -> Side:
        """Where to look for the rows of a table."""
        return self._side if table in self._following else replace(self._side, lineage="")


def _lineage() -> str:
    """The table in which opening a version keeps the origin of each row; empty if there is none."""
    return next((each._meta.db_table for each in apps.get_models() if each._meta.label == "versions.Linaje"), "")

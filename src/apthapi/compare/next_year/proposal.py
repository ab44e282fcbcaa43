"""From a plan and what was done of it, version 0 of the next gestión: what carries and what has to be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.compare.next_year.carrying import carry
from apthapi.compare.next_year.done import done_in
from apthapi.compare.next_year.judging import judge
from apthapi.compare.next_year.parts import KINDS, Base, Decision, Draft, NextSets, Row
from apthapi.compare.next_year.plurianual import carry_years
from apthapi.core.package import Package
from apthapi.core.reference import MissingSetError, parameter, set_rows

LEFT_OUT = ("techos", "presupuesto_aprobado", "recursos", "formulario04", "situacion", "modificaciones", "documentos")
"""Tables of the plan that closes that do not carry: each gestión has its own."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The plan of the next gestión: its code, its rows by table, the baselines, and what has to be decided."""

    base: str
    plan: str
    gestion: int
    tables: Mapping[str, tuple[Row, ...]]
    bases: tuple[Base, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]

    def of(self, kind: str) -> tuple[Decision, ...]:
        """The decisions of a kind."""
        return tuple(each for each in self.decisions if each.kind == kind)


def propose(package: Package, plan: str, sets: NextSets | None = None) -> Proposal:
    """Propose the plan that follows. `sets` are its classifiers; without, those that come with the software.

    The package must have the versions that `plan` replaces in its gestión, for what was done was done under them.
    """
    [head] = package.dicts("select * from planes where plan = ?", (plan,))
    gestion = int(head["gestion"]) + 1
    sets = sets or sets_of_ours(gestion)
    done, draft = done_in(package, plan), Draft()
    code = next_code(head)
    carry(package, head, code, done, sets, draft)
    carry_years(package, plan, code, gestion, sets, draft)
    judge(package, plan, gestion, done, sets, draft)
    order = list(KINDS)
    decisions = sorted(draft.decisions, key=lambda each: (order.index(each.kind), each.unidad, each.about))
    tables = {name: tuple(rows) for name, rows in draft.tables.items() if rows}
    return Proposal(plan, code, gestion, tables, tuple(draft.bases), tuple(decisions), tuple(draft.notes))


def next_code(head: Mapping[str, object]) -> str:
    """The code of version 0 of the next gestión: `SEGIP-2024-1` is followed by `SEGIP-2025-0`."""
    gestion = int(str(head["gestion"]))
    before, found, _ = str(head["plan"]).rpartition(f"-{gestion}-")
    stem = before if found else str(head["sigla"] or head["entidad"] or head["plan"])
    return f"{stem}-{gestion + 1}-0"


def sets_of_ours(gestion: int) -> NextSets:
    """The classifiers that come with the software for a gestión."""

    def codes(name: str) -> frozenset[str] | None:
        rows = set_rows(name, gestion)
        return frozenset(row["code"] for row in rows) if rows else None

    try:
        width = parameter("ancho_programa", gestion)
    except MissingSetError:
        width = None
    return NextSets(codes("objeto_gasto"), codes("fuentes"), codes("organismos"), width)

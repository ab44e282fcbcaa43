"""The draft of the modifications of a plan, judged by the rules and set beside what was saved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass

from apthapi.compare.drafting import (
    Line,
    Modification,
    draft,
    kinds_of,
    lines_of_blocks,
    lines_of_slots,
)
from apthapi.compare.slots import Place, Slot, Spent, Standing, spent_of, standing_of
from apthapi.core.findings import Finding, Severity
from apthapi.core.money import format_amount
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.rules import check
from apthapi.web.comparison.money import MoneyOf, money_of, photo_of
from apthapi.web.comparison.versions import Chosen

RULES = ("V53", "V54", "V55", "V56")
TABLE = TABLES["modificaciones"]
OUTSIDE = ("fecha", "incorporada")
"""What is only said of those that are registered outside of a reformulation."""
STORED = tuple(name for name, _ in TABLE.stored() if name != ROW)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table `modificaciones` as it is stored, the plan apart."""

    modificacion: str
    orden: int
    tipo: str
    norma: str
    aprobador: str
    unidad: str
    categoria: str
    partida: str
    fuente: str
    organismo: str
    importe: int

    @property
    def of(self) -> tuple[str, ...]:
        """What makes it the same row in two drafts: its kind and its place."""
        return (self.modificacion, *self.words_of)

    @property
    def words_of(self) -> tuple[str, ...]:
        """To what its norm and approver belong, whatever its number."""
        return (self.tipo, self.unidad, self.categoria, self.partida, self.fuente, self.organismo)

    @property
    def where(self) -> str:
        """Its place, for people."""
        return " · ".join(
            filter(
                None, (self.unidad, self.categoria, self.partida, Place("", "", "", self.fuente, self.organismo).pair)
            )
        )

    def stored(self, plan: str) -> tuple[object, ...]:
        """Its cells in the order of the table."""
        own: dict[str, object] = {name: getattr(self, name) for name in Row.__slots__}
        own |= {"plan": plan, "categoria_escrita": self.categoria, **dict.fromkeys(OUTSIDE, "")}
        return tuple(own[name] for name in STORED)


@dataclass(frozen=True, slots=True)
class Restriction:
    """The authority that a restricted partida must cite, by which norm."""

    partida: str
    authority: str
    norm: str
    mark: str


@dataclass(frozen=True, slots=True)
class Impact:
    """A line beside what its place has: vigente, what is reserved and spent of it, what is left. None is not known."""

    line: Line
    standing: int | None
    spent: Spent | None
    restriction: Restriction | None
    refusal: str = ""

    @property
    def decrease(self) -> int:
        """What it takes away, 0 if it adds."""
        return max(-self.line.amount, 0)

    @property
    def increase(self) -> int:
        """What it adds, 0 if it takes away."""
        return max(self.line.amount, 0)

    @property
    def available(self) -> int | None:
        """What can still be taken away."""
        if self.standing is None or self.spent is None:
            return None
        return self.standing - self.spent.reserved - self.spent.accrued

    @property
    def left(self) -> int | None:
        """What stands afterwards."""
        return None if self.standing is None else self.standing + self.line.amount


@dataclass(frozen=True, slots=True)
class OfOne:
    """A modification of the draft with its number and the impact of each of its lines."""

    number: str
    modification: Modification
    impacts: tuple[Impact, ...]


@dataclass(frozen=True, slots=True)
class Redone:
    """A row that a new draft would add, take away or change: what was saved and what would be; None is not there."""

    where: str
    saved: Row | None
    drafted: Row | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """All that is known of the modifications of a plan."""

    parts: tuple[OfOne, ...]
    rows: tuple[Row, ...]
    saved: tuple[Row, ...]
    findings: tuple[Finding, ...]
    standing: tuple[Standing, ...]
    money: MoneyOf

    @property
    def refusals(self) -> list[str]:
        """Why the draft cannot be saved as it is: decreases that do not fit in what is available."""
        return [each.message for each in self.findings if each.rule == "V54" and each.severity is Severity.ERROR]

    @property
    def redone(self) -> list[Redone]:
        """What saving the draft would change."""
        return redone(self.saved, self.rows)

    @property
    def stamp(self) -> str:
        """Says whether the draft is still the one that somebody had in front."""
        lines = [astuple(line) for part in self.parts for line in part.modification.lines]
        return hashlib.sha256(repr((lines, self.saved)).encode()).hexdigest()[:32]


def read_draft(chosen: Chosen, typed: Mapping[str, tuple[str, str]] | None = None) -> Drafted:
    """Draft the modifications of a version. `typed` has approver and norm by number, as somebody wrote them."""
    assert chosen.before is not None
    with closing(photo_of(chosen).package) as package:
        money = money_of(package, chosen)
        saved = _saved(package, chosen.after.plan)
        standing = standing_of(package, chosen.after.plan)
        modifications = _modifications(package, chosen, money)
        rows = _rows(modifications, saved, typed or {})
        findings = _judged(package, chosen.after.plan, rows)
        parts = _parts(package, chosen, money, modifications, findings)
    return Drafted(parts, rows, saved, findings, standing, money)


def redone(saved: Sequence[Row], drafted: Sequence[Row]) -> list[Redone]:
    """The rows that differ between what was saved and a new draft."""
    before, after = ({row.of: row for row in rows} for rows in (saved, drafted))
    found = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if (
            old is None
            or new is None
            or (old.importe, old.norma, old.aprobador) != (new.importe, new.norma, new.aprobador)
        ):
            found.append(Redone((new or old).where, old, new))  # type: ignore[union-attr]
    return found


def _modifications(package: Package, chosen: Chosen, money: MoneyOf) -> tuple[Modification, ...]:
    comparison = money.comparison
    known = frozenset(slot.place.unidad for slot in money.slots)
    lines = lines_of_slots(money.slots)
    lines += lines_of_blocks(comparison.money["grupo"], comparison.money["categoria"], known)
    kinds = kinds_of(_of_set(package, "tipos_modificacion", chosen.after.plan))
    return draft(lines, kinds, uncovered=bool(comparison.uncovered))


def _of_set(package: Package, name: str, plan: str) -> list[dict[str, str]]:
    return package.dicts(f"select s.* from {name} s join planes p on p.gestion = s.gestion where p.plan = ?", (plan,))


def _saved(package: Package, plan: str) -> tuple[Row, ...]:
    names = Row.__slots__
    sql = f"select {', '.join(names)} from modificaciones where plan = ? order by modificacion, orden"
    rows = package.dicts(sql, (plan,))
    return tuple(Row(**{**row, "orden": row["orden"] or 0, "importe": row["importe"] or 0}) for row in rows)


def _rows(
    modifications: Iterable[Modification], saved: Sequence[Row], typed: Mapping[str, tuple[str, str]]
) -> tuple[Row, ...]:
    """The rows of the draft; norm and approver as somebody wrote them now or before, else the first of the table."""
    kept = {row.words_of: row for row in saved}
    rows = []
    for number, each in enumerate(modifications, start=1):
        first = each.approvers[0].approver if each.approvers else ""
        for order, line in enumerate(each.lines, start=1):
            place = line.place
            row = Row(
                str(number), order, each.kind, "", first, place.unidad, place.categoria, place.partida, place.fuente,
                place.organismo, line.amount,
            )  # fmt: skip
            rows.append(_with_words(row, kept.get(row.words_of), typed.get(str(number))))
    return tuple(rows)


def _with_words(row: Row, kept: Row | None, typed: tuple[str, str] | None) -> Row:
    approver, norm = typed or ((kept.aprobador, kept.norma) if kept else (row.aprobador, ""))
    cells = {name: getattr(row, name) for name in Row.__slots__} | {"aprobador": approver, "norma": norm}
    return Row(**cells)


def _judged(package: Package, plan: str, rows: Sequence[Row]) -> tuple[Finding, ...]:
    """What the rules say of the draft, as if it had been saved."""
    database = package.database
    database.execute("delete from modificaciones where plan = ?", [plan])
    numbered = [(place, *row.stored(plan)) for place, row in enumerate(rows, start=1)]
    database.insert("modificaciones", (ROW, *STORED), numbered)
    package.present |= {"modificaciones"}
    return tuple(each for each in check(package, only=RULES).findings if each.plan == plan)


def _parts(
    package: Package,
    chosen: Chosen,
    money: MoneyOf,
    modifications: Sequence[Modification],
    findings: Sequence[Finding],
) -> tuple[OfOne, ...]:
    assert chosen.before is not None
    standing = _standing_by_place(money)
    spent = spent_of(package, chosen.before.plan)
    restricted = _of_set(package, "partidas_restringidas", chosen.after.plan)
    refused = {each.row: each for each in findings if each.rule == "V54"}
    place, parts = 0, []
    for number, each in enumerate(modifications, start=1):
        impacts = []
        for line in each.lines:
            place += 1
            said = refused[place].message if place in refused else ""
            impacts.append(_impact(line, standing, spent, restricted, said))
        parts.append(OfOne(str(number), each, tuple(impacts)))
    return tuple(parts)


def _impact(
    line: Line,
    standing: Mapping[Place, int],
    spent: Mapping[tuple[str, str, str, str], Spent],
    restricted: Sequence[Mapping[str, str]],
    refusal: str,
) -> Impact:
    at = line.place
    known = spent.get((at.unidad, at.partida, at.fuente, at.organismo), Spent(0, 0)) if spent and at.fuente else None
    return Impact(line, standing.get(at), known, _restriction(line, restricted), refusal)


def _standing_by_place(money: MoneyOf) -> dict[Place, int]:
    """What stood in each place; of a category that is only known by groups, what stood in the group."""
    found = {slot.place: slot.before for slot in money.slots}
    for change in money.comparison.money["grupo"]:
        category, _, block = change.code.partition(" · ")
        if change.before is not None:
            found.setdefault(Place(change.label, category, block if block.isdigit() else ""), change.before)
    return found


def _restriction(line: Line, restricted: Sequence[Mapping[str, str]]) -> Restriction | None:
    partida = line.place.partida
    for row in restricted:
        if partida.startswith(row["prefijo"]) and (row["sentido"] != "aumento" or line.amount > 0):
            return Restriction(partida, row["autoridad"], row["norma"], row["marca"])
    return None


def told(amount: int) -> str:
    """`Bs 1.200,00`."""
    return f"Bs\u00a0{format_amount(amount)}"


__all__ = ["Drafted", "Impact", "OfOne", "Redone", "Row", "Slot", "read_draft", "redone", "told"]

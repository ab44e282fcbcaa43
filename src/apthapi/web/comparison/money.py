"""The money of two versions side by side, as the screen, its files and the printed annex show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from apthapi.compare import Comparison, compare_plans
from apthapi.compare.changes import Change, Move
from apthapi.compare.pairs import Kind
from apthapi.compare.slots import Slot, slots_of
from apthapi.core.package import Package
from apthapi.documents.annex import AnnexSection
from apthapi.documents.comparison import sections_of
from apthapi.web.comparison.asked import Asked
from apthapi.web.comparison.versions import Chosen
from apthapi.web.plans.package import Photo, photograph

MONEY_TABLES = frozenset(
    {
        "planes",
        "unidades",
        "acp_unidad",
        "formulario04",
        "techos",
        "presupuesto_aprobado",
        "modificaciones",
        "requerimientos",
        "ejecucion_financiera",
    }
)
"""The tables from which all the money of a plan is known."""

Amount = int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is, before, what moved, after; in centavos, None is not known."""

    code: str
    label: str
    before: Amount
    increase: Amount
    decrease: Amount
    after: Amount
    total: bool = False
    rounding: bool = False
    """It differs by no more than its rounding, which is not a change."""

    @property
    def moves(self) -> bool:
        """Whether it is known to change."""
        return bool(self.increase or self.decrease)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that finance reviewers expect: vigente, aumento, disminución, reformulado."""

    key: str
    title: str
    heading: str
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def hidden(self) -> int:
        """Lines that stand still or are not known: they are shown when asked for."""
        return sum(not line.moves and not line.total for line in self.lines)


@dataclass(frozen=True, slots=True)
class MoneyOf:
    """The comparison of the money of two versions, and every place of it that both tell apart."""

    comparison: Comparison
    slots: tuple[Slot, ...]


def photo_of(chosen: Chosen, unidad: str = "") -> Photo:
    """Both versions with their lines added up: what money needs, and nothing more."""
    assert chosen.before is not None
    return photograph(
        [chosen.after.plan, chosen.before.plan],
        units=[unidad] if unidad else None,
        before=chosen.replaced,
        tables=MONEY_TABLES,
        whole={"unidades"},
        summed=True,
    )


def read_money(chosen: Chosen, unidad: str = "") -> MoneyOf:
    """Compare the money of both versions, or of one unit of them."""
    with closing(photo_of(chosen, unidad).package) as package:
        return money_of(package, chosen, unidad)


def money_of(package: Package, chosen: Chosen, unidad: str = "") -> MoneyOf:
    """The same over a package that is open already."""
    assert chosen.before is not None
    before, after = chosen.before.plan, chosen.after.plan
    comparison = compare_plans(package, before, after, rows=False, unidad=unidad)
    return MoneyOf(comparison, slots_of(package, before, after))


def tables_of(money: MoneyOf) -> dict[str, Table]:
    """The tables of the annex by level, with the same figures: they are made of them."""
    comparison = money.comparison
    return {key: _table(key, section, comparison.money[key]) for key, section in sections_of(comparison).items()}


def shown(table: Table, asked: Asked) -> Table:
    """The lines that were asked for: those that change, unless all are wanted."""
    kept = [
        line
        for line in table.lines
        if (line.total and not asked.narrows and not asked.fixed) or _is_asked(table.key, line, asked)
    ]
    return Table(table.key, table.title, table.heading, tuple(kept), table.note)


def by_place(money: MoneyOf, asked: Asked) -> Table:
    """Every place of the budget that moved, with a sub-total for each unit."""
    found = [slot for slot in money.slots if _slot_is_asked(slot, asked)]
    lines: list[Line] = []
    for unidad in dict.fromkeys(slot.place.unidad for slot in found):
        own = [slot for slot in found if slot.place.unidad == unidad]
        lines += [_of_slot(slot) for slot in own]
        lines.append(_sum(f"Total {unidad}", own))
    return Table("detalle", "Por unidad, partida y fuente", "Unidad · partida · fuente", tuple(lines))


def _table(key: str, section: AnnexSection, changes: Sequence[Change]) -> Table:
    rounding = {change.code for change in changes if change.move is Move.ROUNDING}
    lines = []
    for row in section.rows:
        amounts = (row.before, *section.movement(row), row.after)
        lines.append(Line(row.code, row.label, *amounts, row.is_total, row.code in rounding and not row.is_total))
    return Table(key, section.title, section.heading, tuple(lines), section.note)


def _is_asked(key: str, line: Line, asked: Asked) -> bool:
    if line.total or not (asked.everything or line.moves or (line.before is None) != (line.after is None)):
        return False
    wanted = asked.wanted
    if wanted.unidad and wanted.unidad != (line.code if key == "unidad" else line.label):
        return False
    if wanted.partida and not _is_of_partida(key, line, wanted.partida):
        return False
    if wanted.fuente and not (key == "fuente" and line.code.partition("-")[0] == wanted.fuente):
        return False
    return asked.says(line.code, line.label) and _is_of_kind(line, wanted.kind)


def _is_of_partida(key: str, line: Line, partida: str) -> bool:
    if key == "partida":
        return line.code.startswith(partida)
    return key == "grupo" and line.code.partition(" · ")[2][:1] == partida[:1]


def _is_of_kind(line: Line, kind: Kind | None) -> bool:
    was, is_ = bool(line.before), bool(line.after)
    return kind is None or kind is (
        Kind.ADDED if is_ and not was else Kind.REMOVED if was and not is_ else Kind.CHANGED
    )


def _slot_is_asked(slot: Slot, asked: Asked) -> bool:
    place, wanted = slot.place, asked.wanted
    return (
        bool(slot.moved or asked.everything)
        and wanted.unidad in ("", place.unidad)
        and place.partida.startswith(wanted.partida)
        and wanted.fuente in ("", place.fuente)
        and asked.says(place.unidad, place.categoria, place.partida)
        and _is_of_kind(_of_slot(slot), wanted.kind)
    )


def _of_slot(slot: Slot) -> Line:
    place = slot.place
    code = " · ".join(part for part in (place.unidad, place.partida, place.pair) if part)
    return Line(code, place.categoria, slot.before, max(slot.moved, 0), max(-slot.moved, 0), slot.after)


def _sum(title: str, slots: Sequence[Slot]) -> Line:
    up, down = (sum(max(sign * slot.moved, 0) for slot in slots) for sign in (1, -1))
    before, after = sum(slot.before for slot in slots), sum(slot.after for slot in slots)
    return Line("", title, before, up, down, after, total=True)


def files_of(money: MoneyOf, asked: Asked) -> Mapping[str, Table]:
    """Every table that can be had as a file, as the screen shows it."""
    tables = {key: shown(table, asked) for key, table in tables_of(money).items()}
    return {**tables, "detalle": by_place(money, asked)}

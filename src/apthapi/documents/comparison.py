"""A comparison of two plans set as the comparative annex that finance reviewers expect."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from apthapi.compare.changes import Change, Move
from apthapi.compare.diff import Comparison
from apthapi.core.package import Package
from apthapi.documents.annex import Annex, AnnexRow, AnnexSection, render_annex
from apthapi.documents.heading import Institution, read_plan
from apthapi.documents.paper import Paper

_SECTIONS = (
    ("unidad", "Por unidad", "Unidad"),
    ("categoria", "Por categoría programática", "Categoría"),
    ("grupo", "Por categoría y grupo del gasto (solo lo que cambia)", "Categoría · grupo"),
    ("partida", "Por partida (solo lo que cambia)", "Partida"),
    ("fuente", "Por fuente y organismo", "Fuente-organismo"),
)
_ONLY_CHANGES = {"grupo", "partida"}


def render_comparison(
    *,
    package: Package,
    comparison: Comparison,
    out: Path,
    institution: Institution | None = None,
    borrador: bool = False,
) -> Paper:
    """Write the annex of a comparison made by `compare_plans` on the same package. Raises PaperError.

    `borrador` marks every page as a draft.
    """
    head = read_plan(package, comparison.after)
    annex = Annex(
        institution=institution or Institution(head.name, head.sigla),
        plan_title=head.title,
        before_plan=comparison.before,
        after_plan=comparison.after,
        fecha=date.fromisoformat(head.fecha) if head.fecha else date(head.gestion, 1, 1),
        summary=comparison.summary,
        sections=tuple(sections_of(comparison).values()),
    )
    return render_annex(annex=annex, out=out, borrador=borrador)


def sections_of(comparison: Comparison) -> dict[str, AnnexSection]:
    """The tables of the annex by level, which are also those of the screen: what is known of each."""
    return {each[0]: _section(comparison, *each) for each in _SECTIONS if comparison.money[each[0]]}


def _section(comparison: Comparison, level: str, title: str, heading: str) -> AnnexSection:
    changes = comparison.money[level]
    shown = [c for c in changes if level not in _ONLY_CHANGES or c.move is not Move.SAME]
    rows = [AnnexRow(change.label, change.code, change.before, change.after) for change in shown]
    if level not in _ONLY_CHANGES:
        rows.append(_total(changes))
    return AnnexSection(title, heading, tuple(rows))


def _total(changes: tuple[Change, ...]) -> AnnexRow:
    """The total of what is known on both sides: a line that is not covered must not look like a decrease."""
    known = [change for change in changes if change.before is not None and change.after is not None]
    before, after = (sum(getattr(change, side) for change in known) for side in ("before", "after"))
    return AnnexRow("Total de lo que se conoce de ambos", "", before, after, is_total=True)

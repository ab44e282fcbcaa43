"""The comparative annex: what the budget was, how it moved and what it is now, at as many levels as are given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from apthapi.core.money import plain_amount
from apthapi.documents.attachment import JSON, Attachment
from apthapi.documents.figures import amount
from apthapi.documents.heading import Data, Institution
from apthapi.documents.paper import Draft, Paper, make_paper

NOT_COVERED = "no cubierto por los formularios publicados"


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One line of a comparison, in centavos; None is «not covered by the published forms» and prints blank."""

    label: str
    code: str
    before: int | None
    after: int | None
    is_total: bool = False

    @property
    def increase(self) -> int | None:
        """How much it rises, 0 if it does not; None if not known."""
        return None if self.before is None or self.after is None else max(self.after - self.before, 0)

    @property
    def decrease(self) -> int | None:
        """How much it falls, as a positive amount; None if not known."""
        return None if self.before is None or self.after is None else max(self.before - self.after, 0)

    @property
    def changes(self) -> bool:
        """Whether it is known to move."""
        return bool(self.increase or self.decrease)


@dataclass(frozen=True, slots=True)
class AnnexSection:
    """A comparison at one level (`Por unidad`, `Por fuente`…); `heading` names what its lines are."""

    title: str
    heading: str
    rows: tuple[AnnexRow, ...]
    note: str = ""

    def movement(self, row: AnnexRow) -> tuple[int | None, int | None]:
        """Increase and decrease of a line; a total adds those of the lines, which may cancel each other out.

        A total whose lines do not explain how it moved has none: a wrong figure would be worse than a blank.
        """
        if not row.is_total:
            return row.increase, row.decrease
        lines = [each for each in self.rows if not each.is_total]
        increase, decrease = (sum(getattr(each, side) or 0 for each in lines) for side in ("increase", "decrease"))
        if row.before is None or row.after is None or row.after - row.before != increase - decrease:
            return None, None
        return increase, decrease


@dataclass(frozen=True, slots=True)
class Annex:
    """All that the annex says. `summary` is one paragraph; `plan_title` stands under the institution."""

    institution: Institution
    plan_title: str
    before_plan: str
    after_plan: str
    fecha: date
    summary: str
    sections: tuple[AnnexSection, ...]
    title: str = "ANEXO COMPARATIVO DEL PRESUPUESTO"
    before_label: str = "VIGENTE"
    after_label: str = "REFORMULADO"

    def as_json(self) -> bytes:
        """The same annex as data, amounts in bolivianos with a dot: it is attached to the paper."""
        document = {
            "plan_antes": self.before_plan,
            "plan_despues": self.after_plan,
            "resumen": self.summary,
            "secciones": [
                {"titulo": section.title, "filas": [_plain(row) for row in section.rows], "nota": section.note}
                for section in self.sections
            ],
        }
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def render_annex(*, annex: Annex, out: Path, borrador: bool = False) -> Paper:
    """Write the annex as PDF/A-3a + UA-1 with its figures attached as JSON. Raises PaperError.

    `borrador` marks every page as a draft.
    """
    midnight = datetime(annex.fecha.year, annex.fecha.month, annex.fecha.day, tzinfo=UTC)
    draft = Draft(
        template="annex",
        title=f"{annex.title} – {annex.plan_title}",
        plan_title=annex.plan_title,
        institution=annex.institution,
        control=f"Compara {annex.before_plan} con {annex.after_plan}",
        timestamp=int(midnight.timestamp()),
        body={"anexo": _data(annex)},
        attachment=Attachment("anexo.json", annex.as_json(), JSON, "Cifras del anexo comparativo"),
        borrador=borrador,
    )
    return make_paper(draft, out)


def _data(annex: Annex) -> Data:
    return {
        "titulo": annex.title,
        "antes": annex.before_label,
        "despues": annex.after_label,
        "resumen": annex.summary,
        "secciones": [_section(section) for section in annex.sections],
    }


def _section(section: AnnexSection) -> Data:
    return {
        "titulo": section.title,
        "rotulo": section.heading,
        "filas": [_row(section, row) for row in section.rows],
        "nota": section.note,
    }


def _row(section: AnnexSection, row: AnnexRow) -> Data:
    increase, decrease = section.movement(row)
    return {
        "codigo": row.code,
        "nombre": row.label,
        "antes": amount(row.before),
        "aumento": amount(increase),
        "disminucion": amount(decrease),
        "despues": amount(row.after),
        "cambia": row.changes or bool(increase or decrease),
        "total": row.is_total,
        "nota": NOT_COVERED if row.after is None and not row.is_total else "",
    }


def _plain(row: AnnexRow) -> Data:
    return {
        "codigo": row.code,
        "nombre": row.label,
        "antes": "" if row.before is None else plain_amount(row.before),
        "despues": "" if row.after is None else plain_amount(row.after),
        "total": row.is_total,
    }

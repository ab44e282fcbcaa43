"""The book of a plan: cover, contents, consolidated summary, and every unit with its cover and its forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from apthapi.core.money import format_amount
from apthapi.core.package import Package
from apthapi.core.tables import TABLES
from apthapi.documents.attachment import plan_data
from apthapi.documents.errors import PaperError
from apthapi.documents.figures import NBSP, amount, total
from apthapi.documents.forms import UnitForms
from apthapi.documents.heading import Data, Institution, Plan, Unidad, read_plan, read_units
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.resumen import TOTAL, Summary
from apthapi.documents.single import control_line, presented

Progress = Callable[[str, int, int], None]
"""Told what is being done (Spanish), how many steps are done and of how many.

The same may be told more than once, so that a long step is seen to be alive. What it raises stops the work.
"""

_LINES_OF_CONTENTS = 66
"""Lines of the contents that fit on one page in two columns."""


def render_book(
    *,
    package: Package,
    plan: str,
    out: Path,
    units: Sequence[str] | None = None,
    institution: Institution | None = None,
    progress: Progress | None = None,
    borrador: bool = False,
    observations: Data | None = None,
) -> Paper:
    """Write the book of a plan, or of some of its units, as one tagged PDF with all its tables attached.

    `borrador` marks every page as a draft; the data that it carries are the same. `observations` is a last section,
    as `observed.section_of` makes it.
    Takes about 1 GB of memory in a process of its own for 300 pages. Raises PaperError if the plan or a unit is
    not there, or the book cannot be composed.
    """
    tell = progress or (lambda _what, _done, _of: None)
    head = read_plan(package, plan)
    chosen = _chosen(package, head, units)
    steps = len(chosen) + 1
    gathered: list[UnitForms] = []
    for number, unit in enumerate(chosen):
        tell(f"Reuniendo {unit.sigla}", number, steps)
        gathered.append(UnitForms(package, head, unit))

    def composing() -> None:
        tell("Componiendo el libro", len(chosen), steps)

    composing()
    draft = _draft(package, head, gathered, institution, whole=units is None, observations=observations)
    paper = make_paper(replace(draft, borrador=borrador), out, beat=composing)
    tell("Listo", steps, steps)
    return paper


def _chosen(package: Package, plan: Plan, units: Sequence[str] | None) -> list[Unidad]:
    known = read_units(package, plan.code)
    if units is None:
        if not known:
            raise PaperError(f"El plan {plan.code} no tiene unidades: no hay formularios que reunir.")
        return known
    by_sigla = {unit.sigla: unit for unit in known}
    missing = [sigla for sigla in units if sigla not in by_sigla]
    if missing or not units:
        raise PaperError(f"El plan {plan.code} no tiene estas unidades: {', '.join(missing) or 'ninguna pedida'}.")
    return [by_sigla[sigla] for sigla in units]


def _draft(
    package: Package,
    plan: Plan,
    gathered: list[UnitForms],
    institution: Institution | None,
    *,
    whole: bool,
    observations: Data | None,
) -> Draft:
    who = presented(plan, institution)
    units = [_unit_data(forms) for forms in gathered]
    count = sum(len(forms.available) for forms in gathered)
    version = plan.title.split("PLAN OPERATIVO")[0].strip().capitalize() or "Formulación"
    book: Data = {
        "nombre": f"Plan Operativo Anual y{NBSP}Presupuesto",
        "version": f"Gestión {plan.gestion}  ·  {version}",
        "estado": "  ·  ".join(part for part in (who.sigla, plan.entidad and f"Entidad {plan.entidad}") if part),
        "contenido": f"{len(units)} unidades  ·  {count} formularios",
        "resumen": consolidated(gathered),
        "mitad": _half([len(forms.available) + 1 for forms in gathered]),
        "unidades": units,
    }
    if observations:
        book["observaciones"] = observations
    siglas = None if whole else [forms.unit.sigla for forms in gathered]
    return Draft(
        template="book",
        title=f"{plan.title} – {who.name}",
        plan_title=plan.title,
        institution=who,
        control=control_line(plan),
        timestamp=plan.timestamp,
        body={"libro": book},
        attachment=plan_data(package, plan, siglas, TABLES),
    )


def _unit_data(forms: UnitForms) -> Data:
    summary = forms.summary
    figures = {
        "TOTAL FORMULARIO N° 04 (Bs)": amount(summary.total) if summary else None,
        "TECHO PRESUPUESTARIO (Bs)": amount(summary.techo.get(TOTAL)) if summary else None,
    }
    return {
        "unidad": forms.unit.as_data(),
        "cifras": [{"nombre": name, "valor": value} for name, value in figures.items() if value is not None],
        "formularios": [forms.data(form) for form in forms.available],
    }


def _half(lines: list[int]) -> int:
    """The unit with which the second column of the contents begins; 0 when they do not fit on one page."""
    if len(lines) < 2 or sum(lines) > _LINES_OF_CONTENTS:
        return 0
    return min(range(1, len(lines)), key=lambda start: abs(2 * sum(lines[:start]) - sum(lines)))


def consolidated(gathered: list[UnitForms]) -> Data:
    """Units by fuente with their techo; a unit without form 04 has blank amounts and is left out of the total."""
    known = [forms.summary for forms in gathered if forms.summary]
    without = [forms.unit.sigla for forms in gathered if not forms.summary]
    fuentes = sorted({fuente for summary in known for fuente in summary.fuentes})
    sums = [total(_addend(summary, fuente) for summary in known) for fuente in fuentes]
    whole = total(summary.total for summary in known)
    techo = total(summary.techo.get(TOTAL) for summary in known)
    return {
        "frase": _sentence(len(known), len(gathered), whole),
        "fuentes": [f"FUENTE {fuente}" for fuente in fuentes],
        "filas": [_row(forms, fuentes) for forms in gathered],
        "total": {
            "nombre": "TOTAL" if not without else f"TOTAL DE {len(known)} UNIDADES",
            "importes": [amount(value) for value in sums],
            "total": amount(whole),
            "techo": amount(techo),
            "diferencia": _difference(whole, techo),
        },
        "nota": _note(gathered, fuentes),
    }


def _row(forms: UnitForms, fuentes: list[str]) -> Data:
    summary = forms.summary
    cells = summary.cells if summary else {}
    whole = summary.total if summary else None
    techo = summary.techo.get(TOTAL) if summary else None
    return {
        "sigla": forms.unit.sigla,
        "nombre": forms.unit.nombre,
        "importes": [amount(cells.get((TOTAL, fuente))) for fuente in fuentes],
        "total": amount(whole),
        "techo": amount(techo),
        "diferencia": _difference(whole, techo),
    }


def _note(gathered: list[UnitForms], fuentes: list[str]) -> str:
    """What the totals leave out, by name."""
    without = [forms.unit.sigla for forms in gathered if not forms.summary]
    undivided = [
        forms.unit.sigla
        for forms in gathered
        if forms.summary and fuentes and not any((TOTAL, fuente) in forms.summary.cells for fuente in fuentes)
    ]
    notes = [f"Sin formulario 04 en los datos: {', '.join(without)}."] if without else []
    if undivided:
        notes.append(f"Los totales por fuente no incluyen {', '.join(undivided)}: solo se conoce su total.")
    return " ".join(notes)


def _addend(summary: Summary, fuente: str) -> int | None:
    """What a unit adds to a fuente: a form without that column, or with it blank, adds nothing."""
    return summary.cells.get((TOTAL, fuente), 0)


def _difference(whole: int | None, techo: int | None) -> str | None:
    """`excede 452,00`, `bajo 300,00` or `0,00`: a word beside the amount, never colour or sign alone."""
    if whole is None or techo is None:
        return None
    word = "excede " if whole > techo else "bajo " if whole < techo else ""
    return word + format_amount(abs(whole - techo))


def _sentence(known: int, units: int, whole: int | None) -> str:
    which = "Las" if known == units else f"{known} de las"
    amount_of = "" if whole is None else f" por Bs {format_amount(whole)}"
    return f"{which} {units} unidades presentan su formulario 04{amount_of}."

"""Observations on paper: a paper of their own («pliego»), and the section that goes behind the forms of a draft."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from apthapi.core.package import Package
from apthapi.documents.attachment import JSON, Attachment
from apthapi.documents.heading import Data, Institution, read_plan
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.single import control_line, presented

TITLE = "PLIEGO DE OBSERVACIONES"
SECTION = "OBSERVACIONES"


@dataclass(frozen=True, slots=True)
class Observed:
    """One observation as it is printed: everything is words already, dates included; what there is not is empty.

    `weight` is `error`, `advertencia` or `informacion`, which choose the mark; `severity` is its name for people.
    """

    unidad: str
    number: int
    weight: str
    severity: str
    place: str
    text: str
    by: str
    answers: str
    due: str = ""
    overdue: bool = False
    then: str = ""
    now: str = ""
    replies: tuple[str, ...] = ()
    state: str = ""


def section_of(observations: Sequence[Observed]) -> Data | None:
    """What the templates print behind a form or a book; None if there is nothing to print."""
    if not observations:
        return None
    return {
        "titulo": SECTION,
        "unidades": [
            {"unidad": unidad or "Del plan", "filas": [_row(each) for each in of_unit]}
            for unidad, of_unit in groupby(observations, key=lambda each: each.unidad)
        ],
    }


def render_observations(
    *,
    package: Package,
    plan: str,
    observations: Sequence[Observed],
    out: Path,
    unidad: str = "",
    institution: Institution | None = None,
    borrador: bool = False,
) -> Paper:
    """Write the observations of a plan, or of a unit of it, by unit in the given order; a JSON of them is attached.

    Raises PaperError if the plan is not there, or the paper cannot be composed.
    """
    head = read_plan(package, plan)
    who = presented(head, institution)
    title = f"{TITLE} – {unidad}" if unidad else TITLE
    section = section_of(observations) or {"titulo": SECTION, "unidades": []}
    draft = Draft(
        template="observations",
        title=f"{title} – {head.title} – {who.name}",
        plan_title=head.title,
        institution=who,
        control=control_line(head),
        timestamp=head.timestamp,
        body={"pliego": {**section, "titulo": title, "frase": _sentence(observations)}},
        attachment=Attachment("observaciones.json", _as_json(plan, observations), JSON, "Observaciones al plan"),
        borrador=borrador,
    )
    return make_paper(draft, out)


def _row(each: Observed) -> Data:
    moved = "" if each.then == each.now else f"Decía {each.then or 'vacío'}; ahora dice {each.now or 'vacío'}."
    due = f" Venció el {each.due}." if each.overdue else f" Hasta el {each.due}." if each.due else ""
    return {
        "numero": str(each.number),
        "clave": each.weight,
        "severidad": each.severity,
        "lugar": each.place,
        "texto": each.text,
        "cambio": moved,
        "quien": f"{each.by}. Debe responder: {each.answers}.{due}",
        "respuestas": list(each.replies),
        "estado": each.state,
    }


def _sentence(observations: Sequence[Observed]) -> str:
    if not observations:
        return "No hay observaciones."
    states = [each.state for each in observations]
    counts = ", ".join(f"{states.count(state)} {state.lower()}" for state in dict.fromkeys(states))
    whole = "1 observación" if len(states) == 1 else f"{len(states)} observaciones"
    return f"{whole}: {counts}."


def _as_json(plan: str, observations: Sequence[Observed]) -> bytes:
    document = {"plan": plan, "observaciones": [asdict(each) for each in observations]}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()

"""The report of an evaluation: figures, pictures, what the responsible explain, and how everything was computed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from textwrap import shorten

from apthapi.compare.evaluation import OFF, Evaluated, Evaluation, Light, Result
from apthapi.compare.evaluation.plain import as_json
from apthapi.compare.evaluation.reading import Months
from apthapi.compare.evaluation.telling import (
    bolivianos,
    finding,
    methods,
    percent,
    points,
    projection,
    sentence,
    shown,
    until,
)
from apthapi.compare.totals import MONTH_NAMES
from apthapi.core.package import Package
from apthapi.documents.attachment import JSON, Attachment
from apthapi.documents.figures import MONTHS, amount, quantity
from apthapi.documents.heading import Data, Institution, read_plan
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.single import control_line, presented
from apthapi.documents.verification import Verification

FULL = 1000
"""Heights and lengths of the pictures are whole numbers from 0 to this."""
_MIDDLE, _LAST = 6, 12
LONGEST_NAME = 130
"""Letters of a name in a table: that of an action is a paragraph, which the plan has whole."""
_NOT_EXPLAINED = "Sin explicación de la unidad."


def report_title(cut: int) -> str:
    """What the report of a cut is called."""
    return {_MIDDLE: "Informe de evaluación de medio término", _LAST: "Informe de evaluación anual"}.get(
        cut, f"Informe de evaluación a {MONTH_NAMES[cut - 1]}"
    )


def render_evaluacion(
    *,
    package: Package,
    evaluation: Evaluation,
    out: Path,
    number: str = "",
    institution: Institution | None = None,
    verification: Verification | None = None,
) -> Paper:
    """Write the report as PDF/A-3a + UA-1; with `verification`, to be signed. Raises PaperError.

    `number` is the one with which it was issued. Every figure goes with it as JSON. Of the package only the heading
    of the plan is read.
    """
    head = read_plan(package, evaluation.plan)
    content = json.dumps(as_json(evaluation), ensure_ascii=False, indent=1).encode()
    made_at = datetime(evaluation.gestion, evaluation.cut, 28, tzinfo=UTC)
    draft = Draft(
        template="evaluacion",
        title=f"{report_title(evaluation.cut)} – {head.title}",
        plan_title=head.title,
        institution=presented(head, institution),
        control=control_line(head),
        timestamp=max(head.timestamp, int(made_at.timestamp())),
        body={"evaluacion": {**_data(evaluation), "numero": number}},
        attachment=Attachment("evaluacion.json", content, JSON, f"Cifras de la evaluación a {until(evaluation)}"),
        verification=verification,
    )
    return make_paper(draft, out)


def _data(found: Evaluation) -> Data:
    done = any(value is not None for value in found.done_curve[0])
    money = any(found.money_curve[0])
    return {
        "titulo": report_title(found.cut).upper(),
        "resumen": sentence(found, "la entidad"),
        "proyeccion": projection(found),
        "meses": list(MONTHS),
        "corte": found.cut,
        "curva_fisica": _curve(found.done_curve, 10_000, _of_goals) if done else None,
        "curva_financiera": _curve(_added(found.money_curve), 0, bolivianos) if money else None,
        "unidades": [_result(each) for each in found.units],
        "brechas": [_result(each) for each in found.units if each.gap],
        "acps": [_result(each) for each in found.acps],
        "fuentes": [
            {
                "codigo": fuente or "sin detalle",
                "vigente": amount(each.standing),
                "devengado": amount(each.accrued),
                "parte": shown(each.of_standing),
            }
            for fuente, each in found.fuentes.items()
        ],
        "operaciones": [_operation(each, found) for each in found.operations if each.physical.light is not OFF],
        "hallazgos": [_finding(each, found) for each in found.findings],
        "callan": [f"{each.it.unidad} · {each.it.operacion} {each.it.description}" for each in found.silent],
        "metodo": list(methods(found)),
    }


def _of_goals(value: int | None) -> str:
    return percent(None if value is None else Fraction(value, 10_000))


def _added(curve: tuple[Months, Months]) -> tuple[Months, Months]:
    """Amounts of each month as running sums."""
    return _running(curve[0]), _running(curve[1])


def _running(values: Months) -> Months:
    sums: list[int | None] = []
    whole = 0
    for value in values:
        whole += value or 0
        sums.append(None if value is None else whole)
    return tuple(sums)


def _curve(curve: tuple[Months, Months], highest: int, written: Callable[[int | None], str]) -> Data:
    """The two lines of a picture as heights, and the words at their ends."""
    top = max([highest, 1, *(value or 0 for line in curve for value in line)])
    planned, done = ([max(value, 0) * FULL // top for value in line if value is not None] for line in curve)
    last = [value for value in curve[1] if value is not None]
    here = curve[0][len(last) - 1] if last else None
    return {
        "programado": planned,
        "hecho": done,
        "dice_programado": f"Programado: {written(curve[0][-1])}",
        "dice_hecho": f"Hecho: {written(last[-1])}" if last else "",
        "en_palabras": f"Al corte se programó {written(here)} y se hizo {written(last[-1] if last else None)}.",
    }


def _light(light: Light) -> Data:
    return {"nombre": light.name, "palabra": light.word}


def _length(figure: Fraction | None) -> int | None:
    return None if figure is None else int(min(max(figure, Fraction(0)), Fraction(1)) * FULL)


def _result(each: Result) -> Data:
    return {
        "codigo": each.code or "Sin unidad",
        "nombre": shorten(each.name, LONGEST_NAME, placeholder="…"),
        "hecho": shown(each.physical.efficacy),
        "meta": shown(each.physical.progress),
        "devengado": amount(each.money.accrued),
        "vigente": amount(each.money.standing),
        "parte": shown(each.money.of_standing),
        "brecha": points(each.gap.points) if each.gap else "",
        "pasa": bool(each.gap and each.gap.beyond),
        "largo_meta": _length(each.physical.progress),
        "largo_dinero": _length(each.money.of_standing),
        "luz": _light(each.light),
    }


def _operation(each: Evaluated, found: Evaluation) -> Data:
    it, physical = each.physical.it, each.physical
    said = found.explained.get((it.unidad, it.operacion))
    return {
        "unidad": it.unidad,
        "codigo": it.operacion,
        "nombre": it.description,
        "medida": it.measure,
        "programado": quantity(physical.programmed),
        "hecho": "sin informar" if physical.silent else quantity(physical.done),
        "eficacia": shown(physical.efficacy),
        "meta": shown(physical.progress),
        "proyectado": quantity(physical.projection.value),
        "explica": said.cause if said else "",
        "luz": _light(physical.light),
    }


def _finding(each: Result | Evaluated, found: Evaluation) -> Data:
    key = (each.code, "") if isinstance(each, Result) else (each.physical.it.unidad, each.physical.it.operacion)
    said = found.explained.get(key)
    return {
        "que": finding(found, each),
        "causa": said.cause if said else _NOT_EXPLAINED,
        "medida": said.measure if said else "",
    }

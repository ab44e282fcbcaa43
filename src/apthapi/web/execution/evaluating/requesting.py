"""The request of RE-SPO 18 that comes out of a finding, with the data already in it: the person reviews and sends."""

from __future__ import annotations

from apthapi.compare.evaluation import Evaluated, Evaluation
from apthapi.compare.evaluation.telling import bolivianos, percent, projection, until
from apthapi.documents.figures import quantity
from apthapi.web.execution.evaluating.gathering import Finding

GROUND = "NB-SPO (DS 3246) arts. 11-I y 20; RE-SPO art. 18."
LONGEST = 200
"""Letters of a subject."""


def request_of(found: Evaluation, finding: Finding) -> dict[str, str]:
    """Subject and text of the request, as the form of a trámite takes them."""
    what = f"la operación {finding.operacion}" if finding.operacion else "las operaciones"
    subject = f"Reformular {what} de {finding.unidad}, por la evaluación a {until(found)}"
    lines = [f"Unidad: {finding.unidad}.", *_figures(found, finding), f"Norma: {GROUND}"]
    return {"base": found.plan, "tipo": "reformulacion", "asunto": subject[:LONGEST], "texto": "\n".join(lines)}


def _figures(found: Evaluation, finding: Finding) -> list[str]:
    operation = next(
        (
            each
            for each in found.operations
            if (each.physical.it.unidad, each.physical.it.operacion) == (finding.unidad, finding.operacion)
        ),
        None,
    )
    told = [finding.why] if finding.why else []
    told += _of_operation(operation) if operation else _of_unit(found)
    said = finding.said
    told.append(f"Causa: {said.cause or 'por explicar'}")
    if said.measure:
        told.append(f"Qué se hará: {said.measure}")
    return told


def _of_operation(each: Evaluated) -> list[str]:
    it, physical, money = each.physical.it, each.physical, each.money
    unit = f" ({it.measure})" if it.measure else ""
    done = "sin informar" if physical.silent else quantity(physical.done) or "nada"
    goal = quantity(it.goal) or "sin meta"
    figures = [
        f"Operación: {it.operacion} {it.description}".strip(),
        f"Programado a la fecha: {quantity(physical.programmed) or 'nada'}{unit}. Hecho: {done}. Meta: {goal}.",
    ]
    if physical.projection.value is not None:
        figures.append(
            f"Al ritmo de hasta ahora terminaría en {quantity(physical.projection.value)}, "
            f"el {percent(physical.projection.of_goal)} de la meta."
        )
    if money.standing is not None:
        spent = bolivianos(money.accrued) if money.accrued is not None else f"sin cifra, porque {money.why}"
        figures.append(f"Dinero vigente: {bolivianos(money.standing)}. Devengado: {spent}.")
    return figures


def _of_unit(found: Evaluation) -> list[str]:
    money = found.whole.money
    return [
        f"Dinero vigente: {bolivianos(money.standing)}. Devengado: {bolivianos(money.accrued)}.",
        projection(found),
    ]

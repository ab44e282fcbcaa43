"""The findings of a plan that the entity accepted, as its technical report lists them."""

from __future__ import annotations

from apthapi.documents.hechos import Justificado
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.judgement import in_force, judge_plan


def justified(plan: str) -> tuple[Justificado, ...]:
    """Those that still stand with a justification in force; one whose finding was repaired says nothing any more."""
    if not in_force(plan, hoy()):
        return ()
    return tuple(
        Justificado(
            each.finding.rule,
            each.finding.unidad,
            each.finding.message,
            each.waiver.motivo,
            each.waiver.documento,
            str(each.waiver.cargo),
        )
        for each in judge_plan(plan)
        if each.waiver is not None
    )

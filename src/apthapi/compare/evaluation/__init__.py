"""The evaluation of a plan during its year: what was done and spent until a cut, beside what was programmed."""

from apthapi.compare.evaluation.evaluation import (
    Evaluated,
    Evaluation,
    Gap,
    Result,
    evaluate,
    evaluation_from,
    evaluation_of,
    last_told,
    usual_cut,
)
from apthapi.compare.evaluation.lights import GREEN, LIGHTS, OFF, RED, YELLOW, Light, Limits
from apthapi.compare.evaluation.reading import UnknownPlanError

__all__ = [
    "GREEN",
    "LIGHTS",
    "OFF",
    "RED",
    "YELLOW",
    "Evaluated",
    "Evaluation",
    "Gap",
    "Light",
    "Limits",
    "Result",
    "UnknownPlanError",
    "evaluate",
    "evaluation_from",
    "evaluation_of",
    "last_told",
    "usual_cut",
]

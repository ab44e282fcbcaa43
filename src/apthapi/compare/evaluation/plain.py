"""An evaluation as plain values that JSON can hold: amounts and proportions as texts, exact and never floats."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from apthapi.compare.evaluation.evaluation import Evaluated, Evaluation, Result
from apthapi.compare.evaluation.spending import Money
from apthapi.compare.evaluation.telling import finding, methods, sentence
from apthapi.core.fields import plain_number
from apthapi.core.money import plain_amount

_PLACES = 4
"""Decimals of a proportion: 0.8234 is 82,34 %. Cut, not rounded."""


def as_json(found: Evaluation) -> dict[str, object]:
    """Everything that an evaluation says."""
    return {
        "plan": found.plan,
        "gestion": found.gestion,
        "mes": found.cut,
        "resumen": sentence(found, "la entidad"),
        "total": _result_json(found.whole),
        "unidades": [_result_json(each) for each in found.units],
        "acp": [_result_json(each) for each in found.acps],
        "operaciones": [_operation_json(each) for each in found.operations],
        "fuentes": {fuente: _money_json(money) for fuente, money in found.fuentes.items()},
        "curva_fisica": _curve_json(found.done_curve, _of_ten_thousandths),
        "curva_financiera": _curve_json(found.money_curve, _amount),
        "hallazgos": [finding(found, each) for each in found.findings],
        "metodo": list(methods(found)),
    }


def _result_json(each: Result) -> dict[str, object]:
    return {
        "codigo": each.code,
        "nombre": each.name,
        "hecho_de_lo_programado": _decimal(each.physical.efficacy),
        "hecho_de_la_meta": _decimal(each.physical.progress),
        "proyectado_de_la_meta": _decimal(each.physical.projected),
        "semaforo": each.light.name,
        "promedio": each.physical.method,
        "brecha": _decimal(each.gap.points) if each.gap else None,
        "pasa_el_limite": bool(each.gap and each.gap.beyond),
        "dinero": _money_json(each.money),
    }


def _operation_json(each: Evaluated) -> dict[str, object]:
    def quantity(value: int | None) -> str | None:
        return None if value is None else plain_number(value, 4)

    return {
        "unidad": each.physical.it.unidad,
        "acp": each.physical.it.acp,
        "operacion": each.physical.it.operacion,
        "programado": quantity(each.physical.programmed),
        "hecho": quantity(each.physical.done),
        "meta": quantity(each.physical.it.goal),
        "hecho_de_lo_programado": _decimal(each.physical.efficacy),
        "hecho_de_la_meta": _decimal(each.physical.progress),
        "proyectado": quantity(each.physical.projection.value),
        "semaforo": each.physical.light.name,
        "sin_informar": each.physical.silent,
        "dinero": _money_json(each.money),
    }


def _money_json(money: Money) -> dict[str, object]:
    return {
        "vigente": _amount(money.standing),
        "programado": _amount(money.programmed),
        "devengado": _amount(money.accrued),
        "de_lo_vigente": _decimal(money.of_standing),
        "de_lo_programado": _decimal(money.of_programmed),
        "proyectado": _amount(money.projected),
        "motivo": money.why,
    }


def _curve_json(
    curve: tuple[tuple[int | None, ...], tuple[int | None, ...]], written: Callable[[int | None], str | None]
) -> dict[str, object]:
    planned, done = curve
    return {"programado": [written(each) for each in planned], "hecho": [written(each) for each in done]}


def _of_ten_thousandths(value: int | None) -> str | None:
    return None if value is None else _decimal(Fraction(value, 10**_PLACES))


def _amount(value: int | None) -> str | None:
    return None if value is None else plain_amount(value)


def _decimal(figure: Fraction | None) -> str | None:
    """A proportion as a decimal number in a text: exact to its last place, and no float on the way."""
    if figure is None:
        return None
    scaled = int(figure * 10**_PLACES)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{abs(scaled) // 10**_PLACES}.{abs(scaled) % 10**_PLACES:0{_PLACES}d}"

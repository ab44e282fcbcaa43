"""The pictures of the country, each with the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from apthapi import charts
from apthapi.charts import NegativeAmountError, Picture
from apthapi.charts.drawing import Svg
from apthapi.compare.changes import Change
from apthapi.web.ministerio.country import Pais
from apthapi.web.ministerio.labels import UNKNOWN

MOST_PAIRS = 12
_NEGATIVE = "No se dibuja, porque hay importes negativos: un formulario 04 declara un total menor que sus casillas."


def flow(country: Pais) -> Picture:
    """From which fuente, through which level of the State, to which group."""
    stages = (
        charts.Stage("Fuente", dict(country.labels("fuente")), UNKNOWN),
        charts.Stage("Nivel", {}, UNKNOWN),
        charts.Stage("Grupo", dict(country.labels("grupo")), UNKNOWN),
    )
    streams = [charts.Stream(places, amount) for places, amount in sorted(country.crossed().items())]
    return _drawn("flujo", "De dónde viene y a dónde va", lambda: charts.flow("flujo", streams, stages))


def entities(country: Pais) -> Picture:
    """The entities in proportion to their money, within their level."""
    parts = [
        charts.Part(country.plans[each.code].sigla or each.code, "", each.amount, country.level(each.code))
        for each in country.by("entidad")
    ]
    what = ("entidad", "entidades")
    return _drawn("entidades", "Quién gasta", lambda: charts.treemap("entidades", parts, {}, what=what))


def change(changes: Sequence[Change], before: int, after: int) -> Picture:
    """What grew and fell most."""
    pairs = [charts.Pair(_name(each), each.before, each.after) for each in changes[:MOST_PAIRS]]
    words = {"before": str(before), "after": str(after)}
    return _drawn("cambios", "Qué cambió", lambda: charts.change("cambios", pairs, **words))


def _name(each: Change) -> str:
    short = each.label.partition(" · ")[0]
    return " ".join(part for part in (each.code, short) if part) or UNKNOWN


def _drawn(name: str, title: str, draw: Callable[[], Picture]) -> Picture:
    try:
        return draw()
    except NegativeAmountError:
        return Picture(name, title, _NEGATIVE, Svg(), Svg(), (), ())

"""The pictures of the consolidation, each with the table behind it."""

from __future__ import annotations

from collections.abc import Callable

from apthapi import charts
from apthapi.charts import NegativeAmountError, Picture
from apthapi.charts.drawing import Svg
from apthapi.web.plans.consolidation import TITLES, UNKNOWN, Gathered

NEGATIVE = "No se dibuja, porque hay importes negativos: un formulario 04 declara un total menor que sus casillas."


def ceiling_of_entity(gathered: Gathered) -> Picture:
    """The entity and each of its fuentes against the techos that it was given."""
    whole = gathered.whole
    rows = [charts.Against("Toda la entidad", whole.total, whole.ceiling)]
    rows += [
        charts.Against(gathered.label("fuente", each.fuente), each.amount, each.techo) for each in gathered.fuentes
    ]
    title = "Cuánto falta para el techo de la entidad"
    return _drawn("techo", title, lambda: charts.ceiling("techo", rows, title=title))


def ceiling_of_units(gathered: Gathered) -> Picture:
    """Each unit against its techo."""
    rows = [charts.Against(line.unidad, line.total, line.techo) for line in gathered.whole.lines]
    title = "Cuánto falta para el techo de cada unidad"
    return _drawn("unidades", title, lambda: charts.ceiling("unidades", rows, title=title))


def flow(gathered: Gathered) -> Picture:
    """From where the money comes, through which unit, to what group; to what form, if groups are mostly not known."""
    last = _finest(gathered, "grupo")
    stages = [charts.Stage(TITLES[name], gathered.names[name], UNKNOWN[name]) for name in ("fuente", "unidad", last)]
    order = {unidad: place for place, unidad in enumerate(gathered.codes("unidad"))}
    found = gathered.money.by("unidad", "formulario", "fuente", "organismo", "grupo")
    sums: dict[tuple[str, str, str], int] = {}
    for codes, amount in sorted(found.items(), key=lambda item: (order[item[0][0]], item[0])):
        unidad, form, fuente, _, group = codes
        places = (fuente, unidad, group if last == "grupo" else form)
        sums[places] = sums.get(places, 0) + amount
    streams = [charts.Stream(places, amount) for places, amount in sums.items()]
    title = "De dónde viene y a dónde va"
    return _drawn("flujo", title, lambda: charts.flow("flujo", streams, (stages[0], stages[1], stages[2])))


def treemap(gathered: Gathered) -> Picture:
    """On what it is spent: partidas in their groups; units in their forms, if partidas are mostly not known."""
    group, part, what = "grupo", "partida", ("partida", "partidas")
    if _finest(gathered, "partida") != "partida":
        group, part, what = "formulario", "unidad", ("unidad", "partes de unidades")
    parts = [
        charts.Part(code or UNKNOWN[part], gathered.names[part].get(code, ""), amount, of)
        for (of, code), amount in gathered.money.by(group, part).items()
    ]
    groups = {**gathered.names[group], "": UNKNOWN[group]}
    return _drawn("areas", "En qué se gasta", lambda: charts.treemap("areas", parts, groups, what=what))


def months(gathered: Gathered) -> Picture:
    """When it is programmed."""
    sums = gathered.money.add_up("mes")
    values = [sums.get(f"{month:02d}") for month in range(1, 13)]
    return _drawn("meses", "Cuándo", lambda: charts.months("meses", values, undated=sums.get("", 0)))


def change(gathered: Gathered) -> Picture | None:
    """Each unit before and after, if this version replaces one whose units show money."""
    if not gathered.before:
        return None
    pairs = [charts.Pair(line.unidad, gathered.before.get(line.unidad), line.total) for line in gathered.whole.lines]
    here = {line.unidad for line in gathered.whole.lines}
    pairs += [charts.Pair(unidad, amount, None) for unidad, amount in gathered.before.items() if unidad not in here]
    words = (gathered.older, gathered.plan)
    return _drawn("cambios", "Qué cambió", lambda: charts.change("cambios", pairs, before=words[0], after=words[1]))


def _finest(gathered: Gathered, dimension: str) -> str:
    """The dimension, or the form if most of the money is not told apart by it."""
    sums = gathered.money.add_up(dimension)
    return "formulario" if 2 * abs(sums.get("", 0)) > sum(map(abs, sums.values())) else dimension


def _drawn(name: str, title: str, draw: Callable[[], Picture]) -> Picture:
    try:
        return draw()
    except NegativeAmountError:
        return Picture(name, title, NEGATIVE, Svg(), Svg(), (), ())

"""The page of the money: where it comes from, what it is spent on, and its way through the units."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi import charts
from apthapi.charts import NegativeAmountError, Picture
from apthapi.compare.facts import Fact, add_up
from apthapi.formats.site.content import Version, Year
from apthapi.formats.site.frame import Place, Words, figure, page
from apthapi.formats.site.home import cut, section
from apthapi.formats.site.html import Html, html
from apthapi.formats.site.words import spoken

MOST_UNITS = 12
"""Units of the picture, the largest first; the rest are told as one, so that the page stays light."""

_FORMS = {
    "3_01": "Servicios",
    "3_02": "Activos fijos",
    "3_03": "Materiales y suministros",
    "3_04": "Pasajes y viáticos",
}


def money_page(place: Place, year: Year, version: Version) -> Html:
    """All that is known of the money of a version."""
    body = html(
        "<h1>Con cuánto dinero trabaja {short}</h1><p class='guia'>{lead}</p>\n{sources}{spending}{way}",
        short=year.short,
        lead=_lead(year, version),
        sources=section("de-donde", "De dónde viene", cut(version.sources, "fuente", "Origen")),
        spending=section("en-que", "En qué se gasta", cut(version.groups, "grupo", "Gasto")),
        way=section("camino", "El camino del dinero", _way(version)),
    )
    about = f"De dónde viene el dinero de {year.name} en {year.gestion}, por qué unidades pasa y en qué se gasta."
    return page(place, Words("Con cuánto", about, "Con cuánto"), body, year=year, version=version)


def _lead(year: Year, version: Version) -> str:
    if not version.total:
        return "Esta versión no dice su total."
    whole = "las unidades que muestran su dinero suman " if version.partial else ""
    return f"En {year.gestion}: {whole}{spoken(version.total)}."


def _way(version: Version) -> Html:
    drawn = flow(version)
    return figure(drawn, heading="De dónde viene y a dónde va lo que muestran las unidades") if drawn else Html()


def flow(version: Version) -> Picture | None:
    """Money through fuente, unit and group (form, where groups are mostly not told); None if it cannot be drawn."""
    by_group = add_up(version.facts, "grupo")
    last = "formulario" if 2 * abs(by_group.get("", 0)) > sum(map(abs, by_group.values())) else "grupo"
    names = {**version.names, "formulario": _FORMS}
    folded = _smallest(version.facts)
    sums: dict[tuple[str, str, str], int] = {}
    for fact in version.facts:
        unit = f"otras {len(folded)}" if fact.codes["unidad"] in folded else fact.codes["unidad"]
        places = (fact.codes["fuente"], unit, fact.codes[last])
        sums[places] = sums.get(places, 0) + fact.amount
    stages = (
        charts.Stage("Origen", names["fuente"], "Sin origen indicado"),
        charts.Stage("Unidad", {}, "Sin unidad"),
        charts.Stage("Gasto", names[last], "Sin detalle"),
    )
    try:
        return charts.flow("flujo", [charts.Stream(places, amount) for places, amount in sums.items()], stages)
    except NegativeAmountError:
        return None


def _smallest(facts: Sequence[Fact]) -> frozenset[str]:
    """The units that are told as one."""
    ranked = sorted(add_up(facts, "unidad").items(), key=lambda item: -item[1])
    return frozenset(code for code, _ in ranked[MOST_UNITS - 1 :]) if len(ranked) > MOST_UNITS else frozenset()

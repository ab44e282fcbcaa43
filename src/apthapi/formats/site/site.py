"""The public site: which address shows what. The same pages are written to files and served by the application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from apthapi.formats.site.changes import changes_page
from apthapi.formats.site.content import Version, Year
from apthapi.formats.site.entrance import Heading, data_page
from apthapi.formats.site.frame import Place
from apthapi.formats.site.home import actions_page, home, units_page
from apthapi.formats.site.html import Html
from apthapi.formats.site.money import money_page
from apthapi.formats.site.parts import action_page, unit_page
from apthapi.formats.site.progress import ADDRESS, advance_page
from apthapi.formats.site.search import search_page

INDEX = "index.html"
SEARCH = "buscar.html"

Page = Callable[[Place], Html]
"""Renders a page for the place where it stands."""


def heading_of(year: Year) -> Heading:
    """What the index says of a gestión."""
    return Heading(year.entidad, year.name, year.sigla, year.gestion)


def pages_of(year: Year, query: str = "") -> dict[str, Page]:
    """Every page of a gestión by its address below the root; `query` is what was asked of the pages that find."""
    found: dict[str, Page] = {
        f"{year.folder}/{INDEX}": partial(home, year=year, version=year.latest),
        f"{year.folder}/datos.html": partial(data_page, year=year),
    }
    for version in year.versions:
        below = f"{year.folder}/{version.folder}/"
        found.update({below + address: page for address, page in _of_version(year, version, query)})
    return found


def _of_version(year: Year, version: Version, query: str) -> Iterator[tuple[str, Page]]:
    yield INDEX, partial(home, year=year, version=version)
    yield "acciones.html", partial(actions_page, year=year, version=version)
    yield "unidades.html", partial(units_page, year=year, version=version)
    yield "dinero.html", partial(money_page, year=year, version=version)
    yield SEARCH, partial(search_page, year=year, version=version, query=query)
    if version.number:
        yield "cambios.html", partial(changes_page, year=year, version=version)
    if version.progress is not None:
        yield ADDRESS, partial(advance_page, year=year, version=version)
    for unit in version.units:
        yield unit.address, partial(unit_page, year=year, version=version, unit=unit)
    for action in version.actions:
        yield action.address, partial(action_page, year=year, version=version, action=action)

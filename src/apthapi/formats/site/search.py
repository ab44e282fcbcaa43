"""The page that finds: everything by its section, and only what has the words that were asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apthapi.formats.site.content import Version, Year
from apthapi.formats.site.frame import Place, Words, page
from apthapi.formats.site.home import search_box
from apthapi.formats.site.html import Html, each, html, when
from apthapi.formats.site.words import file_name, folded

LONGEST = 150
"""Letters of a text that the list shows; its page has all of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found, and its address below the version."""

    section: str
    text: str
    where: str
    address: str


def entries_of(version: Version) -> Iterator[Entry]:
    """Actions, units, what comes out of each action, and operations."""
    addresses = {unit.code: unit.address for unit in version.units}
    for action in version.actions:
        yield Entry("Acciones", action.text, action.code, action.address)
    for unit in sorted(version.units, key=lambda unit: folded(unit.name)):
        yield Entry("Unidades", unit.name or unit.code, unit.code, unit.address)
    for doing in version.doings:
        if doing.products and doing.unit in addresses:
            yield Entry("Resultados esperados", doing.products, doing.unit, addresses[doing.unit])
    for operation in version.operations:
        if operation.unit in addresses:
            address = f"{addresses[operation.unit]}#op-{file_name(operation.code)}"
            yield Entry("Operaciones", operation.text, operation.unit, address)


def search_page(place: Place, year: Year, version: Version, query: str = "") -> Html:
    """Everything, or what has each word of the query wherever it is, without regard to accents."""
    entries = list(entries_of(version))
    words = folded(query).split()
    found = [entry for entry in entries if all(word in folded(f"{entry.text} {entry.where}") for word in words)]
    body = html(
        "<h1>Buscar en el plan de {short}</h1>{box}<p role='status' data-cuenta{filtered}>{count}</p>\n{sections}",
        short=year.short,
        box=search_box("buscar.html", query),
        count=_count(len(found), len(entries), query),
        filtered=Html(" data-filtrada") if words else "",
        sections=_sections(place, year, version, found),
    )
    about = f"Todo lo que hay en el plan {year.gestion} de {year.name}: acciones, unidades, resultados y operaciones."
    return page(place, Words("Buscar", about, "Buscar"), body, year=year, version=version)


def _count(found: int, all_: int, query: str) -> str:
    return f"{found} de {all_} con «{query}»." if query else f"{all_} cosas que se pueden encontrar."


def _sections(place: Place, year: Year, version: Version, found: Iterable[Entry]) -> Html:
    below = f"{year.folder}/{version.folder}/"
    sections: dict[str, list[Entry]] = {}
    for entry in found:
        sections.setdefault(entry.section, []).append(entry)
    blocks = [
        html(
            "<section data-seccion><h2>{title}</h2><ul class='indice'>{items}</ul></section>",
            title=title,
            items=each(
                '<li><a href="{to}">{text}</a> <span class="tenue">{where}</span></li>',
                (
                    {"to": place.to(below + entry.address), "text": _short(entry.text), "where": entry.where}
                    for entry in entries
                ),
            ),
        )
        for title, entries in sections.items()
    ]
    return html("{blocks}", blocks=blocks) if blocks else when(True, "<p>Nada tiene esas palabras.</p>")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"

"""The first page of a version, and those that list its actions and its units: what, for whom, with how much."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from apthapi.charts.lettering import share, whole_amount
from apthapi.core.money import format_amount
from apthapi.formats.site.content import Action, Cut, Version, Year
from apthapi.formats.site.frame import Place, Words, bar, page, plain_words, shares
from apthapi.formats.site.html import Html, each, html, when
from apthapi.formats.site.progress import home_block
from apthapi.formats.site.words import count, day, joined, most_said, spoken

MOST_BENEFICIARIES = 8
MOST_SOURCES = 4
NAMED = 2
"""Units that an action names; of more, it says how many."""


def home(place: Place, year: Year, version: Version) -> Html:
    """What the entity will do, for whom, with how much and where it comes from."""
    money = f": {spoken(version.total)}" if version.total and not version.partial else ""
    body = html(
        '<header class="entrada"><div><p class="kicker">{name} · plan de operaciones y presupuesto</p>'
        "<h1>{short} en {gestion}{money}</h1><p class='guia'>{lead}</p>{search}</div>{hundred}</header>\n"
        "{progress}{actions}{beneficiaries}{sources}{spending}{units}{versions}",
        name=year.name,
        short=year.short,
        gestion=year.gestion,
        money=money,
        lead=lead(version),
        search=search_box(place.to(f"{year.folder}/{version.folder}/buscar.html")),
        hundred=_hundred(place, year, version),
        progress=home_block(place, year, version),
        actions=section("que-hara", "Qué hará", _actions(place, year, version)),
        beneficiaries=section("para-quien", "Para quién", _beneficiaries(version)),
        sources=section("de-donde", "De dónde viene el dinero", cut(version.sources, "fuente", "Origen")),
        spending=section("en-que", "En qué se gasta", cut(version.groups, "grupo", "Gasto")),
        units=section("quien", "Quién lo hace", _units(place, year, version)),
        versions=_versions(place, year),
    )
    about = f"{year.name}: qué hará en {year.gestion}, para quién, con cuánto dinero y de dónde viene."
    here = version.name.capitalize() if place.address.count("/") > 2 else ""
    title = f"{here} · Plan {year.gestion} de {year.name}".removeprefix(" · ")
    return page(place, Words(title, about), body, year=year, version=version)


def _hundred(place: Place, year: Year, version: Version) -> Html:
    """The picture beside the first words: of what the money is made, the largest parts first."""
    found = version.sources.shares
    total, rest = version.sources.total, sum(each_.amount for each_ in found[MOST_SOURCES:])
    rows = [(plain_words("fuente", each_.code) or each_.name, each_.amount) for each_ in found[:MOST_SOURCES]]
    rows += [("Otros orígenes", rest)] if rest else []
    items = [
        html(
            "<li><strong>{part}</strong><span>{name}{bar}</span></li>",
            part=share(amount, total),
            name=name,
            bar=bar(amount, total),
        )
        for name, amount in rows
    ]
    return when(
        items,
        '<figure class="cien"><figcaption>De dónde viene el dinero</figcaption><ul>{items}</ul>'
        '<p><a href="{to}">Todo sobre el dinero</a></p></figure>',
        items=items,
        to=place.to(f"{year.folder}/{version.folder}/dinero.html"),
    )


def lead(version: Version) -> str:
    """`13 acciones a cargo de 14 unidades. Primera reformulación, aprobada el 14 de febrero de 2024.`"""
    what = ""
    if version.actions and version.units:
        acts = count(len(version.actions), "acción", "acciones")
        what = f"{acts} a cargo de {count(len(version.units), 'unidad', 'unidades')}. "
    gender = "o" if version.number == 0 else "a"
    since = f", aprobad{gender} el {day(version.date)}" if version.date else ""
    return f"{what}{version.name.capitalize()}{since}."


def search_box(action: str, query: str = "") -> Html:
    """The form that asks; it works without a program in the page."""
    return html(
        '<form class="buscar" role="search" action="{action}"><label for="q">Busque una acción, una unidad o una '
        'palabra</label><span><input type="search" id="q" name="q" value="{query}" autocomplete="off">'
        '<button type="submit">Buscar</button></span></form>',
        action=action,
        query=query,
    )


def actions_page(place: Place, year: Year, version: Version) -> Html:
    """Everything that the entity will do."""
    body = html("<h1>Qué hará {short} en {gestion}</h1>\n{list}", short=year.short, gestion=year.gestion,
                list=_actions(place, year, version) or _nothing("acciones"))  # fmt: skip
    about = f"Las acciones del plan {year.gestion} de {year.name} y las unidades a cargo de cada una."
    return page(place, Words("Qué hará", about, "Qué hará"), body, year=year, version=version)


def units_page(place: Place, year: Year, version: Version) -> Html:
    """Everybody who does it, and with how much."""
    body = html("<h1>Quién hace el plan de {short}</h1>\n{list}", short=year.short,
                list=_units(place, year, version) or _nothing("unidades"))  # fmt: skip
    about = f"Las unidades de {year.name} y el dinero con que cada una trabaja en {year.gestion}."
    return page(place, Words("Quién lo hace", about, "Quién lo hace"), body, year=year, version=version)


def _nothing(what: str) -> Html:
    return html("<p>Esta versión no trae sus {what}: solo su presupuesto.</p>", what=what)


def section(name: str, title: str, content: Html) -> Html:
    """A part of a page with its title; nothing without content."""
    return when(
        content,
        '<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{content}</section>\n',
        name=name,
        title=title,
        content=content,
    )


def _actions(place: Place, year: Year, version: Version) -> Html:
    """The actions below the strategic action that they serve."""

    def served(action: Action) -> str:
        return action.serves[0][1] if action.serves else ""

    groups = []
    for strategic, of in groupby(version.actions, key=served):
        title = when(strategic, "<h3>{text}</h3>", text=strategic.partition(". ")[2])
        groups.append(html("{title}<ol class='acciones'>{items}</ol>", title=title,
                           items=[_action(place, year, version, each_) for each_ in of]))  # fmt: skip
    return html("{groups}", groups=groups)


def _action(place: Place, year: Year, version: Version, action: Action) -> Html:
    codes = dict.fromkeys(doing.unit for doing in version.doings if doing.action == action.code)
    names = [version.names["unidad"].get(code, "") or code for code in codes]
    who = joined(names) if len(names) <= NAMED else f"{len(names)} unidades"
    facts = [f"A cargo de {who}"] if names else []
    facts += [spoken(action.amount)] if action.amount else []
    return html(
        '<li><span class="codigo">{code}</span><div><a href="{to}">{text}</a><p class="tenue">{facts}</p></div></li>',
        code=action.code,
        to=place.to(f"{year.folder}/{version.folder}/{action.address}"),
        text=action.text,
        facts=" · ".join(facts),
    )


def _beneficiaries(version: Version) -> Html:
    found = most_said(doing.beneficiaries for doing in version.doings)
    if not found:
        return Html()
    more = len(found) - MOST_BENEFICIARIES
    rest = when(more > 0, '<p class="tenue">Y {more} más, que están en la página de cada unidad.</p>', more=more)
    items = each("<li>{text}</li>", ({"text": text} for text in found[:MOST_BENEFICIARIES]))
    return html("<ul class='fichas'>{items}</ul>{rest}", items=items, rest=rest)


def cut(found: Cut, kind: str, title: str) -> Html:
    """The money of the entity by something, and where it is said."""
    return when(
        found.shares,
        "{table}<p class='tenue'>Los importes son {basis}.</p>",
        table=shares(found.shares, kind, title=title) if found.shares else "",
        basis=found.basis,
    )


def _units(place: Place, year: Year, version: Version) -> Html:
    if not version.units:
        return Html()
    most = max((unit.amount or 0 for unit in version.units), default=0)
    lines = (
        html(
            '<tr><th scope="row"><a href="{to}">{name}</a><span class="tenue">{code}</span></th>'
            '<td class="trazo">{bar}</td><td class="num">{amount}</td></tr>',
            to=place.to(f"{year.folder}/{version.folder}/{unit.address}"),
            name=unit.name or unit.code,
            code=unit.code,
            bar=bar(unit.amount or 0, most),
            amount="no consta" if unit.amount is None else format_amount(unit.amount),
        )
        for unit in version.units
    )
    return html(
        '<table class="reparto"><caption class="solo-lector">Unidades y su dinero</caption><thead><tr>'
        '<th scope="col">Unidad</th><td class="trazo"></td><th scope="col" class="num">Importe Bs</th></tr></thead>'
        '<tbody>{lines}</tbody><tfoot><tr><th scope="row">Lo que muestran las unidades</th><td class="trazo"></td>'
        '<td class="num">{total}</td></tr></tfoot></table>{note}',
        lines=list(lines),
        total=format_amount(version.shown),
        note=_not_shown(version),
    )


def _not_shown(version: Version) -> Html:
    if not version.total or version.shown == version.total:
        return Html()
    return html(
        "<p class='tenue'>Las unidades muestran {part} de los {total} de la entidad. El resto no está repartido entre "
        "ellas en lo que se aprobó y publicó.</p>",
        part=share(version.shown, version.total),
        total=whole_amount(version.total),
    )


def _versions(place: Place, year: Year) -> Html:
    def line(version: Version) -> Html:
        below = f"{year.folder}/{version.folder}/"
        return html(
            '<li><a href="{to}">{name}</a>{when}{reason}{changes}</li>',
            to=place.to(f"{below}index.html"),
            name=version.name.capitalize(),
            when=f", {day(version.date)}" if version.date else "",
            reason=when(version.reason, '<p class="tenue">{why}</p>', why=version.reason),
            changes=when(
                version.number,
                '<p><a href="{to}">Qué cambió y por qué{which}</a></p>',
                to=place.to(f"{below}cambios.html"),
                which=Html(f'<span class="solo-lector"> en la {version.name}</span>'),
            ),
        )

    lines: Iterable[Html] = map(line, reversed(year.versions))
    return html(
        '<section aria-labelledby="versiones"><h2 id="versiones">Versiones del plan</h2><ul class="versiones">{lines}'
        '</ul><p><a href="{data}">Descargar los datos</a></p></section>',
        lines=list(lines),
        data=place.to(f"{year.folder}/datos.html"),
    )

"""What every public page has: its head, where one is, the parts of the plan, and the licence at its foot."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from apthapi.charts import Picture
from apthapi.charts.lettering import share, whole_amount
from apthapi.core.money import format_amount
from apthapi.formats.site.content import Share, Version, Year
from apthapi.formats.site.html import Html, each, html, when
from apthapi.formats.site.words import day

LICENCE = "https://creativecommons.org/licenses/by/4.0/deed.es"
APACHE = "https://www.apache.org/licenses/LICENSE-2.0"
STYLES = ("apthapi/base.css", "apthapi/charts.css", "apthapi/publico.css")

_PAGE = """<!doctype html>
<html lang="es-BO">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{about}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{assets}apthapi/marca.svg" type="image/svg+xml">
<link rel="preload" href="{assets}vendor/ibm-plex-sans/ibm-plex-sans-latin-400-normal.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="{assets}vendor/ibm-plex-sans/ibm-plex-sans-latin-600-normal.woff2" as="font" type="font/woff2" crossorigin>
{styles}{scripts}</head>
<body class="publico">
<a class="saltar" href="#contenido">Ir al contenido</a>
<div class="banda" aria-hidden="true"></div>
<header class="barra"><a class="marca" href="{home}"><img src="{assets}apthapi/marca.svg" alt="" width="22" height="22">{brand}</a>{parts}</header>
{where}
<main id="contenido" class="hoja centrada" tabindex="-1">
{body}
</main>
<footer class="pie">
<span>Los datos se pueden usar libremente citando la fuente: <a href="{licence}" rel="license">licencia CC BY 4.0</a></span>
<span>Hecho con Apthapi, programa de <a href="{apache}">licencia Apache 2.0</a></span>
{verify}</footer>
</body>
</html>
"""  # noqa: E501 - markup is not folded

PARTS = (
    ("Qué hará", "acciones.html"),
    ("Quién lo hace", "unidades.html"),
    ("Con cuánto", "dinero.html"),
    ("Cómo va", "avance.html"),
    ("Qué cambió", "cambios.html"),
    ("Buscar", "buscar.html"),
)
"""The parts of a version and their addresses below it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its address below the root of the site.

    The application says where it has the style sheets, which otherwise are beside the pages, and where papers are
    verified.
    """

    address: str
    assets: str = ""
    verify: str = ""

    @property
    def root(self) -> str:
        """From the page to the root of the site."""
        return "../" * self.address.count("/")

    def to(self, address: str) -> str:
        """A link from this page to another of the site."""
        return self.root + address

    @property
    def styles(self) -> str:
        """What comes before the address of a style sheet."""
        return self.assets or f"{self.root}estilo/"


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says of itself: its title, a sentence for search engines, and its name in the line of places."""

    title: str
    about: str
    here: str = ""


def page(place: Place, words: Words, body: Html, *, year: Year | None = None, version: Version | None = None) -> Html:
    """A whole page. With `version` it has the parts of the plan, and says if a later one replaced it."""
    names = [words.title, f"Plan {year.gestion} de {year.short}"] if year and words.here else [words.title]
    notices = (
        html("{example}{old}", example=_example(version), old=_replaced(place, year, version))
        if year and version
        else ""
    )
    return html(
        _PAGE,
        title=" · ".join(names),
        about=words.about,
        assets=place.styles,
        styles=each('<link rel="stylesheet" href="{at}">\n', ({"at": place.styles + sheet} for sheet in STYLES)),
        scripts=when(
            place.address.endswith("buscar.html"),
            '<script defer src="{at}apthapi/publico.js"></script>\n',
            at=place.styles,
        ),
        home=place.to(f"{year.folder}/index.html" if year else "index.html"),
        brand=f"{year.short} · plan {year.gestion}" if year else "Planes publicados",
        parts=_parts(place, year, version) if year and version else Html(),
        where=_where(place, year, version, words.here) if year else Html(),
        body=html("{notices}{body}", notices=notices, body=body),
        licence=LICENCE,
        apache=APACHE,
        verify=when(place.verify, '<a href="{to}">Verificar un papel</a>\n', to=place.verify),
    )


def _parts(place: Place, year: Year, version: Version) -> Html:
    below = f"{year.folder}/{version.folder}/"
    absent = {"cambios.html": not version.number, "avance.html": version.progress is None}
    links = [(text, below + at) for text, at in PARTS if not absent.get(at)]
    links.append(("Datos", f"{year.folder}/datos.html"))
    rows = (
        {"to": place.to(at), "text": text, "now": Html(' aria-current="page"') if at == place.address else ""}
        for text, at in links
    )
    items = each('<li><a href="{to}"{now}>{text}</a></li>', rows)
    return html('<nav class="nav-principal" aria-label="Partes del plan"><ul>{items}</ul></nav>', items=items)


def _where(place: Place, year: Year, version: Version | None, here: str) -> Html:
    links = [("Planes publicados", "index.html"), (f"{year.name} {year.gestion}", f"{year.folder}/index.html")]
    if version is not None and here:
        name = version.name.capitalize()
        links.append((name, f"{year.folder}/{version.folder}/index.html"))
    steps = each('<li><a href="{to}">{text}</a></li>', ({"to": place.to(at), "text": text} for text, at in links))
    last = when(here, '<li aria-current="page">{here}</li>', here=here)
    return html('<nav class="donde" aria-label="Dónde está"><ol>{steps}{last}</ol></nav>', steps=steps, last=last)


def _replaced(place: Place, year: Year, version: Version) -> Html:
    latest = year.latest
    return when(
        version is not latest,
        '<p class="aviso-publico">Usted ve una versión anterior, que se conserva. Rige la <a href="{to}">{name}</a>'
        "{since}.</p>\n",
        to=place.to(f"{year.folder}/{latest.folder}/index.html"),
        name=latest.name,
        since=f", del {day(latest.date)}" if latest.date else "",
    )


def _example(version: Version) -> Html:
    return when(
        version.is_example,
        '<p class="aviso-publico"><strong>EJEMPLO.</strong> Estos datos se generaron, todos o una parte, para mostrar '
        "cómo se ve un plan. No son datos oficiales de la entidad.</p>\n",
    )


def figure(picture: Picture, *, heading: str = "") -> Html:
    """A picture with its answer in words and the table behind it; nothing if there was nothing to draw."""
    if picture.empty:
        return Html()
    head = each('<th scope="col"{css}>{text}</th>', _cells(picture.columns, picture.written()[0]))
    rows = (
        html("<tr>{cells}</tr>", cells=each("<td{css}>{text}</td>", _cells([c.text for c in row], row)))
        for row in picture.written()
    )
    return html(
        '<figure class="figura"><figcaption><strong>{title}</strong><span>{summary}</span></figcaption>'
        '<div class="figura-ancha">{wide}</div><div class="figura-angosta">{narrow}</div>'
        '<details><summary>Ver los datos de la imagen</summary><div class="marco" tabindex="0" role="region" '
        'aria-label="{title}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>'
        "</figure>",
        title=heading or picture.title,
        summary=picture.summary,
        wide=picture.wide,
        narrow=picture.narrow,
        head=head,
        rows=list(rows),
    )


def _cells(texts: Sequence[str], like: Sequence[object]) -> Iterable[dict[str, object]]:
    numbers = (getattr(cell, "number", False) for cell in like)
    return (
        {"css": Html(' class="num"') if number else "", "text": text}
        for text, number in zip(texts, numbers, strict=True)
    )


def shares(rows: Sequence[Share], kind: str, *, title: str, whole: int | None = None) -> Html:
    """Money by something, the amount of each with its part of the whole as a bar; the last line adds up."""
    total = sum(row.amount for row in rows)
    most = max((abs(row.amount) for row in rows), default=0)
    lines = (
        html(
            '<tr><th scope="row">{name}{words}</th><td class="trazo">{bar}</td><td class="num">{part}</td>'
            '<td class="num">{amount}</td></tr>',
            name=row.name or row.code or "Sin detalle",
            words=when(plain := plain_words(kind, row.code), '<span class="tenue">{plain}</span>', plain=plain),
            bar=bar(row.amount, most),
            part=share(row.amount, whole or total),
            amount=format_amount(row.amount),
        )
        for row in rows
    )
    return html(
        '<table class="reparto"><caption class="solo-lector">{title}</caption><thead><tr><th scope="col">{title}</th>'
        '<td class="trazo"></td><th scope="col" class="num">Parte</th><th scope="col" class="num">Importe Bs</th>'
        '</tr></thead><tbody>{lines}</tbody><tfoot><tr><th scope="row">Total</th><td class="trazo"></td>'
        '<td class="num">{part}</td><td class="num">{total}</td></tr></tfoot></table>',
        title=title,
        lines=list(lines),
        part=share(total, whole or total),
        total=format_amount(total),
    )


def bar(amount: int, most: int) -> Html:
    """A bar in proportion to the largest; nothing for an amount that is not above zero."""
    tenths = max(amount, 0) * 1000 // most if most else 0
    return html(
        '<svg class="barrita" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{tenths}" height="10"/></svg>',
        tenths=tenths,
    )


def plain_words(kind: str, code: str) -> str:
    """What a code of a classifier means to who never saw one; empty if nobody wrote it down."""
    return _plain_words().get((kind, code), "")


@cache
def _plain_words() -> dict[tuple[str, str], str]:
    with (files("apthapi.formats.site") / "palabras.csv").open(encoding="utf-8") as file:
        return {(row["clase"], row["codigo"]): row["palabras"] for row in csv.DictReader(file)}


def amount_of(amount: int | None) -> str:
    """`Bs 1.332.834,00`, or that it is not known."""
    return "no consta" if amount is None else whole_amount(amount)

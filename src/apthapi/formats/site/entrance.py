"""The pages above a version: every plan that is published, and what can be downloaded of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.formats.site.content import Year, folder_of
from apthapi.formats.site.frame import LICENCE, Place, Words, page
from apthapi.formats.site.html import Html, each, html, when
from apthapi.formats.site.words import day


@dataclass(frozen=True, slots=True)
class Heading:
    """An entity and a gestión with something published."""

    entidad: str
    name: str
    sigla: str
    gestion: int


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away: its name below `datos/`, what it is and for whom."""

    file: str
    title: str
    about: str


DOWNLOADS = (
    Download("plan.xlsx", "Libro de Excel", "Todas las tablas del plan, una por hoja, para leerlas y sumarlas."),
    Download(
        "plan.zip",
        "Paquete del plan",
        "Las mismas tablas en CSV con su descripción (Tabular Data Package), para programas. Se abre con Apthapi.",
    ),
    Download(
        "presupuesto.zip",
        "Presupuesto como datos fiscales",
        "El dinero línea por línea como Fiscal Data Package, con sus medidas y dimensiones, para compararlo con el de "
        "otras entidades y países.",
    ),
)


def index_page(place: Place, headings: Sequence[Heading]) -> Html:
    """Every plan that is published, by entity, the newest gestión first."""
    names: dict[str, list[Heading]] = {}
    for heading in sorted(headings, key=lambda each_: (each_.name, each_.entidad, -each_.gestion)):
        names.setdefault(heading.entidad, []).append(heading)
    blocks = [
        html(
            "<section><h2>{name}</h2><ul class='indice'>{years}</ul></section>",
            name=of[0].name,
            years=each(
                '<li><a href="{to}">Plan y presupuesto {gestion}</a></li>',
                (
                    {"to": place.to(f"{folder_of(each_.entidad, each_.gestion)}/index.html"), "gestion": each_.gestion}
                    for each_ in of
                ),
            ),
        )
        for of in names.values()
    ]
    body = html(
        "<h1>Planes publicados</h1><p class='guia'>Qué hará cada entidad, para quién, con cuánto dinero y de dónde "
        "viene. Solo está lo que se aprobó y se publicó.</p>\n{blocks}",
        blocks=blocks,
    )
    about = "Los planes de operaciones y los presupuestos que se aprobaron y se publicaron."
    return page(place, Words("Planes publicados", about), body)


def data_page(place: Place, year: Year) -> Html:
    """What can be downloaded, and what may be done with it."""
    items = each(
        '<li><a href="{to}" download>{title}</a><p>{about}</p></li>',
        ({"to": place.to(f"{year.folder}/datos/{of.file}"), "title": of.title, "about": of.about} for of in DOWNLOADS),
    )
    body = html(
        "<h1>Datos para descargar</h1><p class='guia'>Traen todas las versiones publicadas del plan {gestion} de "
        "{name}, y nada de las que no se publicaron.</p>\n<ul class='versiones'>{items}</ul>\n{papers}"
        '<section><h2>Licencia</h2><p>Los datos tienen <a href="{licence}" rel="license">licencia CC BY 4.0</a>: se '
        "pueden copiar, cambiar y usar para cualquier fin si se cita a la entidad. El programa que los publica, "
        "Apthapi, tiene licencia Apache 2.0.</p></section>",
        gestion=year.gestion,
        name=year.name,
        items=items,
        papers=_papers(year),
        licence=LICENCE,
    )
    about = f"El plan {year.gestion} de {year.name} como datos abiertos, con licencia CC BY 4.0."
    return page(place, Words("Datos", about, "Datos"), body, year=year, version=year.latest)


def _papers(year: Year) -> Html:
    """What was signed: each file, and the page that confirms it."""
    rows = each(
        '<li><a href="{file}">{title}</a>{cite}<span class="tenue">{date} · PDF firmado · '
        '<a href="{verify}">Verificar<span class="solo-lector"> {title}</span></a></span></li>',
        (
            {
                "file": paper.file,
                "title": paper.title,
                "cite": when(paper.cite, " {cite}", cite=paper.cite),
                "date": day(paper.date),
                "verify": paper.verify,
            }
            for paper in year.papers
        ),
    )
    return when(rows, "<section><h2>Papeles firmados</h2><ul class='papeles'>{rows}</ul></section>\n", rows=rows)

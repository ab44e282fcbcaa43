"""The pages of the manual: read once from the Markdown beside this file, and made into HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(__file__).parent
INDEX = "README"
PICTURES, STATIC = "imagenes", "manual"
"""The folder of the pictures, and where they are among the static files."""

_LINK = re.compile(r"(?P<page>[\w-]+)\.md(?P<anchor>#.*)?")
_LISTED = re.compile(r"\]\(([\w-]+)\.md\)")

ABOUT_ADDRESS = {
    "account_login": "entrar",
    "segundo_paso": "entrar",
    "mfa_index": "entrar",
    "account_change_password": "entrar",
    "sesiones": "entrar",
    "sus_datos": "entrar",
    "inicio": "inicio",
    "unidad": "unidad",
    "viaje": "viajes",
    "traer": "traer",
    **{
        f"{name}{place}": "importar"
        for name in ("importar", "importacion", "importacion_hoja", "importacion_vista")
        for place in ("", "_unidad")
    },
    "libro": "libro",
    "libro_subido": "libro",
    "sugerencias": "verificaciones",
    "verificaciones": "verificaciones",
    "auditoria": "auditoria",
    "auditoria_acto": "auditoria",
    "cambios": "cambios",
    "observaciones": "observaciones",
    "papeles": "papeles",
    "papel_pedido": "papeles",
    "lecturas": "lectura",
    "lectura": "lectura",
    "lectura_pasar": "lectura",
    "firmas": "firmar",
    "firmas_papel": "firmar",
    "formas_de_firmar": "firmar",
    "verificar": "verificar",
    "verificar_papel": "verificar",
    "tablero": "tablero",
    "cambios_del_plan": "cambios",
    "estructura": "estructura",
    "estructura_planillas": "estructura",
    "consolidacion": "consolidacion",
    "comparacion": "comparacion",
    "comparacion_unidad": "comparacion",
    "modificaciones": "modificaciones",
    "avance": "avance",
    "avance_unidad": "avance",
    "avance_informar": "avance",
    "publicar_avance": "publicar",
    "certificaciones": "certificar",
    "certificaciones_unidad": "certificar",
    "presupuesto": "presupuesto",
    "modificacion": "presupuesto",
    "modificacion_nueva": "presupuesto",
    "proxima_gestion": "proxima",
    "certificar": "certificar",
    "certificacion": "certificar",
    **dict.fromkeys(("gasto", "gasto_unidad", "gasto_mes", "gasto_pegar", "gasto_pegar_unidad"), "gasto"),
    **{f"{name}_gasto": "gasto" for name in ("importar", "importacion", "importacion_hoja", "importacion_vista")},
    "evaluacion": "evaluacion",
    "evaluacion_unidad": "evaluacion",
    **dict.fromkeys(("bandeja", "recibir_plan", "remision", "remision_devolver", "remisiones"), "ministerio"),
    **dict.fromkeys(("conciliacion", "presupuesto_oficial", "pais", "pais_comparado"), "ministerio"),
    "techos": "techos",
    "techos_ley": "techos",
    "techos_historia": "techos",
    "tramites": "tramites",
    "tramite": "tramites",
    "tramite_nuevo": "tramites",
    "justificaciones": "tramites",
    "agenda": "agenda",
    "expediente": "expediente",
    "escrito": "expediente",
    "escrito_texto": "expediente",
    "escrito_emitir": "expediente",
    "registrar_documento": "expediente",
    "fichas": "programas",
    "ficha_nueva": "programas",
    "api": "programas",
    "plantillas": "plantillas",
    "plantilla": "plantillas",
    "numeracion": "plantillas",
    "calendario": "plazos",
    "personas": "personas",
    "persona": "personas",
    "cargos": "cargos",
    "cargo": "cargos",
    "tablas": "clasificadores",
    "tabla": "clasificadores",
    "tabla_cargar": "clasificadores",
}
"""The page of the manual about each address, by the name of the address."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the manual: its name in the address, its title, and its HTML."""

    name: str
    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading of the index, as name and title."""

    title: str
    pages: tuple[tuple[str, str], ...]


@cache
def page(name: str) -> Page | None:
    """The page of that name; None if there is none."""
    if name not in names():
        return None
    parser = _parser()
    tokens = parser.parse(_source(name))
    _settle(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    # Our own text, and a tag in it would be written as text.
    return Page(name, title_of(name), mark_safe(html))  # noqa: S308 - see above


@cache
def names() -> frozenset[str]:
    """The names of all the pages, the index among them."""
    return frozenset(path.stem for path in FOLDER.glob("*.md"))


@cache
def title_of(name: str) -> str:
    """The first line of a page, which is its title."""
    return _source(name).partition("\n")[0].removeprefix("# ").strip()


@cache
def contents() -> tuple[Group, ...]:
    """The pages in the order of the index, under its headings."""
    groups = []
    for part in _source(INDEX).split("\n## ")[1:]:
        listed = tuple((name, title_of(name)) for name in dict.fromkeys(_LISTED.findall(part)))
        groups.append(Group(part.partition("\n")[0].strip(), listed))
    return tuple(groups)


def slug(heading: str) -> str:
    """The anchor of a heading, as the sites that show Markdown make it."""
    kept = (c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def address(name: str) -> str:
    """Where a page of the manual is."""
    return reverse("ayuda") if name == INDEX else reverse("ayuda_pagina", args=[name])


def context(request: HttpRequest) -> dict[str, str]:
    """Of every page of the application: where its help is."""
    match = request.resolver_match
    if match is None:
        return {"ayuda": address(INDEX)}
    name = match.kwargs.get("paso", "") if match.url_name == "paso" else ABOUT_ADDRESS.get(match.url_name or "", INDEX)
    return {"ayuda": address(name if name in names() else INDEX)}


def _source(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _settle(tokens: Sequence[Token]) -> None:
    """Anchors on the headings, and links and pictures that lead to where the pages are served."""
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(tokens[at + 1].content))
        if token.children:
            token.children = [settled for child in token.children for settled in _settle_inline(child)]


def _settle_inline(token: Token) -> list[Token]:
    if token.type == "link_open" and (found := _LINK.fullmatch(str(token.attrGet("href")))):
        token.attrSet("href", address(found["page"]) + (found["anchor"] or ""))
    if token.type != "image":
        return [token]
    # On a telephone a picture is small: it leads to itself, where it can be made larger.
    where = static(f"{STATIC}/{Path(str(token.attrGet('src'))).name}")
    token.attrSet("src", where)
    token.attrSet("loading", "lazy")
    return [Token("link_open", "a", 1, attrs={"href": where}), token, Token("link_close", "a", -1)]

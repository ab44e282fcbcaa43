"""Stored values as people read them, and the icons: `{% load apthapi %}`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from uuid import uuid4

from django import template
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from apthapi.charts.picture import Picture, Written
from apthapi.documents import figures

register = template.Library()
_LONGEST_CHOICE = 80
_CHOSEN = " selected"
_NUMBER = ' class="num"'
_STATIC = Path(__file__).resolve().parents[2] / "static" / "apthapi"


@register.filter
def bs(centavos: int | str | None) -> str:
    """`1.332.834,00`; what is not known is blank, and zero is `0,00`."""
    return figures.amount(_known(centavos)) or ""


@register.filter
def sin_signo(centavos: int) -> int:
    """An amount of which words beside it say whether it is too much or too little."""
    return abs(centavos)


@register.filter
def pct(hundredths: int | str | None) -> str:
    """A percentage kept in hundredths: `12,5 %`."""
    return figures.percent(_known(hundredths)) or ""


@register.filter
def cantidad(ten_thousandths: int | str | None) -> str:
    """A quantity with the decimals that it needs: `1.200`, `12,5`."""
    return figures.quantity(_known(ten_thousandths)) or ""


@register.filter
def fecha(iso: str | None) -> str:
    """`2024-02-14` as `14/02/2024`."""
    return figures.day(iso or "")


@register.filter
def parte(amount: int | None, whole: int | None) -> int:
    """How much of a bar of 1.000 an amount fills: 0 to 1.000, drawn and never summed."""
    if not amount or not whole:
        return 0
    return max(0, min(1000, amount * 1000 // whole))


@register.simple_tag
@lru_cache(maxsize=256, typed=True)
def icono(name: str) -> SafeString:
    """A drawing of `icons.svg`; it says nothing to a screen reader, the word beside it does."""
    return format_html(
        '<svg class="icono" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("apthapi/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=256, typed=True)
def pastilla(estado: str, texto: str) -> SafeString:
    """A state as a word with its colour and its drawing; kept by type too, for a safe text equals one that is not."""
    kind, drawing = (format_html(" es-{}", estado), icono(estado)) if estado else ("", "")
    return format_html('<span class="pastilla{}">{}{}</span>', kind, drawing, texto)


@register.simple_tag
def direccion(name: str, *args: str) -> str:
    """The address of a page as `url` gives it, for tables with hundreds of them."""
    return _address(get_urlconf(), get_script_prefix(), name, args)


@lru_cache(maxsize=8192)
def _address(_urlconf: str | None, _prefix: str, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)


@register.simple_tag
def opciones(pairs: Iterable[tuple[object, object]], elegida: object) -> SafeString:
    """The choices of a `select`, of which there may be hundreds: value and text, which is cut if it is long."""
    made = [
        f'<option value="{escape(str(value))}"{_CHOSEN if value == elegida else ""}>{escape(_cut(str(text)))}</option>'
        for value, text in pairs
    ]
    return SafeString("".join(made))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CHOICE else Truncator(text).chars(_LONGEST_CHOICE)


@register.simple_tag
def filas(figura: Picture) -> SafeString:
    """The rows of the table behind a picture, of which there may be hundreds: the first cell of each is its heading."""
    return SafeString("".join(map(_row, figura.written())))


def _row(cells: Sequence[Written]) -> str:
    others = [f"""<td{_NUMBER if each.number else ""}>{escape(each.text)}</td>""" for each in cells[1:]]
    return f'<tr><th scope="row">{escape(cells[0].text)}</th>{"".join(others)}</tr>\n'


@register.simple_tag
def sello() -> str:
    """The identity of a form, another one each time: sending it twice does it once."""
    return str(uuid4())


@register.simple_tag
def modulos(folder: str) -> SafeString:
    """Asks at once for the modules of a folder of `static/apthapi/`: over a slow line each level of them is a trip."""
    links = ((static(f"apthapi/{folder}/{name}"),) for name in _modules(folder))
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', links)


@cache
def _modules(folder: str) -> tuple[str, ...]:
    return tuple(sorted(each.name for each in _STATIC.glob(f"{folder}/*.js")))


def _known(value: int | str | None) -> int | None:
    """None also for the '' that a template gives for what is not there."""
    return value if isinstance(value, int) else None

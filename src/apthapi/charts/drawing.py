"""An SVG in the making: all that is written in it is escaped here; colours and fonts are classes of charts.css."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

_SPECIAL = re.compile("[^\t\n\r\x20-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNDRAWABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Svg(str):
    """The text of an SVG, which a template may write as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class Drawing:
    """A picture of a size in its own units, which the page stretches; said to a screen reader by title and summary."""

    def __init__(self, name: str, width: float, height: float, *, title: str, summary: str) -> None:
        head = (
            f'<svg class="grafico" viewBox="0 0 {_plain(width)} {_plain(height)}" xmlns="http://www.w3.org/2000/svg" '
            f'role="img" aria-labelledby="{_quotable(f"{name}-titulo {name}-resumen")}">'
            f'<title id="{_quotable(name)}-titulo">{_drawable(title)}</title>'
            f'<desc id="{_quotable(name)}-resumen">{_drawable(summary)}</desc>'
        )
        self._parts = [head]

    def rect(self, css: str, x: float, y: float, width: float, height: float, *, tip: str = "") -> None:
        """A rectangle, with the text shown by a pointer that rests on it."""
        place = f'x="{_plain(x)}" y="{_plain(y)}" width="{_plain(width)}" height="{_plain(height)}"'
        self._mark("rect", css, place, tip)

    def path(self, css: str, steps: str, *, tip: str = "") -> None:
        """A line or a shape, in the language of paths."""
        self._mark("path", css, f'd="{_quotable(steps)}"', tip)

    def line(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self._mark("line", css, f'x1="{_plain(x1)}" y1="{_plain(y1)}" x2="{_plain(x2)}" y2="{_plain(y2)}"')

    def dot(self, css: str, x: float, y: float, radius: float, *, tip: str = "") -> None:
        """A filled circle."""
        self._mark("circle", css, f'cx="{_plain(x)}" cy="{_plain(y)}" r="{_plain(radius)}"', tip)

    def text(self, css: str, x: float, y: float, content: str, *, anchor: str = "start") -> None:
        """A label on the base line `y`; `anchor` is start, middle or end."""
        side = "" if anchor == "start" else f' text-anchor="{_quotable(anchor)}"'
        self._parts.append(
            f'<text class="{_quotable(css)}" x="{_plain(x)}" y="{_plain(y)}"{side}>{_drawable(content)}</text>'
        )

    def lines(
        self, css: str, x: float, y: float, contents: Sequence[str], step: float, *, anchor: str = "start"
    ) -> None:
        """Several labels, each `step` below the one before."""
        for place, content in enumerate(contents):
            self.text(css, x, y + place * step, content, anchor=anchor)

    def svg(self) -> Svg:
        """The finished text."""
        return Svg(f"{''.join(self._parts)}</svg>")

    def _mark(self, tag: str, css: str, place: str, tip: str = "") -> None:
        """An element whose place is written already."""
        inside = f"><title>{_drawable(tip)}</title></{tag}>" if tip else " />"
        self._parts.append(f'<{tag} class="{_quotable(css)}" {place}{inside}')


def steps(*parts: str | float) -> str:
    """The language of paths: letters as they are, numbers with one decimal."""
    return plain_numbers(" ".join([part if isinstance(part, str) else f"{part:.1f}" for part in parts]))


def plain_numbers(path: str) -> str:
    """A path whose numbers are all written with one decimal, without those that say nothing."""
    return f"{path} ".replace(".0 ", " ")[:-1]


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _drawable(text: str) -> str:
    """Escaped, and without the control characters that XML cannot hold."""
    return escape(_UNDRAWABLE.sub("", text)) if _SPECIAL.search(text) else text


def _quotable(text: str) -> str:
    """The same between quotation marks."""
    return _drawable(text).replace('"', "&quot;")

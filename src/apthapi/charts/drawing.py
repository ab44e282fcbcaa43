"""An SVG in the making. The XML library escapes what is written in it; colours and fonts are classes of charts.css."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

_UNDRAWABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Svg(str):
    """The text of an SVG, which a template may write as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class Drawing:
    """A picture of a size in its own units, which the page stretches; said to a screen reader by title and summary."""

    def __init__(self, name: str, width: float, height: float, *, title: str, summary: str) -> None:
        self.root = ET.Element("svg", {"class": "grafico", "viewBox": f"0 0 {_plain(width)} {_plain(height)}"})
        self.root.set("xmlns", "http://www.w3.org/2000/svg")
        self.root.set("role", "img")
        self.root.set("aria-labelledby", f"{name}-titulo {name}-resumen")
        ET.SubElement(self.root, "title", {"id": f"{name}-titulo"}).text = _drawable(title)
        ET.SubElement(self.root, "desc", {"id": f"{name}-resumen"}).text = _drawable(summary)

    def rect(self, css: str, x: float, y: float, width: float, height: float, *, tip: str = "") -> None:
        """A rectangle, with the text shown by a pointer that rests on it."""
        self._mark("rect", css, tip, x=x, y=y, width=width, height=height)

    def path(self, css: str, steps: str, *, tip: str = "") -> None:
        """A line or a shape, in the language of paths."""
        self._mark("path", css, tip, d=steps)

    def line(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self._mark("line", css, "", x1=x1, y1=y1, x2=x2, y2=y2)

    def dot(self, css: str, x: float, y: float, radius: float, *, tip: str = "") -> None:
        """A filled circle."""
        self._mark("circle", css, tip, cx=x, cy=y, r=radius)

    def text(self, css: str, x: float, y: float, content: str, *, anchor: str = "start") -> None:
        """A label on the base line `y`; `anchor` is start, middle or end."""
        made = self._mark("text", css, "", x=x, y=y)
        if anchor != "start":
            made.set("text-anchor", anchor)
        made.text = _drawable(content)

    def lines(
        self, css: str, x: float, y: float, contents: Sequence[str], step: float, *, anchor: str = "start"
    ) -> None:
        """Several labels, each `step` below the one before."""
        for place, content in enumerate(contents):
            self.text(css, x, y + place * step, content, anchor=anchor)

    def svg(self) -> Svg:
        """The finished text."""
        return Svg(ET.tostring(self.root, encoding="unicode"))

    def _mark(self, tag: str, css: str, tip: str, **values: float | str) -> ET.Element:
        attributes = {key: value if isinstance(value, str) else _plain(value) for key, value in values.items()}
        made = ET.SubElement(self.root, tag, {"class": css, **attributes})
        if tip:
            ET.SubElement(made, "title").text = _drawable(tip)
        return made


def steps(*parts: str | float) -> str:
    """The language of paths: letters as they are, numbers with one decimal."""
    return " ".join(part if isinstance(part, str) else _plain(part) for part in parts)


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _drawable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _UNDRAWABLE.sub("", text)

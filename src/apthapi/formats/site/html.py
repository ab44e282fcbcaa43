"""HTML from texts with named places: whatever is put in them is escaped, unless it is HTML already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Protocol, runtime_checkable


class Html(str):
    """A text that may stand in a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@runtime_checkable
class Marked(Protocol):
    """What says itself how it is written in a page, as a picture does."""

    def __html__(self) -> str: ...


NOTHING = Html()


def html(template: str, /, **values: object) -> Html:
    """The template with its `{names}` filled: HTML as it is, lists one after the other, the rest escaped."""
    return Html(template.format(**{name: written(value) for name, value in values.items()}))


def written(value: object) -> str:
    """A value as it may stand in a page; None is empty."""
    if value is None:
        return ""
    if isinstance(value, Marked):
        return value.__html__()
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Iterable):
        return "".join(map(written, value))
    return escape(str(value))


def each(template: str, rows: Iterable[Mapping[str, object]]) -> Html:
    """The template once for each row."""
    return Html("".join(html(template, **row) for row in rows))


def when(condition: object, template: str, /, **values: object) -> Html:
    """The template only if the condition holds."""
    return html(template, **values) if condition else NOTHING

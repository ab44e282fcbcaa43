"""The trace of what is administered: each act says about what it is, and line by line what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Q

from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import Peticion


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act as it is shown: the act itself and the lines of what changed."""

    acto: Acto
    lines: tuple[str, ...]


@contextmanager
def recorded(request: Peticion, clase: str, about: str, lines: Iterable[str] = ()) -> Iterator[Acto]:
    """The transaction of an act about something (`persona 7`, `conjunto fuentes 2024`), with what changed."""
    detail = "\n".join([about, *lines])
    with act(clase, request.situacion.persona, request.designacion, detalle=detail) as acto:
        yield acto


def note(request: Peticion, clase: str, about: str, lines: Iterable[str] = ()) -> None:
    """The act of what is written in the transaction that is open: for what has no number before it is written."""
    with recorded(request, clase, about, lines):
        pass


def history(*about: str, most: int = 50) -> list[Recorded]:
    """The acts about any of those things, the last first."""
    which = Q()
    for each in about:
        which |= Q(detalle=each) | Q(detalle__startswith=f"{each}\n")
    # Without a plan: that is what the index of the acts begins with.
    acts = Acto.objects.filter(which, plan="", unidad="").select_related("persona", "cargo")
    return [Recorded(acto, tuple(acto.detalle.split("\n")[1:])) for acto in acts.order_by("-pk")[:most]]


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """A line for each value that changed, from what to what."""
    return [
        f"{name}: «{shown(before.get(name))}» → «{shown(value)}»"
        for name, value in after.items()
        if shown(before.get(name)) != shown(value)
    ]


def shown(value: object) -> str:
    """A value in a line of the trace."""
    if isinstance(value, bool):
        return "sí" if value else "no"
    return "vacío" if value is None or value == "" else str(value)

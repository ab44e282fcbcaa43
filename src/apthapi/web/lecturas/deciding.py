"""Keeps what a person decides of a reading, place by place, as it is decided: a lost connection loses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from apthapi.core.typed import Choices, understand
from apthapi.web.accounts.models import Designacion
from apthapi.web.lecturas.destination import Destination
from apthapi.web.lecturas.effective import Celda
from apthapi.web.lecturas.models import Decision, EstadoDeLectura, Lectura, QueSeDecidio
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Situacion


class ClosedError(Exception):
    """The reading takes no decisions any more; the message (Spanish) says why."""


@dataclass(frozen=True, slots=True)
class Problema:
    """Why what was typed cannot be kept, and the readings to choose from."""

    text: str
    message: str
    choices: Choices = ()


@dataclass(frozen=True, slots=True)
class Quien:
    """Who decides, as what, about which reading."""

    situacion: Situacion
    designacion: Designacion
    lectura: Lectura


def decide_cells(
    who: Quien, destination: Destination, cells: Sequence[Celda], text: str, called: str
) -> Problema | None:
    """Keep one value for cells that are alike; an empty text leaves them empty. Raises ClosedError."""
    cell, places = cells[0], [each.place for each in cells]
    typed = understand(cell.column, text)
    if typed.problem:
        return Problema(text, typed.problem, typed.choices)
    if typed.value in (None, ""):
        _keep(who, places, QueSeDecidio.VACIA, "", called)
        return None
    if cell.column.name == "unidad" and str(typed.value) not in destination.units:
        return Problema(text, f"«{text.strip()}» no es una unidad de este plan.")
    offered = {cell.read.value, *(each.value for each in cell.read.options)}
    what = QueSeDecidio.ACEPTADA if typed.value in offered else QueSeDecidio.CORREGIDA
    _keep(who, places, what, text.strip(), called)
    return None


def leave_out(who: Quien, place: str, called: str) -> None:
    """A row or a form is not passed. Raises ClosedError."""
    _keep(who, [place], QueSeDecidio.FUERA, "", called)


def take_back(who: Quien, place: str, called: str) -> None:
    """Forget what was decided of a place: it is as it was read. Raises ClosedError."""
    with _deciding(who, f"{called}: como se leyó"):
        who.lectura.decisiones.filter(lugar=place).delete()


def _keep(who: Quien, places: Sequence[str], what: QueSeDecidio, text: str, called: str) -> None:
    same = who.lectura.decisiones.filter(lugar__in=places, que=what, texto=text).count()
    if same == len(places) and still_open(who.lectura):
        return
    said = f"«{text}»" if text else what.label.lower()
    with _deciding(who, f"{called}: {said}"):
        for place in places:
            Decision.objects.update_or_create(lectura=who.lectura, lugar=place, defaults={"que": what, "texto": text})


@contextmanager
def _deciding(who: Quien, detail: str) -> Iterator[None]:
    """The act of a decision, in which the reading stays open."""
    lectura, situacion = who.lectura, who.situacion
    with act(
        "decidir_lectura",
        situacion.persona,
        who.designacion,
        plan=lectura.plan,
        unidad=lectura.unidad,
        detalle=detail,
    ):
        if not still_open(lectura):
            raise ClosedError("Esta lectura ya se pasó al plan o se descartó: no se decide más en ella.")
        yield


def still_open(lectura: Lectura) -> bool:
    """Whether it still waits for decisions; inside of an act, it stays so until its end."""
    found = Lectura.objects.filter(pk=lectura.pk, estado=EstadoDeLectura.LEIDA)
    if connection.features.has_select_for_update and connection.in_atomic_block:
        found = found.select_for_update()
    return bool(found.values_list("pk", flat=True))

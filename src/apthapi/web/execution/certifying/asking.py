"""What somebody typed to certify becomes what is asked, or all that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from apthapi.compare.slots import Place
from apthapi.core.tables import CERTIFICACIONES
from apthapi.core.typed import understand
from apthapi.web.execution.balance import Balance
from apthapi.web.execution.certifying.issuing import Asked, beyond

LONGEST = 500
"""Letters of what it is for, and of why it is released."""
_AMOUNT, _DAY = CERTIFICACIONES.column("importe"), CERTIFICACIONES.column("vence")


@dataclass(slots=True)
class Typed:
    """The form as it was written, and what is wrong: by the name of its field, or by its place."""

    purpose: str = ""
    operacion: str = ""
    expires: str = ""
    amounts: dict[Place, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    of_place: dict[Place, str] = field(default_factory=dict)
    beyond: set[Place] = field(default_factory=set)

    def refuse(self, problems: Mapping[Place | None, str]) -> None:
        """Amounts that do not fit in what is left."""
        self.beyond = {place for place in problems if place is not None}
        self.of_place |= {place: why for place, why in problems.items() if place is not None}

    def in_row(self, place: Place) -> str:
        """What its row says of it; the whole sentence is on top of the page."""
        why = self.of_place.get(place, "")
        return "No cabe en lo que queda." if place in self.beyond else why

    @property
    def told(self) -> list[str]:
        """Every problem, in the order of the page."""
        return [*self.problems.values(), *self.of_place.values()]


def name_of(place: Place) -> str:
    """The field of the amount of a place."""
    return f"importe|{place.categoria}|{place.partida}|{place.fuente}|{place.organismo}"


def read(
    form: Mapping[str, str], kind: str, left: Mapping[Place, Balance], acp_of: Mapping[str, str], on: date
) -> tuple[Typed, Asked | None]:
    """What was typed, and what is asked if nothing is wrong; `acp_of` are the operations of the unit with their ACP."""
    typed = Typed(
        form.get("objeto", "").strip()[: LONGEST + 1],
        form.get("operacion", ""),
        form.get("vence", "").strip(),
        {place: text for place in left if (text := form.get(name_of(place), "").strip())},
    )
    _look_at_words(typed, kind, acp_of)
    expires = _expiry(typed, on)
    amounts = _amounts(typed)
    asked = Asked(kind, typed.purpose, acp_of.get(typed.operacion, ""), typed.operacion, expires, amounts)
    typed.refuse(beyond(asked, left))
    return typed, None if typed.told else asked


def _look_at_words(typed: Typed, kind: str, acp_of: Mapping[str, str]) -> None:
    if not typed.purpose:
        typed.problems["objeto"] = "Escriba para qué se gasta."
    elif len(typed.purpose) > LONGEST:
        typed.problems["objeto"] = f"Para qué se gasta: caben {LONGEST} letras."
    if typed.operacion not in ("", *acp_of):
        typed.problems["operacion"] = "Elija una operación de la unidad."
    elif kind == "poa" and acp_of and not typed.operacion:
        typed.problems["operacion"] = "Elija la operación: la certificación POA dice de cuál es el gasto."


def _expiry(typed: Typed, on: date) -> str:
    found = understand(_DAY, typed.expires)
    day = str(found.value or "")
    if found.problem:
        typed.problems["vence"] = found.problem
    elif day and day < on.isoformat():
        typed.problems["vence"] = "La fecha hasta la que vale ya pasó: escriba una de hoy o posterior, o déjela vacía."
    return day


def _amounts(typed: Typed) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for place, text in typed.amounts.items():
        cell = understand(_AMOUNT, text)
        if cell.problem:
            choices = " o ".join(shown for shown, _ in cell.choices)
            typed.of_place[place] = f"Partida {place.partida}: {cell.problem}{f' ¿{choices}?' if choices else ''}"
        elif not isinstance(cell.value, int) or cell.value <= 0:
            typed.of_place[place] = f"Partida {place.partida}: escriba un importe mayor que cero, o déjelo vacío."
        else:
            found[place] = cell.value
    if not typed.amounts:
        typed.problems["importe"] = "Escriba el importe en al menos una partida."
    return found

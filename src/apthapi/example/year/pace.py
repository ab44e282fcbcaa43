"""How the units of an example go through their year: some ahead, some late, one that stops reporting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Percents of what was programmed that a unit does and spends, months by which it pays late, and what it says.

    A unit that is `silent` reports only the first third of the months.
    """

    done: int
    spent: int
    delay: int
    cause: str
    measure: str
    silent: bool = False


STEADY = Pace(100, 97, 0, "se avanzó según lo programado", "mantener el ritmo")
AHEAD = Pace(118, 100, 0, "hubo más demanda que la prevista", "proponer una meta mayor en la próxima reformulación")
LATE = Pace(58, 66, 1, "el personal se incorporó después de lo previsto", "recuperar lo pendiente con jornadas dobles")
UNSPENT = Pace(
    94, 62, 2, "las contrataciones se publicaron después de lo previsto", "concluir las contrataciones en curso"
)
SILENT = Pace(90, 88, 0, "", "", silent=True)
FAIR = Pace(88, 90, 0, "algunos trámites quedaron para el mes siguiente", "concluir los trámites pendientes")

_TURNS = (STEADY, AHEAD, LATE, FAIR, UNSPENT, STEADY, AHEAD, SILENT, LATE, STEADY, FAIR)


def pace_of(place: int) -> Pace:
    """The pace of a unit by its place among those that do something; only one of a plan is silent."""
    pace = _TURNS[place % len(_TURNS)]
    return FAIR if pace.silent and place >= len(_TURNS) else pace


def reported_months(pace: Pace, through: int) -> int:
    """The last month that a unit reports."""
    return max(through // 3, 1) if pace.silent else through

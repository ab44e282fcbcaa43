"""Who has reported what, unit by unit and month by month, and who is silent since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from apthapi.web.execution.progress.months import NAMES, YEAR, begun, due, ended, last_day, span
from apthapi.web.execution.progress.operations import Operation, Progress, progress_of
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.models import EstadoDePlan

REMINDED = timedelta(days=90)
"""How long after the end of its gestión a plan is still reminded of: one that nobody closed does not nag for ever."""
WORDS = {
    "informado": ("bien", "Informado"),
    "atrasado": ("excede", "Atrasado"),
    "por_informar": ("falta", "Por informar"),
    "nada": ("", "Nada programado"),
    "futuro": ("", "Todavía no"),
}
"""The look and the word of each state of a month."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a unit: its state (a key of `WORDS`), and how many operations nobody told about, of how many."""

    number: int
    state: str
    missing: int
    of: int

    @property
    def name(self) -> str:
        """`marzo`."""
        return NAMES[self.number - 1]

    @property
    def look(self) -> str:
        """The state that gives its colour and icon."""
        return WORDS[self.state][0]

    @property
    def word(self) -> str:
        """Its state in words; with how many are missing, if some were told about."""
        word = WORDS[self.state][1]
        return f"{word}: faltan {self.missing} de {self.of}" if 0 < self.missing < self.of else word


@dataclass(frozen=True, slots=True)
class Pending:
    """What a unit should report next: from one month to another, and until when the first of them is due."""

    first: int
    last: int
    due: date | None

    @property
    def months(self) -> str:
        """`marzo`, or `enero a marzo`."""
        return span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Unit:
    """How a unit stands: its twelve months, and what it should report next."""

    unidad: str
    months: tuple[Month, ...]
    pending: Pending | None
    since: date | None
    """The day on which its silence began: the term of the first month that is late. None if none is."""

    @property
    def programmes(self) -> bool:
        """Whether its operations programme anything in the year."""
        return any(month.of for month in self.months)

    def days(self, today: date) -> int:
        """How many days it has been silent."""
        return (today - self.since).days if self.since else 0


def units(progress: Progress, names: Iterable[str], today: date) -> list[Unit]:
    """Each of those units, in their order."""
    of: dict[str, list[Operation]] = {name: [] for name in names}
    for each in progress.operations:
        of.setdefault(each.unidad, []).append(each)
    return [_unit(progress, unidad, operations, today) for unidad, operations in of.items()]


def unit_of(progress: Progress, unidad: str, today: date) -> Unit:
    """One unit."""
    [found] = units(progress.of_unit(unidad), [unidad], today)
    return found


def waiting_for(entidad: str, unidad: str, today: date) -> list[tuple[str, Pending]]:
    """What a unit should report of each plan in force of its entity, for whoever is reminded."""
    schema = SCHEMAS[live().engine]
    plans = live().query(
        f"select p.plan, p.gestion from {schema}.planes p join {schema}.process_version v on v.plan = p.plan "
        f"where p.entidad = ? and v.estado = ? and p.gestion is not null order by p.plan",
        [entidad, EstadoDePlan.VIGENTE.value],
    )
    found = []
    for plan, gestion in plans:
        if last_day(gestion, 12) + REMINDED >= today:
            pending = unit_of(progress_of(plan, unidad), unidad, today).pending
            if pending and pending.due:
                found.append((plan, pending))
    return found


def _unit(progress: Progress, unidad: str, operations: list[Operation], today: date) -> Unit:
    until = begun(progress.gestion, today)
    missing = {each.code: set(each.missing(until)) for each in operations}
    months = tuple(_month(progress, number, operations, missing, today) for number in YEAR)
    late = next((each for each in months if each.state == "atrasado"), None)
    since = due(progress.gestion, late.number, progress.days or 0) if late else None
    return Unit(unidad, months, _pending(progress, missing, today), since)


def _month(
    progress: Progress, number: int, operations: list[Operation], missing: Mapping[str, set[int]], today: date
) -> Month:
    programmed = [each for each in operations if each.programme[number - 1]]
    absent = sum(number in missing[each.code] for each in programmed)
    state = "informado"
    if not programmed:
        state = "nada"
    elif number > begun(progress.gestion, today):
        state = "futuro"
    elif absent:
        late = progress.days is not None and due(progress.gestion, number, progress.days) < today
        state = "atrasado" if late else "por_informar"
    return Month(number, state, absent, len(programmed))


def _pending(progress: Progress, missing: Mapping[str, set[int]], today: date) -> Pending | None:
    """From the first month that nobody told about to the last one that is over, or to the one in course."""
    absent = sorted(set().union(*missing.values()))
    if not absent:
        return None
    first = absent[0]
    last = max(first, ended(progress.gestion, today))
    return Pending(first, last, None if progress.days is None else due(progress.gestion, first, progress.days))

"""The board of Planificación: units by steps, who is silent, and how the entity stands to its techos."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from apthapi.charts.ceiling import Against, ceiling
from apthapi.charts.picture import Picture
from apthapi.core.database import Database
from apthapi.web.accounts.models import Persona
from apthapi.web.observations.listing import Counts, all_of, counts_of
from apthapi.web.plans.added_up import added_up
from apthapi.web.plans.live import one_moment
from apthapi.web.plans.steps import STEPS, Progress, UnitProgress, progress_of
from apthapi.web.process.models import Acto, EstadoDeUnidad, ParteDeUnidad
from apthapi.web.process.seen import news_by_unit

NOTHING = Counts()
WITHOUT_FUENTE = "Sin fuente indicada"


@dataclass(frozen=True, slots=True)
class Row:
    """A unit: its money in centavos, each step, what the rules said last, its state, and when somebody last worked."""

    unidad: str
    nombre: str
    programado: int | None
    techo: int | None
    steps: list[tuple[str, Progress]]
    parte: ParteDeUnidad | None
    last: datetime | None
    observed: Counts = NOTHING
    """Its open observations."""
    news: int | None = None
    """Acts of others since whoever looks was last there; None if they never were."""

    @property
    def state(self) -> str:
        """The state of the part."""
        return self.parte.estado if self.parte else EstadoDeUnidad.BORRADOR

    @property
    def days_silent(self) -> int | None:
        """Whole days since somebody worked on it; None if nobody ever did."""
        return None if self.last is None else (timezone.now() - self.last).days


@dataclass(frozen=True, slots=True)
class Board:
    """What the board shows of a plan: its units in order, all open observations, the entity beside its techos."""

    rows: list[Row]
    observed: Counts
    picture: Picture


def board_of(plan: str, persona: Persona) -> Board:
    """The board of a plan as it is at one moment, for a person; the same few queries however many units or lines."""
    with one_moment() as database:
        added, observed = added_up(plan), counts_of(plan)
        units = progress_of(database, plan, lines=added.lines)
        rows = _rows(plan, persona, units, observed)
        return Board(rows, all_of(observed), _entity_picture(database, plan, added.money.add_up("fuente")))


def _rows(plan: str, persona: Persona, units: list[UnitProgress], observed: Mapping[str, Counts]) -> list[Row]:
    parts = {parte.unidad: parte for parte in ParteDeUnidad.objects.filter(plan=plan)}
    acts = Acto.objects.filter(plan=plan, persona__isnull=False).values_list("unidad").annotate(Max("momento"))
    last, news = dict(acts), news_by_unit(persona, plan)
    return [
        Row(
            each.unidad,
            each.nombre,
            each.programado,
            each.techo,
            [(name, each.steps[name]) for name in STEPS],
            parts.get(each.unidad),
            last.get(each.unidad),
            observed.get(each.unidad, NOTHING),
            news.get(each.unidad),
        )
        for each in units
    ]


def by_state(rows: list[Row]) -> list[tuple[str, str, int]]:
    """How many units are in each state, of those in which there is any: state, its name, how many."""
    counts = {state: sum(row.state == state for row in rows) for state in EstadoDeUnidad}
    return [(state.value, state.label, count) for state, count in counts.items() if count]


ONLY: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "cambios": ("Con cambios", lambda row: bool(row.news)),
    "observadas": ("Con observaciones", lambda row: bool(row.observed.open)),
}
"""What can be chosen of the board besides a state: its name, and which rows it leaves."""


def choices(rows: list[Row]) -> list[tuple[str, str, int]]:
    """What the board can be narrowed to, of which there is any: address, name, how many."""
    only = [(key, name, sum(leaves(row) for row in rows)) for key, (name, leaves) in ONLY.items()]
    return [*by_state(rows), *(each for each in only if each[2])]


def chosen(rows: list[Row], wanted: str) -> list[Row]:
    """The rows of a choice; all of them without one."""
    if wanted in ONLY:
        return [row for row in rows if ONLY[wanted][1](row)]
    return [row for row in rows if wanted in ("", row.state)]


def told(states: Sequence[str]) -> str:
    """The states of the units in a sentence: `14 unidades: 13 en elaboración, 1 revisada por Planificación`."""
    counts = [(states.count(state), state.label[:1].lower() + state.label[1:]) for state in EstadoDeUnidad]
    if not states:
        return "Todavía no tiene unidades"
    whole = f"{len(states)} {'unidad' if len(states) == 1 else 'unidades'}"
    return f"{whole}: {', '.join(f'{count} {label}' for count, label in counts if count)}"


def silent(rows: list[Row]) -> list[Row]:
    """Units still being made, the one that nobody has touched for longest first."""
    making = [row for row in rows if row.state in (EstadoDeUnidad.BORRADOR, EstadoDeUnidad.OBSERVADA)]
    return sorted(making, key=lambda row: -(row.days_silent if row.days_silent is not None else 10**6))


def _entity_picture(database: Database, plan: str, amounts: Mapping[str, int]) -> Picture:
    """What the units program against the techos of the entity, by fuente."""
    techos: dict[str, int] = dict(
        database.query(
            "select fuente, cast(sum(importe) as bigint) from techos "
            "where plan = ? and unidad = '' and importe is not null group by fuente",
            [plan],
        )
    )
    codes = sorted(amounts.keys() | techos.keys())
    rows = [
        Against(f"Fuente {code}" if code else WITHOUT_FUENTE, amounts.get(code), techos.get(code)) for code in codes
    ]
    return ceiling("entidad", rows, title="La entidad contra sus techos")

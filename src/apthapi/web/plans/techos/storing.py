"""Stores a distribution of techos: all of it in one act, or nothing, with every reason at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from apthapi.core.fields import Value
from apthapi.core.money import format_amount
from apthapi.core.sheets import Field, Sheet
from apthapi.core.tables import TABLES
from apthapi.core.typed import Choices, understand
from apthapi.web.accounts.models import Designacion
from apthapi.web.plans.live import live
from apthapi.web.plans.request import Cell, Change
from apthapi.web.plans.techos.history import last_change
from apthapi.web.plans.techos.judging import Shortage, beyond_entity, shortages
from apthapi.web.plans.techos.matrix import Ceilings, Pair, in_order, read_ceilings
from apthapi.web.plans.writer import Writer
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Version
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

ACT = "distribuir_techos"
AMOUNT = TABLES["techos"].column("importe")
SHEET = Sheet(
    "techos",
    "Techos presupuestarios",
    "techos",
    tuple(Field(name, name.capitalize()) for name in ("unidad", "fuente", "organismo", "importe")),
    "techos",
    of_unit=False,
    action=ACT,
    seen_by="ver_techos",
)
"""How the writer knows the table. It is no sheet of the grid: techos are only written here, with their rules."""

Place = tuple[str, Pair]
"""A cell of the matrix: unit (empty for the entity), and fuente with organismo."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person left in a cell, and the stored value that they had in front (None: there was no techo)."""

    text: str
    before: int | None


@dataclass(slots=True)
class Verdict:
    """What became of a distribution: how many techos changed, or everything that keeps it from being stored."""

    changed: int = 0
    cells: dict[Place, str] = field(default_factory=dict)
    choices: dict[Place, Choices] = field(default_factory=dict)
    beyond: list[str] = field(default_factory=list)
    short: list[Shortage] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether nothing was stored."""
        return bool(self.cells or self.beyond or self.short)


class _RefusedError(Exception):
    """Undoes the act."""


def store(
    situacion: Situacion,
    designacion: Designacion,
    entries: Mapping[Place, Entry],
    *,
    envio: UUID,
    confirmed: Sequence[str] = (),
) -> Verdict:
    """Store the cells that the person changed. `confirmed` are the tokens of the shortages that they accept.

    The same `envio` again changes nothing. Raises EstadoNoAdmite if the version closed meanwhile.
    """
    verdict = Verdict()
    wanted = _understood(entries, verdict)
    if verdict.is_refused or not wanted or Acto.objects.filter(envio=envio).exists():
        return verdict
    try:
        with act(ACT, situacion.persona, designacion, plan=situacion.plan, envio=envio):
            hold_plan(situacion)
            _write(situacion.plan, wanted, entries, verdict, confirmed)
    except _RefusedError:
        verdict.changed = 0
    return verdict


def hold_plan(situacion: Situacion) -> None:
    """Whoever distributes techos of this plan waits here for the one who came first."""
    versions = Version.objects.filter(plan=situacion.plan)
    version = (versions.select_for_update() if connection.features.has_select_for_update else versions).get()
    if situacion.version is not None:
        situacion.version.estado = version.estado
    if not situacion.admite(ACT):
        raise EstadoNoAdmite(situacion.por_que_no(ACT))


def _understood(entries: Mapping[Place, Entry], verdict: Verdict) -> dict[Place, int | None]:
    """The cells whose text means something else than what the person had in front."""
    wanted: dict[Place, int | None] = {}
    for place, entry in entries.items():
        typed = understand(AMOUNT, entry.text)
        value = _amount(typed.value)
        if typed.problem:
            verdict.cells[place], verdict.choices[place] = typed.problem, typed.choices
        elif value is not None and value < 0:
            verdict.cells[place] = "Un techo no es negativo: escriba cero o un importe mayor."
        elif value != entry.before:
            wanted[place] = value
    return wanted


def _write(
    plan: str,
    wanted: Mapping[Place, int | None],
    entries: Mapping[Place, Entry],
    verdict: Verdict,
    confirmed: Sequence[str],
) -> None:
    before = read_ceilings(live(), plan)
    wanted = {place: value for place, value in wanted.items() if _fits(plan, before, place, value, entries, verdict)}
    if verdict.cells:
        raise _RefusedError
    changes = _changes(before, wanted)
    outcome = Writer(live(), SHEET, plan, "").write(changes.values())
    if outcome.refusals:
        places = {change.new: place for place, change in changes.items() if change.new}
        verdict.cells = {places[each.new]: each.message for each in outcome.refusals}
        raise _RefusedError
    after = read_ceilings(live(), plan)
    verdict.changed = len(wanted)
    verdict.beyond = beyond_entity(before, after)
    verdict.short = [each for each in shortages(before, after) if each.token not in confirmed]
    if verdict.is_refused:
        raise _RefusedError


def _fits(
    plan: str, now: Ceilings, place: Place, value: int | None, entries: Mapping[Place, Entry], verdict: Verdict
) -> bool:
    """Whether the cell is to be written: not if it holds that already, nor if somebody else wrote another value."""
    unidad, pair = place
    if unidad and all(each.unidad != unidad for each in now.units):
        verdict.cells[place] = f"{unidad} no es una unidad de este plan."
        return False
    if pair[1] and not pair[0]:
        verdict.cells[place] = "Un organismo sin su fuente no tiene techo: elija también la fuente."
        return False
    stored = now.of(unidad).get(pair)
    if stored not in (value, entries[place].before):
        verdict.cells[place] = _conflict(plan, place, stored, value)
    return stored != value


def _conflict(plan: str, place: Place, stored: int | None, mine: int | None) -> str:
    change = last_change(plan, *place)
    author = f"{change.who} escribió" if change else "Otra persona escribió"
    when = f" a las {change.when:%H:%M}" if change else ""
    return f"{author} {_shown(stored)}{when}; usted, {_shown(mine)}. Si guarda otra vez, queda lo suyo."


def _shown(amount: int | None) -> str:
    return "«sin techo»" if amount is None else f"«{format_amount(amount)}»"


def _changes(now: Ceilings, wanted: Mapping[Place, int | None]) -> dict[Place, Change]:
    changes = {}
    for number, (place, value) in enumerate(wanted.items(), start=1):
        unidad, pair = place
        text = "" if value is None else format_amount(value)
        renglon = now.rows.get(place, 0)
        if renglon and value is None:
            changes[place] = Change(renglon, remove=True)
        elif renglon:
            changes[place] = Change(renglon, cells={"importe": Cell(text)})
        else:
            names = ("unidad", "fuente", "organismo", "importe")
            cells = {name: Cell(each) for name, each in zip(names, (unidad, *pair, text), strict=True)}
            changes[place] = Change(new=f"n{number}", cells=cells)
    return changes


def _amount(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def with_column(ceilings: Ceilings, pair: Pair) -> Ceilings:
    """The same techos with a further column, still empty."""
    return Ceilings(in_order({*ceilings.pairs, pair}), ceilings.entity, ceilings.units, ceilings.rows)

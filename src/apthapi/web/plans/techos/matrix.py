"""The techos of a plan at a glance: what the entity has, what each unit got and what it already programmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apthapi.core.database import Database
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.live import SCHEMAS
from apthapi.web.plans.package import chain_of

Pair = tuple[str, str]
"""Fuente and organismo; both empty, money whose fuente is not told."""
WHOLE: Pair = ("", "")
Amounts = Mapping[Pair, int]
ENTITY = ""
"""The unit of the techos that are of the whole entity."""


@dataclass(frozen=True, slots=True)
class UnitCeiling:
    """A unit, its techos in centavos and what it programs, by fuente and organismo."""

    unidad: str
    nombre: str
    techos: Amounts
    programado: Amounts

    @property
    def excess(self) -> int:
        """What it programs and no techo covers. A unit without any techo exceeds nothing."""
        return uncovered(self.programado, self.techos) if self.techos else 0


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Every techo of a plan. `rows` says the row of the table in which each stands."""

    pairs: tuple[Pair, ...]
    entity: Amounts
    units: tuple[UnitCeiling, ...]
    rows: Mapping[tuple[str, Pair], int] = field(default_factory=dict)

    def of(self, unidad: str) -> Amounts:
        """The techos of a unit, or of the entity if it is empty."""
        if unidad == ENTITY:
            return self.entity
        return next((each.techos for each in self.units if each.unidad == unidad), {})

    def assigned(self, pair: Pair) -> int:
        """What the units have of a fuente and organismo."""
        return sum(each.techos.get(pair, 0) for each in self.units)

    @property
    def given(self) -> Amounts:
        """What the units have together."""
        return {pair: amount for pair in self.pairs if (amount := self.assigned(pair))}


def uncovered(spent: Amounts, techos: Amounts) -> int:
    """What of `spent` no techo covers. A techo whose fuente is not told covers what passes the others."""
    beyond = sum(max(0, amount - techos.get(pair, 0)) for pair, amount in spent.items() if pair != WHOLE)
    return max(0, beyond - techos.get(WHOLE, 0), sum(spent.values()) - sum(techos.values()))


def read_ceilings(database: Database, plan: str, unidad: str = "") -> Ceilings:
    """Every techo of a plan and what each unit programs, or that of one unit alone; always the same few queries."""
    only, of_unit = (" and unidad = ?", [unidad]) if unidad else ("", [])
    units = database.query(
        f"select unidad, nombre from unidades where plan = ?{only} order by renglon", [plan, *of_unit]
    )
    stored = database.query(
        "select unidad, fuente, organismo, importe, renglon from techos where plan = ? order by renglon", [plan]
    )
    techos = _by_unit((unit, (fuente, organismo), amount) for unit, fuente, organismo, amount, _ in stored)
    programmed = _programmed(database, plan, unidad, {pair for each in techos.values() for pair in each})
    of_units = tuple(
        UnitCeiling(unit, nombre, techos.get(unit, {}), programmed.get(unit, {})) for unit, nombre in units
    )
    pairs = {pair for each in (*techos.values(), *programmed.values()) for pair in each}
    rows = {(unit, (fuente, organismo)): renglon for unit, fuente, organismo, _, renglon in stored}
    return Ceilings(in_order(pairs), techos.get(ENTITY, {}), of_units, rows)


def in_place(database: Database, plan: str, unidad: str = "") -> PlanInPlace:
    """The plan, with those that it replaces, as readings are asked of it; of a unit alone, if one is named."""
    return PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine], unidad=unidad)


def in_order(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """By code; what has no fuente, at the end."""
    return tuple(sorted(set(pairs), key=lambda pair: (pair == WHOLE, pair)))


def written(pair: Pair) -> str:
    """`41-111`, as it is written; a fuente alone, or words for what has none."""
    return "-".join(code for code in pair if code) or "sin fuente"


def _by_unit(cells: Iterable[tuple[str, Pair, int | None]]) -> dict[str, dict[Pair, int]]:
    found: dict[str, dict[Pair, int]] = {}
    for unidad, pair, amount in cells:
        if amount is not None:
            of_unit = found.setdefault(unidad, {})
            of_unit[pair] = of_unit.get(pair, 0) + amount
    return found


def _programmed(database: Database, plan: str, unidad: str, known: set[Pair]) -> dict[str, dict[Pair, int]]:
    """What each unit programs: its lines, or its form 04; if that one tells no fuente, its total."""
    only, of = (" and unidad = ?", [plan, unidad]) if unidad else ("", [plan])
    by_pair = in_place(database, plan, unidad).query(
        f"select unidad, fuente, organismo, importe from fuente_unidad where plan = ?{only}", of
    )
    totals = database.query(
        f"select unidad, importe from formulario04 where plan = ? and fila = 'total' and fuente = 'total'{only}", of
    )
    cells = [(unit, _placed((fuente, organismo), known), amount) for unit, fuente, organismo, amount in by_pair]
    told = {unit for unit, _, _ in cells}
    cells += [(unit, WHOLE, amount) for unit, amount in totals if unit not in told]
    return _by_unit((unit, pair, amount) for unit, pair, amount in cells if amount)


def _placed(pair: Pair, known: set[Pair]) -> Pair:
    """Where money stands whose organismo is not told: with the only one that has a techo of that fuente, if one."""
    of_fuente = [each for each in known if each[0] == pair[0]]
    return of_fuente[0] if pair not in known and not pair[1] and len(of_fuente) == 1 else pair

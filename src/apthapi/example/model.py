"""What an example is made of before it is written: entities, units, operations."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from apthapi.core import reference
from apthapi.example.texts import Cells, rows_of

LEAST_LINES = 12
"""Lines that a unit needs at least, so that each of its forms has one."""

_PAIRS = ((("41", "111"), ("20", "230")), (("41", "111"), ("20", "230"), ("42", "230")), (("41", "119"), ("20", "210")))
"""The fuente-organismo pairs of an entity, by turns."""

_RANGES = ((1, 12), (1, 12), (2, 11), (1, 10), (2, 12), (1, 11))
"""First and last month of an operation; none is so short that the first quarter is most of it."""

Pair = tuple[str, str]
Money = tuple[str, str, str]
"""Partida, fuente and organismo."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a unit with the months in which it runs (1 to 12) and its programme, month by month."""

    acp: str
    code: str
    cells: Cells
    first: int
    last: int
    meta: int
    months: tuple[int, ...]


@dataclass(slots=True)
class Unit:
    """A unit of an entity. `spent` fills while its lines are written: centavos by partida, fuente and organismo."""

    code: str
    name: str
    categoria: str
    payroll: bool
    lines: int
    number: int
    acps: tuple[Cells, ...] = ()
    operations: tuple[Operation, ...] = ()
    spent: dict[Money, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity with its two plans: the formulation, with the approved budget, and the first reformulation."""

    number: int
    code: str
    gestion: int
    pairs: tuple[Pair, ...]
    random: random.Random
    earlier: bool = False
    """Whether what is written for the reformulation is to be of the formulation."""

    @property
    def name(self) -> str:
        """Name that says what it is."""
        return f"Entidad de ejemplo {self.number}"

    @property
    def sigla(self) -> str:
        """Short name."""
        return f"EJ{self.number}"

    def plan(self, version: int) -> str:
        """Code of the plan of a version."""
        version = 0 if self.earlier else version
        return f"EJEMPLO-{self.number:04d}-{self.gestion}-{version}"


def entities(count: int, gestion: int, seed: int) -> Iterator[Entity]:
    """The entities of an example. Codes are of the institutional classifier and repeat only after the last one."""
    codes = [row["code"] for row in reference.read_data("clasificadores/institucional.csv")]
    for number in range(1, count + 1):
        own = random.Random(f"{seed}-{number}")
        yield Entity(number, codes[(number - 1) % len(codes)], gestion, _PAIRS[(number - 1) % len(_PAIRS)], own)


def units_of(entity: Entity, lines: list[int]) -> Iterator[Unit]:
    """One unit for each number of lines, each with its own category."""
    width = reference.parameter("ancho_programa", entity.gestion)
    used: dict[int, int] = defaultdict(int)
    named = rows_of("unidades")
    for number, count in enumerate(lines):
        row = named[number] if number < len(named) else _regional(number - len(named) + 1)
        programa = int(row["programa"]) + used[int(row["programa"])] // 999
        actividad = used[int(row["programa"])] % 999 + 1
        used[int(row["programa"])] += 1
        categoria = f"{programa:0{width}d} 000 {actividad:03d}"
        unit = Unit(row["sigla"], row["nombre"], categoria, number % 3 == 0, count, number)
        _plan_actions(entity, unit)
        yield unit


def _regional(number: int) -> Cells:
    return {"sigla": f"REG{number:03d}", "nombre": f"Dirección Regional {number}", "programa": "10"}


def _plan_actions(entity: Entity, unit: Unit) -> None:
    every = rows_of("acciones")
    unit.acps = tuple(sorted(entity.random.sample(every, 3 + unit.number % 3), key=lambda row: row["acp"]))
    unit.operations = tuple(
        _operation(entity, row, f"{acp['acp']}.{order}")
        for acp in unit.acps
        for order, row in enumerate((r for r in rows_of("operaciones") if r["acp"] == acp["acp"]), start=1)
    )


def _operation(entity: Entity, row: Cells, code: str) -> Operation:
    rng = entity.random
    first, last = rng.choice(_RANGES)
    most = int(row["meta_max"])
    running = last - first + 1
    if row["medicion"] == "ultimo":
        amounts = [most * (i + 1) // running for i in range(running)]
        meta = most
    else:
        meta = max(running, rng.randint(most // 2, most))
        amounts = [meta // running + (1 if i < meta % running else 0) for i in range(running)]
    months = tuple([0] * (first - 1) + amounts + [0] * (12 - last))
    return Operation(row["acp"], code, row, first, last, meta, months)


def weights(count: int) -> list[int]:
    """Whole percents that add to 100."""
    return [100 // count + (1 if i < 100 % count else 0) for i in range(count)]

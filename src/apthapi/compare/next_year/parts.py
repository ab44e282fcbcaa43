"""What a proposal is made of: rows with where they come from, and what somebody has to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Cells = dict[str, object]
Pot = tuple[str, str, str, str]
"""Unit, partida, fuente and organismo: what execution tells money apart by."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "nunca_ejecutada": "Requerimientos de los que no se ejecutó ni certificó nada",
        "sin_avance": "Operaciones sin avance",
        "una_vez": "Compras de una sola vez",
        "unidad_callada": "Unidades de las que no se informó nada",
        "pei_vencido": "Acciones estratégicas que ya no rigen",
        "fuera_de_horizonte": "Presupuesto plurianual fuera del horizonte del PEI",
        "clasificador": "Clasificadores que faltan o cambian",
    }
)
"""The kinds of decision, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the new plan, as it is stored, and the `renglon` of the row that it comes from; None if of none."""

    origin: int | None
    cells: Cells


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that the new plan does not settle by itself: of what, why, and what is to be done (Spanish).

    `origins` are the rows of the plan that closes, by `renglon`, of the table that it is about.
    """

    kind: str
    unidad: str
    about: str
    why: str
    do: str
    table: str = ""
    origins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """The baseline of an operation, in ten-thousandths, and where it comes from: `avance` or `programado`."""

    unidad: str
    operacion: str
    value: int | None
    source: str


@dataclass(frozen=True, slots=True)
class NextSets:
    """The classifiers of the next gestión: codes that exist, None where there is no set; digits of the programa."""

    partidas: frozenset[str] | None
    fuentes: frozenset[str] | None
    organismos: frozenset[str] | None
    width: int | None
    official: bool = False


@dataclass(slots=True)
class Draft:
    """What is being gathered of a proposal."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    bases: list[Base] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

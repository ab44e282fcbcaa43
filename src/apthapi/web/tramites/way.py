"""The way of a change of the plan through its people, as the tables of the gestión have it: stages and actions.

Another entity's regulation differs by its rows, not by code: rows that name an entity are those of that entity, alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.web.accounts.models import Rol
from apthapi.web.plans.live import live

START = ""
"""The stage from which a trámite is begun."""


class WayError(Exception):
    """The tables of the gestión do not make a way; the message (Spanish) says what is wrong in which."""


@dataclass(frozen=True, slots=True)
class Etapa:
    """A stage: whose it is, and in how many days it was done or must be; 0 if nothing says it."""

    name: str
    order: int
    title: str
    roles: frozenset[Rol]
    days: int
    about: str
    norm: str
    strange: tuple[str, ...] = ()
    """Roles that the table names and that do not exist."""

    @property
    def is_end(self) -> bool:
        """Whether nobody has to do anything more."""
        return not self.roles


@dataclass(frozen=True, slots=True)
class Paso:
    """What may be done in a stage: by whom, what it asks for, where it leads, what it does besides moving."""

    stage: str
    name: str
    title: str
    roles: frozenset[Rol]
    leads_to: str
    requires: tuple[str, ...]
    effect: str
    recallable: bool
    done: str
    norm: str
    strange: tuple[str, ...] = ()
    """Roles that the table names and that do not exist."""


@dataclass(frozen=True, slots=True)
class Camino:
    """The whole way of one kind of change in an entity and gestión."""

    stages: Mapping[str, Etapa]
    steps: tuple[Paso, ...]

    @property
    def first(self) -> str:
        """The first of its stages."""
        return min(self.stages.values(), key=lambda each: each.order).name

    @property
    def reached(self) -> frozenset[str]:
        """The stages to which one comes from the first action that begins it: a formulation has no viability."""
        found = [step.leads_to for step in self.steps_of(START)[:1]]
        for stage in found:
            found += [step.leads_to for step in self.steps_of(stage) if step.leads_to not in found]
        return frozenset(found)

    def steps_of(self, stage: str) -> list[Paso]:
        """What may be done in a stage, in the order of the table."""
        return [each for each in self.steps if each.stage == stage]

    def step(self, stage: str, name: str) -> Paso | None:
        """The action of that name in the stage."""
        return next((each for each in self.steps_of(stage) if each.name == name), None)


def way_of(entidad: str, gestion: int, tipo: str) -> Camino:
    """The way of an entity for a kind of version, whether it can be followed or not (see sound.py)."""
    stages = {row["etapa"]: _stage(row) for row in _rows("etapas_tramite", entidad, gestion, tipo, "orden")}
    steps = tuple(_step(row) for row in _rows("acciones_tramite", entidad, gestion, tipo, "fila_de_datos"))
    return Camino(stages, steps)


def _rows(table: str, entidad: str, gestion: int, tipo: str, order: str) -> list[dict[str, str]]:
    rows = live().dicts(f"select * from {table} where gestion = ? order by {order}", [gestion])
    # What is of this kind alone comes before what is of any.
    of_kind = sorted((row for row in rows if row["tipo"] in ("", tipo)), key=lambda row: not row["tipo"])
    own = [row for row in of_kind if row["entidad"] == entidad]
    return own or [row for row in of_kind if not row["entidad"]]


def _roles(text: str) -> frozenset[Rol]:
    return frozenset(Rol(name) for name in text.split() if name in Rol.values)


def _strange(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split() if name not in Rol.values)


def _stage(row: Mapping[str, str]) -> Etapa:
    days = row["plazo_dias"]
    return Etapa(
        row["etapa"],
        int(row["orden"] or 0),
        row["titulo"],
        _roles(row["rol"]),
        int(days) if days.isdigit() else 0,
        row["que_se_hace"],
        row["norma"],
        _strange(row["rol"]),
    )


def _step(row: Mapping[str, str]) -> Paso:
    return Paso(
        row["etapa"],
        row["accion"],
        row["titulo"],
        _roles(row["rol"]),
        row["lleva_a"],
        tuple(row["requiere"].split()),
        row["efecto"],
        row["recuperable"] == "si",
        row["hecho"],
        row["norma"],
        _strange(row["rol"]),
    )

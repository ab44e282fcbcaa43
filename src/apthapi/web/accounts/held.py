"""The positions that people hold on a day, which every request asks for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import cast

from apthapi.web.accounts.models import Cargo, Designacion, Persona
from apthapi.web.accounts.straight import columns, straight
from apthapi.web.entities.models import Entidad


def held(persona: Persona, on: date) -> tuple[Designacion, ...]:
    """As `Persona.designaciones_vigentes`, read."""
    return tuple(held_by([persona], on)[persona.pk])


def held_by(people: Collection[Persona], on: date) -> dict[int, list[Designacion]]:
    """The same of several people, by their keys; one query."""
    found: dict[int, list[Designacion]] = {each.pk: [] for each in people}
    if not found:
        return found
    marks = ", ".join("?" for _ in found)
    sql = (
        f"select {columns(Designacion, 'd')}, {columns(Cargo, 'c')}, {columns(Entidad, 'e')} "
        "from accounts_designacion d join accounts_cargo c on c.id = d.cargo_id "
        f"join entities_entidad e on e.id = c.entidad_id where d.persona_id in ({marks}) "
        "and d.desde <= ? and (d.hasta is null or d.hasta >= ?) order by d.cargo_id, d.id"
    )
    of_whom = {each.pk: each for each in people}
    for row, _ in straight(sql, [*found, on, on], Designacion, Cargo, Entidad):
        designacion, cargo, entidad = cast(tuple[Designacion, Cargo, Entidad], row)
        cargo.entidad = entidad
        designacion.cargo, designacion.persona = cargo, of_whom[designacion.persona_id]
        found[designacion.persona_id].append(designacion)
    return found

"""Whether the tables of stages and actions make a way that can be followed to its end."""

from __future__ import annotations

from apthapi.web.tramites.effects import EFFECTS
from apthapi.web.tramites.requirements import known
from apthapi.web.tramites.way import START, Camino, WayError, way_of


def sound_way(entidad: str, gestion: int, tipo: str) -> Camino:
    """The way of an entity for a kind of version. Raises WayError if its tables do not make one."""
    found = way_of(entidad, gestion, tipo)
    if wrong := problems(found):
        raise WayError(f"Las tablas del trámite de la gestión {gestion} no se pueden seguir: {' '.join(wrong)}")
    return found


def problems(way: Camino) -> list[str]:
    """Why the stages and actions do not make a way, in sentences; empty if they do."""
    found = [] if way.steps_of(START) else ["Ninguna acción lo inicia (etapa en blanco)."]
    for step in way.steps:
        where = f"La acción «{step.name}»"
        if step.stage not in way.stages and step.stage != START:
            found.append(f"{where} está en la etapa «{step.stage}», que no existe.")
        if step.leads_to not in way.stages:
            found.append(f"{where} lleva a la etapa «{step.leads_to}», que no existe.")
        found += [f"{where} es del rol «{each}», que no existe." for each in step.strange]
        if not step.roles:
            found.append(f"{where} no dice qué rol la hace.")
        if step.effect and step.effect not in EFFECTS:
            found.append(f"{where} tiene un efecto que no se conoce: «{step.effect}».")
        found += [f"{where} pide algo que no se conoce: «{each}»." for each in step.requires if not known(each)]
    for name, stage in way.stages.items():
        found += [f"La etapa «{name}» es del rol «{each}», que no existe." for each in stage.strange]
    return [*found, *(f"De la etapa «{name}» no se sale." for name in _closed(way))]


def _closed(way: Camino) -> list[str]:
    """The stages that have somebody who acts in them, and nothing that they can do."""
    return [name for name, stage in way.stages.items() if not stage.is_end and not way.steps_of(name)]

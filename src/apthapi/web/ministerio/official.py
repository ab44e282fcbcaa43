"""The approved budget as the organ has it, and the plans that arrived beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Count

from apthapi.compare.cells import Cell
from apthapi.compare.tie_out import TieOut, tie_out
from apthapi.formats.official import OfficialTable, read_official
from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.models import ClaseDeSuma, PresupuestoOficial, Remision, SumaDeRemision
from apthapi.web.process.acts import act

_AT_ONCE = 2000
_CELL = ("categoria", "grupo", "fuente", "organismo", "importe")


class NotLoadedError(Exception):
    """Nothing was loaded; `problems` (Spanish) say why, all at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems[:3]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Cargado:
    """What was loaded: of how many entities, how many rows, and columns of the file that were not used."""

    entities: int
    rows: int
    ignored: tuple[str, ...]


def load_official(
    organ: Entidad, gestion: int, path: Path, name: str, persona: Persona | None, designacion: Designacion | None
) -> Cargado:
    """Replace what was loaded of the entities that the file brings, in one act. Raises FileError, NotLoadedError."""
    table = read_official(path, gestion, name=name)
    if table.problems:
        more = [f"Y {table.more_problems} problemas más."] if table.more_problems else []
        raise NotLoadedError([*table.problems, *more])
    entities = sorted({each.entidad for each in table.rows})
    about = f"presupuesto oficial {gestion}\n{name}: {len(table.rows)} filas de {len(entities)} entidades"
    with act("presupuesto_oficial", persona, designacion, detalle=about, entidad=organ.codigo):
        here = PresupuestoOficial.objects.filter(ministerio=organ, gestion=gestion)
        for some in _in_parts(entities):
            here.filter(entidad__in=some).delete()
        PresupuestoOficial.objects.bulk_create(_rows(organ, table), batch_size=_AT_ONCE)
    return Cargado(len(entities), len(table.rows), tuple(table.ignored))


def loaded(organs: Iterable[Entidad]) -> list[dict[str, object]]:
    """What each organ has loaded, by gestión: how many entities and rows."""
    found = PresupuestoOficial.objects.filter(ministerio__in=organs).values("ministerio__sigla", "gestion")
    counted = found.annotate(entidades=Count("entidad", distinct=True), filas=Count("pk"))
    return [dict(each) for each in counted.order_by("-gestion", "ministerio__sigla")]


def tie_out_of(remision: Remision) -> TieOut | None:
    """The package beside the official table; None while the organ has loaded nothing for its entity and gestión."""
    if not remision.is_checked or remision.gestion is None:
        return None
    rows = PresupuestoOficial.objects.filter(
        ministerio=remision.ministerio_id, gestion=remision.gestion, entidad=remision.entidad
    )
    official = [Cell(*row) for row in rows.values_list(*_CELL)]
    if not official:
        return None
    return tie_out(official, sums_of(remision, ClaseDeSuma.APROBADO), sums_of(remision, ClaseDeSuma.PROGRAMADO))


def sums_of(remision: Remision, clase: ClaseDeSuma) -> list[Cell]:
    """The sums that were kept of a package."""
    kept = SumaDeRemision.objects.filter(remision=remision, clase=clase).order_by(*_CELL)
    return [Cell(*row) for row in kept.values_list(*_CELL)]


def _rows(organ: Entidad, table: OfficialTable) -> list[PresupuestoOficial]:
    return [
        PresupuestoOficial(
            ministerio=organ,
            gestion=table.gestion,
            entidad=each.entidad,
            categoria=each.cell.categoria,
            grupo=each.cell.grupo,
            fuente=each.cell.fuente,
            organismo=each.cell.organismo,
            importe=each.cell.importe,
            norma=each.norma[:200],
        )
        for each in table.rows
    ]


def _in_parts(codes: list[str]) -> Iterable[list[str]]:
    """SQLite takes only so many values in one statement."""
    return (codes[at : at + 500] for at in range(0, len(codes), 500))

"""Writes an example plan, of one entity or of a whole country, in the plan format."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from apthapi.core.package import read_package
from apthapi.core.tables import TABLES
from apthapi.example import model
from apthapi.example.breaking import break_folder, known_rules
from apthapi.example.entity_tables import Budget, write_budget, write_entity
from apthapi.example.formulation import write_both
from apthapi.example.lines import requirement_lines
from apthapi.example.rows import append
from apthapi.example.sink import EOL, Sink, Unexecuted, pack, write_descriptor
from apthapi.example.texts import data_file
from apthapi.example.unit_tables import write_unit
from apthapi.example.year import TABLES_OF_THE_YEAR, play_year

Progress = Callable[[int, int], None]
"""Told how many lines are written, and how many there will be."""


MOST_BROKEN_ENTITIES = 3
"""A plan whose rules are broken is held in memory."""

LEAST_BROKEN_UNITS = 3


class SizeError(ValueError):
    """An example of that size cannot hold what was asked for; the message (Spanish) says what it needs."""


@dataclass(frozen=True, slots=True)
class _Shape:
    entities: int
    units: int
    lines: int
    seed: int
    gestion: int
    broken: tuple[str, ...] = ()
    formulation: bool = False
    through: int = 0

    def lines_of(self, entity: int) -> list[int]:
        """Lines of each unit of an entity (from 1); what does not divide goes to the first units of all."""
        share, rest = divmod(self.lines, self.entities * self.units)
        first = (entity - 1) * self.units
        return [share + (1 if first + unit < rest else 0) for unit in range(self.units)]


def write_example(
    path: Path,
    *,
    entities: int = 1,
    units: int = 15,
    lines: int = 5000,
    seed: int = 1,
    gestion: int = 2024,
    break_rules: Iterable[str] = (),
    formulation: bool = False,
    through: int = 0,
    progress: Progress | None = None,
) -> None:
    """Write an example into a folder, or a zip if the name ends so: `lines` in all, spread over every unit.

    It satisfies every rule but those of `break_rules`, which break in the first entity. Same arguments, same bytes.
    With `formulation` the plan of before is whole too, with as many lines, so that both can be compared. With
    `through` (1 to 12) the year of each plan in force is played up to that month; otherwise it has a first quarter.
    Raises SizeError if the size does not serve, KeyError for an unknown rule, ValueError for a month that is none.
    """
    shape = _Shape(entities, units, lines, seed, gestion, known_rules(break_rules), formulation, through)
    _require(shape)
    if path.suffix != ".zip":
        _write_folder(path, path.name, shape, progress)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        _write_folder(Path(folder), path.stem, shape, progress)
        pack(Path(folder), path)


def _require(shape: _Shape) -> None:
    least = shape.entities * shape.units * model.LEAST_LINES
    if min(shape.entities, shape.units) < 1 or shape.lines < least:
        raise SizeError(
            f"Un ejemplo de {shape.entities} entidades con {shape.units} unidades necesita al menos "
            f"{max(least, 1)} líneas, {model.LEAST_LINES} por unidad."
        )
    if shape.broken and (shape.entities > MOST_BROKEN_ENTITIES or shape.units < LEAST_BROKEN_UNITS):
        raise SizeError(
            f"Para incumplir reglas, el ejemplo debe tener hasta {MOST_BROKEN_ENTITIES} entidades, "
            f"y al menos {LEAST_BROKEN_UNITS} unidades cada una."
        )


def _write_folder(folder: Path, name: str, shape: _Shape, progress: Progress | None) -> None:
    with Sink(folder) as sink:
        done = 0
        for entity in model.entities(shape.entities, shape.gestion, shape.seed):
            budget = Budget()
            write_entity(sink, entity, formulation=shape.formulation)
            for unit in model.units_of(entity, shape.lines_of(entity.number)):
                lines = requirement_lines(entity, unit)
                if shape.formulation:
                    write_both(sink, entity, unit, lines, budget)
                else:
                    sink.add_lines("requerimientos", lines)
                    write_unit(Unexecuted(sink) if shape.through else sink, entity, unit)
                budget.take(unit)
                done += unit.lines
                if progress:
                    progress(done, shape.lines)
            write_budget(sink, entity, budget, formulation=shape.formulation)
    scale = folder / "clasificadores" / "escala_viaticos.csv"
    scale.parent.mkdir(exist_ok=True)
    scale.write_text(data_file("escala_viaticos").replace("\n", EOL), encoding="utf-8", newline="")
    title = f"Entidad de ejemplo 1: POA y Presupuesto {shape.gestion}"
    write_descriptor(folder, name, title, frozenset(TABLES))
    if shape.through:
        _play(folder, shape)
    if shape.broken:
        break_folder(folder, shape.broken)


def _play(folder: Path, shape: _Shape) -> None:
    """Add the year of each plan that no other replaces."""
    package = read_package(folder)
    sql = "select plan from planes p where not exists (select 1 from planes n where n.reemplaza = p.plan) order by plan"
    played = [play_year(package, row[0], shape.through, shape.seed) for row in package.database.query(sql)]
    package.close()
    append(folder, {table: [row for rows in played for row in rows[table]] for table in TABLES_OF_THE_YEAR})

"""The steps of a unit's part, in the order of the printed forms, and how far each one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.compare.cuts import Cell
from apthapi.core.database import Database, Prepared
from apthapi.core.sheets import SHEETS, Sheet

HUNDRED = 10_000
"""100 % as percents are stored: hundredths."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the address, its title, the number of its form, and what a person does there."""

    name: str
    title: str
    form: str
    about: str

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets that are filled in it."""
        return [sheet for sheet in SHEETS.values() if sheet.step == self.name]


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "situacion", "Situación", "01", "Análisis de situación: fortalezas, debilidades, oportunidades y amenazas."
        ),
        Step("articulacion", "Articulación", "02", "Las acciones de corto plazo de la unidad y cuánto pesa cada una."),
        Step("operaciones", "Operaciones", "", "Qué se hará en cada acción, con qué indicador, meta y cronograma."),
        Step(
            "requerimientos", "Requerimientos", "03", "Lo que hace falta, línea por línea, con su programación mensual."
        ),
        Step("resumen", "Resumen", "04", "El resumen de presupuesto: lo calcula el sistema con el formulario 3."),
    )
}
"""Every step by name."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is: `cuadra` (done), `falta`, `excede`, or empty (not begun); in a word, and with a figure."""

    state: str
    word: str
    figure: str = ""


EMPTY = Progress("", "Sin empezar")

_COUNTS = """
select u.unidad, u.nombre, u.categoria,
  (select count(*) from situacion s where s.plan = u.plan and s.unidad = u.unidad) as factores,
  (select count(distinct s.cuadrante) from situacion s where s.plan = u.plan and s.unidad = u.unidad) as cuadrantes,
  (select count(*) from acp_unidad a where a.plan = u.plan and a.unidad = u.unidad) as acciones,
  (select cast(sum(a.ponderacion) as bigint) from acp_unidad a where a.plan = u.plan and a.unidad = u.unidad) as pesos,
  (select count(*) from operaciones o where o.plan = u.plan and o.unidad = u.unidad) as operaciones,
  (select count(*) from acp_unidad a where a.plan = u.plan and a.unidad = u.unidad and not exists (
    select 1 from operaciones o where o.plan = a.plan and o.unidad = a.unidad and o.acp = a.acp)) as sin_operacion,
  {lines},
  (select max(f.importe) from formulario04 f
    where f.plan = u.plan and f.unidad = u.unidad and f.fila = 'total' and f.fuente = 'total') as declarado,
  (select cast(sum(t.importe) as bigint) from techos t where t.plan = u.plan and t.unidad = u.unidad) as techo
from unidades u where u.plan = ? and u.unidad <> ''
"""


_LINES = """
  (select count(*) from requerimientos r where r.plan = u.plan and r.unidad = u.unidad) as lineas,
  (select cast(sum(r.importe) as bigint) from requerimientos r
    where r.plan = u.plan and r.unidad = u.unidad) as programado
"""
_LINES_KNOWN = "0 as lineas, cast(null as bigint) as programado"


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit of the plan, its money in centavos (None is unknown), and the progress of each step by name."""

    unidad: str
    nombre: str
    programado: int | None
    techo: int | None
    steps: dict[str, Progress]


def progress_of(
    database: Database, plan: str, unidad: str = "", *, lines: Mapping[str, Cell] | None = None
) -> list[UnitProgress]:
    """The progress of every unit of a plan, or of one; a single query whatever the number of rows.

    `lines`: those of each unit that has any, where they were added up already.
    """
    where, values = (" and u.unidad = ?", [plan, unidad]) if unidad else ("", [plan])
    counts = _COUNTS.format(lines=_LINES if lines is None else _LINES_KNOWN)
    rows = database.dicts(Prepared(f"{counts}{where} order by u.renglon"), values)
    for row in rows:
        if lines and (own := lines.get(row["unidad"])):
            row |= {"lineas": own.lines, "programado": own.amount if own.priced else None}
    return [_progress(row) for row in rows]


def states_of(database: Database, plan: str, unidad: str) -> dict[str, list[str]]:
    """How far each step of a unit is: its state and the word for it, by the name of the step."""
    found = progress_of(database, plan, unidad)
    return {name: [each.state, each.word] for unit in found for name, each in unit.steps.items()}


def _progress(row: dict[str, int | str | None]) -> UnitProgress:
    count = {name: int(value or 0) for name, value in row.items() if name not in ("unidad", "nombre", "categoria")}
    steps = {
        "situacion": _of(count["factores"], count["cuadrantes"] == 4, f"{count['factores']} factores"),
        "articulacion": _of(count["acciones"], count["pesos"] == HUNDRED, f"{count['pesos'] // 100} %"),
        "operaciones": _of(count["operaciones"], count["sin_operacion"] == 0, f"{count['operaciones']} operaciones"),
    }
    programmed = row["programado"] if count["lineas"] else row["declarado"]
    money, techo = _known(programmed), _known(row["techo"])
    steps["requerimientos"] = _money(count["lineas"], money, techo)
    steps["resumen"] = _money(count["lineas"] or int(money is not None), money, techo)
    return UnitProgress(str(row["unidad"]), str(row["nombre"]), money, techo, steps)


def _of(count: int, complete: bool, figure: str) -> Progress:
    if not count:
        return EMPTY
    return Progress("cuadra", "Completo", figure) if complete else Progress("falta", "Falta", figure)


def _money(lines: int, money: int | None, techo: int | None) -> Progress:
    if not lines or money is None:
        return EMPTY
    if techo is None:
        return Progress("falta", "Sin techo")
    if money == techo:
        return Progress("cuadra", "Cuadra")
    return Progress("excede", "Excede") if money > techo else Progress("falta", "Falta")


def _known(value: int | str | None) -> int | None:
    return None if value is None else int(value)

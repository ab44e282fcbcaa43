"""A little of a year for tests: what the completed unit of the demonstration did, spent and explained."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan
from web.states import set_plan

CUT = 3
GOOD, FAIR, LATE, SILENT = "bien", "regular", "tarde", "calla"
_PART = {GOOD: 10, FAIR: 7, LATE: 3}
"""Tenths of what was programmed."""
_MONEY = (
    "plan unidad categoria categoria_escrita partida fuente organismo mes preventivo comprometido devengado pagado"
).split()


@dataclass(frozen=True, slots=True)
class Year:
    """Operations of the unit by how they go."""

    operations: dict[str, str]

    def one(self, how: str) -> str:
        """The first that goes so."""
        return next(code for code, found in self.operations.items() if found == how)


def year(*, spent: int = 20) -> Year:
    """The plan in force, with progress until March of all operations but one, and so many percent of its money."""
    set_plan(estado=EstadoDePlan.VIGENTE)
    rows = live().query(
        "select operacion, medicion, m01, m02, m03 from operaciones where plan = ? and unidad = ? order by operacion",
        [PLAN, COMPLETED],
    )
    programmed = [row for row in rows if any(row[2:])]
    how = dict(zip((row[0] for row in programmed), [LATE, SILENT, GOOD, FAIR] + [GOOD] * len(programmed), strict=False))
    done = [
        (PLAN, COMPLETED, code, month, (value or 0) * _PART[how[code]] // 10, "Informe de ejemplo", "")
        for code, _, *values in programmed
        for month, value in enumerate(values, start=1)
        if how[code] != SILENT
    ]
    places = live().query(
        "select partida, fuente, organismo, cast(sum(importe) as bigint) from requerimientos "
        "where plan = ? and unidad = ? group by partida, fuente, organismo",
        [PLAN, COMPLETED],
    )
    money = [
        (PLAN, COMPLETED, "", "", partida, fuente, organismo, month, 0, amount * spent // 300, amount * spent // 300, 0)
        for partida, fuente, organismo, amount in places
        for month in range(1, CUT + 1)
    ]
    with act("prueba", None, None, plan=PLAN):
        columns = ("plan", "unidad", "operacion", "mes", "ejecutado", "evidencia", "nota")
        live().insert("ejecucion_fisica", columns, done)
        live().insert("ejecucion_financiera", _MONEY, money)
    return Year(how)


def explained() -> list[tuple[str, int, str, str]]:
    """What is explained of the unit."""
    sql = "select operacion, mes, causa, medida from evaluaciones where plan = ? and unidad = ? order by operacion, mes"
    return [tuple(row) for row in live().query(sql, [PLAN, COMPLETED])]

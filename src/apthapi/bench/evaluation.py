"""The evaluation of an entity of 15 units × 5,000 lines: whole from a package that was read, and one unit in place."""

from __future__ import annotations

from apthapi.bench.measure import call
from apthapi.bench.session import Figure, Session
from apthapi.compare.evaluation import evaluate, evaluation_of
from apthapi.core.database import Database, Engine
from apthapi.core.package import read_package
from apthapi.example import write_example
from apthapi.rules.in_place import PlanInPlace

UNITS, LINES = 15, 5_000
CUT = 3
_SEARCHED = ("requerimientos", "operaciones", "ejecucion_fisica", "ejecucion_financiera", "acp_unidad", "evaluaciones")
"""Tables that the live database has an index on by plan and unit."""


def run(session: Session) -> None:
    """Measure on SQLite, where a package of that size is."""
    folder = session.folder / "evaluacion"
    if not (folder / "requerimientos.csv").exists():
        write_example(folder, units=UNITS, lines=UNITS * LINES)
    package = read_package(folder, engine=Engine.SQLITE)
    plan = package.latest_plan()
    evaluate(package, plan, CUT)  # makes its readings, which the measurement has already
    whole = call(lambda: evaluate(package, plan, CUT), times=5)
    session.add(
        Figure(
            "evaluar una entidad de 75.000 líneas, paquete ya leído",
            whole,
            "s",
            at_most=1.0,
            remark="SQLite; físico, dinero, semáforos y curvas",
        )
    )
    for table in _SEARCHED:
        package.database.execute(f"create index bench_{table} on {table} (plan, unidad)")
    seconds = call(lambda: _unit(package.database, plan), times=5)
    session.add(Figure("evaluar una unidad de 5.000 líneas, en su sitio", seconds * 1000, "ms", at_most=150))
    package.close()


def _unit(database: Database, plan: str) -> None:
    unidad = str(database.value("select max(unidad) from unidades"))
    evaluation_of(PlanInPlace(database, plan, schema="main", unidad=unidad).query, plan, CUT)

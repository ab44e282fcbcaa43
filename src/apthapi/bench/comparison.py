"""Two versions side by side: of 15 units × 5,000 lines in place on both databases, and of a country over DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from apthapi.bench.measure import asked, process
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

UNITS, LINES = 15, 5_000
COUNTRY_LINES, ENTITY_LINES, ENTITY_UNITS = 3_000_000, 5_000, 25
IN_PLACE_AIM, COUNTRY_AIM = 1.0, 10.0
TITLES = {
    "todo": "comparar dos versiones a los cuatro niveles",
    "dinero": "— el dinero",
    "lineas": "— las líneas y su primera página",
    "pagina": "— la página de los requerimientos, entera",
    "modificaciones": "— redactar y juzgar las modificaciones",
}


def run(session: Session) -> None:
    """Measure in place on SQLite and, if it answers, on PostgreSQL; then the country with two versions of each plan."""
    example = session.folder / "comparacion-ejemplo"
    if not (example / "requerimientos.csv").exists():
        write_example(example, units=UNITS, lines=UNITS * LINES, formulation=True)
    folder = session.folder / "comparacion-base"
    _in_place(session, "SQLite", example, environment(folder, ""), folder)
    with postgresql(session) as url:
        if url:
            _in_place(session, "PostgreSQL", example, environment(folder, url), folder)
    _country(session)


def _in_place(session: Session, engine: str, example: Path, variables: Mapping[str, str], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found: dict[str, tuple[float, float]] = asked("bench.comparison_in_place", str(example), variables=variables)
    shutil.rmtree(folder, ignore_errors=True)
    for name, title in TITLES.items():
        remark = f"{found[name][1]:.2f} s de procesador en el programa"
        if name == "todo":
            remark += f"; {UNITS} unidades × {LINES:,} líneas en cada versión"
        aim = IN_PLACE_AIM if name == "todo" else None
        session.add(Figure(f"{title}, {engine}", found[name][0], "s", at_most=aim, remark=remark))


def _country(session: Session) -> None:
    """`apthapi diff` over plans whose formulation is whole too: as many lines in each of both versions."""
    sizes = [size for size in (session.lines // 10, session.lines) if size >= ENTITY_LINES]
    for lines in sizes:
        cost = process(["-m", "apthapi.cli", "diff", str(_both_versions(session, lines)), "--json"], times=3)
        aim = COUNTRY_AIM if lines == COUNTRY_LINES else None
        title = f"diff de un país, {lines:,} líneas en cada una de dos versiones, DuckDB"
        remark = f"{lines // ENTITY_LINES} entidades; {cost.cpu:.1f} s de procesador, {cost.megabytes:.0f} MB"
        session.add(Figure(title, cost.wall, "s", at_most=aim, remark=remark))


def _both_versions(session: Session, lines: int) -> Path:
    """The DuckDB file of such a country, made once and kept; the CSV of which it was made is not."""
    path = session.folder / f"pais-{lines}-dos-versiones.duckdb"
    if not path.exists():
        session.tell(f"escribe un ejemplo de {lines:,} líneas en cada versión")
        folder = session.folder / f"pais-{lines}-dos-versiones"
        size = ["--entidades", str(max(1, lines // ENTITY_LINES)), "--unidades", str(ENTITY_UNITS)]
        options = [*size, "--lineas", str(lines), "--formulacion", "--sobrescribir"]
        process(["-m", "apthapi.cli", "example", str(folder), *options])
        process(["-m", "apthapi.cli", "convert", str(folder), str(path)])
        shutil.rmtree(folder)
    return path

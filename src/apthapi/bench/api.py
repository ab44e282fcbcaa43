"""The API over 100,000 published lines: pages, breakdowns, whole tables; and whether it keeps to its description."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from apthapi.bench.measure import asked
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

UNITS, LINES = 20, 100_000
BREAKDOWN_AIM = 150.0
"""Milliseconds."""
EVEN_AIM = 2.0
"""How many times as long as the first page another one may take."""
MEMORY_AIM = 50.0
"""Megabytes by which a whole table may make the process grow."""
EXAMPLES = 20
"""Requests at random of each operation, besides those of its edges."""


def run(session: Session) -> None:
    """Measure on SQLite, and on PostgreSQL if it answers."""
    folder = session.folder / "api"
    shutil.rmtree(folder, ignore_errors=True)
    large, small = folder / "grande", folder / "chico"
    write_example(large, units=UNITS, lines=LINES)
    write_example(small, units=3, lines=90)
    try:
        _on(session, "SQLite", folder / "sqlite", large, "")
        with postgresql(session) as url:
            if url:
                _on(session, "PostgreSQL", folder / "postgresql", large, url)
        _keeps_to_description(session, folder / "contrato", small)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on(session: Session, name: str, folder: Path, example: Path, url: str) -> None:
    session.tell(f"publica {LINES:,} líneas en {name}")
    found = _inside("api_data", folder, url, example)
    first = found["paginas"]["primera"]
    for place, took in found["paginas"].items():
        session.add(Figure(f"página {place} de 100 líneas, {name}", took, "ms", remark=f"de {found['lineas']:,}"))
    slowest = max(found["paginas"].values())
    session.add(Figure(f"la página más lenta frente a la primera, {name}", slowest / first, "veces", at_most=EVEN_AIM))
    session.add(Figure(f"página que no cambió (304), {name}", found["igual"], "ms"))
    for by, took in found["desgloses"].items():
        remark = f"{found['procesador'][by]:.0f} ms del procesador en la aplicación"
        session.add(Figure(f"desglose por {by}, {name}", took, "ms", at_most=BREAKDOWN_AIM, remark=remark))
    for kind, told in found["flujos"].items():
        remark = f"{told['mb']:.0f} MB en {told['segundos']:.1f} s"
        session.add(Figure(f"tabla entera en {kind}, {name}", told["mb"] / told["segundos"], "MB/s", remark=remark))
        session.add(Figure(f"memoria de la tabla en {kind}, {name}", told["memoria"], "MB", at_most=MEMORY_AIM))


def _keeps_to_description(session: Session, folder: Path, example: Path) -> None:
    session.tell("pregunta todo lo que la descripción admite, y lo que no")
    found = _inside("api_asked", folder, "", example, str(EXAMPLES))
    for broken in found["faltas"]:
        session.tell(broken)
    remark = ", ".join(f"{times} con {status}" for status, times in sorted(found["estados"].items()))
    name = f"respuestas fuera de la descripción, de {found['pedidos']:,}"
    session.add(Figure(name, len(found["faltas"]), "respuestas", at_most=0, remark=remark))


def _inside(module: str, folder: Path, url: str, example: Path, *more: str) -> dict[str, Any]:
    """What a process of an installation of its own prints. Raises FailedError."""
    folder.mkdir(parents=True)
    found: dict[str, Any] = asked(f"bench.{module}", str(example), *more, variables=environment(folder, url))
    return found

"""Workbooks of 5,000 and 50,000 lines: written, read, checked and compared, beside the usual libraries.

Those of 50,000 also go through an installation, on SQLite and PostgreSQL, as its background worker does it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from apthapi.bench.measure import asked, process
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

SIZES = (5_000, 50_000)
WRITE_AIM, READ_AIM, MEMORY_AIM = 2.0, 2.0, 300.0
_WORKER = "apthapi.bench.workbooks_worker"
_SHOWN = {5_000: "5.000", 50_000: "50.000"}


def run(session: Session) -> None:
    """Measure ours in both sizes; the others with 5,000 lines, as so many times ours."""
    for lines in SIZES:
        _ours(session, lines)
    _others(session, SIZES[0])
    _installed(session, "SQLite", "")
    with postgresql(session) as url:
        if url:
            _installed(session, "PostgreSQL", url)


def _ours(session: Session, lines: int) -> None:
    small = lines == SIZES[0]
    wrote, memory = _step(session, "write", lines)
    name = f"un libro de {_SHOWN[lines]} líneas"
    session.add(Figure(f"escribir {name}", wrote["escribir"], "s", at_most=WRITE_AIM if small else None,
        remark=f"{memory:.0f} MB de memoria; el archivo, {wrote['kb']:.0f} kB"))  # fmt: skip
    read, memory = _step(session, "read", lines)
    whole = read["leer"] + read["comparar"] + read["revisar"]
    session.add(Figure(f"leer, revisar y comparar {name}", whole, "s", at_most=READ_AIM if small else None,
        remark=f"leer {read['leer']:.2f}, comparar {read['comparar']:.2f}, revisar {read['revisar']:.2f}; "
        f"{read['diferencias']:.0f} diferencias"))  # fmt: skip
    session.add(Figure(f"memoria de leer {name}", memory, "MB", at_most=MEMORY_AIM if small else None))


def _others(session: Session, lines: int) -> None:
    ours = {**_step(session, "write", lines)[0], **_step(session, "read", lines)[0]}
    reading = ours["leer"] + ours["comparar"] + ours["revisar"]
    for library, title in (("openpyxl", "openpyxl"), ("import_export", "django-import-export")):
        theirs, memory = _step(session, library, lines)
        session.add(Figure(f"{title}: escribir las mismas filas, sin listas ni fórmulas",
            theirs["escribir"] / ours["escribir"], "veces", remark=f"{theirs['escribir']:.2f} s"))  # fmt: skip
        what = "leerlas" if library == "openpyxl" else "leerlas y comparar, sin revisar"
        session.add(Figure(f"{title}: {what}", theirs["leer"] / reading, "veces",
            remark=f"{theirs['leer']:.2f} s, {memory:.0f} MB"))  # fmt: skip


def _installed(session: Session, engine: str, url: str) -> None:
    """The largest in a whole installation: every line of it changes, and is accepted."""
    folder = session.folder / f"libros-{engine.lower()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lines, variables = SIZES[-1], environment(folder, url)
    example, book = session.folder / f"libros-{lines}", folder / "libro.xlsx"
    wrote = _in_place("sale", example, book, variables)
    changed = folder / "cambiado.json"
    process(["-m", _WORKER, "change", str(example), str(book), str(changed)])
    back = _in_place("vuelve", example, book, variables)
    name = f"libro de {_SHOWN[lines]} líneas en una instalación, {engine}"
    session.add(Figure(f"{name}: escribirlo", wrote["escribir"], "s"))
    session.add(Figure(f"{name}: leerlo y ensayarlo", back["leer"], "s", remark="en segundo plano, con su avance"))
    session.add(Figure(f"{name}: aceptarlo", back["aceptar"], "s",
        remark=f"{back['cambiadas']:,} filas con su traza; {back['megabytes']:.0f} MB"))  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)


def _in_place(what: str, example: Path, book: Path, variables: Mapping[str, str]) -> dict[str, float]:
    """What the worker in the installation measured. Raises FailedError."""
    found: dict[str, float] = asked("bench.workbooks_web", what, str(example), str(book), variables=variables)
    return found


def _step(session: Session, what: str, lines: int) -> tuple[dict[str, float], float]:
    """What the worker measured, in seconds by name, and the peak memory of its process and those it started."""
    plan = session.folder / f"libros-{lines}"
    if not (plan / "requerimientos.csv").exists():
        write_example(plan, units=1, lines=lines)
    answer = session.folder / f"libros-{what}.json"
    cost = process(["-m", _WORKER, what, str(plan), str(_book(session, lines)), str(answer)])
    found: dict[str, float] = json.loads(answer.read_text(encoding="utf-8"))
    return found, cost.megabytes


def _book(session: Session, lines: int) -> Path:
    return session.folder / f"libro-{lines}.xlsx"

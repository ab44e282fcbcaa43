"""A country: 600 entities, 15,000 units and 3,000,000 requirement lines, checked from DuckDB, Parquet and CSV."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

from apthapi.bench.measure import Cost, process
from apthapi.bench.session import Figure, Session

LINES_PER_ENTITY, UNITS = 5_000, 25
FRICTIONLESS_LINES = 30_000


def run(session: Session) -> None:
    """Growth from a hundredth of the country to all of it, then the other forms and the comparisons."""
    sizes = [size for size in (session.lines // 100, session.lines // 10, session.lines) if size >= LINES_PER_ENTITY]
    costs = {size: _check(duckdb_file(session, size)) for size in sizes}
    whole = costs[sizes[-1]]
    for size, cost in costs.items():
        aim = 6.0 if size == 3_000_000 else None
        session.add(Figure(f"check de {size:,} líneas, DuckDB", cost.wall, "s", at_most=aim, remark=_told(cost)))
    session.add(Figure("memoria del check del país, DuckDB", whole.megabytes, "MB", at_most=2000))
    if len(sizes) > 1:
        growth = (whole.wall / costs[sizes[0]].wall) / (sizes[-1] / sizes[0])
        session.add(
            Figure("crecimiento frente a lineal", growth, "veces", at_most=1.0, remark=f"de {sizes[0]:,} líneas")
        )
    folder = _folder(session, sizes[-1])
    parquet = _check(_parquet(session, sizes[-1]))
    session.add(Figure("check del país, Parquet", parquet.wall, "s", at_most=12, remark=_told(parquet)))
    from_csv = _check(folder)
    session.add(Figure("check del país, CSV", from_csv.wall, "s", remark=_told(from_csv)))
    _compare(session, folder, sizes[-1], from_csv, whole)


def _told(cost: Cost) -> str:
    return f"{cost.cpu:.1f} s de procesador, {cost.megabytes:.0f} MB"


def _check(path: Path) -> Cost:
    return process(["-m", "apthapi.cli", "check", str(path), "--json"], times=1 if path.is_dir() else 3)


def _compare(session: Session, folder: Path, lines: int, from_csv: Cost, whole: Cost) -> None:
    plain = process(["-m", "apthapi.bench.plain", str(folder)])
    session.add(
        Figure("8 reglas en Python línea por línea frente a las 60 desde CSV", plain.wall / from_csv.wall, "veces",
            remark=f"{plain.wall:.1f} s")
    )  # fmt: skip
    session.add(
        Figure("8 reglas en Python línea por línea frente a las 60 desde DuckDB", plain.wall / whole.wall, "veces")
    )
    part = _first_lines(folder, session.folder / "frictionless", FRICTIONLESS_LINES)
    validated = process(["-m", "frictionless", "validate", "--trusted", str(part)], expect=frozenset({0, 1}))
    per_line = (validated.wall / FRICTIONLESS_LINES) / (from_csv.wall / lines)
    session.add(
        Figure("frictionless validate, por línea, frente a check desde CSV", per_line, "veces",
            remark=f"{FRICTIONLESS_LINES:,} líneas de requerimientos en {validated.wall:.1f} s; solo tipos")
    )  # fmt: skip


def _first_lines(folder: Path, target: Path, lines: int) -> Path:
    target.mkdir(parents=True, exist_ok=True)
    out = target / "requerimientos.csv"
    with (
        (folder / "requerimientos.csv").open(encoding="utf-8", newline="") as file,
        out.open("w", encoding="utf-8", newline="") as copy,
    ):
        csv.writer(copy).writerows(islice(csv.reader(file), lines + 1))
    return out


def _folder(session: Session, lines: int) -> Path:
    """The example of that many lines, written once and kept for the next session.

    Data is made in processes of its own: the system counts the memory of a parent in the peak of its children.
    """
    folder = session.folder / f"pais-{lines}"
    if not (folder / "requerimientos.csv").exists():
        session.tell(f"escribe un ejemplo de {lines:,} líneas")
        size = ["--entidades", str(max(1, lines // LINES_PER_ENTITY)), "--unidades", str(UNITS), "--lineas", str(lines)]
        process(["-m", "apthapi.cli", "example", str(folder), *size])
    return folder


def duckdb_file(session: Session, lines: int) -> Path:
    path = session.folder / f"pais-{lines}.duckdb"
    if not path.exists():
        process(["-m", "apthapi.cli", "convert", str(_folder(session, lines)), str(path)])
    return path


def _parquet(session: Session, lines: int) -> Path:
    folder = session.folder / f"pais-{lines}-parquet"
    if not (folder / "planes.parquet").exists():
        source = str(duckdb_file(session, lines))
        process(["-m", "apthapi.cli", "convert", source, str(folder), "--parquet", "--sobrescribir"])
    return folder

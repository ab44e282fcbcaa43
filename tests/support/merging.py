"""Many small packages as one of many plans: what a rule says of a plan does not depend on its neighbours."""

from __future__ import annotations

import csv
from pathlib import Path

from apthapi.core.tables import TABLES

_OF_PLANS = ("plan", "reemplaza")


def merge(folders: list[Path], target: Path) -> Path:
    """Write one package with the plans of all, each code followed by `@` and the number of its folder."""
    target.mkdir()
    for table in TABLES.values():
        rows = [row for number, folder in enumerate(folders) for row in _rows(folder / f"{table.name}.csv", number)]
        with (target / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.names, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return target


def _rows(path: Path, number: int) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update({name: f"{row[name]}@{number}" for name in _OF_PLANS if row.get(name)})
    return rows

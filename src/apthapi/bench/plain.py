"""Eight representative rules in plain Python, streamed unit by unit from the CSV: what the queries are set against.

Run as `python -m apthapi.bench.plain FOLDER`; prints how many findings each has. It is not a second copy of the
rules: nothing else uses it, and it says neither where nor how to repair.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from apthapi.core.money import parse_plain
from apthapi.core.reference import read_data
from apthapi.core.tables import MONTHS

Rows = list[dict[str, str]]
Key = tuple[str, str]


def main(folder: Path) -> None:
    """Count the findings of V11, V24, V27, V28, V30, V35, V39 and V16 over a folder of the format."""
    found: Counter[str] = Counter()
    _weights(folder, found)
    techos = _sums(folder, "techos", lambda row: bool(row["unidad"]))
    declared = {
        (r["plan"], r["unidad"], r["fila"]): _amount(r["importe"])
        for r in _rows(folder, "formulario04")
        if r["fuente"] == "total"
    }
    operations = {(r["plan"], r["unidad"], r["operacion"]) for r in _rows(folder, "operaciones")}
    partidas = {row["code"]: row["imputable"] for row in read_data("clasificadores/objeto_gasto.csv")}
    by_unit = groupby(_rows(folder, "requerimientos"), key=lambda row: (row["plan"], row["unidad"]))
    for key, rows in by_unit:
        _unit(key, list(rows), techos, declared, operations, partidas, found)
    print(dict(sorted(found.items())))


def _rows(folder: Path, table: str) -> Iterator[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _amount(text: str) -> int:
    return parse_plain(text) if text else 0


def _weights(folder: Path, found: Counter[str]) -> None:
    weights: dict[Key, int] = defaultdict(int)
    for row in _rows(folder, "acp_unidad"):
        weights[row["plan"], row["unidad"]] += _amount(row["ponderacion"])
    found["V11"] = sum(weight != 10000 for weight in weights.values())


def _sums(folder: Path, table: str, keep: object) -> dict[Key, int]:
    assert callable(keep)
    sums: dict[Key, int] = defaultdict(int)
    for row in _rows(folder, table):
        if keep(row):
            sums[row["plan"], row["unidad"]] += _amount(row["importe"])
    return sums


def _unit(
    key: Key, rows: Rows, techos: dict[Key, int], declared: dict[tuple[str, str, str], int],
    operations: set[tuple[str, str, str]], partidas: dict[str, str], found: Counter[str],
) -> None:  # fmt: skip
    by_row: dict[str, int] = defaultdict(int)
    for row in rows:
        amount = _amount(row["importe"])
        _line(row, amount, partidas, operations, found)
        by_row[_form_row(row)] += amount
    found["V39"] += key in techos and sum(by_row.values()) > techos[key]
    for name, amount in by_row.items():
        found["V35"] += declared.get((*key, name), amount) != amount


def _line(
    row: dict[str, str], amount: int, partidas: dict[str, str], operations: set[tuple[str, str, str]],
    found: Counter[str],
) -> None:  # fmt: skip
    partida = row["partida"]
    found["V24"] += sum(_amount(row[month]) for month in MONTHS) != amount
    whole, _, decimals = row["cantidad"].partition(".")
    quantity = int(whole) * 10000 + int(decimals.ljust(4, "0") or "0")
    found["V27"] += abs(quantity * _amount(row["precio_unitario"]) - amount * 10000) > 10000
    found["V28"] += partida not in partidas
    found["V30"] += row["formulario"] != _form(partida)
    found["V16"] += (row["plan"], row["unidad"], row["operacion"]) not in operations


def _form(partida: str) -> str:
    if partida[:4] in {"2211", "2212", "2221", "2222"}:
        return "3_04"
    return {"3": "3_03", "4": "3_02"}.get(partida[:1], "3_01")


def _form_row(row: dict[str, str]) -> str:
    if row["formulario"] != "3_04":
        return row["formulario"]
    return "pasajes" if row["partida"].startswith("221") else "viaticos"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

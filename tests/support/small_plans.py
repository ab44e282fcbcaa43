"""Little plans as Hypothesis makes them: few units, few amounts, so that sums often agree and often do not."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import strategies as st

from apthapi.core.fields import Value, write
from apthapi.core.tables import MONTHS, TABLES

Row = dict[str, Value]
Plan = dict[str, list[Row]]
"""The rows of each table, as they are stored: centavos, ten-thousandths, hundredths."""

PLAN = "P"
UNITS = ("DDTJ", "DDPD", "DNP")
CATEGORIES = ("48 000 007", "48 000 009")
FUENTES = ("20", "41")
FILAS = ("3_01", "3_02", "3_03", "pasajes", "viaticos")

AMOUNTS = st.sampled_from([None, 0, 1, 50, 100, 150, 200, 300, 30_000])
"""Centavos that add up to each other, round to each other, or are not said."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan with the tables that the rules of money read."""
    units = [{"unidad": unit, "nombre": unit, "categoria": draw(st.sampled_from(CATEGORIES))} for unit in UNITS]
    tables: Plan = {
        "planes": [{"entidad": "340", "gestion": 2024, "version": 0, "tipo": "formulacion"}],
        "unidades": [dict(unit) for unit in units],
        "acp_unidad": draw(_actions()),
        "requerimientos": draw(_lines()),
        "formulario04": draw(_form04()),
        "techos": draw(_ceilings()),
        "presupuesto_aprobado": draw(_approved()),
        "modificaciones": draw(_changes()),
    }
    return {name: [{"plan": PLAN, **row} for row in rows] for name, rows in tables.items()}


def _numbered(column: str, rows: st.SearchStrategy[Row], most: int) -> st.SearchStrategy[list[Row]]:
    return st.lists(rows, max_size=most).map(lambda found: [{**row, column: n} for n, row in enumerate(found, 1)])


def _unique(rows: st.SearchStrategy[Row], most: int, *key: str) -> st.SearchStrategy[list[Row]]:
    return st.lists(rows, max_size=most, unique_by=lambda row: tuple(row.get(name) for name in key))


def _row(**columns: st.SearchStrategy[Value]) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries(columns)


def _actions() -> st.SearchStrategy[list[Row]]:
    weights = st.sampled_from([None, 1, 3333, 3334, 5000, 9999, 10000])
    row = _row(unidad=st.sampled_from(UNITS), acp=st.sampled_from(["1.1", "3.1", "4.1"]), ponderacion=weights)
    return _unique(row, 7, "unidad", "acp")


def _lines() -> st.SearchStrategy[list[Row]]:
    months = dict.fromkeys((MONTHS[0], MONTHS[5], MONTHS[11]), AMOUNTS)
    row = _row(
        unidad=st.sampled_from(UNITS[:2]),
        formulario=st.just("3_03"),
        partida=st.just("39500"),
        cantidad=st.sampled_from([None, 0, 3333, 5000, 10000, 20000]),
        precio_unitario=AMOUNTS,
        importe=AMOUNTS,
        fuente=st.sampled_from([*FUENTES, ""]),
        organismo=st.sampled_from(["230", "111", ""]),
        **months,
    )
    return _numbered("linea", row, 5)


def _form04() -> st.SearchStrategy[list[Row]]:
    """A unit that declares its rows, well or badly added, and rows of the others."""
    whole = [
        _row(unidad=st.just("DNP"), fila=st.just(fila), fuente=st.just(fuente), importe=AMOUNTS)
        for fila in (*FILAS, "total")
        for fuente in (*FUENTES, "total")
    ]
    loose = _row(
        unidad=st.sampled_from(UNITS),
        fila=st.sampled_from([*FILAS, "total", "techo"]),
        fuente=st.sampled_from([*FUENTES, "total"]),
        importe=AMOUNTS,
    )
    form = st.one_of(st.just([]), st.tuples(*whole).map(list))
    return st.tuples(form, _unique(loose, 8, "unidad", "fila", "fuente")).map(_without_repeats)


def _without_repeats(parts: tuple[list[Row], list[Row]]) -> list[Row]:
    form, loose = parts
    return form + ([row for row in loose if row["unidad"] != "DNP" or row["fila"] == "techo"] if form else loose)


def _ceilings() -> st.SearchStrategy[list[Row]]:
    row = _row(
        unidad=st.sampled_from(UNITS),
        fuente=st.sampled_from([*FUENTES, *FUENTES, ""]),
        organismo=st.sampled_from(["230", "111", ""]),
        importe=AMOUNTS,
    )
    return _unique(row, 5, "unidad", "fuente", "organismo")


def _approved() -> st.SearchStrategy[list[Row]]:
    row = _row(
        categoria=st.sampled_from([*CATEGORIES, ""]),
        grupo=st.sampled_from(["", "20000", "30000"]),
        fuente=st.sampled_from(["", "20"]),
        importe=AMOUNTS,
    )
    return _unique(row, 5, "categoria", "grupo", "fuente")


def _changes() -> st.SearchStrategy[list[Row]]:
    row = _row(
        tipo=st.just("intrainstitucional"),
        modificacion=st.just("1"),
        categoria=st.sampled_from(CATEGORIES),
        partida=st.just("39500"),
        importe=st.sampled_from([None, -100, 100, 150, -30_000]),
    )
    return _numbered("orden", row, 2)


def write_plan(plan: Plan, folder: Path) -> Path:
    """The plan as a package; a table without rows is absent."""
    for name, rows in plan.items():
        columns = [column for column in TABLES[name].columns if any(column.name in row for row in rows)]
        if rows:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([column.name for column in columns])
                writer.writerows([[write(column, row.get(column.name)) for column in columns] for row in rows])
    return folder

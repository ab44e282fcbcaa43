"""Judging some of the lines of a unit again says what judging all of them says, on both engines of a live database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from apthapi.core.copying import copy_tables
from apthapi.core.database import Engine
from apthapi.core.findings import Finding
from apthapi.core.package import Package, read_package
from apthapi.core.source import OWN_SETS
from apthapi.rules.catalogue import all_rules
from apthapi.rules.live import Since, check_unit
from apthapi.rules.unit_answers import LINES, MOST_AGAIN, Remembered, judged_by, line_rules, sealed_sets
from support.cases import folders
from support.engines import postgresql
from support.merging import merge

SCHEMA = f"lineas_{uuid4().hex}"
CASES = [
    path
    for kind in ("debe_pasar", "debe_fallar")
    for path in folders(kind)
    if (path / "requerimientos.csv").exists() and not (path / OWN_SETS).is_dir()
]
LIVE = (
    pytest.param(Engine.SQLITE, "main", id="sqlite"),
    pytest.param(Engine.POSTGRESQL, SCHEMA, id="postgresql", marks=pytest.mark.postgresql),
)


@contextmanager
def live(engine: Engine, folder: Path) -> Iterator[Package]:
    package = read_package(folder)
    if engine is Engine.SQLITE:
        yield package
        return
    with postgresql() as database:
        database.execute(f"create schema {SCHEMA}")
        try:
            database.execute(f"set search_path to {SCHEMA}")
            copy_tables(package.database, database)
            yield replace(package, database=database)
        finally:
            database.execute(f"drop schema {SCHEMA} cascade")


@pytest.mark.parametrize(("engine", "schema"), LIVE)
def test_a_line_is_judged_alone_as_among_the_others(engine: Engine, schema: str, tmp_path: Path) -> None:
    """Each line of each case, the only one that is judged again: no finding is lost, and none appears."""
    broken = set()
    with live(engine, merge(CASES, tmp_path / "juntos")) as package:
        database = package.database
        for plan, unidad in database.query("select distinct plan, unidad from requerimientos order by plan, unidad"):
            whole = check_unit(database, plan, unidad, schema=schema)
            assert whole.remembered is not None
            nothing = replace(whole.remembered, lines=frozenset())
            others = [finding for finding in whole.findings if not of_a_line(finding)]
            sql = "select renglon from requerimientos where plan = ? and unidad = ? order by renglon"
            for (line,) in database.query(sql, [plan, unidad])[:12]:
                alone = check_unit(database, plan, unidad, schema=schema, since=Since(nothing, [line]))
                own = [finding for finding in whole.findings if of_a_line(finding) and finding.row == line]
                assert [finding for finding in alone.findings if of_a_line(finding)] == own
                assert [finding for finding in alone.findings if not of_a_line(finding)] == others
                assert alone.statuses.keys() == whole.statuses.keys()
                broken |= {finding.rule for finding in own}
    assert broken >= {rule.id for rule in line_rules()} - OF_OWN_SETS


def of_a_line(finding: Finding) -> bool:
    return finding.table == LINES and finding.row is not None


OF_OWN_SETS = {"V34"}
"""Broken only with classifiers of the case's own."""


def test_what_lines_are_judged_by_besides_themselves_is_known() -> None:
    """A rule that names the lines and something that every saved amount changes would judge all of them each time."""
    assert [rule.id for rule in line_rules()] == [
        "V16", "V24", "V25", "V26", "V27", "V28", "V29", "V30", "V31", "V32", "V34"
    ]  # fmt: skip
    assert judged_by() == [
        "formulario04", "limites", "mapa_de", "operaciones", "operaciones_usadas", "partidas_usadas", "planes",
        "recogido", "tareas", "techos",
    ]  # fmt: skip
    assert {"objeto_gasto", "mapa_formularios", "palabras_partida", "conjuntos", "escala_viaticos"} <= set(
        sealed_sets()
    )


def test_many_lines_are_not_looked_for_one_by_one() -> None:
    lines = range(MOST_AGAIN + 1)
    remembered = Remembered("c", frozenset())
    assert Since(remembered, lines).lines("c") is None
    assert Since(remembered, [1]).lines("other") is None
    assert Since(Remembered("c", frozenset(lines[:-1])), [MOST_AGAIN]).lines("c") is None
    assert Since(Remembered("c", frozenset({1})), [2]).lines("c") == frozenset({1, 2})


def test_every_rule_of_the_lines_is_one_of_a_unit() -> None:
    assert not [rule.id for rule in line_rules() if all_rules()[rule.id].of_entity]

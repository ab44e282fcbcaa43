"""Every plan of a package beside the one that it replaces, at once, as each comparison alone says."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.compare import compare_plans
from apthapi.compare.country import Rows, compare_all, many_plans, sentences
from apthapi.core.database import Engine
from apthapi.core.package import read_package
from apthapi.example import write_example
from support.engines import ENGINES, package_on


@pytest.fixture(scope="module")
def two_entities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pais") / "plan"
    write_example(folder, entities=2, units=2, lines=200, formulation=True)
    return folder


@pytest.mark.parametrize("engine", ENGINES)
def test_each_entity_as_its_own_comparison_says(engine: Engine, two_entities: Path) -> None:
    with package_on(engine, two_entities) as package:
        package.database.execute(
            "update requerimientos set importe = importe + 700 where plan = 'EJEMPLO-0002-2024-1' and linea = 2"
        )
        package.database.execute("delete from tareas where plan = 'EJEMPLO-0001-2024-1' and tarea like '%.2'")
        found = compare_all(package)
        assert [each.after for each in found] == ["EJEMPLO-0001-2024-1", "EJEMPLO-0002-2024-1"]
        for each in found:
            alone = compare_plans(package, each.before, each.after)
            tables = {table.table: table for level in alone.tables.values() for table in level}
            for name, rows in each.rows.items():
                table = tables[name]
                counts = (len(table.added), len(table.removed), len(table.changed))
                assert (rows.added, rows.removed, rows.changed) == counts, name
            moved = [change.difference for change in alone.money["unidad"]]
            assert (each.increase, each.decrease) == (
                sum(amount for amount in moved if amount > 0), -sum(amount for amount in moved if amount < 0)
            )  # fmt: skip
        assert found[1].increase == 1400
        assert found[0].rows["tareas"].removed


def test_two_entities_are_compared_together_and_one_alone(two_entities: Path, reference_folder: Path) -> None:
    assert many_plans(read_package(two_entities))
    assert not many_plans(read_package(reference_folder))


def test_it_is_said_in_words(two_entities: Path) -> None:
    said = " ".join(sentences(compare_all(read_package(two_entities))))
    assert said.startswith("2 planes comparados")
    assert "2 cambian dentro de ellas y 0 no cambian" in said


def test_the_plan_of_the_law_alone_has_no_rows_to_compare(reference_folder: Path) -> None:
    [segip] = compare_all(read_package(reference_folder))
    assert segip.rows["acp_unidad"] == Rows() if "acp_unidad" in segip.rows else True
    assert segip.difference == 0

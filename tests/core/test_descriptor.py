"""The page of the format and `datapackage.json` say what the tables say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from apthapi.core.descriptor import datapackage, with_tables
from apthapi.core.schema import Kind
from apthapi.core.tables import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "plan-format.md"


def test_the_page_is_the_one_that_the_tables_give() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), "run: python -m apthapi.core.descriptor docs/plan-format.md"


def test_the_page_names_every_table_and_column() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in TABLES.values():
        assert f"### `{table.name}`" in page
        assert all(f"`{name}`" in page for name in table.names if not re.fullmatch(r"m(0[2-9]|1[01])", name))


def test_the_page_names_every_rule_of_the_file() -> None:
    core = Path(__file__).parents[2] / "src" / "apthapi" / "core"
    used = {rule for path in core.glob("*.py") for rule in re.findall(r'"(F\d\d)"', path.read_text(encoding="utf-8"))}
    assert used == set(re.findall(r"^\| (F\d\d) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_descriptor_has_every_column_and_only_references_that_are_there() -> None:
    document = json.loads(datapackage("plan", "Plan", frozenset({"planes", "techos", "unidades"}), {"techos": ("x",)}))
    resources = {each["name"]: each for each in document["resources"]}
    assert list(resources) == ["planes", "unidades", "techos"]
    fields = resources["techos"]["schema"]["fields"]
    assert [field["name"] for field in fields] == [*TABLES["techos"].names, "x"]
    assert {field["type"] for field in fields} == {"string", "number"}
    assert [key["reference"]["resource"] for key in resources["unidades"]["schema"]["foreignKeys"]] == ["planes"]


def test_every_option_and_obligation_is_in_the_descriptor() -> None:
    document = json.loads(datapackage("plan", "Plan", frozenset(TABLES), {}))
    for resource in document["resources"]:
        table = TABLES[resource["name"]]
        assert resource["schema"]["primaryKey"] == list(table.key)
        for field, column in zip(resource["schema"]["fields"], table.columns, strict=True):
            limits = field.get("constraints", {})
            assert limits.get("required", False) is column.required
            assert limits.get("enum", []) == (list(column.options) if column.kind is Kind.OPTION else [])

"""What holds for all the rule files at once: their header, and SQL that every engine reads the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import apthapi
from apthapi.core.reference import SETS
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, all_rules, sql_files
from apthapi.rules.page import MARKS, rules_page
from apthapi.rules.readings import all_readings, names_used

RULES = [pytest.param(rule, id=rule.id) for rule in all_rules().values()]
QUERIES = {
    **{f"{rule.id}": rule.sql for rule in all_rules().values()},
    **{f"{reading.name}": reading.sql for reading in all_readings().values()},
}
SQL = [pytest.param(sql, id=name) for name, sql in QUERIES.items()]
NAMES = TABLES.keys() | SETS.keys() | all_readings().keys() | {"conjuntos", "anios"}

HEADER = {"severidad", "norma", "tablas", "en", "mensaje", "corrija", "ejemplo"}
OPTIONAL = {"sujetos", "alcance", "columna"}

NOT_PORTABLE = (
    "full join", "full outer", "ilike", "regexp", "similar to", " glob ", "string_agg", "group_concat", "listagg",
    "array_agg", "::", "is distinct", "is not distinct", "//", "now()", "current_date", "current_timestamp", "random(",
    '"', "`", "$", "ifnull(", "nvl(", "iif(", "strftime", "date_part", "to_char", "printf", "format(", "concat(",
    "qualify", "pivot", "lateral", "except", "intersect", "limit ", "offset ", "true", "false", "instr(", "position(",
    "left(", "right(", "mod(", "round(", "floor(", "ceil(", "decimal", "numeric", "median(", "bool_or", "any_value",
    "natural join", "using (", "fetch first", "returning", "order by random",
)  # fmt: skip
"""What DuckDB, SQLite and PostgreSQL do not all have, or do not all mean alike."""


def plain(sql: str) -> str:
    """The query without the texts in quotes, in lower case and with single blanks."""
    return " ".join(re.sub(r"'[^']*'", "''", sql).lower().split())


def test_the_sixty_rules_are_there() -> None:
    assert list(all_rules()) == [f"V{number:02d}" for number in range(1, 61)]


def test_every_file_of_the_folder_is_a_rule_named_after_its_id() -> None:
    names = [path.name.removesuffix(".sql") for path in sql_files("sql")]
    assert sorted(names) == list(all_rules())


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in sql_files("sql")])
def test_a_header_has_every_line_and_no_other(path: Path) -> None:
    id_ = path.name.removesuffix(".sql")
    keys = re.findall(r"(?m)^--\s(\w+(?:\.\w+)?)\s", path.read_text(encoding="utf-8"))
    assert len(keys) == len(set(keys))
    cases = {key.partition(".")[2] for key in keys if "." in key}
    assert {key for key in keys if "." not in key} - OPTIONAL == HEADER | {id_}
    assert all(f"mensaje.{case}" in keys for case in cases)


@pytest.mark.parametrize("rule", RULES)
def test_a_header_says_something_and_its_names_exist(rule: Rule) -> None:
    assert all((rule.title, rule.norm, rule.example, rule.cases[""].message, rule.cases[""].repair))
    assert rule.marks
    assert rule.marks <= MARKS.keys()
    assert rule.table in TABLES
    assert rule.needs
    assert all(item <= TABLES.keys() | SETS.keys() for item in rule.needs)
    assert not rule.title.endswith(".")


@pytest.mark.parametrize("rule", RULES)
def test_the_cases_a_query_names_are_those_of_its_header(rule: Rule) -> None:
    texts = set(re.findall(r"'(\w*)'", rule.sql))
    assert rule.cases.keys() - {""} <= texts


def test_the_page_of_the_rules_is_up_to_date() -> None:
    page = Path(apthapi.__file__).parents[2] / "docs" / "rules.md"
    assert page.read_text(encoding="utf-8") == rules_page(), "run: python -m apthapi.rules.page > docs/rules.md"


@pytest.mark.parametrize("sql", SQL)
def test_a_query_uses_only_what_the_three_engines_share(sql: str) -> None:
    words = plain(sql)
    assert [word for word in NOT_PORTABLE if re.search(_alone(word), words)] == []


def _alone(word: str) -> str:
    start = r"(?<![a-z_])" if word[0].isalpha() else ""
    end = r"(?![a-z_])" if word[-1].isalpha() else ""
    return start + re.escape(word) + end


@pytest.mark.parametrize("sql", SQL)
def test_nothing_whole_is_divided(sql: str) -> None:
    """Whole numbers divide in a different way on each engine; only percentages made of doubles may."""
    words = plain(sql).replace("* 100.0 / ", "")
    assert "/" not in words


@pytest.mark.parametrize("sql", SQL)
def test_every_table_a_query_reads_exists(sql: str) -> None:
    words = plain(sql)
    assert set(re.findall(r"\b(?:from|join) ([a-z_0-9]+)", words)) - _recursive(words) <= NAMES


def _recursive(words: str) -> set[str]:
    return set(re.findall(r"with recursive (\w+)\(", words))


@pytest.mark.parametrize("name", sorted(all_readings()))
def test_every_reading_is_read_by_something(name: str) -> None:
    others = {word for other, sql in QUERIES.items() if other != name for word in names_used(sql)}
    room = Path(apthapi.__file__).parent
    comparing = {word for path in (room / "compare").rglob("*.py") for word in names_used(path.read_text("utf-8"))}
    assert name in others | comparing


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in sql_files("lecturas")])
def test_a_reading_begins_with_its_name_and_what_it_answers(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(rf"-- {path.name.removesuffix('.sql')}: .{{10,}}", first)


@pytest.mark.parametrize("rule", RULES)
def test_no_query_writes_a_value_of_the_norms(rule: Rule) -> None:
    """Limits, tolerances, years and codes come from dated tables; the numbers left are scales and positions."""
    numbers = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", plain(rule.sql)))
    assert numbers <= {"0", "1", "2", "3", "4", "5", "6", "20", "100", "100.0", "10000"} | LARGE
    assert not re.search(r"'(19|20)\d\d'", rule.sql), "a year"


LARGE = {"900000000000000000"}
"""Where a product of two amounts would no longer fit 64 bits (V27)."""


def test_the_column_where_a_repair_begins_is_one_of_a_table_it_may_speak_of() -> None:
    known = {column for table in TABLES.values() for column in table.names}
    for rule in all_rules().values():
        for name, case in rule.cases.items():
            assert not case.column or case.column in known, (rule.id, name)
        if rule.cases[""].column and rule.table in TABLES:
            assert any(case.column in TABLES[rule.table].names for case in rule.cases.values()), rule.id

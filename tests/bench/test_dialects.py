"""Every rule and every reading can be said in the dialects of Spark and Trino."""

from __future__ import annotations

import pytest
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from apthapi.bench.dialects import BEYOND, in_dialect
from apthapi.rules import all_rules
from apthapi.rules.readings import all_readings

QUERIES = {**{rule.id: rule.sql for rule in all_rules().values()}, **{r.name: r.sql for r in all_readings().values()}}


@pytest.mark.parametrize("dialect", BEYOND)
def test_every_query_reads_the_same_tables_there(dialect: str) -> None:
    for name, sql in QUERIES.items():
        here = {table.name for table in parse_one(sql, read="postgres").find_all(exp.Table)}
        there = {table.name for table in parse_one(in_dialect(sql, dialect), read=dialect).find_all(exp.Table)}
        assert here == there, name


@pytest.mark.parametrize("dialect", BEYOND)
def test_what_cannot_be_said_there_is_an_error(dialect: str) -> None:
    with pytest.raises(SqlglotError):
        in_dialect("select from where", dialect)

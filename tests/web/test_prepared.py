"""Statements that are asked all the time are kept by the connection, and answer as any other whatever happens to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from django.db import connection, transaction
from psycopg.errors import FeatureNotSupported

from apthapi.core.database import Prepared
from apthapi.web.entities.demo import PLAN
from apthapi.web.plans.live import live, one_moment
from web.databases import both_engines

pytestmark = [pytest.mark.usefixtures("demo"), both_engines]
UNITS = Prepared("select unidad, nombre from unidades where plan = ? and renglon > ? order by renglon")


class _UndoneError(Exception):
    pass


@contextmanager
def _undone() -> Iterator[None]:
    """What is written inside is undone."""
    with suppress(_UndoneError), transaction.atomic():
        yield
        raise _UndoneError


def _kept() -> int:
    if connection.vendor != "postgresql":
        return 1
    sql = "select count(*) from pg_prepared_statements where statement like 'select unidad, nombre from unidades%'"
    return int(live().value(sql))


def test_it_answers_as_a_statement_that_is_not() -> None:
    plain = live().query(str(UNITS), [PLAN, 0])
    assert len(plain) > 1
    assert [live().query(UNITS, [PLAN, 0]) for _ in range(8)] == [plain] * 8
    # Of another size, a number is another type to the server.
    assert live().query(UNITS, [PLAN, 2**40]) == []
    assert _kept() >= 1


def test_it_outlives_what_is_undone_and_what_is_looked_at() -> None:
    before = live().query(UNITS, [PLAN, 0])
    with _undone():
        assert live().query(UNITS, [PLAN, 0]) == before
    assert live().query(UNITS, [PLAN, 0]) == before
    with one_moment() as database:
        assert database.query(UNITS, [PLAN, 0]) == before
    assert _kept() >= 1
    assert live().query(UNITS, [PLAN, 0]) == before


def test_a_column_that_is_added_meanwhile_is_no_error() -> None:
    before = live().query(UNITS, [PLAN, 0])
    with _undone():
        with connection.cursor() as cursor:
            cursor.execute("alter table unidades add column prueba text")
        assert live().query(UNITS, [PLAN, 0]) == before
    assert live().query(UNITS, [PLAN, 0]) == before


@pytest.mark.parametrize("inside", [False, True])
def test_a_column_of_another_type_costs_at_most_the_request(inside: bool) -> None:
    """By a migration while this process serves."""
    sql = Prepared("select nombre from prueba where nombre <> ?")
    live().execute("create temporary table prueba (nombre varchar(10))")
    live().execute("insert into prueba values ('a')")
    assert [live().query(sql, [""]) for _ in range(3)] == [[("a",)]] * 3
    if connection.vendor != "postgresql":
        return
    connection.close_at = None
    live().execute("alter table prueba alter nombre type varchar(20)")
    if inside:
        with suppress(FeatureNotSupported), transaction.atomic():
            live().query(sql, [""])
    else:
        assert live().query(sql, [""]) == [("a",)]
    assert connection.close_at == 0


def test_days_amounts_and_nothing_arrive_as_what_they_are() -> None:
    sql = Prepared("select id from accounts_designacion where desde <= ? and (hasta is null or hasta >= ?)")
    assert len(live().query(sql, [date(2024, 6, 1), date(2024, 6, 1)])) > 1
    assert live().query(sql, [date(1900, 1, 1), date(1900, 1, 1)]) == []
    added = Prepared("select cast(sum(importe) as bigint) from requerimientos where plan = ? and unidad <> ?")
    assert isinstance(live().value(added, [PLAN, ""]), int)

"""Statements that are asked all the time are kept by the connection, and answer as any other whatever happens to it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from apthapi.core.database import Prepared
from apthapi.web.entities.demo import PLAN
from apthapi.web.plans.live import live, one_moment
from web.databases import both_engines

pytestmark = [pytest.mark.usefixtures("demo"), both_engines]
UNITS = Prepared("select unidad, nombre from unidades where plan = ? and renglon > ? order by renglon")


class _UndoneError(Exception):
    pass


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
    with pytest.raises(_UndoneError), transaction.atomic():
        assert live().query(UNITS, [PLAN, 0]) == before
        raise _UndoneError
    assert live().query(UNITS, [PLAN, 0]) == before
    with one_moment() as database:
        assert database.query(UNITS, [PLAN, 0]) == before
    assert _kept() >= 1
    assert live().query(UNITS, [PLAN, 0]) == before


def test_a_column_that_is_added_meanwhile_is_no_error() -> None:
    before = live().query(UNITS, [PLAN, 0])
    with pytest.raises(_UndoneError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("alter table unidades add column prueba text")
        assert live().query(UNITS, [PLAN, 0]) == before
        raise _UndoneError
    assert live().query(UNITS, [PLAN, 0]) == before


def test_days_amounts_and_nothing_arrive_as_what_they_are() -> None:
    sql = Prepared("select id from accounts_designacion where desde <= ? and (hasta is null or hasta >= ?)")
    assert len(live().query(sql, [date(2024, 6, 1), date(2024, 6, 1)])) > 1
    assert live().query(sql, [date(1900, 1, 1), date(1900, 1, 1)]) == []
    added = Prepared("select cast(sum(importe) as bigint) from requerimientos where plan = ? and unidad <> ?")
    assert isinstance(live().value(added, [PLAN, ""]), int)

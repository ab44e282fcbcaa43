"""The live database is the format: same tables, same columns, same reference sets, and migrations that follow them."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from apthapi.core.reference import CONJUNTOS, SETS, YEARS
from apthapi.core.tables import TABLES
from apthapi.web.process.acts import act
from web.databases import both_engines

KINDS = {"BIGINT": {"bigint", "integer"}, "TEXT": {"text"}}


def _columns(table: str) -> dict[str, str]:
    sql = {
        "sqlite": "select name, lower(type) from pragma_table_info(%s)",
        "postgresql": "select column_name, data_type from information_schema.columns "
        "where table_schema = 'public' and table_name = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [table])
        return dict(cursor.fetchall())


@both_engines
@pytest.mark.usefixtures("empty")
def test_the_tables_of_the_format_have_its_columns() -> None:
    sets = {each.name: each.stored for each in SETS.values()} | {"conjuntos": CONJUNTOS, "anios": YEARS}
    stored = {name: table.stored() for name, table in TABLES.items()}
    for name, columns in {**stored, **sets}.items():
        found = _columns(name)
        found.pop("fila_de_datos", None)
        assert list(found) != []
        assert found.keys() == {column for column, _ in columns}, name
        for column, kind in columns:
            assert found[column] in KINDS[kind], (name, column)


@both_engines
@pytest.mark.usefixtures("empty")
def test_text_compares_byte_by_byte() -> None:
    words = ["a", "B", "Á", "z", "Z", "_", "1", "ñ"]
    with act("prueba", None, None), connection.cursor() as cursor:
        names = ", ".join(name for name, kind in TABLES["planes"].stored() if kind == "TEXT" and name != "plan")
        empty = ", ".join("''" for _ in names.split(","))
        for word in words:
            cursor.execute(f"insert into planes (plan, {names}) values (%s, {empty})", [word])
        cursor.execute("select plan from planes order by plan")
        assert [row[0] for row in cursor.fetchall()] == sorted(words, key=str.encode)


@pytest.mark.usefixtures("empty")
def test_the_migrations_make_what_the_code_says() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

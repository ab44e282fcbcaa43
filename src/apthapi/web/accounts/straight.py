"""Rows of models by a statement that is written once: making one for each request costs more than asking it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

from apthapi.core.database import Prepared
from apthapi.web.plans.live import live

Convert = Callable[[Any], Any]
Row = tuple[tuple[Model | None, ...], tuple[Any, ...]]


def columns(model: type[Model], alias: str) -> str:
    """What to select of a model that the statement names so."""
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


def straight(sql: str, parameters: Sequence[Any], *models: type[Model]) -> list[Row]:
    """The rows of a statement that selects the `columns` of those models, one after the other, and perhaps more.

    `?` marks a parameter. Of each row, the models (None for one that is not there) and what is left of it.
    """
    # As Django does before a statement of its own: this may be the first one of a request.
    connection.close_if_health_check_failed()
    with connection.wrap_database_errors:
        rows = live().query(Prepared(sql), parameters)
    width = sum(len(model._meta.concrete_fields) for model in models)
    return [(tuple(_made(row, models)), tuple(row[width:])) for row in rows]


def put(instance: Model) -> None:
    """Store a new row, and tell the instance its key. Raises IntegrityError as Django does."""
    meta = instance._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in fields]
    names, marks = ", ".join(str(field.column) for field in fields), ", ".join("?" * len(fields))
    key = meta.pk
    sql = f"insert into {meta.db_table} ({names}) values ({marks}) returning {key.column}"
    with connection.wrap_database_errors:
        [(found,)] = live().query(Prepared(sql), values)
    setattr(instance, key.attname, found)
    instance._state.adding, instance._state.db = False, connection.alias


def _made(row: Sequence[Any], models: Sequence[type[Model]]) -> list[Model | None]:
    found: list[Model | None] = []
    at = 0
    for model in models:
        names, converted = _shape(model, connection.vendor)
        values = list(row[at : at + len(names)])
        at += len(names)
        for place, convert in converted:
            values[place] = convert(values[place])
        found.append(model.from_db(connection.alias, names, values) if values[0] is not None else None)
    return found


def _bound(convert: Callable[[Any, Any, Any], Any], expression: Any) -> Convert:
    return lambda value: convert(value, expression, connection)


@lru_cache
def _shape(model: type[Model], vendor: str) -> tuple[list[str], list[tuple[int, Convert]]]:  # noqa: ARG001 - engines differ
    """The attributes of a model in the order of `columns`, and what makes its values of what the engine gives."""
    names, converted = [], []
    for place, field in enumerate(model._meta.concrete_fields):
        names.append(field.attname)
        expression = field.get_col(model._meta.db_table)
        of_engine, of_field = connection.ops.get_db_converters(expression), expression.get_db_converters(connection)
        converted += [(place, _bound(each, expression)) for each in (*of_engine, *of_field)]
    return names, converted

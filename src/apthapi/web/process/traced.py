"""What the trace watches: every table of the format, and the tables of the application whose changes must be known.

A room says which of its models are traced with `register`, in its `models.py`; after the next migration the database
itself writes their changes and refuses those outside of an act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models

from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES


@dataclass(frozen=True, slots=True)
class Traced:
    """A table that is traced: its key, the columns that are kept, and whose plan and unit a change is.

    `plan` and `unidad` are SQL in which `{row}` is the row. A change that touches none of the columns is not traced.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    plan: str
    unidad: str
    about: str
    titles: Mapping[str, str] = field(default_factory=dict)
    is_format: bool = False

    def plan_of(self, row: str) -> str:
        """The SQL that gives the plan of a row."""
        return self.plan.format(row=row)

    def unidad_of(self, row: str) -> str:
        """The SQL that gives the unit of a row."""
        return self.unidad.format(row=row)


_NOTHING = "''"
_own: dict[str, Traced] = {}


def register(model: type[models.Model], *, plan: str = "", unidad: str = "", only: Sequence[str] = ()) -> None:
    """Trace a model from the next migration on.

    `plan` and `unidad`: a column of it, or SQL with `{row}`, as `(select plan from other where id = {row}.other_id)`.
    `only`: the columns that matter, if not all; then what is written in the others needs no act.
    """
    key = str(model._meta.pk.column)
    stored = [str(each.column) for each in model._meta.concrete_fields if not isinstance(each, models.BinaryField)]
    columns = tuple(name for name in stored if name == key or not only or name in only)
    if unknown := set(only) - set(columns):
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
    name = model._meta.db_table
    titles = {str(each.column): str(each.verbose_name) for each in model._meta.concrete_fields}
    _own[name] = Traced(name, key, columns, _sql(plan), _sql(unidad), str(model._meta.verbose_name), titles)


def _sql(text: str) -> str:
    return f"{{row}}.{text}" if text.isidentifier() else text or _NOTHING


_OF_FORMAT = {
    table.name: Traced(
        table.name,
        ROW,
        tuple(name for name, _ in table.stored()),
        "{row}.plan",
        "{row}.unidad" if "unidad" in table.names else _NOTHING,
        table.about.split(":", maxsplit=1)[0],
        is_format=True,
    )
    for table in TABLES.values()
}


def traced() -> dict[str, Traced]:
    """Every table that is traced, by its name."""
    return {**_OF_FORMAT, **_own}

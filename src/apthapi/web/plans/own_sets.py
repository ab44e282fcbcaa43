"""The reference sets of the live database that are not those of the software, to go along with a plan.

An entity may change a classifier or a limit on the screen. Whoever reads the plan elsewhere must read it with the same
values: a package brings them under `clasificadores/`, where they win over those of the software.
"""

from __future__ import annotations

from contextlib import closing

from apthapi.core import reference
from apthapi.core.database import Database, Row, in_memory
from apthapi.core.money import plain_amount
from apthapi.core.own_sets import OwnSet
from apthapi.core.package import Package
from apthapi.core.reference import SETS, ReferenceSet


def sets_that_differ(package: Package) -> dict[str, OwnSet]:
    """By name, the sets of a photograph of the live database that the software does not bring with those rows."""
    years = [row[0] for row in package.database.query("select distinct gestion from planes where gestion is not null")]
    with closing(in_memory()) as ours:
        reference.load(ours, years, {})
        return {
            name: _as_written(each, package.database)
            for name, each in SETS.items()
            if _rows(each, package.database) != _rows(each, ours)
        }


def _rows(each: ReferenceSet, database: Database) -> list[Row]:
    names = ", ".join(name for name, _ in each.stored)
    return sorted(database.query(f"select {names} from {each.name}"), key=repr)


def _as_written(each: ReferenceSet, database: Database) -> OwnSet:
    """The rows as a file has them, in the order of the database, with whether each gestión has the official table."""
    official: dict[int, str] = dict(
        database.query("select gestion, oficial from conjuntos where conjunto = ?", [each.name])
    )
    names = [name for name, _ in each.stored]
    rows = database.query(f"select {', '.join(names)} from {each.name}")
    return OwnSet(
        (*names, "oficial"),
        tuple(
            (*(_text(each, name, value) for name, value in zip(names, row, strict=True)), official.get(row[0], "no"))
            for row in rows
        ),
        None,
    )


def _text(each: ReferenceSet, name: str, value: object) -> str:
    if isinstance(value, int) and name in each.money:
        return plain_amount(value)
    return "" if value is None else str(value)

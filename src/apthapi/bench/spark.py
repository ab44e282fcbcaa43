"""The rules on Spark in local mode: each query, translated, over every case of the tests, beside what SQLite finds.

Needs what `requirements/spark.txt` pins and Java 17; nothing else of the product does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from apthapi.bench.dialects import in_dialect
from apthapi.bench.session import Figure, Session
from apthapi.core.copying import stored_tables
from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.rules import all_rules
from apthapi.rules.catalogue import Rule
from apthapi.rules.readings import names_used, needed_readings, prepare

CASES = Path(__file__).parents[3] / "tests" / "cases"
"""Only a working copy has them."""


def run(session: Session) -> None:
    """Measure on as many processors as there are."""
    spark = _session(session.folder / "spark")
    started = time.perf_counter()
    asked = different = found = 0
    for folder in _cases():
        rule = all_rules()[folder.name.partition("-")[0]]
        here, there = _answers(spark, folder, rule)
        asked, found = asked + 1, found + len(here)
        if here != there:
            different += 1
            session.tell(f"{folder.name}: {len(here)} filas en SQLite, {len(there)} en Spark")
    spark.stop()
    remark = f"{asked} casos, {found} filas halladas, {time.perf_counter() - started:.0f} s"
    session.add(
        Figure("casos de las reglas en que Spark halla otra cosa", different, "casos", at_most=0, remark=remark)
    )


def _session(folder: Path) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - the other parts do not need it

    made = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
    for name, value in {
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(folder),
        "spark.sql.ansi.enabled": "true",
        "spark.sql.autoBroadcastJoinThreshold": "-1",
        "spark.log.level": "ERROR",
    }.items():
        made = made.config(name, value)
    return made.getOrCreate()


def _cases() -> Iterator[Path]:
    for kind in ("debe_fallar", "debe_pasar"):
        yield from sorted(path for path in (CASES / kind).iterdir() if path.is_dir())


def _answers(spark: Any, folder: Path, rule: Rule) -> tuple[list[str], list[str]]:
    package = read_package(folder, engine=Engine.SQLITE)
    try:
        prepare(package.database, [rule.sql])
        _, rows = package.database.table(rule.sql)
        _as_views(spark, package, rule)
        return _sorted(rows), _sorted(tuple(row) for row in spark.sql(in_dialect(rule.sql, "spark")).collect())
    finally:
        package.close()


def _as_views(spark: Any, package: Package, rule: Rule) -> None:
    """The tables that the rule reads, directly or through readings, and the readings, as views of Spark."""
    readings = needed_readings([rule.sql])
    used = frozenset().union(*(names_used(sql) for sql in (rule.sql, *(each.sql for each in readings))))
    for name, columns in stored_tables().items():
        if name in used:
            kinds = ", ".join(f"`{column}` {'bigint' if kind == 'BIGINT' else 'string'}" for column, kind in columns)
            _, rows = package.database.table(f"select {', '.join(column for column, _ in columns)} from {name}")
            spark.createDataFrame([tuple(row) for row in rows], schema=kinds).createOrReplaceTempView(name)
    for each in readings:
        spark.sql(in_dialect(each.sql, "spark")).createOrReplaceTempView(each.name)


def _sorted(rows: Iterable[tuple[object, ...]]) -> list[str]:
    """As texts; a whole number is the same whether an engine divides it into a decimal one or not."""
    return sorted(repr(tuple(map(_plain, row))) for row in rows)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float | Decimal) and value == int(value) else value

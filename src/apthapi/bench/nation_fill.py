"""Puts the entities of a country, but for those already there, into the database of the environment by COPY.

Run as `python -m apthapi.bench.nation_fill COUNTRY.duckdb`; prints JSON. What the application makes of a package stands
there afterwards (tables, entities, versions, parts of units), without acts: it is the neighbourhood of a measurement.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
import duckdb

_ENTITIES = """
insert into entities_entidad (codigo, nombre, sigla, rectora)
select entidad, max(nombre_entidad), max(sigla), false from planes
where entidad not in (select codigo from entities_entidad) group by entidad
"""
_VERSIONS = """
insert into process_version (plan, estado, publicada)
select plan, case when exists (select 1 from planes n where n.reemplaza = p.plan) then 'historico' else 'vigente' end,
  true
from planes p where plan not in (select plan from process_version)
"""
_PARTS = """
insert into process_partedeunidad (plan, unidad, estado, resumen_declarado)
select plan, unidad, 'revisada', true from unidades u
where not exists (select 1 from process_partedeunidad p where p.plan = u.plan and p.unidad = u.unidad)
"""


def main(country: Path) -> None:
    """Copy, and let PostgreSQL look at what it got."""
    django.setup()
    from django.db import connection  # noqa: PLC0415 - after Django is set up, as what follows

    from apthapi.core.schema import ROW  # noqa: PLC0415
    from apthapi.core.tables import TABLES  # noqa: PLC0415

    start = time.perf_counter()
    with connection.cursor() as cursor, duckdb.connect(str(country), read_only=True) as source:
        cursor.execute("set session_replication_role = replica")  # no trace, and no reason to look for one
        cursor.execute("select distinct entidad from planes")
        there = [row[0] for row in cursor.fetchall()]
        for table in TABLES.values():
            _copy(source, cursor.cursor, table.name, [name for name, _ in table.stored() if name != ROW], there)
        for statement in (_ENTITIES, _VERSIONS, _PARTS):
            cursor.execute(statement)
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum (analyze)")
        cursor.execute("select count(*) from requerimientos")
        lines = cursor.fetchone()[0]
    print(json.dumps({"lineas": lines, "segundos": time.perf_counter() - start}))


def _copy(source: duckdb.DuckDBPyConnection, target: Any, name: str, columns: list[str], there: list[str]) -> None:
    """The rows of one table, in the order in which they were; text is quoted and what is not known is not."""
    marks = ", ".join("?" for _ in there) or "''"
    sql = (
        f"select {', '.join(columns)} from {name} "
        f"where plan in (select plan from planes where entidad not in ({marks})) order by renglon"
    )
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        source.execute(f"copy ({sql}) to '{file.name}' (header false, force_quote *)", there)
        order = f"copy {name} ({', '.join(columns)}) from stdin (format csv)"
        with target.copy(order) as stream, Path(file.name).open("rb") as text:
            while part := text.read(1 << 20):
                stream.write(part)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""All the plans of the installation as one DuckDB file, with which they are judged, added up or written as Parquet.

An installation answers for one plan at once; what is asked of all of them together is asked of this file, which
`apthapi check`, `totals` and `convert` open, without touching those who work.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from django.db import transaction

from apthapi.core import duckdb_file
from apthapi.core.copying import stored_tables
from apthapi.core.database import Database, Engine, duckdb_database
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.web.plans.live import live

Columns = list[tuple[str, str]]
_ITS_OWNER = 0o600
"""Plans that are still being made are in it."""


def export_plans(path: Path) -> int:
    """Write the file anew, as of one moment; how many plans it has. Raises duckdb.IOException if it cannot."""
    source = live()
    with closing(duckdb_database()) as target:
        with transaction.atomic():
            if source.engine is Engine.POSTGRESQL:
                source.execute("set transaction isolation level repeatable read, read only")
            for name, columns in stored_tables().items():
                target.create(name, columns)
                _copy(source, target, name, columns)
        beside = duckdb_file.Beside(frozenset(TABLES), (), (), {}, {})
        duckdb_file.write(target, beside, path)
        path.chmod(_ITS_OWNER)
        return int(target.value("select count(*) from planes"))


def _copy(source: Database, target: Database, name: str, columns: Columns) -> None:
    names = ", ".join(column for column, _ in columns)
    query = f"select {names} from {name}" + (f" order by {ROW}" if name in TABLES else "")
    if source.engine is not Engine.POSTGRESQL:
        target.insert(name, [column for column, _ in columns], source.stream(query))
        return
    texts = ", ".join(column for column, kind in columns if kind == "TEXT")
    quoted = f", force_quote ({texts})" if texts else ""  # so that what is blank is not taken for what is not known
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        with source.connection.cursor().copy(f"copy ({query}) to stdout (format csv{quoted})") as rows:
            for part in rows:
                file.write(part)
        file.flush()
        kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in columns)
        said = (
            "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false"
        )
        target.execute(f"insert into {name} select * from read_csv('{file.name}', {said}, columns = {{{kinds}}})")

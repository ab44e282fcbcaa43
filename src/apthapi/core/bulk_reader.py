"""Millions of lines: the same reading as `row_reader`, done by DuckDB. Only loaded for large packages.

SQL converts what is right; a row with anything wrong is handed to the row reader, so that a finding is written
by one piece of code only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from apthapi.core.database import MAX_LINE, Database
from apthapi.core.row_reader import DEFAULT_DIGITS, DigitsOf, RowReader, normal_categoria
from apthapi.core.schema import ROW, SCALE, WORDS, WRITTEN, Column, Kind, Table

_PATTERNS = {
    Kind.MONEY: (r"-?[0-9]{1,11}(\.[0-9]{1,2})?", 2),
    Kind.QUANTITY: (r"-?[0-9]{1,11}(\.[0-9]{1,4})?", 4),
    Kind.PERCENT: (r"-?[0-9]{1,9}(\.[0-9]{1,2})?", 2),
    Kind.INTEGER: (r"-?[0-9]{1,9}", 0),
}


def load_csv(database: Database, path: Path, header: list[str], reader: RowReader) -> None:
    """Fill the table from a plain CSV (UTF-8, commas, one header line). Raises on anything DuckDB cannot parse."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header)))
    source = (
        f"read_csv('{_quote(path)}', header=true, delim=',', quote='\"', escape='\"', auto_detect=false, "
        f"strict_mode=true, nullstr='\\\\no\\\\', max_line_size={MAX_LINE}, columns={{{columns}}})"
    )
    texts = {name: f"c{i}" for i, name in reversed(list(enumerate(header)))}
    _load(database, source, texts, header, reader)


def load_parquet(database: Database, path: Path, reader: RowReader) -> list[str]:
    """Fill the table from a Parquet file of the format's columns; returns the column names it has."""
    source = f"read_parquet('{_quote(path)}')"
    described = database.query(f"describe select * from {source}")
    types = {str(row[0]): str(row[1]) for row in described}
    header = list(types)
    reader.header = header
    reader.__post_init__()
    texts = {name: f'"{name}"' for name in header}
    _load(database, source, texts, header, reader, types)
    return header


def _load(
    database: Database,
    source: str,
    texts: dict[str, str],
    header: list[str],
    reader: RowReader,
    types: dict[str, str] | None = None,
) -> None:
    table = reader.table
    database.execute(f"drop table if exists {table.name}")
    parts = [f"row_number() over () + 1 as {ROW}"]
    checks: list[str] = []
    for column in table.columns:
        text = texts.get(column.name)
        kind = (types or {}).get(column.name, "VARCHAR")
        parts += _stored(column, text, kind)
        checks += _wrong(column, text, kind)
    wrong = " or ".join(checks) or "false"
    database.execute(f"create table {table.name} as select {', '.join(parts)}, ({wrong}) as wrong_ from {source}")
    numbers = [row[0] for row in database.query(f"select {ROW} from {table.name} where wrong_ order by {ROW}")]
    database.execute(f"alter table {table.name} drop column wrong_")
    _normalise_categorias(database, table, reader.digits)
    unknown = [name for name in header if name not in table.names]
    if numbers or unknown:
        cells = [texts[name] for name in header]
        again = list(reader.read(_cells(database, source, cells, None if unknown else numbers)))
        wrong_rows = set(numbers)
        database.execute(f"delete from {table.name} where {ROW} in (select unnest(?))", [numbers])
        names = [name for name, _ in table.stored()]
        database.insert(table.name, names, (row for row in again if row[0] in wrong_rows))


def _cells(
    database: Database, source: str, texts: list[str], numbers: list[int] | None
) -> Iterator[tuple[int, list[str]]]:
    """The rows that have something to tell, all of them without `numbers`, as the row reader takes them."""
    only = "" if numbers is None else f" where {ROW} in (select unnest(?))"
    cells = ", ".join(f"coalesce(cast({text} as varchar), '')" for text in texts)
    sql = f"select * from (select row_number() over () + 1 as {ROW}, {cells} from {source}){only} order by {ROW}"
    for row in database.query(sql, [numbers] if numbers is not None else []):
        yield row[0], list(row[1:])


def _stored(column: Column, text: str | None, kind: str) -> list[str]:
    """SQL of the stored columns of one file column."""
    if text is None:
        value = "cast(null as bigint)" if column.is_number else "''"
        return [f"{value if i == 0 else repr('')} as {name}" for i, (name, _) in enumerate(column.stored())]
    if column.is_number:
        return [f"{_number(column.kind, text, kind)} as {column.name}"]
    plain = f"coalesce(cast({text} as varchar), '')"
    if column.kind is Kind.CATEGORIA:
        return [f"'' as {column.name}", f"{plain} as {column.name}{WRITTEN}"]
    if column.kind is Kind.TEXT:
        words = [f"{_words(plain)} as {column.name}{WORDS}"] if column.words else []
        return [f"{plain} as {column.name}", *words]
    valid = _valid(column, f"trim({plain})")
    value = f"case when {valid} then trim({plain}) else '' end" if valid else f"trim({plain})"
    return [f"{value} as {column.name}"]


def _wrong(column: Column, text: str | None, kind: str) -> list[str]:
    """SQL conditions under which a cell has something wrong."""
    if text is None:
        return []
    plain = f"trim(coalesce(cast({text} as varchar), ''))"
    conditions = [f"{plain} = ''"] if column.required else []
    if column.is_number and not _exact(kind):
        conditions.append(f"({plain} <> '' and {_number(column.kind, text, kind)} is null)")
    valid = _valid(column, plain)
    return [*conditions, f"not ({valid})"] if valid else conditions


def _exact(kind: str) -> bool:
    return kind.startswith("DECIMAL") or kind in {"BIGINT", "INTEGER", "SMALLINT", "TINYINT"}


def _number(kind: Kind, text: str, stored_as: str) -> str:
    pattern, scale = _PATTERNS[kind]
    if _exact(stored_as):
        return f"cast({text} * {10 ** SCALE[kind]} as bigint)"
    plain = f"trim(cast({text} as varchar))"
    number = f"cast(cast({plain} as decimal(18, {scale})) * {10**scale} as bigint)"
    return f"case when regexp_full_match({plain}, '{pattern}') then {number} end"


def _valid(column: Column, plain: str) -> str:
    """SQL that holds when a text cell is valid; empty if any text is."""
    if column.kind is Kind.DATE:
        iso = f"regexp_full_match({plain}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')"
        return f"({plain} = '' or ({iso} and try_cast({plain} as date) is not null))"
    options = ("si", "no") if column.kind is Kind.BOOLEAN else column.options
    if not options:
        return ""
    return f"{plain} in ({', '.join(repr(option) for option in ('', *options))})"


def _words(text: str) -> str:
    """The SQL twin of `fields.words_of`; a test holds the two together."""
    bare = f"regexp_replace(lower(strip_accents({text})), '[^a-z\\s/]', '', 'g')"
    return f"trim(regexp_replace({bare}, '[\\s/]+', ' ', 'g'))"


def _normalise_categorias(database: Database, table: Table, digits: DigitsOf) -> None:
    for column in table.columns:
        if column.kind is Kind.CATEGORIA:
            name, written = column.name, column.name + WRITTEN
            found = database.query(f"select distinct plan, {written} from {table.name} where {written} <> ''")
            rows = [(plan, text, normal_categoria(text, digits.get(plan, DEFAULT_DIGITS))) for plan, text in found]
            if rows:
                database.create("categorias_leidas", [("plan", "TEXT"), ("escrita", "TEXT"), ("normal", "TEXT")])
                database.insert("categorias_leidas", ["plan", "escrita", "normal"], rows)
                database.execute(
                    f"update {table.name} set {name} = c.normal from categorias_leidas c "
                    f"where c.plan = {table.name}.plan and c.escrita = {table.name}.{written}"
                )
                database.execute("drop table categorias_leidas")


def _quote(path: Path) -> str:
    return str(path).replace("'", "''")

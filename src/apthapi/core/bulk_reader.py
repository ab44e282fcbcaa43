"""Millions of lines: the same reading as `row_reader`, done by DuckDB. Only loaded for large packages.

SQL converts what is right; a row with anything wrong is handed to the row reader, so that a finding is written
by one piece of code only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from apthapi.core.database import Database
from apthapi.core.fields import DATE_PATTERN, NUMBER_PATTERNS
from apthapi.core.findings import file_finding
from apthapi.core.row_reader import DEFAULT_DIGITS, DigitsOf, RowReader, normal_categoria
from apthapi.core.schema import ROW, SCALE, WORDS, WRITTEN, Column, Kind, Table
from apthapi.core.text_table import ROW_LIMIT, Report, name_columns

_BLANKS = "".join(f"\\x{{{code:x}}}" for code in range(0x3001) if chr(code).isspace())
"""What `str.strip` takes away, as a regular expression writes it."""

EASY_LETTERS = r"[\t\n\r -~¡-©«-¹»-ÿ–—‘’“”•…]*"
"""Texts whose bare words SQL finds as `fields.words_of` does; any other is handed to the row reader."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file as DuckDB sees it: what to select from, and the SQL of the text of each column."""

    source: str
    texts: dict[str, str]
    floats: dict[str, str] = field(default_factory=dict)


def load_csv(database: Database, path: Path, reader: RowReader) -> None:
    """Fill the table from a plain CSV (UTF-8, commas, one header line). Raises on anything DuckDB cannot parse."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(reader.header)))
    source = (
        f"read_csv('{_escaped(path)}', header=true, delim=',', quote='\"', escape='\"', auto_detect=false, "
        f"strict_mode=true, hive_partitioning=false, max_line_size={ROW_LIMIT - 4}, columns={{{columns}}})"
    )
    texts = {name: f"coalesce(c{i}, '')" for i, name in enumerate(reader.header)}
    _load(database, _File(source, texts), reader)


def load_parquet(database: Database, path: Path, table: Table, digits: DigitsOf, report: Report) -> RowReader:
    """Fill the table from a Parquet file. Raises on what DuckDB cannot read; the reader has what was found."""
    source = f"read_parquet('{_escaped(path)}', hive_partitioning=false)"
    types = {str(row[0]): str(row[1]) for row in database.query(f"describe select * from {source}")}
    reader = RowReader(table, name_columns(list(types), table, report), digits)
    scales = {column.name: SCALE[column.kind] for column in table.columns if column.is_number}
    texts = {name: _text_of(name, kind, scales.get(name, 0)) for name, kind in types.items()}
    money = {column.name for column in table.columns if column.kind is Kind.MONEY}
    floats = {name: texts.pop(name) for name, kind in types.items() if name in money and kind in {"DOUBLE", "FLOAT"}}
    for name in floats:
        report(
            file_finding(
                "F02",
                f"{table.name}.parquet, columna «{name}»: guarda los importes como números aproximados; no se usaron.",
                "Guárdela como DECIMAL(18, 2).",
                table=table.name,
                column=name,
            )
        )
    _load(database, _File(source, texts, floats), reader)
    return reader


def _text_of(name: str, kind: str, scale: int) -> str:
    """SQL of a Parquet cell as a CSV would write it: without the zeros that a wider decimal type adds."""
    column = '"' + name.replace('"', '""') + '"'
    text = f"coalesce(cast({column} as varchar), '')"
    if kind == "VARCHAR":
        return f"replace({text}, chr(0), '')"
    if kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) and not kind.endswith(f",{scale})"):
        return f"regexp_replace({text}, '^(-?[0-9]+)(\\.[0-9]*[1-9])?\\.?0*$', '\\1\\2')"
    return text


def _load(database: Database, file: _File, reader: RowReader) -> None:
    table = reader.table
    parts = [f"row_number() over () + 1 as {ROW}"]
    checks = ["false", *(f"{file.texts[name]} <> ''" for name in reader.unknown)]
    for column in table.columns:
        text = file.texts.get(column.name)
        parts += _stored(column, text)
        checks += _wrong(column, text)
    database.execute(f"drop table {table.name}")
    database.execute(
        f"create table {table.name} as select {', '.join(parts)}, ({' or '.join(checks)}) as wrong_ from {file.source}"
    )
    _normalise_categorias(database, table, reader.digits)
    numbers = [row[0] for row in database.query(f"select {ROW} from {table.name} where wrong_")]
    database.execute(f"alter table {table.name} drop column wrong_")
    if numbers:
        database.execute(f"delete from {table.name} where {ROW} in (select unnest(?))", [numbers])
        again = reader.read(_cells(database, file, reader.header, numbers))
        database.insert(table.name, [name for name, _ in table.stored()], again)
    _keep_floats(database, file, reader)


def _cells(database: Database, file: _File, header: list[str], numbers: list[int]) -> Iterator[tuple[int, list[str]]]:
    """The rows that have something to tell, as the row reader takes them."""
    cells = ", ".join(file.texts.get(name, "''") for name in header)
    sql = f"select * from (select row_number() over () + 1 as {ROW}, {cells} from {file.source})"
    for row in database.stream(f"{sql} where {ROW} in (select unnest(?)) order by {ROW}", [numbers]):
        yield row[0], list(row[1:])


def _keep_floats(database: Database, file: _File, reader: RowReader) -> None:
    for name, text in file.floats.items():
        sql = f"select * from (select row_number() over () + 1, {text} as texto from {file.source}) where texto <> ''"
        reader.kept += [(reader.table.name, row, name, cell) for row, cell in database.query(sql)]


def _stored(column: Column, text: str | None) -> list[str]:
    """SQL of the stored columns of one file column."""
    if text is None:
        return [
            f"{'cast(null as bigint)' if kind == 'BIGINT' else repr('')} as {name}" for name, kind in column.stored()
        ]
    if column.is_number:
        return [f"{_number(column.kind, text)} as {column.name}"]
    if column.kind is Kind.CATEGORIA:
        return [f"'' as {column.name}", f"{text} as {column.name}{WRITTEN}"]
    words = [f"{words_sql(text)} as {column.name}{WORDS}"] if column.words else []
    return [f"{text} as {column.name}", *words]


def _wrong(column: Column, text: str | None) -> Iterator[str]:
    """SQL conditions under which the row reader must read the row: also blanks around a code, which it takes away."""
    if text is None:
        return
    if column.required:
        yield f"{text} = ''"
    if column.is_number:
        yield f"({text} <> '' and {_number(column.kind, text)} is null)"
    elif column.kind is Kind.CODE:
        yield f"regexp_matches({text}, '^[{_BLANKS}]|[{_BLANKS}]$')"
    elif column.kind is Kind.DATE:
        valid = f"regexp_full_match({text}, '{DATE_PATTERN}') and try_cast({text} as date) is not null"
        yield f"not ({text} = '' or ({valid}))"
    elif column.kind in {Kind.BOOLEAN, Kind.OPTION}:
        options = ("", "si", "no") if column.kind is Kind.BOOLEAN else ("", *column.options)
        yield f"{text} not in ({', '.join(map(repr, options))})"
    elif column.words:
        yield f"not regexp_full_match({text}, '{EASY_LETTERS}')"


def _number(kind: Kind, text: str) -> str:
    scale = SCALE[kind]
    value = f"cast(cast({text} as decimal(18, {scale})) * {10**scale} as bigint)"
    return f"case when regexp_full_match({text}, '{NUMBER_PATTERNS[kind]}') then {value} end"


def words_sql(text: str) -> str:
    """The SQL twin of `fields.words_of` for easy letters; a test holds the two together."""
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


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")

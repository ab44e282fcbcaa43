"""Millions of lines: the same reading as `row_reader`, done by DuckDB. Only loaded for large packages.

SQL converts what is right; a row with anything wrong is handed to the row reader, so that a finding is written
by one piece of code only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from apthapi.core.database import Database
from apthapi.core.fields import DATE_PATTERN, NUMBER_PATTERNS, words_of
from apthapi.core.findings import file_finding
from apthapi.core.row_reader import DEFAULT_DIGITS, DigitsOf, RowReader, normal_categoria
from apthapi.core.schema import ROW, SCALE, WORDS, WRITTEN, Column, Kind, Table
from apthapi.core.text_table import ROW_LIMIT, Report, name_columns

_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What `str.strip` takes away."""

SAFE_DIGITS = {Kind.MONEY: 13, Kind.QUANTITY: 15, Kind.PERCENT: 11, Kind.INTEGER: 9}
"""Digits of a stored number that the row reader accepts for certain; it judges the longer ones itself."""

_FILE_ROW = "file_row_number"
"""The column in which DuckDB counts the rows of a Parquet file: no order needs to be kept to number them."""

_VALUE, _VALUE_OF = "compania_", "compania_de_"
"""Columns of the tables of companions, named as no column of a file is."""

MOST_DIGITS = 18
"""Digits of the decimal numbers that DuckDB keeps in 64 bits."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file as DuckDB sees it: what to select from, and the SQL of the text of each column.

    `row` is the SQL of the row number. `exact` has the SQL of the stored value of the columns that Parquet keeps as
    exact numbers; `floats`, the text of those that it keeps as approximate ones; `bare`, the name of those that it
    keeps as text. `by_column`: one column can be read without the others, and so again.
    """

    source: str
    row: str
    texts: dict[str, str]
    floats: dict[str, str] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)
    bare: dict[str, str] = field(default_factory=dict)
    by_column: bool = False


@dataclass(frozen=True, slots=True)
class _Companion:
    """A stored column that follows from the text of others: found once for all the rows that repeat a text.

    `texts` has the SQL, over the file, of the stored columns it follows from; `value` takes their texts.
    """

    table: str
    name: str
    texts: dict[str, str]
    value: Callable[..., str]

    @property
    def written(self) -> str:
        """The stored column that is looked at; without it there is nothing to find."""
        return list(self.texts)[-1]

    @property
    def found(self) -> str:
        """Name of the table of its values."""
        return f"companias_{self.table}_{self.name}"


def load_csv(database: Database, path: Path, reader: RowReader) -> None:
    """Fill the table from a plain CSV (UTF-8, commas, one header line). Raises on anything DuckDB cannot parse."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(reader.header)))
    source = (
        f"read_csv('{_escaped(path)}', header=true, delim=',', quote='\"', escape='\"', auto_detect=false, "
        f"strict_mode=true, hive_partitioning=false, max_line_size={ROW_LIMIT - 4}, columns={{{columns}}})"
    )
    texts = {name: f"coalesce(c{i}, '')" for i, name in enumerate(reader.header)}
    _load(database, _File(source, "row_number() over () + 1", texts), reader)


def load_parquet(
    database: Database, path: Path, table: Table, digits: DigitsOf, report: Report, *, in_place: bool
) -> RowReader:
    """Fill the table from a Parquet file. Raises on what DuckDB cannot read; the reader has what was found.

    With `in_place` a file with nothing to tell is not copied: the table becomes a view of it.
    """
    source = f"read_parquet('{_escaped(path)}', hive_partitioning=false, {_FILE_ROW}=true)"
    described = database.query(f"describe select * from {source}")
    types = {str(row[0]): str(row[1]) for row in described if row[0] != _FILE_ROW}
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
    exact = {
        name: _exact_value(name, types[name], scale)
        for name, scale in scales.items()
        if name in types and _is_exact(types[name], scale)
    }
    bare = {name: _named(name) for name, kind in types.items() if kind == "VARCHAR"}
    file = _File(source, f"{_FILE_ROW} + 2", texts, floats, exact, bare, by_column=True)
    with database.unordered():
        if not (in_place and _view(database, file, reader)):
            _load(database, file, reader)
        _keep_floats(database, file, reader)
    return reader


def _is_exact(kind: str, scale: int) -> bool:
    """Whether a Parquet type holds numbers that fit the stored scale without rounding and without overflow."""
    found = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind)
    if found is None:
        return kind == "INTEGER" or (kind == "BIGINT" and scale == 0)
    return int(found[1]) <= MOST_DIGITS and int(found[2]) <= scale


def _exact_value(name: str, kind: str, scale: int) -> str:
    """SQL of the stored value; a short integer is widened first, so that scaling it cannot overflow."""
    if not kind.startswith("DECIMAL"):
        return f"cast({_named(name)} as bigint) * {10**scale}"
    return _scaled(_named(name), scale)


def _scaled(value: str, scale: int) -> str:
    """SQL of a decimal as a whole number. DuckDB multiplies them in 64 bits, fast, and raises if that is not enough.

    Then it is done in 128; what the stored number cannot hold becomes the largest one, that the row reader refuses.
    """
    wide = f"try_cast(cast({value} as decimal(38, {scale})) * {10**scale} as bigint)"
    return (
        f"case when abs({value}) >= {10 ** (MOST_DIGITS - 2 * scale)} then coalesce({wide}, {2**63 - 1}) "
        f"else cast({value} * {10**scale} as bigint) end"
    )


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text_of(name: str, kind: str, scale: int) -> str:
    """SQL of a Parquet cell as a CSV would write it: without the zeros that a wider decimal type adds."""
    text = f"coalesce(cast({_named(name)} as varchar), '')"
    if kind == "VARCHAR":
        return f"replace({text}, chr(0), '')"
    if kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) and not kind.endswith(f",{scale})"):
        return f"regexp_replace({text}, '^(-?[0-9]+)(\\.[0-9]*[1-9])?\\.?0*$', '\\1\\2')"
    return text


def _view(database: Database, file: _File, reader: RowReader) -> bool:
    """Let the table be a view of the file, if the row reader has nothing to tell of any row.

    To copy millions of rows takes longer than to read the few columns that each rule looks at.
    """
    table = reader.table
    file = _tidied(database, file)
    if database.value(f"select bool_or({_is_wrong(file, reader)}) from {file.source}"):
        return False
    companions = _find_all(database, file, reader)
    database.execute(f"drop table {table.name}")
    columns = ", ".join(_selected(file, reader, companions))
    database.execute(f"create view {table.name} as select {columns} from {file.source}{_joins(companions)}")
    return True


def _tidied(database: Database, file: _File) -> _File:
    """The same file, where the text of a column without nulls or null bytes is the column itself."""
    if not file.bare:
        return file
    untidy = (f"bool_or({name} is null or contains({name}, chr(0)))" for name in file.bare.values())
    found = database.query(f"select {', '.join(untidy)} from {file.source}")[0]
    tidy = {name: sql for (name, sql), bad in zip(file.bare.items(), found, strict=True) if not bad}
    return replace(file, texts=file.texts | tidy)


def _load(database: Database, file: _File, reader: RowReader) -> None:
    """Fill the table by copying the file, and let the row reader read the rows of which there is something to tell."""
    table = reader.table
    joined = _find_all(database, file, reader) if file.by_column else []
    columns = [*_selected(file, reader, joined), f"{_is_wrong(file, reader)} as wrong_"]
    database.execute(f"drop table {table.name}")
    database.execute(f"create table {table.name} as select {', '.join(columns)} from {file.source}{_joins(joined)}")
    for each in _companions(table, file, reader.digits):
        if not file.by_column:
            _find(database, each, table.name, {name: name for name in each.texts})
            same = " and ".join(f"k.{_VALUE_OF}{name} = {table.name}.{name}" for name in each.texts)
            database.execute(f"update {table.name} set {each.name} = k.{_VALUE} from {each.found} k where {same}")
        database.execute(f"drop table {each.found}")
    _read_again(database, file, reader)


def _selected(file: _File, reader: RowReader, joined: list[_Companion]) -> list[str]:
    """SQL of every stored column."""
    parts = [f"{file.row} as {ROW}"]
    for column in reader.table.columns:
        exact = file.exact.get(column.name)
        parts += [f"{exact} as {column.name}"] if exact else _stored(column, file.texts.get(column.name), joined)
    return parts


def _is_wrong(file: _File, reader: RowReader) -> str:
    """SQL that holds for a row of which there is something to tell."""
    checks = ["false", *(f"{file.texts[name]} <> ''" for name in reader.unknown)]
    for column in reader.table.columns:
        exact = file.exact.get(column.name)
        checks += _wrong_number(column, exact) if exact else _wrong(column, file.texts.get(column.name))
    return f"({' or '.join(checks)})"


def _find_all(database: Database, file: _File, reader: RowReader) -> list[_Companion]:
    """Find the companions before the table is made, by reading their columns alone."""
    companions = list(_companions(reader.table, file, reader.digits))
    for each in companions:
        _find(database, each, file.source, each.texts)
    return companions


def _joins(companions: list[_Companion]) -> str:
    return "".join(f" left join {each.found} on {_same_texts(each)}" for each in companions)


def _same_texts(companion: _Companion) -> str:
    return " and ".join(f"{companion.found}.{_VALUE_OF}{name} = {text}" for name, text in companion.texts.items())


def _read_again(database: Database, file: _File, reader: RowReader) -> None:
    """Let the row reader read the rows that are marked, and say what is wrong with them."""
    table = reader.table
    numbers = [row[0] for row in database.query(f"select {ROW} from {table.name} where wrong_")]
    database.execute(f"alter table {table.name} drop column wrong_")
    if numbers:
        database.execute(f"delete from {table.name} where {ROW} in (select unnest(?))", [numbers])
        again = reader.read(_cells(database, file, reader.header, numbers))
        database.insert(table.name, [name for name, _ in table.stored()], again)


def _cells(database: Database, file: _File, header: list[str], numbers: list[int]) -> Iterator[tuple[int, list[str]]]:
    """The rows that have something to tell, as the row reader takes them."""
    cells = ", ".join(file.texts.get(name, "''") for name in header)
    sql = f"select * from (select {file.row} as {ROW}, {cells} from {file.source})"
    for row in database.stream(f"{sql} where {ROW} in (select unnest(?)) order by {ROW}", [numbers]):
        yield row[0], list(row[1:])


def _keep_floats(database: Database, file: _File, reader: RowReader) -> None:
    for name, text in file.floats.items():
        cells = f"select {file.row} as fila, {text} as texto from {file.source}"
        sql = f"select * from ({cells}) where texto <> '' order by fila"
        reader.kept += [(reader.table.name, row, name, cell) for row, cell in database.query(sql)]


def _stored(column: Column, text: str | None, joined: list[_Companion]) -> list[str]:
    """SQL of the stored columns of one file column."""
    if text is None:
        return [
            f"{'cast(null as bigint)' if kind == 'BIGINT' else repr('')} as {name}" for name, kind in column.stored()
        ]
    if column.is_number:
        return [f"{_number(column.kind, text)} as {column.name}"]
    values = {each.name: f"coalesce({each.found}.{_VALUE}, '')" for each in joined}
    if column.kind is Kind.CATEGORIA:
        return [f"{values.get(column.name, repr(''))} as {column.name}", f"{text} as {column.name}{WRITTEN}"]
    words = column.name + WORDS
    return [f"{text} as {column.name}", *([f"{values.get(words, repr(''))} as {words}"] if column.words else [])]


def _wrong(column: Column, text: str | None) -> Iterator[str]:
    """SQL conditions under which the row reader must read the row: also blanks around a code, which it takes away."""
    if text is None:
        return
    if column.required:
        yield f"{text} = ''"
    if column.is_number:
        yield f"({text} <> '' and {_number(column.kind, text)} is null)"
    elif column.kind is Kind.CODE:
        yield f"{text} <> trim({text}, '{_BLANKS}')"
    elif column.kind is Kind.DATE:
        valid = f"regexp_full_match({text}, '{DATE_PATTERN}') and try_cast({text} as date) is not null"
        yield f"not ({text} = '' or ({valid}))"
    elif column.kind in {Kind.BOOLEAN, Kind.OPTION}:
        options = ("", "si", "no") if column.kind is Kind.BOOLEAN else ("", *column.options)
        yield f"{text} not in ({', '.join(map(repr, options))})"


def _wrong_number(column: Column, exact: str) -> Iterator[str]:
    """The same for an exact number: what is missing, and what is too large for the row reader to accept."""
    if column.required:
        yield f"{exact} is null"
    yield f"abs({exact}) >= {10 ** SAFE_DIGITS[column.kind]}"


def _number(kind: Kind, text: str) -> str:
    scale = SCALE[kind]
    value = _scaled(f"cast({text} as decimal(18, {scale}))", scale)
    return f"case when regexp_full_match({text}, '{NUMBER_PATTERNS[kind]}') then {value} end"


def _companions(table: Table, file: _File, digits: DigitsOf) -> Iterator[_Companion]:
    """The normal form of each categoría of the file, and the bare words of each text that has them."""
    plan = file.texts.get("plan", "''")
    for column in table.columns:
        text = file.texts.get(column.name)
        if text and column.kind is Kind.CATEGORIA:
            yield _Companion(
                table.name,
                column.name,
                {"plan": plan, column.name + WRITTEN: text},
                lambda plan, text: normal_categoria(text, digits.get(plan, DEFAULT_DIGITS)),
            )
        elif text and column.words:
            yield _Companion(table.name, column.name + WORDS, {column.name: text}, words_of)


def _find(database: Database, companion: _Companion, source: str, texts: dict[str, str]) -> None:
    """Make the table of the values that belong to the texts of `source`, where `texts` has the SQL of each."""
    names = [*(_VALUE_OF + name for name in companion.texts), _VALUE]
    distinct = f"select distinct {', '.join(texts.values())} from {source} where {texts[companion.written]} <> ''"
    values = ((*found, companion.value(*found)) for found in database.query(distinct))
    database.create(companion.found, [(name, "TEXT") for name in names])
    database.insert(companion.found, names, values)


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")

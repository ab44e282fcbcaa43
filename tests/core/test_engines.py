"""SQLite and DuckDB, by rows or in bulk, CSV or Parquet: one reading, the same rows, findings and kept cells."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.core.tables import TABLES
from apthapi.core.writing import write_folder, write_parquet

_ODD_CELLS = st.sampled_from(
    [
        "", " ", "\t", "\u00a0", "P", " P ", "Q", "A", "B", "41", "=1+1", "\\N", "NULL", "1.332.834,00", "10.00",
        " 10.00 ", "10.005", "-0", "-0.50", "1e3", "99999999999.99", "100000000000.00", "100000000000.01", "٣", "007",
        "2024-02-14", " 2024-02-14", "2024-02-30", "0000-01-01", "0024-02-14", "14/02/2024", "3_01", "total", "si",
        "48000001", "48 000 001", "48001", "00010", "x,y", 'dijo "sí"', "dos\nlíneas", "\r\n", "'", "ﬁn", "Nº 1",
        "Güero/ñandú", "İ\u2028ş", "\x1c", "\x0b", "\ufeff", "5.12345", "12.5", "2024",
    ]
)  # fmt: skip
_CELLS = _ODD_CELLS | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
_HEADERS = {
    "planes": ["plan", "gestion", "version", "tipo", "fecha", "afecta_pei"],
    "unidades": ["plan", "unidad", "nombre", "categoria", "fecha_f01"],
    "requerimientos": ["plan", "unidad", "linea", "formulario", "descripcion", "cantidad", "importe", "color", "m01"],
    "techos": ["importe", "plan", "fuente"],
}


def _table(name: str) -> st.SearchStrategy[list[list[str]]]:
    width = len(_HEADERS[name])
    return st.lists(st.lists(_CELLS, min_size=width, max_size=width), max_size=4)


def _line(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def _write(folder: Path, tables: dict[str, list[list[str]]]) -> None:
    for name, rows in tables.items():
        text = "".join(map(_line, [_HEADERS[name], *rows]))
        (folder / f"{name}.csv").write_bytes(text.encode())


def all_of(package: Package) -> dict[str, object]:
    rows = {name: package.database.query(f"select * from {name} order by renglon") for name in TABLES}
    columns = {name: package.database.table(f"select * from {name}")[0] for name in TABLES}
    return {
        "rows": rows,
        "columns": columns,
        "findings": package.findings,
        "kept": sorted(package.kept),
        "extras": package.extras,
        "present": package.present,
    }


def both(folder: Path) -> None:
    small, large = read_package(folder, engine=Engine.SQLITE), read_package(folder, engine=Engine.DUCKDB)
    assert all_of(small) == all_of(large)
    large.close()


@settings(max_examples=10, deadline=None)
@given(st.fixed_dictionaries({name: _table(name) for name in _HEADERS}))
def test_both_engines_read_the_same_of_any_cells(tables: dict[str, list[list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), tables)
        both(Path(folder))


@settings(max_examples=12, deadline=None)
@example('P,"x"  ,1\n')
@example('P, "x",1\n')
@example('P,\t"x",1\n')
@example('P,"x"\t,1\n')
@example("P,x,1\rP,y,2\n")
@example("P,x,1\n\nP,y,2\n")
@example("P,x,1,\nP,y\n")
@given(st.text(alphabet="P,\"\n\r1 \t;.'x\\", max_size=40))
def test_both_engines_read_the_same_of_any_text(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "planes.csv").write_bytes(b"plan,gestion,version,tipo\nP,2024,0,formulacion\n")
        Path(folder, "techos.csv").write_bytes(b"plan,fuente,importe\n" + text.encode())
        both(Path(folder))


@settings(max_examples=12, deadline=None)
@given(st.fixed_dictionaries({name: _table(name) for name in _HEADERS}))
def test_what_is_written_is_read_back_and_written_the_same(tables: dict[str, list[list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        first, second, third = (Path(home, str(number), "plan") for number in range(3))
        first.mkdir(parents=True)
        _write(first, tables)
        write_folder(read_package(first), second)
        again = read_package(second)
        write_folder(again, third)
        assert {p.name: p.read_bytes() for p in second.iterdir()} == {p.name: p.read_bytes() for p in third.iterdir()}
        assert all_of(read_package(first))["rows"] == all_of(again)["rows"]
        assert [f.message for f in read_package(first).findings] == [f.message for f in again.findings]


@settings(max_examples=5, deadline=None)
@example({"requerimientos": [["", "", "", "", "", "99999999999.99", "", "", ""]]})
@given(st.fixed_dictionaries({name: _table(name) for name in _HEADERS}))
def test_parquet_gives_back_what_it_was_given(tables: dict[str, list[list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        first, second = Path(home, "csv"), Path(home, "parquet")
        first.mkdir()
        _write(first, tables)
        package = read_package(first, engine=Engine.DUCKDB)
        write_parquet(package, second)
        for in_place in (False, True):
            again = read_package(second, in_place=in_place)
            assert all_of(package)["rows"] == all_of(again)["rows"]
            assert sorted(package.kept) == sorted(again.kept)
            again.close()
        package.close()


def test_the_reference_plan_is_one_in_both_engines(reference_folder: Path) -> None:
    both(reference_folder)


def test_the_order_of_a_large_file_is_kept(tmp_path: Path) -> None:
    count = 120_000
    (tmp_path / "planes.csv").write_text("plan,gestion,version,tipo\nP,2024,0,formulacion\n")
    lines = (f"P,U,{i},3_01,cosa número {i},{i}.00\r\n" for i in range(count))
    with (tmp_path / "requerimientos.csv").open("w", newline="") as file:
        file.write("plan,unidad,linea,formulario,descripcion,importe\r\n")
        file.writelines(lines)
    package = read_package(tmp_path, engine=Engine.DUCKDB)
    assert package.findings == ()
    sql = "select count(*) from requerimientos where renglon = linea + 2 and importe = linea * 100"
    assert package.database.value(sql) == count
    package.close()


def test_a_quantity_too_large_in_parquet_is_a_finding_of_its_row(tmp_path: Path) -> None:
    (tmp_path / "planes.csv").write_text("plan,gestion,version,tipo\nP,2024,0,formulacion\n")
    columns = "'P' as plan, 'U' as unidad, linea, '3_01' as formulario, cast(cantidad as decimal(18, 0)) as cantidad"
    values = "(values (1, 5), (2, 100000000000000000)) as v (linea, cantidad)"
    duckdb.sql(f"copy (select {columns} from {values}) to '{tmp_path}/requerimientos.parquet'")
    package = read_package(tmp_path, engine=Engine.DUCKDB)
    assert package.database.query("select cantidad from requerimientos order by linea") == [(50000,), (None,)]
    (message,) = (found.message for found in package.findings if found.rule == "F02")
    assert "fila 3, columna «cantidad»: «100000000000000000» no es un número" in message
    package.close()

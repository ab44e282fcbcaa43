"""What was read is written again, byte for byte, in each of the forms a package has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from frictionless import Package as DataPackage

from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.core.source import UnreadableError
from apthapi.core.writing import write_duckdb, write_folder, write_parquet, write_zip

PLANES = "plan,gestion,version,tipo\nP,2024,0,formulacion\n"
Make = Callable[..., Path]

BAD = "plan,unidad,fuente,organismo,importe,color\nP,,41,111,mucho,rojo\nP,,20,230,20.00,\nZ,,42,230,1.00,\n"


def csv_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.csv")}


def contents(package: Package) -> dict[str, object]:
    return {
        "plans": package.plans,
        "present": package.present,
        "findings": package.findings,
        "kept": sorted(package.kept),
        "extras": package.extras,
        "own": package.own_sets,
        "techos": package.database.query("select * from techos order by renglon"),
    }


@pytest.fixture
def bad(make: Make) -> Path:
    """A package with a cell that cannot be read, an unknown column, a dangling plan and a set of its own."""
    return make(techos=BAD, clasificadores__fuentes="codigo,nombre\r\n41,Transferencias\r\n")


def test_the_reference_plan_is_written_byte_for_byte(reference_folder: Path, tmp_path: Path) -> None:
    package = read_package(reference_folder)
    assert package.findings == ()
    write_folder(package, tmp_path / "segip-2024")
    assert csv_files(tmp_path / "segip-2024") == csv_files(reference_folder)


def test_the_second_writing_is_the_first(reference_folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "plan", tmp_path / "b" / "plan"
    write_folder(read_package(reference_folder), first)
    write_folder(read_package(first), second)
    assert (first / "datapackage.json").read_bytes() == (second / "datapackage.json").read_bytes()
    assert csv_files(first) == csv_files(second)
    write_zip(read_package(first), first.with_suffix(".zip"))
    write_zip(read_package(first.with_suffix(".zip")), second.with_suffix(".zip"))
    assert first.with_suffix(".zip").read_bytes() == second.with_suffix(".zip").read_bytes()


def test_a_written_package_is_a_valid_data_package(
    reference_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(read_package(reference_folder), tmp_path / "plan")
    monkeypatch.chdir(tmp_path / "plan")
    report = DataPackage("datapackage.json").validate()
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


def test_what_cannot_be_read_is_written_back(bad: Path, tmp_path: Path) -> None:
    package = read_package(bad)
    assert {found.rule for found in package.findings} == {"F02", "F05", "F06"}
    write_folder(package, tmp_path / "otra")
    assert (tmp_path / "otra" / "techos.csv").read_bytes() == BAD.replace("\n", "\r\n").encode()
    assert (tmp_path / "otra" / "clasificadores" / "fuentes.csv").read_bytes().startswith(b"codigo,nombre\r\n41,")
    assert contents(read_package(tmp_path / "otra")) == contents(package)


@pytest.mark.parametrize("form", ["zip", "parquet", "duckdb"])
def test_every_form_keeps_all_there_is(bad: Path, tmp_path: Path, form: str) -> None:
    package = read_package(bad, engine=Engine.DUCKDB)
    target = tmp_path / f"otra.{form}"
    {"zip": write_zip, "parquet": write_parquet, "duckdb": write_duckdb}[form](package, target)
    again = read_package(target)
    assert contents(again) == contents(package)
    write_folder(again, tmp_path / "final")
    assert (tmp_path / "final" / "techos.csv").read_bytes() == BAD.replace("\n", "\r\n").encode()
    package.close()
    again.close()


def test_the_reference_plan_in_parquet_and_duckdb(reference_folder: Path, tmp_path: Path) -> None:
    package = read_package(reference_folder, engine=Engine.DUCKDB)
    write_parquet(package, tmp_path / "parquet")
    write_duckdb(package, tmp_path / "plan.duckdb")
    package.close()
    for path in (tmp_path / "parquet", tmp_path / "plan.duckdb"):
        again = read_package(path)
        assert again.findings == ()
        write_folder(again, tmp_path / f"de-{path.name}")
        assert csv_files(tmp_path / f"de-{path.name}") == csv_files(reference_folder)
        again.close()


def test_money_in_parquet_is_decimal(reference_folder: Path, tmp_path: Path) -> None:
    package = read_package(reference_folder, engine=Engine.DUCKDB)
    write_parquet(package, tmp_path)
    kinds = package.database.query(f"select distinct typeof(importe) from read_parquet('{tmp_path}/techos.parquet')")
    assert kinds == [("DECIMAL(18,2)",)]
    package.close()


def test_sqlite_does_not_write_parquet_or_duckdb(make: Make, tmp_path: Path) -> None:
    package = read_package(make())
    for write in (write_parquet, write_duckdb):
        with pytest.raises(ValueError, match=r"^lea el paquete con engine=Engine\.DUCKDB para escribirlo así$"):
            write(package, tmp_path / "x")


def parquet(folder: Path, name: str, select: str) -> Path:
    folder.mkdir(exist_ok=True)
    duckdb.sql(f"copy ({select}) to '{folder}/{name}.parquet' (format parquet)")
    return folder


@pytest.mark.parametrize("kind", ["double", "float"])
def test_money_as_a_float_is_refused_and_kept(make: Make, kind: str) -> None:
    folder = parquet(make(), "techos", f"select 'P' as plan, '41' as fuente, cast(4418492.5 as {kind}) as importe")
    package = read_package(folder)
    [found] = package.findings
    assert (found.rule, found.table, found.column) == ("F02", "techos", "importe")
    assert found.message == (
        "techos.parquet, columna «importe»: guarda los importes como números aproximados; no se usaron."
    )
    assert package.database.query("select fuente, importe from techos") == [("41", None)]
    assert package.kept == (("techos", 2, "importe", "4418492.5"),)
    package.close()


@pytest.mark.parametrize(
    ("importe", "centavos"),
    [
        ("cast(30000000 as integer)", 3000000000),
        ("cast(100000000000 as bigint)", 10**13),
        ("cast('1.50' as decimal(38, 18))", 150),
        ("cast('100' as decimal(18, 3))", 10000),
        ("cast('-0.05' as decimal(4, 2))", -5),
        ("null", None),
        ("'12.5'", 1250),
    ],
)
def test_exact_money_of_any_parquet_type_is_read(make: Make, importe: str, centavos: int | None) -> None:
    package = read_package(parquet(make(), "techos", f"select 'P' as plan, {importe} as importe"))
    assert package.findings == ()
    assert package.database.query("select importe from techos") == [(centavos,)]
    package.close()


@pytest.mark.parametrize(
    "importe",
    ["cast('1.005' as decimal(18, 3))", "cast(100000000001 as bigint)", "[1]", "true", "'x'", "9223372036854775807"],
)
def test_other_money_of_parquet_is_a_finding(make: Make, importe: str) -> None:
    package = read_package(parquet(make(), "techos", f"select 'P' as plan, {importe} as importe"))
    assert [(found.rule, found.row, found.column) for found in package.findings] == [("F02", 2, "importe")]
    assert package.database.query("select importe from techos") == [(None,)]
    package.close()


def test_a_parquet_without_its_columns_and_with_others(make: Make) -> None:
    package = read_package(parquet(make(), "techos", """select 1 as "a""b", 'x' || chr(0) || 'y' as unidad"""))
    assert [(found.rule, found.column) for found in package.findings] == [("F06", 'a"b'), ("F07", "plan")]
    assert package.database.query("select plan, unidad from techos") == [("", "xy")]
    assert package.kept == (("techos", 2, 'a"b', "1"),)
    package.close()


def tables_and_views(package: Package) -> dict[str, str]:
    kinds = "select table_name, table_type from information_schema.tables where table_name in ('techos', 'acp_unidad')"
    return dict(package.database.query(kinds))


def test_a_parquet_with_nothing_to_tell_stays_in_place(make: Make) -> None:
    """Its companions are found all the same; nulls and null bytes are read as nothing."""
    select = """select 'P' as plan, 'U' as unidad, '1.1' as acp, '48000001' as categoria, 'Más AGUA' as texto_acp,
        cast(null as varchar) as texto_ae, 'x' || chr(0) || 'y' as beneficiarios"""
    folder = parquet(make(), "acp_unidad", f"{select} union all select 'P', 'U', '1.2', '', '', 'Leer', 'z'")
    parquet(folder, "techos", "select 'P' as plan, ' 41' as fuente, cast(20.5 as decimal(18, 2)) as importe")
    read = {in_place: read_package(folder, in_place=in_place) for in_place in (False, True)}
    assert tables_and_views(read[True]) == {"acp_unidad": "VIEW", "techos": "BASE TABLE"}
    assert tables_and_views(read[False]) == {"acp_unidad": "BASE TABLE", "techos": "BASE TABLE"}
    for name in ("acp_unidad", "techos"):
        copied, seen = (package.database.dicts(f"select * from {name} order by renglon") for package in read.values())
        assert copied == seen
    [first, _] = read[True].database.dicts("select * from acp_unidad order by renglon")
    assert (first["categoria"], first["texto_acp_clave"], first["beneficiarios"]) == ("48 000 001", "mas agua", "xy")
    for package in read.values():
        package.close()


@pytest.mark.parametrize("content", [b"", b"PAR1", b"hola" * 100, b"PAR1" + bytes(100) + b"PAR1"])
def test_a_damaged_parquet_is_a_finding(make: Make, content: bytes) -> None:
    folder = make()
    (folder / "techos.parquet").write_bytes(content)
    package = read_package(folder)
    assert [found.message for found in package.findings] == [
        "«techos.parquet» no se puede leer como Parquet; no se leyó."
    ]
    assert package.present == {"planes"}
    package.close()


def _text(path: Path) -> None:
    path.write_text(PLANES)


def _empty(path: Path) -> None:
    duckdb.connect(str(path)).close()


def _view(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create view planes as select * from read_csv('/etc/hostname')")
        connection.execute("create table paquete as select '{}' as contenido")


def _cut(path: Path) -> None:
    _empty(path)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("prepare", [_text, _empty, _view, _cut, Path.touch])
def test_a_duckdb_file_that_is_something_else(tmp_path: Path, prepare: object) -> None:
    path = tmp_path / "plan.duckdb"
    assert callable(prepare)
    prepare(path)
    with pytest.raises(UnreadableError, match=r"no es un archivo DuckDB escrito por esta versión de apthapi\."):
        read_package(path)

"""Folders and zips: nothing leaves its place, nothing grows without limit, and what is refused is said."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.core.source import UnreadableError
from apthapi.core.writing import write_parquet

PLANES = "plan,gestion,version,tipo\nP,2024,0,formulacion\n"
Make = Callable[..., Path]

UNIDADES = "plan,unidad\nP,A\n"


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    """A right zip of two tables."""
    return write_zip(tmp_path / "plan.zip", {"planes.csv": PLANES, "unidades.csv": UNIDADES})


def write_zip(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def messages(package: Package) -> list[str]:
    return [f"{found.rule} {found.message}" for found in package.findings]


@pytest.mark.parametrize("home", ["", "segip-2024/", "entrega/segip/", "carpeta\\"])
def test_a_zip_with_or_without_inner_folder(tmp_path: Path, home: str) -> None:
    files: dict[str, str | bytes] = {f"{home}planes.csv": PLANES, f"{home}unidades.csv": UNIDADES}
    package = read_package(write_zip(tmp_path / "plan.zip", files))
    assert package.findings == ()
    assert package.present == {"planes", "unidades"}


def test_names_in_capitals_are_read(tmp_path: Path) -> None:
    package = read_package(write_zip(tmp_path / "plan.zip", {"PLANES.CSV": PLANES, "Unidades.csv": UNIDADES}))
    assert package.present == {"planes", "unidades"}


@pytest.mark.parametrize(
    "name", ["../unidades.csv", "/etc/unidades.csv", "..\\unidades.csv", "C:\\unidades.csv", "a/../../unidades.csv"]
)
def test_a_path_that_leaves_the_zip_is_not_read(tmp_path: Path, name: str) -> None:
    package = read_package(write_zip(tmp_path / "plan.zip", {"planes.csv": PLANES, name: UNIDADES}))
    shown = name.replace("\\", "/")
    assert messages(package) == [f"F11 «{shown}» no se leyó: su ruta sale de la carpeta."]
    assert package.present == {"planes"}


def test_an_encrypted_file_is_not_read(zipped: Path) -> None:
    content = bytearray(zipped.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    zipped.write_bytes(content)
    assert messages(read_package(zipped)) == ["F11 «unidades.csv» no se leyó: está cifrado."]


def test_a_zip_bomb_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("planes.csv", PLANES)
        with archive.open("unidades.csv", "w", force_zip64=True) as file:
            for _ in range(256):
                file.write(bytes(2**22))
    assert path.stat().st_size < 5 * 2**20
    package = read_package(path)
    assert messages(package) == ["F11 «unidades.csv» no se leyó: crece demasiado al descomprimirse."]
    assert package.plans == ["P"]


def test_a_zip_that_grows_past_the_limit_in_all(zipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.core.source.ZIP_TOTAL_LIMIT", len(PLANES))
    assert messages(read_package(zipped)) == ["F11 «unidades.csv» no se leyó: pasa de 0 MB descomprimido."]


def test_a_size_that_lies_is_a_finding(zipped: Path) -> None:
    content = bytearray(zipped.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 3)
    zipped.write_bytes(content)
    package = read_package(zipped)
    assert "F01" in {found.rule for found in package.findings}
    assert package.plans == ["P"]


def test_a_damaged_file_of_a_zip_is_a_finding(zipped: Path) -> None:
    content = bytearray(zipped.read_bytes())
    at = content.find(b"unidades.csv") + len("unidades.csv")
    content[at : at + 8] = b"\xff" * 8
    zipped.write_bytes(content)
    package = read_package(zipped)
    assert messages(package) == [
        "F01 unidades.csv, fila 1: el archivo está dañado o no se puede abrir desde ahí; no se leyó."
    ]


def test_every_truncated_zip_is_refused(zipped: Path, tmp_path: Path) -> None:
    content = zipped.read_bytes()
    for length in range(0, len(content), 7):
        path = tmp_path / "cut.zip"
        path.write_bytes(content[:length])
        with pytest.raises(UnreadableError):
            read_package(path)


def test_a_compression_that_is_not_known_is_a_finding(zipped: Path) -> None:
    content = bytearray(zipped.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 10, 77)
    zipped.write_bytes(content)
    assert [found.rule for found in read_package(zipped).findings] == ["F01"]


def test_a_zip_inside_a_zip_is_not_a_package(zipped: Path, tmp_path: Path) -> None:
    outer = write_zip(tmp_path / "outer.zip", {"plan.zip": zipped.read_bytes()})
    with pytest.raises(UnreadableError, match="no hay ninguna tabla del plan"):
        read_package(outer)


def test_a_name_that_is_empty_is_passed_over(tmp_path: Path) -> None:
    assert read_package(write_zip(tmp_path / "plan.zip", {"planes.csv": PLANES, "": "x"})).findings == ()


def test_the_same_table_twice(tmp_path: Path) -> None:
    package = read_package(write_zip(tmp_path / "plan.zip", {"planes.csv": PLANES, "PLANES.csv": PLANES}))
    assert messages(package) == ["F10 «PLANES.csv» repite la tabla planes; se usó «planes.csv»."]


def test_a_second_package_beside_the_first(tmp_path: Path) -> None:
    package = read_package(write_zip(tmp_path / "plan.zip", {"a/planes.csv": PLANES, "b/planes.csv": PLANES}))
    assert messages(package) == ["F10 «b/planes.csv» no se usó: las tablas se tomaron de «a»."]


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (Path.exists, "No existe «"),
        (lambda path: path.write_bytes(b"hola"), "no es una carpeta ni un zip con las tablas del plan"),
        (lambda path: path.write_bytes(b""), "no es una carpeta ni un zip con las tablas del plan"),
        (lambda path: path.mkdir(), "no hay ninguna tabla del plan"),
    ],
)
def test_what_is_no_package_is_refused(tmp_path: Path, prepare: object, message: str) -> None:
    path = tmp_path / "algo.zip"
    assert callable(prepare)
    prepare(path)
    with pytest.raises(UnreadableError, match=message):
        read_package(path)


def test_a_link_that_leaves_the_folder_is_not_followed(make: Make, tmp_path: Path) -> None:
    folder = make()
    (tmp_path / "fuera.csv").write_text(UNIDADES)
    (folder / "unidades.csv").symlink_to(tmp_path / "fuera.csv")
    (folder / "techos.csv").symlink_to("techos.csv")
    (folder / "dentro").symlink_to(tmp_path)
    package = read_package(folder)
    assert messages(package) == ["F11 «unidades.csv» no se leyó: su ruta sale de la carpeta."]
    assert package.present == {"planes"}


def test_a_pipe_is_not_opened(make: Make) -> None:
    folder = make()
    os.mkfifo(folder / "unidades.csv")
    assert read_package(folder).present == {"planes"}


def test_a_file_that_is_no_table_is_said(make: Make) -> None:
    assert messages(read_package(make(borrador="x\n"))) == [
        "F10 «borrador.csv» no es una tabla del formato; no se usó."
    ]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "[1]", '{"resources": 5}', '{"resources": [1]}', '{"resources": [{}]}', "[" * 100_000, "\x00\xff"],
)
def test_a_broken_descriptor_is_a_finding(make: Make, text: str) -> None:
    folder = make()
    (folder / "datapackage.json").write_bytes(text.encode("latin-1"))
    assert messages(read_package(folder)) == [
        "F08 «datapackage.json» no se pudo leer; las tablas se tomaron por el nombre de su archivo."
    ]


def test_a_huge_descriptor_is_not_read(make: Make) -> None:
    folder = make()
    (folder / "datapackage.json").write_text(" " * (4 * 2**20) + '{"resources": []}')
    assert [found.rule for found in read_package(folder).findings] == ["F08"]


def test_a_descriptor_gives_a_file_its_table_and_cannot_name_what_is_not_there(make: Make, tmp_path: Path) -> None:
    (tmp_path / "secreto.csv").write_text(UNIDADES)
    folder = make(oficinas=UNIDADES)
    (folder / "datapackage.json").write_text(
        '{"resources": [{"name": "unidades", "path": "oficinas.csv"}, {"name": "techos", "path": "../secreto.csv"},'
        ' {"name": "otra", "path": "planes.csv"}]}'
    )
    package = read_package(folder)
    assert messages(package) == ["F10 «../secreto.csv» no está en el paquete, aunque datapackage.json lo nombra."]
    assert package.present == {"planes", "unidades"}


def test_a_folder_with_marks_of_a_pattern_in_its_name(make: Make) -> None:
    folder = make("gestion=2024 [1]*'?", unidades=UNIDADES)
    package = read_package(folder, engine=Engine.DUCKDB)
    write_parquet(package, folder / "gestion=2025")
    again = read_package(folder / "gestion=2025")
    assert package.findings == again.findings == ()
    assert package.plans == again.plans == ["P"]

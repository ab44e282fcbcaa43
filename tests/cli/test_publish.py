"""`apthapi publish`: the site as files, what it says that it published, and what it refuses."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from apthapi.cli import main
from apthapi.example import write_example
from apthapi.formats.site import writing


def test_a_folder_and_a_zip_hold_the_same_site(
    reference_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, zipped = tmp_path / "sitio", tmp_path / "sitio.zip"
    assert main(["publish", str(reference_folder), "--salida", str(folder)]) == 0
    assert main(["publish", str(reference_folder), "--salida", str(zipped), "--json"]) == 0
    said, _, found = capsys.readouterr().out.partition("\n{")
    assert "Publicadas: SEGIP-2024-0, SEGIP-2024-1." in said
    assert said.endswith(" MB. Ningún enlace roto.")
    written = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with zipfile.ZipFile(zipped) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == written
    answer = json.loads("{" + found)
    assert answer["publicadas"] == ["SEGIP-2024-0", "SEGIP-2024-1"]
    assert answer["enlaces_rotos"] == []
    assert answer["archivos"] == len(written)


def test_what_is_not_published_is_told(
    reference_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "sitio"
    assert main(["publish", str(reference_folder), "--version", "SEGIP-2024-0", "--salida", str(target)]) == 0
    assert "Sin publicar, porque no consta que se aprobaron o no se pidieron: SEGIP-2024-1." in capsys.readouterr().out
    assert (target / "340/2024/v0/index.html").is_file()
    assert not (target / "340/2024/v1").exists()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "Ninguna versión tiene su resolución o su publicación con fecha"),
        (("--version", "OTRO"), "Ningún paquete tiene la versión «OTRO»; hay SEGIP-2024-0, SEGIP-2024-1."),
    ],
)
def test_without_anything_approved_nothing_is_written(
    options: tuple[str, ...],
    reason: str,
    reference_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan, target = tmp_path / "plan", tmp_path / "sitio"
    shutil.copytree(reference_folder, plan)
    (plan / "documentos.csv").unlink()
    (plan / "citas.csv").unlink()
    assert main(["publish", str(plan), "--salida", str(target), *options]) == 2
    assert reason in capsys.readouterr().err
    assert not target.exists()


def test_an_advance_beyond_what_is_registered_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, target = tmp_path / "plan", tmp_path / "sitio"
    write_example(plan, units=2, lines=30)
    assert main(["publish", str(plan), "--salida", str(target), "--avance", "4"]) == 2
    assert "llega hasta marzo: no se puede publicar lo hecho hasta abril. Use --avance 3" in capsys.readouterr().err
    assert not target.exists()


def test_the_same_plan_twice_is_refused(
    reference_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = [str(reference_folder), str(reference_folder)]
    assert main(["publish", *both, "--salida", str(tmp_path / "sitio")]) == 2
    assert "La versión «SEGIP-2024-0» viene en dos paquetes" in capsys.readouterr().err


def test_what_is_there_is_not_overwritten_unless_asked(
    reference_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "sitio"
    target.mkdir()
    (target / "otro.txt").write_text("x", "utf-8")
    order = ["publish", str(reference_folder), "--salida", str(target)]
    assert main(order) == 2
    assert "use --sobrescribir" in capsys.readouterr().err
    assert main([*order, "--sobrescribir"]) == 0
    assert (target / "otro.txt").is_file()


def test_a_broken_link_stops_it(
    reference_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_ASSETS", ("apthapi/base.css",))
    target = tmp_path / "sitio"
    assert main(["publish", str(reference_folder), "--salida", str(target)]) == 1
    assert "index.html lleva a ../../estilo/apthapi/publico.css" in capsys.readouterr().out
    assert main(["publish", str(reference_folder), "--salida", str(target), "--json"]) == 1
    assert {"pagina": "index.html", "enlace": "estilo/apthapi/charts.css"} in json.loads(capsys.readouterr().out)[
        "enlaces_rotos"
    ]
    assert not target.exists()

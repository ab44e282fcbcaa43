"""Whatever the bytes are, reading ends with a package or with UnreadableError, in little memory."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.package import read_package
from apthapi.core.source import UnreadableError
from apthapi.core.writing import write_folder, write_zip
from support.mutating import mutated


def read_and_write(path: Path, target: Path, engine: Engine) -> None:
    try:
        package = read_package(path, engine=engine)
    except UnreadableError:
        return
    assert all(len(found.message) < 1000 for found in package.findings)
    write_folder(package, target)
    package.close()


@pytest.mark.parametrize("engine", [Engine.SQLITE, Engine.DUCKDB])
def test_a_folder_with_changed_bytes(reference_folder: Path, tmp_path: Path, engine: Engine) -> None:
    dice = random.Random(20240214)
    folder = tmp_path / "plan"
    shutil.copytree(reference_folder, folder)
    (folder / "clasificadores").mkdir()
    (folder / "clasificadores" / "parametros.csv").write_text("desde,nombre,valor\n2020,tolerancia_importe,1\n")
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".csv", ".json"})
    for _ in range(40 if engine is Engine.SQLITE else 6):
        chosen = dice.sample(files, 3)
        before = {path: path.read_bytes() for path in chosen}
        for path, content in before.items():
            path.write_bytes(mutated(content, dice))
        read_and_write(folder, tmp_path / "otra", engine)
        for path, content in before.items():
            path.write_bytes(content)


def test_a_zip_with_changed_bytes(reference_folder: Path, tmp_path: Path) -> None:
    dice = random.Random(36)
    path = tmp_path / "plan.zip"
    write_zip(read_package(reference_folder), path)
    content = path.read_bytes()
    for _ in range(100):
        changed = bytearray(mutated(content, dice)) if dice.random() < 0.3 else bytearray(content)
        for _ in range(dice.randint(1, 5)):
            changed[dice.randrange(len(changed) - 1500, len(changed) - 25)] = dice.randrange(256)
        path.write_bytes(changed)
        read_and_write(path, tmp_path / "otra", Engine.SQLITE)


_MEASURED = """
import sys
from pathlib import Path
from apthapi.core.package import read_package
package = read_package(Path(sys.argv[1]))
print([(found.rule, found.row) for found in package.findings])
print(package.database.query("select unidad from unidades"))
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(peak)
"""


def measured(path: Path) -> list[str]:
    """What was found, the units, and the kilobytes of memory that a process of its own needed."""
    run = subprocess.run([sys.executable, "-c", _MEASURED, path], check=True, capture_output=True, text=True)
    return run.stdout.splitlines()


def test_a_cell_of_a_gigabyte_needs_little_memory(tmp_path: Path) -> None:
    (tmp_path / "planes.csv").write_text("plan,gestion,version,tipo\nP,2024,0,formulacion\n")
    with (tmp_path / "unidades.csv").open("wb") as file:
        file.write(b"plan,unidad,nombre\nP,A,")
        file.seek(2**30, 1)
        file.write(b"\nP,B,fin\n")
    findings, units, kilobytes = measured(tmp_path)
    assert findings == "[('F01', 2)]"
    assert units == "[('B',)]"
    assert int(kilobytes) < 200_000


def test_a_zip_that_grows_just_within_the_limits_needs_little_memory(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plan.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("planes.csv", "plan,gestion,version,tipo\nP,2024,0,formulacion\n")
        archive.writestr("unidades.csv", b"plan,unidad\nP,A\nP," + b"9" * 49 * 2**20)
    findings, units, kilobytes = measured(tmp_path / "plan.zip")
    assert findings == "[('F01', 3)]"
    assert units == "[('A',)]"
    assert int(kilobytes) < 200_000

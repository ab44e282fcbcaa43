"""`serve` and `load` on an installation of their own: who cannot start says why; a plan is loaded once or never."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from apthapi.bench.web_server import free_port
from cli.conftest import COMMAND, Ended

PLAN = "SEGIP-2024-1"


def apthapi(folder: Path, *words: str, **variables: str) -> Ended:
    """The command with only those variables of the product."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("APTHAPI_", "DJANGO_"))}
    done = subprocess.run(
        [*COMMAND, *words],
        env={**clean, "APTHAPI_DATOS": str(folder), **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def production(folder: Path, *words: str, **variables: str) -> Ended:
    return apthapi(folder, *words, **{"APTHAPI_HOSTS": "poa.ejemplo.bo", **variables})


def test_a_port_in_use_is_told_with_another_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = apthapi(tmp_path, "serve", "--demo", "--puerto", str(port))
    assert ended.status == 2
    assert f"El puerto {port} está ocupado" in ended.err
    assert f"--puerto {port + 1}" in ended.err


def test_systemd_is_told_once_it_answers(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("APTHAPI_", "DJANGO_"))}
    where, port = tmp_path / "aviso", free_port()
    variables = {"APTHAPI_HOSTS": "poa.ejemplo.bo", "APTHAPI_DATOS": str(tmp_path), "NOTIFY_SOCKET": str(where)}
    words = [*COMMAND, "serve", "--sin-trabajos", "--procesos", "1", "--puerto", str(port)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(where))
        told.settimeout(120)
        with subprocess.Popen(words, env={**clean, **variables}, stdout=subprocess.DEVNULL) as serving:
            try:
                assert told.recv(100) == b"READY=1"
                with urlopen(f"http://127.0.0.1:{port}/salud") as answer:
                    assert answer.status == 200
            finally:
                serving.terminate()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "Falta APTHAPI_HOSTS"),
        ({"APTHAPI_MODO": "fiesta"}, "APTHAPI_MODO es «fiesta»"),
        ({"APTHAPI_HOSTS": "poa.ejemplo.bo", "APTHAPI_BASE": "mysql://x"}, "APTHAPI_BASE se escribe"),
        (
            {"APTHAPI_HOSTS": "poa.ejemplo.bo", "APTHAPI_BASE": "postgresql://nadie@127.0.0.1:1/x"},
            "No se puede preparar la base",
        ),
        ({"APTHAPI_HOSTS": "poa.ejemplo.bo", "APTHAPI_SOLO_PUBLICO": "si"}, "A la base le faltan tablas"),
    ],
)
def test_an_installation_that_cannot_start_says_why(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    ended = apthapi(tmp_path, "serve", "--puerto", "0", **variables)
    assert ended.status == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_demonstration_cannot_be_made_where_nothing_is_written(tmp_path: Path) -> None:
    ended = apthapi(tmp_path, "serve", "--demo", "--puerto", "0", APTHAPI_SOLO_PUBLICO="si")
    assert ended.status == 2
    assert "quite uno de los dos" in ended.err


def test_a_command_of_the_administration_says_why_it_cannot_start(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("APTHAPI_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "apthapi.web", "crear_administrador", "--help"],
        env={**clean, "APTHAPI_DATOS": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("apthapi: Falta APTHAPI_HOSTS")
    assert "Traceback" not in done.stderr


def test_a_plan_is_loaded_once(tmp_path: Path, reference_folder: Path) -> None:
    ended = production(tmp_path, "load", str(reference_folder), "--elaborar", PLAN)
    assert (ended.status, ended.out.strip()) == (0, f"Cargado: SEGIP-2024-0, {PLAN}.")
    assert states(tmp_path) == {"SEGIP-2024-0": "vigente", PLAN: "elaboracion"}
    again = production(tmp_path, "load", str(reference_folder))
    assert again.status == 2
    assert "ya está en la base" in again.err
    assert states(tmp_path) == {"SEGIP-2024-0": "vigente", PLAN: "elaboracion"}


def test_a_plan_that_the_package_has_not_is_told_with_those_that_it_has(tmp_path: Path, reference_folder: Path) -> None:
    ended = production(tmp_path, "load", str(reference_folder), "--elaborar", "OTRO-2024")
    assert ended.status == 2
    assert "no tiene el plan OTRO-2024; tiene: SEGIP-2024-0, SEGIP-2024-1" in ended.err


def test_files_with_errors_are_not_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "planes.csv").write_text(
        "plan,entidad,gestion,version,tipo\nX,340,dos mil,0,formulacion\n", encoding="utf-8"
    )
    ended = production(tmp_path / "datos", "load", str(folder))
    assert ended.status == 1
    assert "dos mil" in ended.out
    assert "no se cargó" in ended.err
    assert not (tmp_path / "datos" / "apthapi.sqlite3").exists()


def states(folder: Path) -> dict[str, str]:
    """The plans of an installation and their state."""
    with sqlite3.connect(folder / "apthapi.sqlite3") as base:
        return dict(base.execute("select plan, estado from process_version"))


def test_the_trace_is_verified(tmp_path: Path, reference_folder: Path) -> None:
    assert production(tmp_path, "audit", "verify").status == 2
    production(tmp_path, "load", str(reference_folder))
    whole = production(tmp_path, "audit", "verify")
    assert (whole.status, whole.out.splitlines()[-1]) == (0, "La traza está intacta.")
    with sqlite3.connect(tmp_path / "apthapi.sqlite3") as base:
        base.execute("drop trigger traza_update_techos")
    touched = production(tmp_path, "audit", "verify", "--entidad", "340", "--json")
    [problem] = json.loads(touched.out)["problemas"]
    assert (touched.status, problem["caso"], problem["tabla"]) == (1, "disparador_falta", "techos")
    assert "Traceback" not in touched.err

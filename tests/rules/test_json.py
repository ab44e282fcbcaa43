"""What `apthapi check --json` prints: the keys of the format, in its order, and the same bytes every time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from apthapi.core.findings import Finding
from apthapi.core.package import read_package
from apthapi.rules import all_rules, check
from support.cases import folders

OF_FINDING = "regla severidad plan unidad tabla fila columna clave mensaje corrija norma".split()
RUN = "import sys; from apthapi.cli import main; sys.exit(main())"


def printed(folder: Path, *options: str) -> tuple[int, bytes]:
    """Exit status and standard output of the command, as another program sees them."""
    command = [sys.executable, "-c", RUN, "check", str(folder), "--json", *options]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.stderr == b""
    return done.returncode, done.stdout


def case(name: str) -> Path:
    return next(path for path in folders("debe_fallar") if path.name == name)


def test_the_report_has_the_keys_of_the_format_in_their_order(reference_folder: Path) -> None:
    report = check(read_package(reference_folder)).as_json()
    assert list(report) == ["planes", "reglas", "hallazgos", "resumen"]
    assert report["planes"] == ["SEGIP-2024-0", "SEGIP-2024-1"]
    assert isinstance(report["reglas"], dict)
    assert list(report["reglas"]) == list(all_rules())
    assert set(report["reglas"].values()) == {"cumple", "incumple", "sin_datos"}
    assert report["resumen"] == {"error": 15, "advertencia": 50, "informacion": 2}
    assert list(report["resumen"]) == ["error", "advertencia", "informacion"]


def test_every_finding_says_where_what_why_and_how_to_repair(reference_folder: Path) -> None:
    for finding in json.loads(json.dumps(check(read_package(reference_folder)).as_json()))["hallazgos"]:
        assert list(finding) == OF_FINDING
        assert finding["fila"] is None or isinstance(finding["fila"], int)
        assert all(isinstance(value, str) and value for value in finding["clave"].values())
        assert finding["mensaje"]
        assert finding["corrija"]
        assert finding["norma"]


@pytest.mark.parametrize("name", ["V39", "V57", "V26"])
def test_findings_are_sorted_and_the_summary_counts_them(name: str) -> None:
    report = check(read_package(case(name)))
    assert list(report.findings) == sorted(report.findings, key=Finding.sort_key)
    assert sum(report.summary.values()) == len(report.findings)


def test_the_example_of_the_format_is_what_is_printed() -> None:
    status, output = printed(case("V39"), "--reglas", "V39")
    assert status == 1
    report = json.loads(output)
    assert report["planes"] == ["SEGIP-2024"]
    assert report["reglas"] == {"V39": "incumple"}
    assert report["resumen"] == {"error": 2, "advertencia": 0, "informacion": 0}
    assert report["hallazgos"][1] == {
        "regla": "V39",
        "severidad": "error",
        "plan": "SEGIP-2024",
        "unidad": "DNBM",
        "tabla": "formulario04",
        "fila": 3,
        "columna": "importe",
        "clave": {"fila": "techo", "fuente": "total"},
        "mensaje": "DNBM programa Bs 1.340.000,00 y su techo es Bs 1.332.834,00: se excede en Bs 7.166,00.",
        "corrija": "Reduzca Bs 7.166,00, o pida a Finanzas que amplíe el techo.",
        "norma": "Formulario 04, nota; Ley 2042 art. 4: límites máximos de gasto",
    }


def test_the_same_input_gives_the_same_bytes(reference_folder: Path) -> None:
    first, second = printed(reference_folder), printed(reference_folder)
    assert first == second
    assert first[0] == 1
    assert "«SEGIP/DGE/N° 0002/2024»" in first[1].decode("utf-8")


def test_without_errors_the_status_is_zero() -> None:
    status, output = printed(next(path for path in folders("debe_pasar") if path.name == "V39"), "--reglas", "V39")
    assert (status, json.loads(output)["hallazgos"]) == (0, [])

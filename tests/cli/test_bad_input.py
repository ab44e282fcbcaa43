"""What cannot be done is told in one sentence on standard error, with the status that says whose fault it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import run

PLAN = "PLAN"
"""Stands for the real plan in the cases below."""

REFUSED = {
    "no such package": (["check", "no-existe"], "No existe «no-existe»"),
    "a single table": (["check", f"{PLAN}/planes.csv"], "es una sola tabla del plan. Indique su carpeta: «"),
    "no such plan": (["totals", PLAN, "--plan", "X"], "No hay plan «X» en el paquete; hay: SEGIP-2024-0"),
    "nothing before": (["diff", PLAN, "--despues", "SEGIP-2024-0"], "no reemplaza a ninguno"),
    "no such rule to check": (["check", PLAN, "--reglas", "V99"], "No hay regla «V99»; «apthapi rules» muestra todas."),
    "no such rule": (["rules", "V99"], "No hay regla «V99»; van de V01 a V60."),
    "no such rule to break": (["example", "y", "--break", "V99"], "No hay regla «V99»"),
    "no such base": (["example", "y", "--base", "no-hay"], "no-hay"),
    "a base into a zip": (["example", "y.zip", "--base", "segip-2024"], "el destino es una carpeta"),
    "a year without demonstration": (["serve", "--anio"], "--anio es para la demostración"),
    "too small": (["example", "y", "--lineas", "1"], "necesita al menos"),
    "no such gestión": (["example", "y", "--gestion", "1800"], "No se puede hacer un ejemplo de esa gestión"),
    "nothing to print": (["forms", PLAN, "--formulario", "3_01", "--salida", "y"], "No hay nada que imprimir"),
    "no such unit": (["forms", PLAN, "--unidad", "XX", "--salida", "y"], "no tiene la unidad «XX»"),
    "no such unit in the book": (["forms", PLAN, "--unidad", "XX", "--libro", "--salida", "y"], "XX"),
    "no such logo": (
        ["forms", PLAN, "--unidad", "DNP", "--formulario", "04", "--logo", "no.svg", "--salida", "y"],
        "El logotipo «no.svg»",
    ),
    "a close verb": (["chek", PLAN], "no hay verbo «chek»"),
    "a budget by what it is not told by": (
        ["totals", PLAN, "--presupuesto", "--por", "mes"],
        "El presupuesto no se cuenta por mes",
    ),
    "a close dimension": (["totals", PLAN, "--por", "gruppo"], "¿Quiso decir «grupo»?"),
    "no such form": (["forms", PLAN, "--formulario", "9"], "«9» no es uno de: 01, 02, 3_01"),
    "nothing given": (["check"], "falta indicar: PAQUETE"),
    "an unknown option": (["check", PLAN, "--rapido"], "no se entiende: --rapido"),
    "no such month": (["example", "y", "--ejecucion-hasta", "13"], "«13» no es uno de: 1, 2, 3"),
    "no such map": (
        ["import", f"{PLAN}/planes.csv", "--map", "no.json", "--salida", "y"],
        "No existe el mapa «no.json»",
    ),
    "not a number": (["example", "y", "--lineas", "mil"], "«mil» no es un valor válido"),
}

UNWRITABLE = {
    "forms": ["forms", PLAN, "--unidad", "DDTJ", "--formulario", "04", "--salida", "ocupado/x"],
    "book": ["forms", PLAN, "--unidad", "DDTJ", "--libro", "--salida", "ocupado/x"],
    "report": ["check", PLAN, "--reglas", "V11", "--informe", "ocupado/x.pdf"],
    "annex": ["diff", PLAN, "--anexo", "ocupado/x.pdf"],
    "demo": ["demo", "--salida", "ocupado"],
    "folder": ["convert", PLAN, "ocupado/x"],
    "zip": ["convert", PLAN, "ocupado/x.zip"],
    "duckdb": ["convert", PLAN, "ocupado/x.duckdb"],
    "parquet": ["convert", PLAN, "ocupado/x", "--parquet"],
    "example": ["example", "ocupado/x", "--unidades", "3", "--lineas", "60"],
}


def filled(arguments: list[str], plan: Path) -> list[str]:
    return [word.replace(PLAN, str(plan)) for word in arguments]


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_serve_is_said_and_nothing_is_left(
    case: str, reference_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, sentence = REFUSED[case]
    ended = run(*filled(arguments, reference_folder))
    assert (ended.status, ended.out) == (2, "")
    assert sentence in ended.err
    assert "Traceback" not in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case", UNWRITABLE)
def test_where_nothing_can_be_written_the_path_is_said(
    case: str, reference_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ocupado").write_text("un archivo", encoding="utf-8")
    ended = run(*filled(UNWRITABLE[case], reference_folder))
    assert ended.status == 2
    assert ended.err.startswith("apthapi: No se puede usar «ocupado")
    assert len(ended.err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ocupado"]


def test_a_folder_is_not_the_name_of_a_paper(reference_folder: Path, tmp_path: Path) -> None:
    for verb, option in (("check", "--informe"), ("diff", "--anexo")):
        ended = run(verb, reference_folder, option, tmp_path)
        assert ended.status == 2
        assert "es una carpeta: indique el nombre del PDF" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_replaced_unless_asked(example: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.zip"
    target.write_bytes(b"mi trabajo")
    ended = run("convert", example, target)
    assert ended.status == 2
    assert "ya existe" in ended.err
    assert target.read_bytes() == b"mi trabajo"
    assert run("convert", example, target, "--sobrescribir").status == 0


def test_without_a_verb_the_help_goes_to_standard_error() -> None:
    ended = run()
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("uso: apthapi")


def test_a_close_verb_is_suggested() -> None:
    assert "¿Quiso decir «check»?" in run("chek").err
    assert "¿Quiso decir" not in run("xyzzy").err


def test_a_crash_ends_with_3_and_a_file_for_whoever_maintains_it() -> None:
    crash = "from apthapi.cli import main; main(['rules', 'V44', '--json']); raise RuntimeError('adrede')"
    done = subprocess.run([sys.executable, "-c", crash], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert done.stdout.startswith("{")
    assert "algo falló en el programa, no en su plan (RuntimeError)" in done.stderr
    assert "Traceback" not in done.stderr
    details = Path(done.stderr.rstrip(".\n").rpartition(" ")[2])
    assert "RuntimeError: adrede" in details.read_text(encoding="utf-8")
    details.unlink()

"""Every verb: listed, explained in Spanish, and doing its work on the real plan."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from apthapi import cli
from apthapi.example import write_example
from apthapi.rules import all_rules
from cli.conftest import COMMAND, run, seen

ENGLISH = ("usage", "show this", "optional", "positional", "error:", "required", "default")


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def verbs() -> list[str]:
    """The verbs that the help lists."""
    _, _, listed = seen("--help").out.partition("VERBO\n")
    return re.findall(r"(?m)^ {4}(\w+) ", listed)


def test_the_help_lists_every_verb_and_how_it_ends() -> None:
    modules = {
        path.stem.rstrip("_")
        for path in Path(cli.__file__).parent.glob("*.py")
        if "\ndef add_to(" in path.read_text("utf-8")
    }
    assert set(verbs()) == modules
    assert {"check", "totals", "diff", "forms", "rules", "convert", "example", "demo"} <= modules
    for status in ("0  sin errores", "1  el plan tiene", "2  no se pudo", "3  falló el programa"):
        assert status in seen("--help").out


def test_every_verb_explains_itself_in_spanish() -> None:
    for verb in verbs():
        ended = run(verb, "--help")
        assert ended.status == 0
        assert ended.out.startswith(f"uso: apthapi {verb}")
        assert not [word for word in ENGLISH if word in ended.out]


def test_check_says_what_each_rule_asks(reference_folder: Path) -> None:
    ended = run("check", reference_folder, "--reglas", "v44, V11,V24")
    assert ended.status == 1
    assert f"\n  V44  {all_rules()['V44'].title}\n       Ley 2042 art. 4" in ended.out
    shared = "→ En todos: Registre la modificación presupuestaria"
    assert ended.out.count("Registre la modificación") == ended.out.count(shared) == 1
    assert "acp_unidad → Ajuste las ponderaciones" in ended.out
    assert "\n5 errores, 0 advertencias, 0 de información.\n" in ended.out
    assert "No se cumple ninguna regla; se incumplen 2: V11, V44.\n" in ended.out
    assert "Sin datos para revisar 1 regla: V24.\n" in ended.out


def test_check_of_a_plan_in_which_all_holds(example: Path) -> None:
    ended = run("check", example)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith(f"Se cumplen {len(all_rules())} reglas; no se incumple ninguna.\n")


def test_check_counts_one_error_as_one(reference_folder: Path) -> None:
    ended = run("check", reference_folder, "--reglas", "V11")
    assert "\n1 error, 0 advertencias" in ended.out
    assert "se incumple 1: V11.\n" in ended.out


def test_check_writes_its_report(reference_folder: Path, tmp_path: Path) -> None:
    ended = run("check", reference_folder, "--json", "--reglas", "V11", "--informe", tmp_path / "a" / "b.pdf")
    assert json.loads(ended.out)["resumen"] == {"error": 1, "advertencia": 0, "informacion": 0}
    assert (tmp_path / "a" / "b.pdf").read_bytes().startswith(b"%PDF")


def test_totals_consolidate_the_units(reference_folder: Path) -> None:
    ended = seen("totals", reference_folder)
    assert ended.status == 0
    assert "DDTJ    48 000 007   3.655.248,00   2.969.719,00    6.624.967,00   6.624.967,00\n" in ended.out
    assert "\nDNAF    00 000 001\n" in ended.out
    assert "Sin requerimientos ni formulario 04: DNAF, UNSI.\n" in ended.out
    whole = json.loads(run("totals", reference_folder, "--json").out)["consolidacion"]
    assert (whole["total"], whole["techo_entidad"]) == ("114930603.27", "311520186.00")


def test_totals_say_what_is_not_known(reference_folder: Path) -> None:
    law = run("totals", reference_folder, "--plan", "SEGIP-2024-0")
    assert "0,00" not in law.out.replace("186,00", "")
    assert law.out.startswith("Sin datos: ninguna unidad de SEGIP-2024-0 trae requerimientos ni formulario 04")
    assert "Techo de la entidad: no está en el paquete." in law.out
    months = run("totals", reference_folder, "--por", "mes")
    assert months.out.startswith("Sin datos: SEGIP-2024-1 no trae requerimientos con sus meses")
    whole = json.loads(run("totals", reference_folder, "--plan", "SEGIP-2024-0", "--json").out)["consolidacion"]
    assert (whole["total"], whole["aprobado"]) == (None, "311520186.00")


def test_totals_by_a_dimension(reference_folder: Path) -> None:
    ended = run("totals", reference_folder, "--por", "grupo")
    assert "\n40000        ACTIVOS REALES             25.036.132,20\n" in ended.out
    assert "\nTotal                                  114.930.603,27\n" in ended.out


def test_totals_of_the_budget_show_what_was_approved_modified_and_is_in_force(reference_folder: Path) -> None:
    ended = run("totals", reference_folder, "--presupuesto")
    assert "\n48 000 007  DDTJ      6.779.967,00 " in ended.out
    assert "155.000,00" in ended.out
    assert "Sin requerimientos ni formulario 04: DNAF, UNSI." in ended.out
    whole = json.loads(run("totals", reference_folder, "--presupuesto", "--por", "fuente", "--json").out)
    assert whole["total"]["aprobado"] == whole["total"]["vigente"] == "311520186.00"
    assert [each["codigo"] for each in whole["presupuesto"]] == ["20", "41", "42", ""]
    assert "La ley no llega a la partida" in run("totals", reference_folder, "--presupuesto", "--por", "partida").out


def test_diff_opens_with_the_summary_that_the_readmes_quote(reference_folder: Path) -> None:
    ended = seen("diff", reference_folder)
    title, _, *lines = ended.out.splitlines()
    assert title == "SEGIP-2024-0 → SEGIP-2024-1"
    sentences = lines[: lines.index("")]
    assert len(sentences) == 7
    for page in ("README.md", "LEEME.md"):
        text = (Path(__file__).parent.parent.parent / page).read_text(encoding="utf-8")
        quoted = re.findall(r"(?m)^> (.+)$", text)
        assert quoted == sentences[:3], "the first three, as they are"
    assert "−" not in ended.out, "one minus sign, that of the amounts"
    assert "90 000 093" in ended.out, "the table names every category"


def test_diff_in_json_leaves_what_is_unknown_empty(reference_folder: Path) -> None:
    found = json.loads(run("diff", reference_folder, "--json").out)
    assert found["total_antes"] == found["total_despues"] == "311520186.00"
    unit = {row["codigo"]: row for row in found["dinero"]["unidad"]}
    assert unit["DDTJ"]["diferencia"] == "-155000.00"
    assert (unit["DNAF"]["despues"], unit["DNAF"]["diferencia"]) == (None, None)


def test_diff_of_many_entities_compares_each_with_the_one_that_it_replaces(tmp_path: Path) -> None:
    write_example(tmp_path / "pais", entities=2, units=2, lines=120, formulation=True)
    told = run("diff", tmp_path / "pais").out
    assert "2 planes comparados, cada uno con el que reemplaza." in told
    assert "EJEMPLO-0002-2024-1" in told
    found = json.loads(run("diff", tmp_path / "pais", "--json").out)
    assert [plan["antes"] for plan in found["planes"]] == ["EJEMPLO-0001-2024-0", "EJEMPLO-0002-2024-0"]
    assert found["planes"][0]["filas"]["requerimientos"]["agregadas"] == 1
    alone = run("diff", tmp_path / "pais", "--antes", "EJEMPLO-0002-2024-0", "--despues", "EJEMPLO-0002-2024-1").out
    assert "EJEMPLO-0002-2024-0 → EJEMPLO-0002-2024-1" in alone


def test_diff_of_two_packages(example: Path, reference_folder: Path, tmp_path: Path) -> None:
    ended = run("diff", example, example, "--anexo", tmp_path / "anexo.pdf")
    assert ended.status == 0
    assert re.search(r"\n  operaciones: \d+ iguales\.\n", ended.out)
    assert "Dinero por partida: sin cambios." in ended.out
    assert (tmp_path / "anexo.pdf").exists()
    assert run("diff", reference_folder, "--antes", "SEGIP-2024-1", "--todo").out.count("igual") > 12


def test_forms_prints_one_form(reference_folder: Path, tmp_path: Path) -> None:
    ended = run("forms", reference_folder, "--unidad", "DDTJ", "--formulario", "04", "--salida", tmp_path / "x")
    assert ended.out == f"{tmp_path / 'x' / 'DDTJ-04.pdf'}  (1 página)\n"
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["DDTJ-04.pdf"]


def test_forms_in_one_book(reference_folder: Path, tmp_path: Path) -> None:
    ended = run("forms", reference_folder, "--unidad", "DDTJ", "--libro", "--json", "--salida", tmp_path)
    [paper] = json.loads(ended.out)
    assert Path(paper["archivo"]) == tmp_path / "libro-SEGIP-2024-1.pdf"
    assert paper["paginas"] > 3


def test_rules_lists_and_explains() -> None:
    assert len(json.loads(run("rules", "--json").out)) == len(all_rules())
    listed = run("rules").out
    assert all(f"\n{id_}  " in listed for id_ in all_rules())
    explained = run("rules", "v44").out
    assert "Caso        general: error\n" in explained
    assert "Caso        modificada: error\n" in explained
    assert "from categoria_plan d" in explained


def test_convert_there_and_back_is_the_same_bytes(example: Path, tmp_path: Path) -> None:
    first, zipped, second = tmp_path / "plan", tmp_path / "plan.zip", tmp_path / "otra" / "plan"
    for source, target in ((example, first), (first, zipped), (zipped, second)):
        ended = run("convert", source, target)
        assert (ended.status, ended.err) == (0, "")
        assert ended.out.startswith(f"Escrito {target}: ")
    assert folder_bytes(first) == folder_bytes(second)


def test_convert_tells_in_json_what_it_found(example: Path, tmp_path: Path) -> None:
    found = json.loads(run("convert", example, tmp_path / "plan", "--json").out)
    assert found == {"destino": str(tmp_path / "plan"), "hallazgos": []}


@pytest.mark.parametrize(("name", "options"), [("plan.duckdb", ()), ("parquet", ("--parquet",))])
def test_convert_to_other_forms_keeps_the_plan(
    example: Path, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    assert run("convert", example, tmp_path / name, *options).status == 0
    assert run("totals", tmp_path / name, "--json").out == seen("totals", example, "--json").out


def test_example_breaks_exactly_what_is_asked(tmp_path: Path) -> None:
    made = run("example", tmp_path / "malo.zip", "--unidades", "3", "--lineas", "60", "--break", "V39,V27")
    assert made.out == f"Escrito {tmp_path / 'malo.zip'}. Revíselo con: apthapi check {tmp_path / 'malo.zip'}\n"
    found = json.loads(run("check", tmp_path / "malo.zip", "--json").out)
    assert {rule for rule, status in found["reglas"].items() if status == "incumple"} == {"V27", "V39"}
    assert {finding["regla"] for finding in found["hallazgos"]} == {"V27", "V39"}


def test_demo_writes_every_file_that_it_names(tmp_path: Path) -> None:
    ended = run("demo", "--salida", tmp_path / "salida")
    assert (ended.status, ended.err) == (0, "")
    there = {path.name for path in (tmp_path / "salida").iterdir()}
    assert there == {
        "hallazgos.json",
        "hallazgos.pdf",
        "totales.json",
        "diferencias.json",
        "anexo-comparativo.pdf",
        "libro.pdf",
        "libro-DDTJ-ejemplo.pdf",
        "segip-2024-DDTJ-con-lineas-de-ejemplo",
    }
    assert not [name for name in there if name not in ended.out]
    assert ended.out.endswith(f"Todo está en {tmp_path / 'salida'}\n")
    assert f"las {len(all_rules())} reglas" in ended.out


def test_whoever_stops_reading_gets_no_complaints(reference_folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [*COMMAND, "check", str(reference_folder), "--json"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_example_plays_the_year_of_a_plan_that_exists(tmp_path: Path) -> None:
    ended = run("example", tmp_path / "anio", "--base", "segip-2024", "--ejecucion-hasta", "2")
    assert ended.status == 0
    assert "hasta febrero" in (tmp_path / "anio" / "LEAME.txt").read_text(encoding="utf-8")
    again = run("example", tmp_path / "otro", "--base", tmp_path / "anio", "--ejecucion-hasta", "3")
    assert again.status == 2
    assert "ya tiene ejecución" in again.err

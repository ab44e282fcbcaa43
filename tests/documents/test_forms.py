"""The forms say what the tables say, as the institution's own printed forms do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from apthapi.core.package import Package
from apthapi.documents import Institution, PaperError, available_forms, render_form
from apthapi.documents.heading import read_plan
from apthapi.rules.form_map import FormMap
from apthapi.rules.readings import prepare
from documents.conftest import PLAN, requirements
from documents.pdf_text import pages_of, text_of

Make = Callable[..., Package]


def lines(package: Package, unidad: str, form: str, out: Path) -> list[str]:
    paper = render_form(package=package, plan=PLAN, unidad=unidad, form=form, out=out / "papel.pdf")
    return text_of(paper.path).splitlines()


def after(found: list[str], label: str, count: int) -> list[str]:
    """The cells that follow a label."""
    start = found.index(label) + 1
    return found[start : start + count]


def test_form_04_prints_the_declared_amounts_and_leaves_unknown_cells_blank(segip: Package, tmp_path: Path) -> None:
    found = lines(segip, "DDTJ", "04", tmp_path)
    assert after(found, "DETERMINACIÓN DE SERVICIOS", 3) == ["3.143.145,00", "2.620.688,00", "5.763.833,00"]
    assert after(found, "ACTIVOS FIJOS", 3) == ["512.103,00", "512.103,00", "3_03"]
    assert after(found, "VIÁTICOS", 2) == ["19.322,00", "19.322,00"]
    assert after(found, "TECHO P:", 1) == ["6.624.967,00"]
    assert after(found, "TOTAL FORM N° 4", 1) == ["6.624.967,00"]
    assert "0,00" not in found
    assert not after(found, "TOTAL FORM N° 3", 1)[0][0].isdigit()


def test_form_04_of_a_unit_with_requirements_is_their_sum(full: Package, tmp_path: Path) -> None:
    found = lines(full, "DDTJ", "04", tmp_path)
    assert after(found, "ACTIVOS FIJOS", 3) == ["512.103,00", "0,00", "512.103,00"]
    assert after(found, "MATERIALES Y SUMINISTROS", 3) == ["0,00", "294.709,00", "294.709,00"]
    assert after(found, "TOTAL FORM N° 3", 1) == ["6.624.967,00"]
    assert "El total es igual al techo." in found


def test_form_04_says_by_how_much_the_techo_is_exceeded(with_rows: Make, tmp_path: Path) -> None:
    spec = (("3_01", "21200", "41", 1000, 1),)
    techos = [{"unidad": "DDTJ", "fuente": "41", "importe": "548.00"}]
    package = with_rows(requerimientos=requirements("DDTJ", spec), techos=techos)
    found = lines(package, "DDTJ", "04", tmp_path)
    assert "El total excede el techo en Bs 452,00." in found
    assert after(found, "TECHO P:", 2) == ["548,00", "548,00"]


def test_any_number_of_fuentes_has_its_column(with_rows: Make, tmp_path: Path) -> None:
    spec = tuple(("3_01", "21200", fuente, 100, 1) for fuente in ("10", "20", "41", "42", "80"))
    found = lines(with_rows(requerimientos=requirements("DDTJ", spec)), "DDTJ", "04", tmp_path)
    headings = ["FUENTE 10", "FUENTE 20", "FUENTE 41", "FUENTE 42", "FUENTE 80", "TOTAL"]
    assert after(found, "DESCRIPCIÓN", 6) == headings
    assert after(found, "DETERMINACIÓN DE SERVICIOS", 6) == ["100,00"] * 5 + ["500,00"]


def test_every_form_says_whose_it_is_and_who_signs(segip: Package, tmp_path: Path) -> None:
    found = lines(segip, "DDLP", "01", tmp_path)
    assert found[:4] == [
        "SEGIP",
        "SERVICIO GENERAL DE IDENTIFICACIÓN PERSONAL (SEGIP)",
        "PRIMERA REFORMULACIÓN PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024",
        "FORMULARIO N° 01 – ANÁLISIS DE SITUACIÓN",
    ]
    assert after(found, "CATEGORÍA PROGRAMÁTICA", 1) == ["48 000 001"]
    assert after(found, "FECHA", 1) == ["21/08/2023"]
    assert {"RESPONSABLE DE ELABORACIÓN", "RESPONSABLE DE APROBACIÓN", "Firma y sello"} <= set(found)
    assert any("Director(a) Departamental" in line for line in found)


def test_form_02_prints_the_chain_and_groups_actions_under_their_strategic_action(
    segip: Package, tmp_path: Path
) -> None:
    found = lines(segip, "DNTIC", "02", tmp_path)
    assert [found[found.index(name) + 1] for name in ("PILAR", "EJE", "META", "RESULTADO", "ACCIÓN")] == [
        "11",
        "7",
        "7.4",
        "7.4.3",
        "7.4.3.1",
    ]
    assert "103\N{NO-BREAK SPACE}%" in found
    assert [code for code in ("1.1", "1.2", "1.3", "3.1", "4.2", "4.4", "5.1", "6.1") if code in found] == [
        "1.1", "1.2", "1.3", "3.1", "4.2", "4.4", "5.1", "6.1",
    ]  # fmt: skip


def test_a_missing_weight_leaves_its_cell_and_the_sum_blank(segip: Package, tmp_path: Path) -> None:
    found = lines(segip, "DDBN", "02", tmp_path)
    assert after(found, "SUMA DE LAS PONDERACIONES", 1)[0].startswith("RESPONSABLES")


def test_a_long_form_repeats_its_columns_and_its_name_on_every_page(full: Package, tmp_path: Path) -> None:
    paper = render_form(package=full, plan=PLAN, unidad="DDTJ", form="3_01", out=tmp_path / "largo.pdf")
    pages = pages_of(paper.path)
    assert paper.pages == len(pages) > 3
    assert all("PRECIO\nUNITARIO" in page.replace(" \n", "\n") for page in pages[:-1])
    assert all("FORMULARIO N° 3_01" in page and "(continuación)" in page for page in pages[1:])
    assert all(f"Página {number} de {len(pages)}" in page for number, page in enumerate(pages, start=1))
    whole = "\n".join(pages)
    assert "Energía Eléctrica" in whole
    assert whole.count("Subtotal partida") == 2
    assert {"3.143.145,00", "2.620.688,00", "5.763.833,00"} <= set(whole.splitlines())
    last = pages[-1]
    assert "TOTAL FORMULARIO N° 3_01" in last
    assert "RESPONSABLE DE APROBACIÓN" in last


def test_a_line_without_amount_leaves_the_totals_blank(with_rows: Make, tmp_path: Path) -> None:
    rows = requirements("DDTJ", (("3_01", "21200", "41", 300, 3),))
    rows[1]["importe"] = ""
    found = lines(with_rows(requerimientos=rows), "DDTJ", "3_01", tmp_path)
    assert found.count("100,00") == 2
    assert "300,00" not in found
    assert "200,00" not in found


def test_lines_are_found_by_the_map_when_they_do_not_say_their_form(with_rows: Make, tmp_path: Path) -> None:
    rows = requirements("DDTJ", (("", "31110", "41", 300, 1), ("", "22210", "41", 50, 1), ("", "12100", "20", 7, 1)))
    package = with_rows(requerimientos=rows)
    assert available_forms(package, PLAN, "DDTJ") == ("01", "02", "3_01", "3_03", "3_04", "04")
    found = lines(package, "DDTJ", "04", tmp_path)
    assert after(found, "VIÁTICOS", 3) == ["0,00", "50,00", "50,00"]
    assert after(found, "DETERMINACIÓN DE SERVICIOS", 3) == ["7,00", "0,00", "7,00"]


def test_papers_and_rules_read_the_map_of_forms_alike(segip: Package) -> None:
    prepare(segip.database, ["formulario_de"])
    plan = read_plan(segip, PLAN)
    reading = FormMap(segip.database, plan.gestion, plan.entidad)
    known = segip.database.query("select partida, formulario, fila from formulario_de where gestion = 2024")
    assert len(known) > 200
    assert [(partida, reading.form(partida), reading.row(partida)) for partida, _, _ in known] == known


def test_operations_print_their_twelve_months_and_their_tasks(full: Package, tmp_path: Path) -> None:
    found = lines(full, "DDTJ", "operaciones", tmp_path)
    assert found.count("10.000") == 6 * 12
    assert after(found, "118.000", 13) == ["10.000"] * 12 + ["120.000"]
    assert found[found.index("ENE") :][:12] == [
        "ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SEP", "OCT", "NOV", "DIC",
    ]  # fmt: skip
    assert sum("Atender al público en ventanilla, tarea 2" in line for line in found) == 6


def test_what_a_person_wrote_is_never_markup(with_rows: Make, tmp_path: Path) -> None:
    written = "*negrita* _cursiva_ #panic() $x^2$ @ref <b> = título // nota \\ `codigo` [a](b) ~ -- 'x' \"y\""
    row = {"unidad": "DDTJ", "cuadrante": "fortaleza", "orden": "1", "factor": written, "acciones": "#1"}
    found = " ".join(lines(with_rows(situacion=[row]), "DDTJ", "01", tmp_path))
    assert written.replace(" ", "") in found.replace(" ", "")


def test_a_character_without_glyph_does_not_stop_the_paper(with_rows: Make, tmp_path: Path) -> None:
    row = {
        "unidad": "DDTJ",
        "cuadrante": "amenaza",
        "orden": "1",
        "factor": "Riesgo 😀 漢 ñandú",
        "incidencia": "w" * 300,
    }
    found = lines(with_rows(situacion=[row]), "DDTJ", "01", tmp_path)
    assert "Riesgo \N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER} ñandú" in " ".join(found)


def test_forms_are_offered_only_where_there_is_data(segip: Package, full: Package) -> None:
    assert available_forms(segip, PLAN, "DNAF") == ("01", "02")
    assert available_forms(segip, PLAN, "DDTJ") == ("01", "02", "04")
    every = ("01", "02", "operaciones", "3_01", "3_02", "3_03", "3_04", "04")
    assert available_forms(full, PLAN, "DDTJ") == every


@pytest.mark.parametrize(
    ("plan", "unidad", "form", "reason"),
    [
        ("OTRO", "DDTJ", "04", "no tiene el plan «OTRO»"),
        (PLAN, "XX", "04", "no tiene la unidad «XX»"),
        (PLAN, "DDTJ", "05", "No existe el formulario «05»"),
        (PLAN, "DNAF", "04", "no tiene datos para «FORMULARIO N° 04"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_reason(
    segip: Package, tmp_path: Path, plan: str, unidad: str, form: str, reason: str
) -> None:
    with pytest.raises(PaperError, match=reason):
        render_form(package=segip, plan=plan, unidad=unidad, form=form, out=tmp_path / "no.pdf")
    assert not (tmp_path / "no.pdf").exists()


def test_a_paper_that_fails_to_compose_says_so_and_leaves_nothing(segip: Package, tmp_path: Path) -> None:
    broken = tmp_path / "logo.png"
    broken.write_bytes(b"no es una imagen")
    for logo, reason in ((broken, "No se pudo componer el documento"), (tmp_path / "x.gif", "debe ser un archivo SVG")):
        with pytest.raises(PaperError, match=reason):
            render_form(
                package=segip,
                plan=PLAN,
                unidad="DDTJ",
                form="04",
                out=tmp_path / "no.pdf",
                institution=Institution(logo=logo),
            )
    assert not (tmp_path / "no.pdf").exists()

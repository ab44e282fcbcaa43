"""What was read of printed forms: decided cell by cell, then passed to the plan in one act, or nothing of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from apthapi.formats.scan.reading import Box, Certainty, ReadForm, ReadRow
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.lecturas.kept import FILE, kept
from apthapi.web.lecturas.models import Decision, EstadoDeLectura, Lectura, QueSeDecidio
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad
from web.databases import both_engines, queries
from web.people import text_of
from web.scans import BENI, actions, beni, cell, doubtful, factors, give, heading, summary_form
from web.states import set_part, set_plan

AsRole = Callable[..., Client]
UNIT = f"/planes/{PLAN}/unidades/{EMPTY}/lecturas/"

pytestmark = [both_engines, pytest.mark.usefixtures("bare", "kept_here")]


@pytest.fixture
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files of readings go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def bare(demo: None) -> None:  # noqa: ARG001 - what it empties
    """The unit has nothing but its form 04 of paper."""
    with act("prueba", None, None, plan=PLAN, unidad=EMPTY):
        for table in ("situacion", "acp_unidad"):
            live().execute(f"delete from {table} where plan = ? and unidad = ?", [PLAN, EMPTY])


@pytest.fixture
def preparer(as_role: AsRole) -> Client:
    return as_role(Rol.PREPARA, EMPTY)


@pytest.fixture
def planner(as_role: AsRole) -> Client:
    return as_role(Rol.PLANIFICACION)


def at(lectura: Lectura, rest: str = "") -> str:
    base = f"/planes/{PLAN}/unidades/{lectura.unidad}/" if lectura.unidad else f"/planes/{PLAN}/"
    return f"{base}lecturas/{lectura.codigo}/{rest}"


def decide(client: Client, lectura: Lectura, place: str, **sent: str) -> Any:
    return client.post(at(lectura, "decidir"), {"lugar": place, **sent})


def passed(client: Client, lectura: Lectura, **sent: str) -> Any:
    """Look at the summary and pass what it shows."""
    page = client.get(at(lectura, "pasar")).content.decode()
    found = dict(re.findall(r'name="(huella|envio)" value="([^"]+)"', page))
    return client.post(at(lectura, "pasar"), {**found, **sent})


def declared(unidad: str = EMPTY) -> dict[tuple[str, str], int]:
    rows = live().query("select fila, fuente, importe from formulario04 where plan = ? and unidad = ?", [PLAN, unidad])
    return {(fila, fuente): importe for fila, fuente, importe in rows}


def rows(table: str, unidad: str = EMPTY) -> list[dict[str, Any]]:
    return live().dicts(f"select * from {table} where plan = ? and unidad = ? order by renglon", [PLAN, unidad])


def test_what_was_read_is_the_same_after_it_was_kept() -> None:
    forms = (beni(("3_02", "41")), actions(("3.1", cell("ponderacion", None, sure=Certainty.UNREAD))))
    lectura = give(*forms)
    assert kept(lectura.folder, lectura.sha256).reading.forms == forms


def test_the_doubtful_cell_is_in_front_framed_on_its_page_with_a_button_for_each_reading(preparer: Client) -> None:
    lectura = give(beni(("3_02", "41")))
    page = preparer.get(at(lectura)).content.decode()
    assert "Activos fijos, fuente 41" in page
    assert re.search(r'<rect class="marco" x="307" y="348" width="130" height="23">', page)
    assert re.findall(r'name="opcion" value="([^"]+)"', page) == ["8.600,00", "8.500,00"]
    assert "Activos fijos: las fuentes suman Bs 136.600,00 y el total dice Bs 136.500,00. Sobran Bs 100,00." in page
    assert "Ciertos: 10" in page  # eight amounts, the unit and the gestión
    assert "Pasar al plan" not in page


def test_of_what_has_no_place_on_the_page_the_page_is_at_hand_and_after_passing_the_plan_is(preparer: Client) -> None:
    lectura = give(factors((1, doubtful("factor", "Mancha"))))
    assert "No se sabe en qué lugar de la página está" in text_of(preparer.get(at(lectura)))
    decide(preparer, lectura, "0-0-factor", texto="Mancha")
    passed(preparer, lectura)
    page = preparer.get(at(lectura)).content.decode()
    assert f'<a href="/planes/{PLAN}/unidades/{EMPTY}/">Ver cómo está ahora</a>' in page


def test_what_was_not_seen_is_framed_where_its_row_and_its_column_cross(preparer: Client) -> None:
    places = {
        ("3_01", "20"): cell("importe", 5, box=Box(0.4, 0.2, 0.5, 0.22)),
        ("3_01", "41"): doubtful("importe", None, text=""),
        ("3_02", "41"): cell("importe", 7, box=Box(0.6, 0.3, 0.7, 0.32)),
    }
    page = preparer.get(at(give(summary_form(places)))).content.decode()
    assert '<rect class="marco supuesto" x="369" y="172" width="68" height="24">' in page
    assert "nada que se pudiera leer donde señala el marco" in page


def test_choosing_the_true_reading_makes_it_add_up_and_form_04_is_declared_where_there_are_no_lines(
    preparer: Client,
) -> None:
    lectura = give(beni(("3_02", "41")))
    answer = decide(preparer, lectura, "0-4-importe", opcion="8.500,00")
    page = preparer.get(answer.url).content.decode()
    assert "6 sumas cuadran" in page
    assert "Todavía no suma" not in page
    assert Decision.objects.get().que == QueSeDecidio.ACEPTADA
    assert passed(preparer, lectura).url == at(lectura)
    assert declared() == BENI
    parte = ParteDeUnidad.objects.get(plan=PLAN, unidad=EMPTY)
    lectura.refresh_from_db()
    assert (parte.resumen_declarado, lectura.estado, lectura.acto) == (True, "pasada", parte.ultimo_acto)


def test_a_corrected_amount_is_looked_at_again_and_what_is_missing_is_told(preparer: Client) -> None:
    lectura = give(beni(("3_02", "41")))
    decide(preparer, lectura, "0-4-importe", texto="8.400,00")
    assert Decision.objects.get().que == QueSeDecidio.CORREGIDA
    page = preparer.get(at(lectura)).content.decode()
    assert "Faltan Bs 100,00" in page
    assert declared() != BENI  # nothing passes by itself


def test_what_cannot_be_an_amount_is_refused_with_the_readings_of_what_was_typed(preparer: Client) -> None:
    lectura = give(beni(("3_02", "41")))
    answer = decide(preparer, lectura, "0-4-importe", texto="8.500")
    assert answer.status_code == 422
    assert re.findall(r'name="opcion" value="([^"]+)"', answer.content.decode()) == ["8.600,00", "8.500,00", "8.500,00"]
    assert not Decision.objects.exists()


def test_of_a_unit_with_lines_form_04_is_compared_and_does_not_become_a_second_truth(as_role: AsRole) -> None:
    lectura = give(
        summary_form({place: cell("importe", amount) for place, amount in BENI.items()}, heading(COMPLETED)),
        persona="demo-tarija",
        unidad=COMPLETED,
    )
    client, before = as_role(Rol.PREPARA, COMPLETED), declared(COMPLETED)
    page = text_of(client.get(at(lectura, "pasar")))
    assert "el papel no lo reemplaza" in page
    assert "Difiere" in page
    assert "Nada cambiaría" in page
    passed(client, lectura)
    assert declared(COMPLETED) == before


def test_form_01_adds_what_is_new_and_changes_what_differs_without_touching_what_the_paper_leaves_empty(
    preparer: Client,
) -> None:
    lectura = give(factors((1, cell("factor", "Personal capacitado")), (2, doubtful("factor", "Equipos nuev0s"))))
    decide(preparer, lectura, "0-1-factor", texto="Equipos nuevos")
    passed(preparer, lectura)
    assert [(row["cuadrante"], row["orden"], row["factor"]) for row in rows("situacion")] == [
        ("fortaleza", 1, "Personal capacitado"),
        ("fortaleza", 2, "Equipos nuevos"),
    ]
    again = give(factors((2, cell("factor", "Equipos nuevos y vehículos"))))
    page = text_of(preparer.get(at(again, "pasar")))
    assert "Equipos nuevos Equipos nuevos y vehículos" in page
    passed(preparer, again)
    assert [row["factor"] for row in rows("situacion")] == ["Personal capacitado", "Equipos nuevos y vehículos"]
    third = give(factors((2, doubtful("factor", "Otra cosa"))))
    decide(preparer, third, "0-0-factor", que="vacia")
    assert "Nada cambiaría" in text_of(preparer.get(at(third, "pasar")))


def test_form_02_says_what_the_weights_lack(preparer: Client) -> None:
    lectura = give(actions(("3.1", cell("ponderacion", 60_00)), ("3.2", doubtful("ponderacion", 30_00))))
    assert "suman 90 % y deben sumar 100 %. Falta 10 %." in text_of(preparer.get(at(lectura)))
    decide(preparer, lectura, "0-1-ponderacion", texto="40")
    passed(preparer, lectura)
    assert {row["acp"]: row["ponderacion"] for row in rows("acp_unidad")} == {"3.1": 60_00, "3.2": 40_00}


def test_nothing_is_certain_in_silence_and_what_is_certain_can_be_corrected(preparer: Client) -> None:
    lectura = give(beni())
    page = preparer.get(at(lectura)).content.decode()
    assert "9: La fila y la columna suman." in page
    assert f"{at(lectura)}?celda=0-4-importe" in page
    assert "Por qué es cierto" in preparer.get(f"{at(lectura)}?celda=0-4-importe").content.decode()
    decide(preparer, lectura, "0-4-importe", texto="8.500,50")
    passed(preparer, lectura)
    assert declared()["3_02", "41"] == 8_500_50


def test_a_decision_can_be_taken_back_and_a_row_left_out(preparer: Client) -> None:
    lectura = give(factors((1, doubtful("factor", "Mancha")), (2, cell("factor", "Bueno"))))
    decide(preparer, lectura, "0-0", que="fuera")
    assert "Filas que no pasan: 1" in text_of(preparer.get(at(lectura)))
    decide(preparer, lectura, "0-0", que="volver")
    assert not Decision.objects.exists()
    decide(preparer, lectura, "0-0", que="fuera")
    assert "Fortalezas 1: se dejó fuera" in text_of(preparer.get(at(lectura, "pasar")))
    passed(preparer, lectura)
    assert [row["factor"] for row in rows("situacion")] == ["Bueno"]


@pytest.mark.parametrize("place", ["0-1-importe", "0-7", "00", "0-0-x", "0-" + "9" * 500, "x\ny", ""])
def test_only_a_form_or_a_row_stays_out(preparer: Client, place: str) -> None:
    lectura = give(factors((1, cell("factor", "Uno"))))
    for what in ("fuera", "volver"):
        assert decide(preparer, lectura, place, que=what).status_code == 302
    assert not Decision.objects.exists()
    assert not Acto.objects.filter(clase="decidir_lectura").exists()


def test_the_paper_of_another_unit_or_year_is_told_and_not_passed(preparer: Client) -> None:
    other = give(factors((1, doubtful("factor", "De otros")), unidad="DDCB"))
    page = text_of(preparer.get(at(other)))
    assert f"Es de DDCB, y esta lectura es de {EMPTY}" in page
    assert "Nada cambiaría" in text_of(preparer.get(at(other, "pasar")))
    old = give(summary_form({("total", "20"): cell("importe", 1)}, heading(EMPTY, 2023)))
    assert "Es de la gestión 2023, y este plan es de 2024." in text_of(preparer.get(at(old)))
    decide(preparer, other, "0-h-unidad", texto=EMPTY)
    assert "De otros" in preparer.get(at(other)).content.decode()
    assert decide(preparer, other, "0-h-unidad", texto="NADIE").status_code == 422


def test_a_paper_that_does_not_say_whose_it_is_asks(preparer: Client) -> None:
    lectura = give(summary_form({("total", "20"): cell("importe", 100)}, ()))
    page = text_of(preparer.get(at(lectura)))
    assert "El papel no dice de qué unidad es" in page
    assert "Se propone la unidad desde la que se dio a leer." in page
    assert preparer.get(at(lectura, "pasar")).status_code == 302
    decide(preparer, lectura, "0-h-unidad", texto=EMPTY)
    assert preparer.get(at(lectura, "pasar")).status_code == 200


def test_the_name_of_the_file_proposes_the_unit_and_decides_nothing(planner: Client) -> None:
    form = summary_form({("total", "20"): cell("importe", 100)}, ())
    lectura = give(form, persona="demo-planificacion", unidad="", source="DDCB_f04.txt, página 1")
    page = planner.get(at(lectura)).content.decode()
    assert "El nombre del archivo dice «DDCB»." in page
    assert '<option value="DDCB" selected>' in page
    assert planner.get(at(lectura, "pasar")).status_code == 302


def test_one_misread_title_of_a_column_is_decided_once_for_its_rows(preparer: Client) -> None:
    def row(fila: str, amount: int) -> ReadRow:
        fuente = doubtful("fuente", "", text="FUENTE 4I", options=("20", "41"))
        return ReadRow("formulario04", (cell("fila", fila), fuente, cell("importe", amount)))

    lectura = give(ReadForm("04", (1,), heading(), (row("3_01", 5), row("total", 5))))
    assert "Vale para las 2 filas de esta columna." in preparer.get(at(lectura)).content.decode()
    decide(preparer, lectura, "0-0-fuente", opcion="41")
    assert {each.lugar for each in Decision.objects.all()} == {"0-0-fuente", "0-1-fuente"}
    passed(preparer, lectura)
    assert declared() == {("3_01", "41"): 5, ("total", "41"): 5}


def test_the_paper_of_another_version_is_told_and_a_form_without_rows_asks_nothing(preparer: Client) -> None:
    lectura = give(
        summary_form({("total", "20"): cell("importe", 100)}, (*heading(), cell("version", 0))),
        ReadForm("02", (1,), (), (), ("Este formulario todavía no se lee.",)),
    )
    assert "El papel parece de la formulación, y este plan es la primera reformulación." in text_of(
        preparer.get(at(lectura))
    )
    assert "Formulario 02, Articulación: no se leyó ninguna fila de él." in text_of(preparer.get(at(lectura, "pasar")))


def test_planificacion_distributes_forms_of_several_units_in_one_act(planner: Client) -> None:
    lectura = give(
        factors((1, cell("factor", "De Beni"))),
        factors((1, cell("factor", "De Cochabamba")), unidad="DDCB"),
        factors((1, cell("factor", "De quien ya envió")), unidad="DDPD"),
        persona="demo-planificacion",
        unidad="",
    )
    set_part("DDPD", estado=EstadoDeUnidad.ENVIADA)
    page = text_of(planner.get(at(lectura, "pasar")))
    assert "la parte de DDPD está «enviada a la dirección»" in page
    passed(planner, lectura)
    assert [row["factor"] for row in rows("situacion")] == ["De Beni"]
    assert "De Cochabamba" in [row["factor"] for row in rows("situacion", "DDCB")]
    assert "De quien ya envió" not in [row["factor"] for row in rows("situacion", "DDPD")]
    assert Acto.objects.filter(clase="pasar_lectura").count() == 1


def test_two_papers_that_contradict_each_other_pass_nothing(preparer: Client) -> None:
    lectura = give(factors((1, cell("factor", "Uno"))), factors((1, cell("factor", "Otro"))))
    page = text_of(preparer.get(at(lectura, "pasar")))
    assert "los papeles la traen dos veces y no dicen lo mismo" in page
    passed(preparer, lectura)
    assert rows("situacion") == []
    decide(preparer, lectura, "1", que="fuera")
    passed(preparer, lectura)
    assert [row["factor"] for row in rows("situacion")] == ["Uno"]


def test_the_same_sending_twice_is_one_act(preparer: Client) -> None:
    lectura = give(factors((1, cell("factor", "Uno"))))
    envio = str(uuid4())
    page = preparer.get(at(lectura, "pasar")).content.decode()
    seen = re.search(r'name="huella" value="([^"]+)"', page)[1]  # type: ignore[index]
    for _ in range(2):
        answer: Any = preparer.post(at(lectura, "pasar"), {"huella": seen, "envio": envio})
        assert answer.url == at(lectura)
    assert len(rows("situacion")) == 1
    assert Acto.objects.filter(clase="pasar_lectura").count() == 1
    assert "no se decide más" in text_of(preparer.get(decide(preparer, lectura, "0-0-factor", texto="Tarde").url))


def test_what_somebody_changed_meanwhile_is_told_and_nothing_passes(preparer: Client) -> None:
    lectura = give(factors((1, cell("factor", "Uno"))))
    page = preparer.get(at(lectura, "pasar")).content.decode()
    found = dict(re.findall(r'name="(huella|envio)" value="([^"]+)"', page))
    passed(preparer, give(factors((1, cell("factor", "De otra lectura")))))
    answer = preparer.post(at(lectura, "pasar"), found)
    assert answer.status_code == 409
    assert "Alguien cambió el plan" in text_of(answer)
    assert [row["factor"] for row in rows("situacion")] == ["De otra lectura"]


def test_a_unit_that_was_sent_meanwhile_takes_nothing(preparer: Client, planner: Client) -> None:
    whole = give(factors((1, cell("factor", "Uno"))), persona="demo-planificacion", unidad="")
    page = planner.get(at(whole, "pasar")).content.decode()
    found = dict(re.findall(r'name="(huella|envio)" value="([^"]+)"', page))
    set_part(EMPTY, estado=EstadoDeUnidad.ENVIADA)
    assert planner.post(at(whole, "pasar"), found).status_code == 409
    of_unit = give(factors((1, cell("factor", "Dos"))))
    assert decide(preparer, of_unit, "0-0-factor", texto="x").status_code == 409
    assert preparer.get(at(of_unit)).status_code == 200
    set_plan(estado=EstadoDePlan.VIGENTE)
    assert preparer.post(at(of_unit, "pasar"), {}).status_code == 409
    assert rows("situacion") == []


def test_a_row_that_the_plan_does_not_admit_keeps_all_of_them_out(preparer: Client) -> None:
    long = "x" * 9000
    lectura = give(factors((1, cell("factor", "Bueno")), (2, cell("factor", long))))
    page = preparer.get(at(lectura, "pasar"))
    assert page.status_code == 422
    assert "Fortalezas 2: El texto tiene 9000 letras" in text_of(page)
    assert passed(preparer, lectura).status_code == 422
    assert rows("situacion") == []


def test_each_decision_is_an_act_that_says_what_was_decided(preparer: Client) -> None:
    lectura = give(beni(("3_02", "41")))
    decide(preparer, lectura, "0-4-importe", opcion="8.500,00")
    decide(preparer, lectura, "0-4-importe", opcion="8.500,00")
    [acto] = Acto.objects.filter(clase="decidir_lectura")
    assert acto.detalle == ("Formulario 04, Resumen de presupuesto: Activos fijos, fuente 41: Importe Bs: «8.500,00»")
    assert acto.unidad == EMPTY


def test_pictures_and_files_are_of_who_may_see_the_unit_and_of_their_reading(preparer: Client, as_role: AsRole) -> None:
    lectura = give(beni())
    theirs = give(beni(), persona="demo-tarija", unidad=COMPLETED)
    stranger = as_role(Rol.PREPARA, COMPLETED)
    for rest in ("", "pagina/1", "archivo/1", "avance"):
        assert preparer.get(at(lectura, rest)).status_code == 200, rest
        assert stranger.get(at(lectura, rest)).status_code == 404, rest
        # By the address of a unit of one's own, the reading of another is not found.
        assert stranger.get(at(lectura, rest).replace(EMPTY, COMPLETED)).status_code == 404, rest
        assert preparer.get(at(theirs, rest).replace(COMPLETED, EMPTY)).status_code == 404, rest
        assert Client().get(at(lectura, rest)).status_code == 302, rest
    assert preparer.get(at(lectura, "pagina/2")).status_code == 404
    assert preparer.get(at(lectura, "pagina/1"))["Content-Type"] == "image/png"
    assert preparer.get(at(lectura, "archivo/1"))["Content-Disposition"].startswith("attachment")


def test_who_only_sees_the_unit_sees_the_reading_and_decides_nothing(as_role: AsRole) -> None:
    lectura = give(beni(("3_02", "41")))
    finance = as_role(Rol.FINANZAS)
    page = finance.get(at(lectura)).content.decode()
    assert "8.600,00" in page
    assert '<button class="boton principal"' not in page
    assert decide(finance, lectura, "0-4-importe", opcion="8.500,00").status_code == 403


def test_what_was_changed_on_the_disk_is_not_used(preparer: Client) -> None:
    lectura = give(beni())
    kept_file = lectura.folder / FILE
    document = json.loads(kept_file.read_text())
    document["formularios"][0]["rows"][0]["cells"][2]["value"] = 1
    kept_file.write_text(json.dumps(document))
    assert "cambió fuera del sistema" in text_of(preparer.get(at(lectura), follow=True))
    assert preparer.get(at(lectura, "pagina/1")).status_code == 404


def test_a_page_without_picture_shows_its_text_with_the_line_marked(preparer: Client) -> None:
    form = summary_form({("3_01", "41"): doubtful("importe", 1_803_737_51, text="1.803.73751")})
    lectura = give(
        form, picture=False, text="FORM 04\nFUENTE 41 1.803.73751\nTOTAL", notes=("La página 2 no es un formulario.",)
    )
    page = preparer.get(at(lectura)).content.decode()
    assert "<mark>FUENTE 41 1.803.73751</mark>" in page
    assert "La página 2 no es un formulario." in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("planilla.xlsx", b"PK", "no es un PDF, una imagen"),
        ("vacio.pdf", b"", "está vacío"),
    ],
)
def test_what_cannot_be_read_is_refused_at_the_door(preparer: Client, name: str, content: bytes, said: str) -> None:
    answer = preparer.post(f"{UNIT}nueva", {"archivos": [SimpleUploadedFile(name, content)]})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Lectura.objects.exists()


def test_a_reading_can_be_discarded_until_it_is_passed(preparer: Client) -> None:
    lectura = give(factors((1, cell("factor", "Uno"))))
    preparer.post(at(lectura, "descartar"))
    lectura.refresh_from_db()
    assert lectura.estado == EstadoDeLectura.CANCELADA
    assert "se descartó" in text_of(preparer.get(at(lectura)))
    kept_one = give(factors((1, cell("factor", "Uno"))))
    passed(preparer, kept_one)
    preparer.post(at(kept_one, "descartar"))
    kept_one.refresh_from_db()
    assert kept_one.estado == EstadoDeLectura.PASADA


def test_looking_it_over_asks_as_much_of_the_database_for_many_rows_as_for_one(preparer: Client) -> None:
    asked = []
    for many in (1, 40):
        lectura = give(factors(*((each, doubtful("factor", f"Factor {each}")) for each in range(1, many + 1))))
        with queries() as made:
            assert preparer.get(at(lectura)).status_code == 200
        asked.append(len(made))
    assert asked[0] == asked[1]

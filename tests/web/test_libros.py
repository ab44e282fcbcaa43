"""The workbook of a unit through the web: taken, filled elsewhere, brought back, looked at, accepted whole or not."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apthapi.core.sheets import SHEETS
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.libros.models import Entrega, LibroRecibido, Subida, folder
from apthapi.web.libros.page import PER_PAGE
from apthapi.web.plans.live import live
from apthapi.web.plans.papers.pedido import Pedido
from apthapi.web.plans.summary import declared
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio, ParteDeUnidad
from web.conftest import sign_in
from web.databases import both_engines
from web.grid import save
from web.states import set_part
from web.workbooks import FIRST, NEW, Book, accept, address, brought, counts, named, page, rows, seen, taken
from web.worker import work

URL = address()
SALARIES = "Ejemplo: sueldos del personal de planta"
in_demo = pytest.mark.usefixtures("demo")


@pytest.fixture(autouse=True)
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def tarija(demo: None) -> Client:  # noqa: ARG001 - what it works on
    return sign_in(Rol.PREPARA, COMPLETED)


def everything() -> list[dict[int, dict[str, Any]]]:
    return [rows(name) for name, sheet in SHEETS.items() if sheet.of_unit]


def a_salary(book: Book) -> int:
    return book.find("3_01", "descripcion", SALARIES)


@both_engines
def test_what_was_changed_elsewhere_is_shown_and_then_stored_in_one_act(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.write("3_01", row, cantidad=6)
    book.add("3_01", **NEW)
    before, last = everything(), Acto.objects.latest("pk").pk
    where = brought(tarija, book)
    shown = page(tarija, where)
    assert counts(tarija, where)[:4] == [1, 1, 0, 0]
    assert "Imprenta de formularios" in shown
    assert SALARIES in shown
    assert "985.320,00" in shown or "985.320" in shown  # six months at 164.220
    assert everything() == before, "nothing is stored before it is accepted"
    assert Acto.objects.latest("pk").pk == last
    assert accept(tarija, where).status_code == 302
    acto = Acto.objects.latest("pk")
    assert (acto.clase, acto.unidad) == ("recibir_libro", COMPLETED)
    stored = rows("requerimientos_3_01")
    assert (stored[renglon]["cantidad"], stored[renglon]["importe"]) == (6_0000, 985_320_00)
    [new] = [each for each in stored.values() if each["descripcion"] == NEW["descripcion"]]
    assert (new["cantidad"], new["precio_unitario"], new["importe"], new["partida"]) == (10_0000, 1250, 12500, "25600")
    assert {each.renglon for each in Cambio.objects.filter(acto=acto.pk, tabla="requerimientos")} == {
        renglon,
        new["renglon"],
    }
    parte = ParteDeUnidad.objects.get(plan=PLAN, unidad=COMPLETED)
    assert (parte.ultimo_acto, parte.preparada_por_id) == (acto.pk, acto.persona_id)


@both_engines
def test_the_file_is_kept_as_it_came_and_named_by_the_act(tarija: Client) -> None:
    book = taken(tarija)
    book.write("3_01", a_salary(book), cantidad=6)
    file = book.saved("POA Tarija.xlsx")
    content = file.getvalue()
    accept(tarija, brought(tarija, file))
    digest = hashlib.sha256(content).hexdigest()
    kept = LibroRecibido.objects.get()
    acto = Acto.objects.latest("pk")
    assert (kept.sha256, kept.nombre, kept.acto) == (digest, "POA Tarija.xlsx", acto.pk)
    assert digest in acto.detalle
    assert Cambio.objects.filter(acto=acto.pk, tabla="libros_librorecibido").count() == 1
    for rol, unidad in ((Rol.PREPARA, COMPLETED), (Rol.AUDITORIA, "")):
        answer = sign_in(rol, unidad).get(f"{URL}/recibido/{kept.pk}")
        assert answer.getvalue() == content
    assert "POA Tarija.xlsx" in page(tarija, URL)
    assert digest in page(tarija, f"/planes/{PLAN}/unidades/{COMPLETED}/cambios")
    assert not list((folder() / "subidos").iterdir()), "it is kept once"


@both_engines
def test_accepting_twice_stores_once(tarija: Client) -> None:
    book = taken(tarija)
    book.add("3_01", **NEW)
    where = brought(tarija, book)
    answers = [accept(tarija, where) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert Acto.objects.filter(clase="recibir_libro").count() == LibroRecibido.objects.count() == 1
    assert [each["descripcion"] for each in rows("requerimientos_3_01").values()].count(NEW["descripcion"]) == 1


@both_engines
def test_a_conflict_shows_both_sides_and_the_person_decides(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.write("3_01", row, descripcion="Lo que dice el libro", unidad_medida="Planilla")
    save(tarija, {"renglon": renglon, "celdas": {"descripcion": {"texto": "Lo que se escribió aquí"}}})
    where = brought(tarija, book)
    shown = page(tarija, where)
    assert counts(tarija, where)[3] == 1
    for text in (SALARIES, "Lo que se escribió aquí", "Lo que dice el libro"):
        assert text in shown
    refused = accept(tarija, where)
    assert refused.status_code == 422
    assert "Falta decidir 1 conflicto" in refused.content.decode()
    name = re.findall(r'name="(d-\d+)"', shown)[0]
    tarija.post(f"{where}/decidir", {name: "guardado"})
    assert accept(tarija, where).status_code == 302
    stored = rows("requerimientos_3_01")[renglon]
    assert stored["descripcion"] == "Lo que se escribió aquí"
    assert stored["unidad_medida"] == "Planilla", "what nobody else touched comes all the same"


def test_in_bulk_the_workbook_may_hold(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.write("3_01", row, descripcion="Lo que dice el libro")
    save(tarija, {"renglon": renglon, "celdas": {"descripcion": {"texto": "Lo que se escribió aquí"}}})
    where = brought(tarija, book)
    tarija.post(f"{where}/decidir", {"todos": "libro"})
    assert accept(tarija, where).status_code == 302
    assert rows("requerimientos_3_01")[renglon]["descripcion"] == "Lo que dice el libro"


@both_engines
def test_rows_go_only_with_consent(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.clear("3_01", row)
    where = brought(tarija, book)
    assert counts(tarija, where)[2] == 1
    assert accept(tarija, where).status_code == 422
    assert renglon in rows("requerimientos_3_01")
    assert accept(tarija, where, quitar="on").status_code == 302
    assert renglon not in rows("requerimientos_3_01")


def test_rows_that_the_workbook_lacks_may_stay(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.clear("3_01", row)
    book.add("3_01", **NEW)
    where = brought(tarija, book)
    tarija.post(f"{where}/decidir", {"quitadas": "conservar"})
    assert "Usted eligió conservarla" in page(tarija, where)
    assert accept(tarija, where).status_code == 302
    assert renglon in rows("requerimientos_3_01")
    assert NEW["descripcion"] in {each["descripcion"] for each in rows("requerimientos_3_01").values()}


@both_engines
def test_what_changed_meanwhile_is_compared_again_and_not_overwritten(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.write("3_01", row, descripcion="Lo que dice el libro")
    where = brought(tarija, book)
    assert counts(tarija, where)[:4] == [0, 1, 0, 0]
    looked = {"huella": seen(tarija, where)}
    save(tarija, {"renglon": renglon, "celdas": {"descripcion": {"texto": "Lo que se escribió aquí"}}})
    answer = tarija.post(f"{where}/aceptar", looked, follow=True)
    assert "Se comparó otra vez" in answer.content.decode()
    assert counts(tarija, where)[:4] == [0, 0, 0, 1]
    assert rows("requerimientos_3_01")[renglon]["descripcion"] == "Lo que se escribió aquí"
    assert not LibroRecibido.objects.exists()


@both_engines
def test_a_line_moved_to_another_form_stays_the_same_line(tarija: Client) -> None:
    book = taken(tarija)
    row = book.find("3_03", "partida", "34110 Combustibles, Lubricantes y Derivados para consumo")
    key = book.page("3_03").cell(row, 1).value
    cells = {name: book.read("3_03", row, name) for name in NEW}
    to = book.add("3_01", **cells)
    book.page("3_01").cell(to, 1).value = key
    book.clear("3_03", row)
    where = brought(tarija, book)
    assert "sigue siendo la misma fila" in page(tarija, where)
    assert accept(tarija, where).status_code == 302
    assert rows("requerimientos_3_01")[int(key[1:])]["partida"] == "34110"
    assert int(key[1:]) not in rows("requerimientos_3_03")


@both_engines
def test_codes_that_rows_exchange_or_pass_on_are_stored(tarija: Client) -> None:
    book = taken(tarija)
    before = {row["operacion"]: renglon for renglon, row in rows("operaciones").items()}
    one, other, third, *_ = before
    places = [book.find("Operaciones", "operacion", code) for code in (one, other, third)]
    for place, code in zip(places, (other, one, "9.9"), strict=True):
        book.write("Operaciones", place, operacion=code)
    book.add("Operaciones", operacion=third, descripcion="La que toma el código que otra dejó")
    where = brought(tarija, book)
    assert counts(tarija, where)[:4] == [1, 3, 0, 0]
    assert accept(tarija, where).status_code == 302
    now = {renglon: row["operacion"] for renglon, row in rows("operaciones").items()}
    assert [now[before[code]] for code in (one, other, third)] == [other, one, "9.9"]
    assert sorted(now.values()) == sorted([*before, "9.9"])


@both_engines
def test_every_problem_comes_at_once_and_nothing_can_be_accepted(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    book.write("3_01", row, cantidad="seis")
    book.write("Operaciones", 6, inicio="mañana")
    where = brought(tarija, book)
    shown = page(tarija, where)
    assert f"3_01, H{row}" in shown
    assert "Operaciones, L6" in shown
    assert "Aceptar el libro" not in shown.replace('Aceptar el libro"', "")
    before = everything()
    assert accept(tarija, where).status_code == 422
    assert everything() == before


def test_problems_come_page_by_page_and_a_choice_stays_on_its_page(tarija: Client) -> None:
    book = taken(tarija)
    for row in range(FIRST, FIRST + 3):
        book.write("3_01", row, cantidad="1.234")
    first = book.add("3_03", descripcion="Papel", cantidad="muchos")
    for row in range(first + 1, first + PER_PAGE):
        book.write("3_03", row, descripcion="Papel", cantidad="muchos")
    where = brought(tarija, book)
    wrong = json.loads(Subida.objects.get().leido)["problemas"]
    last = next(at for at, each in enumerate(wrong) if each["celda"].endswith(str(FIRST + 2)))
    assert f"de {len(wrong)} celdas" in page(tarija, where)
    here = page(tarija, f"{where}?problemas=2")
    assert here.count("libro-lecturas") + page(tarija, where).count("libro-lecturas") == 3
    data = {f"lectura-{last}": wrong[last]["choices"][0][1], "lecturas": "1", "problemas": "2"}
    answer: Any = tarija.post(f"{where}/decidir", data)
    assert "problemas=2" in answer.url
    left = json.loads(Subida.objects.get().leido)["problemas"]
    assert sum(bool(each["choices"]) for each in left) == 2


@pytest.mark.parametrize(
    ("content", "name"), [(b"PK\x03\x04roto", "Mi libro.xlsx"), (b"%PDF-1.7", "foto.xlsx"), (b"a;b\n1;2", "a.csv")]
)
def test_the_file_is_called_as_it_came_and_the_way_to_the_other_rooms_is_there(
    tarija: Client, content: bytes, name: str
) -> None:
    answer = tarija.post(f"{URL}/subir", {"archivo": named(content, name)}).content.decode()
    assert f"«{name}»" in answer
    assert "apthapi scan" not in answer
    assert "--map" not in answer
    for room in ("importar", "lecturas"):
        assert f"/planes/{PLAN}/unidades/{COMPLETED}/{room}/" in answer


@both_engines
def test_an_ambiguous_number_is_read_as_the_person_says(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.write("3_01", row, cantidad="1.234", precio_unitario="10")
    where = brought(tarija, book)
    shown = page(tarija, where)
    assert "¿Qué quiso decir?" in shown
    name, value = re.findall(r'name="(lectura-\d+)"[^>]*value="(1234[^"]*)"', shown)[0]
    tarija.post(f"{where}/decidir", {name: value, "lecturas": "1"})
    assert "¿Qué quiso decir?" not in page(tarija, where)
    assert accept(tarija, where).status_code == 302
    assert rows("requerimientos_3_01")[renglon]["cantidad"] == 1234_0000


@both_engines
def test_a_workbook_of_another_unit_is_refused_and_nothing_of_it_stays(tarija: Client) -> None:
    other = taken(sign_in(Rol.PREPARA, EMPTY), EMPTY)
    answer = tarija.post(f"{URL}/subir", {"archivo": other.saved()})
    assert answer.status_code == 422
    assert EMPTY in answer.content.decode()
    assert not Subida.objects.exists()
    assert not list((folder() / "subidos").iterdir())


@in_demo
@pytest.mark.parametrize(
    "content", [b"", b"no soy un libro", b"PK\x03\x04 a medias", b"\x89PNG\r\n\x1a\n" + b"0" * 64], ids=repr
)
def test_a_file_that_is_no_workbook_says_so_on_the_same_page(content: bytes) -> None:
    client = sign_in(Rol.PREPARA, COMPLETED)
    answer = client.post(f"{URL}/subir", {"archivo": named(content, "libro.xlsx")})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "El libro no se recibió" in text
    assert "Traceback" not in text
    assert not Subida.objects.exists()


def test_nothing_chosen_and_too_much_are_said(tarija: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Elija el libro" in tarija.post(f"{URL}/subir").content.decode()
    monkeypatch.setattr("apthapi.web.libros.receiving.LARGEST", 1000)
    answer = tarija.post(f"{URL}/subir", {"archivo": taken(tarija).saved()})
    assert answer.status_code == 422
    assert "pesa más de" in answer.content.decode()


@both_engines
def test_a_part_that_was_sent_refuses_with_the_reason(tarija: Client) -> None:
    book = taken(tarija)
    book.add("3_01", **NEW)
    where = brought(tarija, book)
    set_part(estado="enviada")
    for address_, data in ((f"{URL}/subir", {"archivo": book.saved()}), (f"{where}/aceptar", {})):
        answer = tarija.post(address_, data)
        assert answer.status_code == 409
        assert "Enviada a la dirección" in answer.content.decode() or "enviada" in answer.content.decode()
    assert "no se puede" in page(tarija, URL)
    assert not LibroRecibido.objects.exists()


@both_engines
def test_only_what_was_looked_at_is_stored(tarija: Client) -> None:
    book = taken(tarija)
    row = a_salary(book)
    renglon = int(book.page("3_01").cell(row, 1).value[1:])
    book.write("3_01", row, descripcion="Lo que dice el libro")
    where = brought(tarija, book)
    save(tarija, {"renglon": renglon, "celdas": {"descripcion": {"texto": "Lo que se escribió aquí"}}})
    tarija.post(f"{where}/decidir", {"todos": "guardado"})
    looked = {"huella": seen(tarija, where)}
    director = sign_in(Rol.DIRECTOR, COMPLETED)
    director.post(f"{where}/decidir", {"todos": "libro"})
    for said in (looked, {}):
        answer = tarija.post(f"{where}/aceptar", said)
        assert answer.status_code == 409
        assert "alguien decidió otra cosa" in answer.content.decode()
    assert not LibroRecibido.objects.exists()
    accept(tarija, where)
    assert rows("requerimientos_3_01")[renglon]["descripcion"] == "Lo que dice el libro"


def test_an_upload_of_another_unit_cannot_be_reached(tarija: Client) -> None:
    book = taken(tarija)
    book.add("3_01", **NEW)
    key = brought(tarija, book).rpartition("/")[2]
    stranger = sign_in(Rol.PREPARA, EMPTY)
    for unidad in (EMPTY, COMPLETED):
        for method, verb in (
            ("get", ""),
            ("get", "/avance"),
            ("post", "/decidir"),
            ("post", "/aceptar"),
            ("post", "/descartar"),
        ):
            assert getattr(stranger, method)(f"{address(unidad)}/{key}{verb}").status_code == 404
    accept(tarija, f"{URL}/{key}")
    kept = LibroRecibido.objects.get()
    assert stranger.get(f"{address(EMPTY)}/recibido/{kept.pk}").status_code == 404
    assert stranger.get(f"{URL}/recibido/{kept.pk}").status_code == 404


@both_engines
def test_a_workbook_that_says_the_same_changes_nothing(tarija: Client) -> None:
    where = brought(tarija, taken(tarija))
    assert counts(tarija, where)[:4] == [0, 0, 0, 0]
    assert "dice lo mismo que lo guardado" in page(tarija, where)


def test_taking_a_workbook_is_noted_and_planning_takes_them_all(tarija: Client) -> None:
    taken(tarija)
    entrega = Entrega.objects.get()
    assert entrega.unidad == COMPLETED
    assert entrega.acto > 0
    planner = sign_in(Rol.PLANIFICACION)
    planner.post(f"/planes/{PLAN}/papeles/pedir/libro-excel")
    work()
    pedido = Pedido.objects.get()
    with zipfile.ZipFile(pedido.file) as archive:
        names = archive.namelist()
        assert f"{PLAN}-{COMPLETED}.xlsx" in names
        assert len(names) == live().value("select count(*) from unidades where plan = ?", [PLAN])
        inside = Book(archive.read(f"{PLAN}-{COMPLETED}.xlsx"))
    assert inside.find("3_01", "descripcion", SALARIES) >= FIRST


@both_engines
def test_the_declared_summary_of_the_system_is_withdrawn(tarija: Client) -> None:
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        ParteDeUnidad.objects.filter(plan=PLAN, unidad=COMPLETED).update(resumen_declarado=False)
    assert declared(live(), PLAN, COMPLETED)
    book = taken(tarija)
    book.add("3_01", **NEW)
    accept(tarija, brought(tarija, book))
    assert declared(live(), PLAN, COMPLETED) == []


@both_engines
def test_the_rules_and_the_money_are_told_as_they_would_be(tarija: Client) -> None:
    book = taken(tarija)
    row = book.add("3_01", **{**NEW, "operacion": None, "tarea": None})
    where = brought(tarija, book)
    shown = page(tarija, where)
    assert "no dice de qué operación es" in shown
    assert f"3_01, fila {row}" in shown or "3_01, celda" in shown
    assert "6.625.092,00" in shown, "the total with 125 more"
    assert "Excede en 125,00" in shown


def test_the_queries_do_not_grow_with_the_rows(tarija: Client) -> None:
    asked = []
    for many in (1, 12):
        book = taken(tarija)
        for row in range(FIRST, FIRST + many):
            book.write("3_01", row, unidad_medida="Otra")
        where = brought(tarija, book)
        with CaptureQueriesContext(connection) as found:
            page(tarija, where)
        asked.append(len(found))
    assert asked[0] == asked[1]

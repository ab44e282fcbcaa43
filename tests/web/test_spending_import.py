"""Exports of the accounting system into the plan in force: by sigla or category, accumulated or not, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apthapi.example.exported import of_month
from apthapi.formats.mapping.spent import Slot
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.importacion.models import Importacion, MapaDeEntidad, PlanillaImportada
from apthapi.web.process.models import Acto, EstadoDePlan
from web.conftest import sign_in
from web.spending import accounts, budget, export, first, rows_of_plan, spent, there
from web.states import set_plan
from web.test_importacion import digest, given, text, workbook

WHERE = f"/planes/{PLAN}/gasto/importar/"
TITLES = ["Unidad", "Partida", "FF-OF", "Devengado"]


@pytest.fixture
def finance(demo: None) -> Client:  # noqa: ARG001 - the plan that is in force
    set_plan(estado=EstadoDePlan.VIGENTE)
    return sign_in(Rol.FINANZAS)


def upload(client: Client, content: bytes, name: str = "ejecucion.csv") -> str:
    answer: Any = client.post(WHERE, {"archivo": given(content, name)})
    assert answer.status_code == 302, text(answer)
    return f"{answer.url}vista"


def book(*rows: list[Any]) -> bytes:
    return workbook({"Ejecución": [TITLES, *rows]})


def look(client: Client, address: str, **meaning: str) -> str:
    return text(client.post(address, {"mes": "3", **meaning}))


def accept(client: Client, address: str, **meaning: str) -> Any:
    seen = digest(look(client, address, **meaning))
    return client.post(address, {"mes": "3", "huella": seen, "aceptar": "1", **meaning})


@pytest.mark.parametrize("units", [True, False])
def test_an_export_is_recognised_looked_at_and_registered_once(finance: Client, *, units: bool) -> None:
    address = upload(finance, export(units=units))
    page = look(finance, address, incluye="1")
    assert "Lo que se suma, por unidad" in page
    assert "totales de la planilla coinciden" in page
    assert rows_of_plan() == []
    assert accept(finance, address, incluye="1", recordar="1", nombre="Del contable").status_code == 302
    stored = {each.slot: each.months[3] for each in accounts() if each.months}
    assert len(stored) == len(budget())
    for line in budget():
        slot, said = Slot(line.unidad, line.partida, line.fuente, line.organismo), of_month(line, 3)
        amounts = (said.preventivo - said.devengado, said.comprometido, said.devengado, said.pagado)
        assert tuple(stored[slot].values()) == amounts
    assert MapaDeEntidad.objects.get().nombre == "Del contable"
    kept = PlanillaImportada.objects.get()
    assert (kept.asunto, kept.filas) == ("gasto", len(rows_of_plan()))
    again = upload(finance, export(units=units))
    assert "no hay nada que cambiar" in look(finance, again, incluye="1")
    assert finance.post(address, {"mes": "3", "aceptar": "1"}).status_code == 302, "it was accepted before"
    assert Acto.objects.filter(clase="registrar_gasto").count() == 1


def test_accumulated_exports_of_two_months_give_each_month(finance: Client) -> None:
    for mes in ("2", "3"):
        how = {"mes": mes, "importes": "acumulados", "incluye": "1"}
        address = upload(finance, export(int(mes), accumulated=True))
        seen = digest(text(finance.post(address, how)))
        assert finance.post(address, {**how, "huella": seen, "aceptar": "1"}).status_code == 302
    line = budget()[0]
    slot = Slot(line.unidad, line.partida, line.fuente, line.organismo)
    assert spent(slot, 3)[2] == of_month(line, 3).devengado
    assert spent(slot, 2)[2] == of_month(line, 1).devengado + of_month(line, 2).devengado, "nothing was said of January"


def test_months_in_columns_say_zero_too(finance: Client) -> None:
    slot = first()
    there(slot, 2, 0, 0, 500, 0)
    titles = ["Unidad", "Partida", "FF-OF", "Enero", "Febrero", "Marzo"]
    rows = [[COMPLETED, slot.partida, slot.pair, 10, 0, 5.5]]
    address = upload(finance, workbook({"Devengado": [titles, *rows]}), "meses.xlsx")
    assert accept(finance, address).status_code == 302
    assert [spent(slot, mes)[2] for mes in (1, 2, 3)] == [1_000, 0, 550]


def test_rows_of_the_same_place_are_added_up(finance: Client) -> None:
    slot = first()
    rows = [[COMPLETED, slot.partida, slot.pair, 10], [COMPLETED, slot.partida, slot.pair, 2.5]]
    address = upload(finance, book(*rows), "dos.xlsx")
    assert "1 del mismo lugar y mes se sumó" in look(finance, address)
    assert accept(finance, address).status_code == 302
    assert spent(slot)[2] == 1_250


def test_units_that_are_not_of_the_plan_are_asked_for(finance: Client) -> None:
    slot = first()
    address = upload(finance, book(["Oficina de ejemplo", slot.partida, slot.pair, 10]), "otra.xlsx")
    assert "¿Qué unidades son?" in look(finance, address)
    assert finance.post(address, {"aceptar": "1", "huella": "x"}).status_code == 422
    said = {"unidades": "1", "dice": "Oficina de ejemplo", "es": COMPLETED}
    assert finance.post(address, said).status_code == 302
    assert accept(finance, address).status_code == 302
    assert spent(slot)[2] == 1_000


def test_what_cannot_be_is_told_and_nothing_is_registered(finance: Client) -> None:
    one, two = accounts()[:2]
    rows: list[list[Any]] = [
        [COMPLETED, one.slot.partida, one.slot.pair, one.standing / 100 + 1],
        [COMPLETED, two.slot.partida, two.slot.pair, "diez"],
        [COMPLETED, "99999", two.slot.pair, 5],
        [COMPLETED, two.slot.partida, two.slot.pair, 1.005],
    ]
    address = upload(finance, book(*rows), "mala.xlsx")
    page = look(finance, address)
    for said in ("faltan Bs 1,00", "«diez»", "no tiene la partida 99999", "hasta 2 decimales"):
        assert said in page
    assert finance.post(address, {"mes": "3", "aceptar": "1", "huella": "x"}).status_code == 422
    assert rows_of_plan() == []


def test_what_changed_meanwhile_is_looked_at_again(finance: Client) -> None:
    slot = first()
    address = upload(finance, book([COMPLETED, slot.partida, slot.pair, 10]), "una.xlsx")
    seen = digest(look(finance, address))
    there(slot, 3, 0, 0, 1, 0)
    answer = finance.post(address, {"mes": "3", "aceptar": "1", "huella": seen})
    assert answer.status_code == 409
    assert "no es lo que usted estaba mirando" in text(answer)
    assert spent(slot)[2] == 1


def test_what_is_no_export_says_what_it_lacks(finance: Client) -> None:
    answer: Any = finance.post(WHERE, {"archivo": given(b"a;b;c\n1;2;3\n", "otra.csv")})
    page = text(finance.get(f"{answer.url}vista"))
    assert "No hay filas de gasto" in page
    assert "Aceptar y registrar" not in page
    assert finance.post(f"{answer.url}vista", {"aceptar": "1"}).status_code == 422
    assert finance.post(answer.url, {"descartar": "1"}).status_code == 302
    assert not Importacion.objects.exists()


def test_only_who_registers_imports_and_of_their_own_file(finance: Client) -> None:
    address = upload(finance, export())
    other = sign_in(Rol.PLANIFICACION)
    assert (other.get(WHERE).status_code, other.get(address).status_code) == (403, 403)
    assert finance.get(f"/planes/{PLAN}/importar/").status_code == 403, "the wizard of the plan is of who makes it"
    pages = [finance.get(url).status_code for url in (WHERE, address, address.removesuffix("vista"))]
    assert pages == [200, 200, 200]
    sheet = text(finance.get(f"{address.removesuffix('vista')}hoja/1"))
    assert "Ejecución financiera" in sheet
    assert "Requerimientos o memoria" not in sheet
    set_plan(estado=EstadoDePlan.HISTORICO)
    assert finance.get(address).status_code == 409

"""The progress of a unit: confirming what was programmed, correcting it, and nothing that is lost."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.execution.progress.operations import progress_of
from apthapi.web.execution.progress.silence import unit_of
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan
from apthapi.web.process.permisos import hoy
from apthapi.web.versions.opening import Opening, open_version, put_in_force
from web.conftest import AsRole, sign_in
from web.databases import both_engines, queries
from web.people import Answer
from web.progressing import UNIT, UNITY, confirm, fields, form, last_report, operation, programme, reported, url
from web.states import set_plan
from web.test_races import at_once, statuses

TEN = 10
"""Operations of the unit, each with one programmed a month."""


@pytest.fixture
def in_force(demo: None) -> None:  # noqa: ARG001 - what is put in force
    set_plan(estado=EstadoDePlan.VIGENTE)


@pytest.fixture
def client(in_force: None) -> Client:  # noqa: ARG001 - whose plan it reports
    return sign_in(Rol.PREPARA, COMPLETED)


def unit_page(client: Client) -> str:
    return client.get(reverse("avance_unidad", kwargs=UNIT)).content.decode()


@both_engines
def test_what_was_programmed_is_confirmed_with_nothing_typed(client: Client) -> None:
    before = form(client, 3)
    assert before["hecho|1.1.1"] == "3", "since nobody reported before, the form is of the three months"
    answer = client.post(url(3), before)
    assert answer.status_code == 302, answer.content.decode()
    assert reported() == {3: 3}
    rows = live().query("select operacion, mes, ejecutado from ejecucion_fisica where plan = ?", [PLAN])
    assert len(rows) == TEN
    assert Acto.objects.get(clase="informar_avance").detalle == "enero a marzo"
    page = unit_page(client)
    assert "Informar el avance de abril" in page
    assert "Avance sin respaldo" in page, "it is warned, and was not stopped"
    changes = client.get(reverse("cambios", kwargs=UNIT)).content.decode()
    assert "Informó el avance" in changes
    assert "enero a marzo" in changes


def test_month_by_month_each_report_tells_what_follows_the_one_before(client: Client) -> None:
    confirm(client, 1)
    assert form(client, 2)["hecho|1.1.1"] == "1"
    confirm(client, 2, **{"hecho|1.1.1": "0"})
    assert form(client, 4)["hecho|1.1.1"] == "2"
    confirm(client, 4, **{"hecho|1.1.1": "2,5"})
    assert {month: each.done for month, each in operation().reports.items()} == {1: UNITY, 2: 0, 4: 25_000}
    assert operation().done_to(4) == 35_000
    assert operation().done_to(3) == UNITY


def test_a_month_that_was_reported_with_a_later_one_is_corrected_there(client: Client) -> None:
    confirm(client, 3)
    page = client.get(url(2)).content.decode()
    assert "se informó en marzo" in page
    assert "hecho|1.1.1" not in page, "what is counted already is not counted again"


@pytest.mark.usefixtures("demo")
def test_a_value_that_is_reached_is_asked_instead_of_an_addition() -> None:
    months = {f"m{month:02d}": (10 * month * UNITY if month <= 3 else None) for month in range(1, 13)}
    programme("1.1.1", medicion="ultimo", meta=30 * UNITY, **months)
    client = begun()
    assert form(client, 3)["hecho|1.1.1"] == "30"
    confirm(client, 3, **{"hecho|1.1.1": "28"})
    assert form(client, 4)["hecho|1.1.1"] == "28", "nothing is programmed in April: the value that it has"
    confirm(client, 4)
    assert operation().done_to(4) == 28 * UNITY


@pytest.mark.usefixtures("demo")
def test_only_what_is_programmed_or_pending_is_asked_and_the_rest_may_be_told() -> None:
    later = {f"m{month:02d}": (UNITY if month > 6 else None) for month in range(1, 13)}
    programme("1.1.1", **later)
    client = begun()
    page = client.get(url(3)).content.decode()
    assert "Sin nada programado hasta ahora (1)" in page
    confirm(client, 3)
    assert reported() == {}, "what nobody asks for and says nothing is not a report"
    confirm(client, 4, **{"hecho|1.1.1": "1"})
    assert reported() == {4: 1}, "it was done before its time"


def begun() -> Client:
    set_plan(estado=EstadoDePlan.VIGENTE)
    return sign_in(Rol.PREPARA, COMPLETED)


def test_a_correction_asks_why_and_is_shown_beside_what_was_said_before(client: Client) -> None:
    confirm(client, 1, **{"hecho|1.1.1": "40"})
    typed = form(client, 1) | {"hecho|1.1.1": "35", "nota|1.1.1": "Faltó un acta"}
    refused = client.post(url(1), typed)
    assert refused.status_code == 422
    assert "Escriba por qué se corrige" in refused.content.decode()
    assert 'value="35"' in refused.content.decode()
    assert 'value="Faltó un acta"' in refused.content.decode()
    assert reported() == {1: 40}
    assert client.post(url(1), typed | {"motivo": "Se contó dos veces"}).status_code == 302
    assert reported() == {1: 35}
    page = unit_page(client)
    assert "antes 40, ahora 35, por: Se contó dos veces (Responsable de elaboración (DDTJ)" in page
    confirm(client, 1, **{"respaldo|1.1.1": "Acta 12"})
    assert last_report().evidence == "Acta 12", "to add what proves it is not to correct it"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Escriba cuánto se hizo; si nada, 0."),
        ("abc", "no es un número"),
        ("-3", "El avance no es negativo"),
        ("1.234", "¿1.234 (miles) o 1,234 (decimales)?"),
        ("1,23456", "aquí se escribe hasta 4 decimales"),
        ("999999999999", "es demasiado grande"),
    ],
)
def test_a_number_that_is_none_is_refused_and_stays(client: Client, typed: str, said: str) -> None:
    answer = confirm(client, 1, **{"hecho|1.1.1": typed, "hecho|1.1.2": "x", "nota|": "Para todas"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "1.1.2: «x»" in page, "all the problems at once"
    assert f'name="hecho|1.1.1" value="{typed}"' in page
    assert 'value="Para todas"' in page
    assert not progress_of(PLAN, COMPLETED).operations[0].reports


def test_what_is_too_long_is_said(client: Client) -> None:
    page = confirm(client, 1, **{"nota|": "x" * 501, "respaldo|1.1.1": "y" * 501}).content.decode()
    assert "La nota tiene 501 letras; caben 500." in page
    assert "1.1.1: El respaldo tiene 501 letras; caben 500." in page


def test_what_is_said_of_all_is_of_each_that_has_nothing_of_its_own(client: Client) -> None:
    confirm(client, 1, **{"respaldo|": "Informe DDTJ 04/2024", "nota|": "Todo bien", "respaldo|1.1.2": "Acta 7"})
    assert (last_report().evidence, last_report().note) == ("Informe DDTJ 04/2024", "Todo bien")
    assert last_report("1.1.2").evidence == "Acta 7"
    assert "Avance sin respaldo" not in unit_page(client)


def test_a_month_that_has_not_begun_is_not_reported(client: Client) -> None:
    for month in (0, 13):
        answer: Answer = client.get(url(month))
        assert answer.url == reverse("avance_unidad", kwargs=UNIT)
    assert client.post(url(13), {"hecho|1.1.1": "1"}).status_code == 302
    assert reported() == {}


@both_engines
def test_the_same_form_sent_twice_is_one_act(client: Client) -> None:
    typed = form(client, 1)
    assert statuses(at_once(*(lambda: client.post(url(1), typed) for _ in range(3)))) == [302, 302, 302]
    assert Acto.objects.filter(clase="informar_avance").count() == 1
    again = client.post(url(1), typed, follow=True)
    assert "ya estaba informado así" in again.content.decode()
    assert Acto.objects.filter(clase="informar_avance").count() == 1


@both_engines
def test_of_two_at_once_who_says_something_else_is_told_what_there_is(client: Client) -> None:
    director = sign_in(Rol.DIRECTOR, COMPLETED)
    forms = [form(client, 1) | {"hecho|1.1.1": "4"}, form(director, 1) | {"hecho|1.1.1": "5", "nota|": "La mía"}]
    answers = at_once(lambda: client.post(url(1), forms[0]), lambda: director.post(url(1), forms[1]))
    assert statuses(answers) == [302, 422]
    refused = next(each for each in answers if each.status_code == 422).content.decode()
    first = reported()[1]
    second = {4: 5, 5: 4}[first]
    assert f"1.1.1: ya dice {first}, y usted puso {second}." in refused
    assert f'name="hecho|1.1.1" value="{second}"' in refused, "what was typed stays"
    last = client if second == 4 else director
    again = {**forms[0 if second == 4 else 1], "visto": progress_of(PLAN, COMPLETED).seal, "envio": str(uuid4())}
    assert last.post(url(1), again).status_code == 422, "now it is a correction"
    assert last.post(url(1), again | {"motivo": "Lo vi yo"}).status_code == 302
    assert reported() == {1: second}


def next_version() -> str:
    with act("prueba", None, None, plan=PLAN):
        return open_version(PLAN, Opening("ajuste", "De ejemplo", afecta_pei=False, fecha=hoy()))


@both_engines
def test_a_later_version_reads_what_was_reported_and_corrects_it_in_itself(client: Client) -> None:
    confirm(client, 1, **{"hecho|1.1.1": "7", "hecho|1.1.2": "9"})
    newer = next_version()
    with act("prueba", None, None, plan=newer):
        for table in ("tareas", "requerimientos", "operaciones"):
            live().execute(
                f"delete from {table} where plan = ? and unidad = ? and operacion = '1.1.2'", [newer, COMPLETED]
            )
        put_in_force(newer, hoy())
    here = {"plan": newer, "unidad": COMPLETED}
    page = client.get(reverse("avance_informar", kwargs={**here, "mes": 1})).content.decode()
    assert 'name="hecho|1.1.1" value="7"' in page
    typed = fields(page) | {"hecho|1.1.1": "6", "motivo": "Se anuló uno"}
    assert client.post(reverse("avance_informar", kwargs={**here, "mes": 1}), typed).status_code == 302
    rows = live().query("select plan, ejecutado from ejecucion_fisica where operacion = '1.1.1' order by plan")
    assert [tuple(row) for row in rows] == [(PLAN, 7 * UNITY), (newer, 6 * UNITY)]
    shown = client.get(reverse("avance_unidad", kwargs=here)).content.decode()
    assert "antes 7, ahora 6, por: Se anuló uno" in shown
    assert "Operaciones que el plan ya no tiene" in shown
    assert "<b>1.1.2</b>: enero 9" in shown
    assert client.post(url(2), form(client, 2)).status_code == 409, "the version before takes no more"
    assert "Esta versión del plan ya no está vigente" in unit_page(client)


def test_months_are_told_by_what_is_over_and_what_is_late(client: Client) -> None:
    def states(today: date) -> str:
        unit = unit_of(progress_of(PLAN, COMPLETED), COMPLETED, today)
        return "".join(
            {"informado": "i", "atrasado": "A", "por_informar": "p", "futuro": "."}[m.state] for m in unit.months
        )

    def owed(today: date) -> tuple[str, date | None, int]:
        unit = unit_of(progress_of(PLAN, COMPLETED), COMPLETED, today)
        assert unit.pending
        return unit.pending.months, unit.pending.due, unit.days(today)

    assert states(date(2024, 1, 31)) == "p..........."
    assert states(date(2024, 2, 10)) == "pp.........."
    assert states(date(2024, 2, 11)) == "Ap.........."
    assert owed(date(2024, 2, 11)) == ("enero", date(2024, 2, 10), 1)
    confirm(client, 2)
    assert states(date(2024, 5, 2)) == "iiApp......."
    assert owed(date(2024, 5, 2)) == ("marzo a abril", date(2024, 4, 10), 22)
    assert states(date(2026, 1, 1)) == "iiAAAAAAAAAA"
    assert unit_of(progress_of(PLAN, COMPLETED), COMPLETED, date(2023, 12, 1)).pending is None


def test_the_plan_is_a_board_of_who_reported_and_who_is_silent(client: Client, as_role: AsRole) -> None:
    board = reverse("avance", args=[PLAN])
    planning = as_role(Rol.PLANIFICACION)
    page = planning.get(board).content.decode()
    assert "1 de 1 unidad con operaciones tiene meses atrasados" in page
    assert f"http://testserver{url(12)}" in page
    assert "10/02/2024, hace" in page
    confirm(client, 12)
    page = planning.get(board).content.decode()
    assert "0 de 1 unidad" in page
    assert url(12) not in page
    assert "Ninguna unidad está atrasada" in planning.get(board, {"ver": "atrasadas"}).content.decode()
    assert board in planning.get(reverse("certificaciones", args=[PLAN])).content.decode(), "a tab leads there"


def test_the_number_of_queries_does_not_grow_with_what_is_reported(client: Client, as_role: AsRole) -> None:
    def asked() -> list[int]:
        found = []
        for who, page in (
            (as_role(Rol.PLANIFICACION), reverse("avance", args=[PLAN])),
            (client, url(4)),
            (client, reverse("avance_unidad", kwargs=UNIT)),
        ):
            with queries() as made:
                who.get(page)
            found.append(len(made))
        return found

    confirm(client, 1)
    before = asked()
    confirm(client, 2)
    confirm(client, 3, **{"nota|": "Otro"})
    assert asked() == before

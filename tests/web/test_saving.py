"""A request to save: what is no such request, the same one again, what others changed meanwhile, and the state."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.plans import answers
from apthapi.web.plans.answers import forget_answers
from apthapi.web.plans.live import live
from apthapi.web.plans.request import MOST_CHANGES
from apthapi.web.process.models import Acto, Cambio, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad
from web.databases import both_engines, on_sqlite
from web.earlier import add_earlier_plan
from web.grid import SERVICES, address, cell, rows, said, save, send
from web.states import set_part, set_plan

AsRole = Callable[..., Client]


@pytest.fixture
def preparer(demo: None, as_role: AsRole) -> Client:  # noqa: ARG001 - whose database it is
    """Who prepares the forms of the unit that has lines."""
    return as_role(Rol.PREPARA, COMPLETED)


def _raw(client: Client, body: bytes | str, verb: str = "guardar") -> Any:
    return client.post(address(SERVICES, verb), body, content_type="application/json")


def _request(**changed: Any) -> str:
    # Always the same, because the cases of a test are named after it.
    return json.dumps({"envio": "0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d", "desde": 0, "cambios": []} | changed)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("verb", ["guardar", "interpretar"])
def test_what_a_form_of_another_page_could_send_is_not_read(preparer: Client, kind: str, verb: str) -> None:
    acts = Acto.objects.count()
    body = _request(cambios=[{"nuevo": "n1", "celdas": {"partida": {"texto": "22110"}}}], columnas=[], celdas=[])
    answer = preparer.generic("POST", address(SERVICES, verb), body, content_type=kind)
    assert answer.status_code == 400
    assert "Content-Type: application/json" in answer.json()["mensaje"]
    assert Acto.objects.count() == acts
    assert _raw(preparer, body, verb).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 200_000,
        b'{"envio": 1, "cambios": []}',
        _request(envio="no"),
        _request(cambios=None),
        _request(cambios=[1]),
        _request(cambios=[{}]),
        _request(cambios=[{"renglon": 1, "nuevo": "n1"}]),
        _request(cambios=[{"renglon": "1"}]),
        _request(cambios=[{"renglon": True}]),
        _request(cambios=[{"renglon": -1}]),
        _request(cambios=[{"renglon": 10**30}]),
        _request(cambios=[{"renglon": 1, "lugar": 2**60}]),
        _request(cambios=[{"renglon": 1, "celdas": {"linea": {"texto": "1"}}}]),
        _request(cambios=[{"renglon": 1, "celdas": {"formulario": {"texto": "3_02"}}}]),
        _request(cambios=[{"renglon": 1, "celdas": {"plan": {"texto": "SEGIP-2024-0"}}}]),
        _request(cambios=[{"nuevo": "n1", "celdas": {"unidad": {"texto": EMPTY}}}]),
        _request(cambios=[{"nuevo": "n1", "celdas": {"renglon": {"texto": "1"}}}]),
        _request(cambios=[{"nuevo": "n1", "celdas": {"importe = 0 --": {"texto": "1"}}}]),
        _request(cambios=[{"renglon": 1, "celdas": {"cantidad": "12"}}]),
        _request(cambios=[{"renglon": 1, "celdas": {"cantidad": {"texto": 12}}}]),
        _request(cambios=[{"renglon": 1, "celdas": {"cantidad": {"texto": "1", "antes": [1]}}}]),
        _request(desde=1.5),
        _request(desde="1"),
        '{"envio": "6c1f0f1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e", "desde": 1e999, "cambios": []}',
        _request(cambios=[{"nuevo": "n"}] * (MOST_CHANGES + 1)),
    ],
)
def test_what_the_grid_would_not_send_is_refused_whole(preparer: Client, body: bytes | str) -> None:
    before = live().query("select * from requerimientos order by renglon")
    response = _raw(preparer, body)
    assert response.status_code == 400
    assert response.json()["mensaje"]
    assert live().query("select * from requerimientos order by renglon") == before
    assert not Acto.objects.filter(clase="guardar").exists()


def test_a_body_beyond_all_measure_is_refused(preparer: Client) -> None:
    response = _raw(preparer, b"[" + b" " * (9 * 2**20) + b"]")
    assert (response.status_code, "mensaje" in response.json()) == (400, True)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        {"columnas": ["plan"], "celdas": [["x"]]},
        {"columnas": ["cantidad"], "celdas": [["1", "2"]]},
        {"columnas": ["cantidad"], "celdas": 1},
        {"columnas": ["cantidad"], "celdas": [["1"]] * (MOST_CHANGES + 1)},
    ],
)
def test_a_paste_of_another_form_is_refused(preparer: Client, body: Any) -> None:
    assert _raw(preparer, body if isinstance(body, bytes) else json.dumps(body), "interpretar").status_code == 400


def test_a_paste_is_read_and_nothing_is_stored(preparer: Client) -> None:
    body = {"columnas": ["descripcion", "cantidad"], "celdas": [["Resma", "1.234,5"], ["Tóner", "1.234"]]}
    answer = _raw(preparer, json.dumps(body), "interpretar").json()["celdas"]
    assert [each["valor"] for each in answer[0]] == ["Resma", 12_345_000]
    assert len(answer[1][1]["opciones"]) == 2
    assert not Acto.objects.filter(clase="interpretar").exists()


@pytest.mark.parametrize("where", ["other_unit", "other_sheet", "other_plan"])
@both_engines
def test_a_row_of_elsewhere_is_a_row_that_does_not_exist(preparer: Client, where: str) -> None:
    guessed = {
        "other_unit": "select renglon from acp_unidad where plan = 'SEGIP-2024-1' and unidad = 'DDBN'",
        "other_plan": "select renglon from acp_unidad where plan = 'SEGIP-2023-1' and unidad = 'DDTJ'",
        "other_sheet": "select renglon from requerimientos where formulario = '3_02'",
    }
    add_earlier_plan()
    table, sheet = ("requerimientos", SERVICES) if where == "other_sheet" else ("acp_unidad", "articulacion")
    renglon = live().value(guessed[where])
    before = live().query(f"select * from {table} where renglon = ?", [renglon])
    column = "descripcion" if where == "other_sheet" else "responsable"
    answer = save(
        preparer,
        {"renglon": renglon, "celdas": {column: cell("Ajeno")}},
        {"renglon": renglon, "borrar": True},
        {"renglon": renglon, "lugar": 1},
        sheet=sheet,
    )
    assert [message for _, message in said(answer)] == ["La fila ya no existe: otra persona la quitó."] * 3
    assert (answer["filas"], answer["borradas"]) == ([], [])
    assert live().query(f"select * from {table} where renglon = ?", [renglon]) == before


@pytest.mark.parametrize(
    ("sheet", "unidad"),
    [("unidades", COMPLETED), ("presupuesto_aprobado", COMPLETED), (SERVICES, ""), ("otra", COMPLETED)],
)
def test_a_sheet_of_the_plan_is_not_under_a_unit_nor_the_other_way(
    preparer: Client, as_role: AsRole, sheet: str, unidad: str
) -> None:
    for client in (preparer, as_role(Rol.PLANIFICACION), as_role(Rol.FINANZAS)):
        for verb in ("filas", "novedades"):
            assert client.get(address(sheet, verb, unidad=unidad)).status_code == 404
        for verb in ("guardar", "interpretar"):
            assert client.post(address(sheet, verb, unidad=unidad)).status_code == 404


@both_engines
def test_the_same_request_again_gets_the_same_answer_and_doubles_nothing(preparer: Client) -> None:
    envio = uuid4()
    change = {"nuevo": "n1", "celdas": {"descripcion": cell("Una vez")}}
    first = save(preparer, change, envio=envio)
    again = save(preparer, change, envio=envio)
    assert (again["acto"], again["filas"]) == (first["acto"], first["filas"])
    assert sum(row["descripcion"] == "Una vez" for row in rows(preparer)) == 1
    assert Acto.objects.filter(envio=envio).count() == 1


@both_engines
def test_an_answer_is_kept_while_the_same_request_may_come_and_then_forgotten(preparer: Client) -> None:
    old, recent = uuid4(), uuid4()
    change = {"nuevo": "n1", "celdas": {"descripcion": cell("Una sola vez")}}
    save(preparer, change, envio=old)
    between = timezone.now()
    kept = save(preparer, change, envio=recent)
    lines = len(rows(preparer))
    assert forget_answers(between) == 1
    assert save(preparer, change, envio=recent)["filas"] == kept["filas"]
    refused = send(preparer, [change], envio=old)
    assert refused.status_code == 400
    assert refused.json()["mensaje"].startswith("Estos cambios ya se guardaron el ")
    assert len(rows(preparer)) == lines


def test_saving_itself_forgets_old_answers(preparer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "EVERY", 1)
    monkeypatch.setattr(answers, "KEPT", timedelta(0))
    envios = [uuid4(), uuid4()]
    for envio in envios:
        save(preparer, {"nuevo": "n1", "celdas": {"descripcion": cell("Papel")}}, envio=envio)
    assert (
        list(Acto.objects.filter(envio__in=envios).exclude(respuesta="").values_list("envio", flat=True)) == envios[1:]
    )


@on_sqlite("SQLite says its plan whatever the tables hold; PostgreSQL rightly reads small ones whole")
def test_old_answers_are_found_by_their_index(demo: None) -> None:  # noqa: ARG001 - whose database it is
    asked = f"select id from process_acto where momento < ? and {answers.WITH_ANSWER} order by momento"
    assert "respuestas_guardadas" in str(live().query(f"explain query plan {asked}", ["2024-01-01"]))


def test_the_envio_of_another_person_or_of_another_sheet_tells_nothing(preparer: Client, as_role: AsRole) -> None:
    envio = uuid4()
    save(preparer, {"nuevo": "n1", "celdas": {"descripcion": cell("Secreto")}}, envio=envio)
    for client, sheet in ((as_role(Rol.DIRECTOR, COMPLETED), SERVICES), (preparer, "requerimientos_3_02")):
        response = send(client, [], sheet, envio=envio)
        assert response.status_code == 400
        assert "Secreto" not in response.content.decode()


@both_engines
def test_an_answer_brings_what_others_changed_since(preparer: Client, as_role: AsRole) -> None:
    director = as_role(Rol.DIRECTOR, COMPLETED)
    first, second, third = (row["renglon"] for row in rows(preparer)[:3])
    since = preparer.get(address(SERVICES, "filas")).json()["acto"]
    save(
        director,
        {"renglon": first, "celdas": {"descripcion": cell("Del director")}},
        {"renglon": second, "borrar": True},
    )
    answer = save(preparer, {"renglon": third, "celdas": {"descripcion": cell("Mía")}}, since=since)
    assert [each["renglon"] for each in answer["ajenas"]["filas"]] == [first]
    assert answer["ajenas"]["borradas"] == [second]
    news = director.get(address(SERVICES, "novedades"), {"desde": answer["acto"] - 1}).json()
    assert [each["renglon"] for each in news["ajenas"]["filas"]] == [third]
    assert news["acto"] == answer["acto"]
    quiet = director.get(address(SERVICES, "novedades"), {"desde": news["acto"]}).json()
    assert quiet["ajenas"] == {"filas": [], "borradas": []}


@pytest.mark.parametrize("since", ["", "²", "-1", "1e9", "9" * 40, "'"])
def test_news_since_no_act_are_answered_all_the_same(preparer: Client, since: str) -> None:
    assert preparer.get(address(SERVICES, "novedades"), {"desde": since}).status_code == 200


def test_what_happens_in_other_units_is_no_news(preparer: Client, as_role: AsRole) -> None:
    before = preparer.get(address(SERVICES, "filas")).json()["acto"]
    other = as_role(Rol.PREPARA, EMPTY)
    save(other, {"nuevo": "n1", "celdas": {"descripcion": cell("Ajena")}}, unidad=EMPTY)
    news = preparer.get(address(SERVICES, "novedades"), {"desde": 0}).json()
    assert news["acto"] == before
    assert all(each["valores"][3] != "Ajena" for each in news["ajenas"]["filas"])


@pytest.mark.parametrize(
    ("sheet", "rol", "cells"),
    [("unidades", Rol.PLANIFICACION, {"unidad": "NUEVA"}), ("presupuesto_aprobado", Rol.FINANZAS, {"grupo": "20000"})],
)
@both_engines
def test_sheets_of_the_plan_are_saved_and_told_to_others(
    demo: None,  # noqa: ARG001 - whose database it is
    as_role: AsRole,
    sheet: str,
    rol: Rol,
    cells: dict[str, str],
) -> None:
    client = as_role(rol)
    since = client.get(address(sheet, "filas", unidad="")).json()["acto"]
    new = {"nuevo": "n1", "celdas": {name: cell(text) for name, text in cells.items()}}
    answer = save(client, new, sheet=sheet, unidad="", since=since)
    assert (said(answer), "cuadre" in answer) == ([], False)
    news = as_role(Rol.AUDITORIA).get(address(sheet, "novedades", unidad=""), {"desde": since}).json()
    assert [each["renglon"] for each in news["ajenas"]["filas"]] == [answer["filas"][0]["renglon"]]


@pytest.mark.parametrize("state", [EstadoDeUnidad.ENVIADA, EstadoDeUnidad.APROBADA, EstadoDeUnidad.REVISADA])
def test_a_part_that_was_sent_takes_no_change(preparer: Client, state: str) -> None:
    set_part(estado=state)
    response = send(preparer, [{"nuevo": "n1", "celdas": {}}])
    assert (response.status_code, "no se puede" in response.json()["mensaje"]) == (409, True)
    set_plan(estado=EstadoDePlan.VIGENTE)
    assert send(preparer, []).status_code == 409
    assert not Cambio.objects.filter(acto__gt=1, tabla__in=TABLES).exists()


def test_saving_brings_the_tie_out_and_the_findings_as_they_are_after_it(preparer: Client) -> None:
    line = rows(preparer)[0]
    answer = save(preparer, {"renglon": line["renglon"], "celdas": {"cantidad": cell("13", line["cantidad"])}})
    total = answer["cuadre"]["total"]
    assert (total["estado"], total["diferencia"]) == ("excede", line["importe"] // 12)
    assert answer["verificaciones"]["errores"] > 0
    parte = ParteDeUnidad.objects.get(plan=PLAN, unidad=COMPLETED)
    assert (parte.errores, parte.ultimo_acto) == (answer["verificaciones"]["errores"], answer["acto"])
    for finding in answer["verificaciones"]["hallazgos"]:
        page = finding["enlace"].partition("#")[0]
        assert not page or preparer.get(page).status_code == 200

"""Observations pinned to the cell: who pins, answers and resolves them, and what they stop."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.observations import pinning
from apthapi.web.observations.models import Intervencion, Observacion
from apthapi.web.observations.pending import due_soon, overdue, waiting_for
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDeUnidad
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy, situacion_de
from web.conftest import AsRole
from web.databases import both_engines, queries
from web.grid import SERVICES, address, cell, save
from web.observing import IN_WEEK, base, do, first_row, pin, state
from web.states import set_part, set_plan

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]


def put_off(observacion: Observacion, limit: date) -> None:
    with act("prueba", None, None, plan=PLAN):
        Observacion.objects.filter(pk=observacion.pk).update(vence=limit)


def part(estado: EstadoDeUnidad) -> None:
    set_part(estado=estado)


def send(client: object, accion: str, **form: str) -> str:
    response = client.post(f"{base()}acto/{accion}", {"asi": "1", **form}, follow=True)  # type: ignore[attr-defined]
    return str(response.content.decode())


def test_a_cell_is_observed_answered_and_resolved(as_role: AsRole) -> None:
    finance, unit = as_role(Rol.FINANZAS), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(finance)
    made = pin(finance, f"{SERVICES}/{row['renglon']}/precio_unitario", vence=IN_WEEK)
    assert (made.numero, made.tabla, made.renglon, made.columna) == (
        1,
        "requerimientos",
        row["renglon"],
        "precio_unitario",
    )
    assert made.lugar.startswith("Requerimientos, 3_01 Servicios, línea 1 «")
    assert made.lugar.endswith(", Precio unitario")
    assert "Respuesta enviada" in do(unit, made, "responder", "Se adjunta la cotización.").content.decode()
    assert state(made) == "respondida"
    do(finance, made, "reabrir", "La cotización es de otra gestión.")
    do(unit, made, "responder", "Corregido.")
    do(finance, made, "resolver")
    assert state(made) == "resuelta"
    steps = Intervencion.objects.filter(observacion=made).order_by("pk")
    assert [(each.clase, each.cargo.rol) for each in steps if each.cargo] == [
        ("responder", "prepara"),
        ("reabrir", "finanzas"),
        ("responder", "prepara"),
        ("resolver", "finanzas"),
    ]
    page = finance.get(f"{base()}observaciones?estado=todas").content.decode()
    assert "La cotización es de otra gestión." in page
    assert "Se adjunta la cotización." in page


def test_every_write_is_an_act_with_the_place_in_words(as_role: AsRole) -> None:
    made = pin(as_role(Rol.PLANIFICACION), "requerimientos_3_01", texto="Faltan los servicios básicos.")
    do(as_role(Rol.PREPARA, COMPLETED), made, "responder", "Se agregaron.")
    acts = Acto.objects.filter(plan=PLAN, unidad=COMPLETED, clase__endswith="_observacion").order_by("pk")
    assert [(each.clase, each.detalle) for each in acts] == [
        ("fijar_observacion", "Requerimientos, 3_01 Servicios: Faltan los servicios básicos."),
        ("responder_observacion", "Nº 1, Requerimientos, 3_01 Servicios: Se agregaron."),
    ]
    assert "Respondió una observación" in as_role(Rol.AUDITORIA).get(f"{base()}cambios").content.decode()


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("", "Toda la parte de la unidad"),
        ("paso:resumen", "Todo el paso Resumen"),
        ("situacion_fortaleza", "Situación, Fortalezas"),
    ],
)
def test_also_a_sheet_a_step_or_the_whole_part(as_role: AsRole, where: str, words: str) -> None:
    assert pin(as_role(Rol.DIRECTOR, COMPLETED), where).lugar == words


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"texto": "  "}, "Escriba qué observa."),
        ({"severidad": "gravísima"}, "Elija la severidad."),
        ({"vence": "31/12"}, "La fecha límite no se entiende"),
        ({"vence": "2020-01-01"}, "La fecha límite ya pasó"),
        ({"destinatario": "mae"}, "Elija quién debe responder."),
        ({"donde": "requerimientos_3_01/999999/importe"}, "Esa fila ya no existe"),
        ({"donde": "requerimientos_3_01/⁵/importe"}, "Esa fila ya no existe"),
        ({"donde": "unidades"}, "Esa planilla no es de aquí"),
        ({"donde": "paso:otro"}, "Ese paso no existe"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(as_role: AsRole, form: dict[str, str], why: str) -> None:
    sent = {"donde": "", "severidad": "corregir", "texto": "Un texto largo que no se pierde.", **form}
    response = as_role(Rol.JURIDICA).post(f"{base()}observaciones/fijar", sent)
    assert response.status_code == 422
    assert why in response.content.decode()
    assert sent["texto"] in response.content.decode()
    assert not Observacion.objects.exists()


def test_pressing_twice_observes_once(as_role: AsRole) -> None:
    client, once = as_role(Rol.MAE), str(uuid4())
    pin(client, envio=once)
    made = pin(client, envio=once)
    again = str(uuid4())
    for _ in range(2):
        do(client, made, "anotar", "Para la reunión.", envio=again)
    assert (Observacion.objects.count(), Intervencion.objects.count()) == (1, 1)


def test_whose_turn_it_is(as_role: AsRole) -> None:
    legal, finance, unit = as_role(Rol.JURIDICA), as_role(Rol.FINANZAS), as_role(Rol.PREPARA, COMPLETED)
    made = pin(legal)
    assert do(finance, made, "resolver").status_code == 403, "only who made it, or Planificación"
    assert do(as_role(Rol.PLANIFICACION), made, "retirar", "No va").status_code == 403, "only who made it"
    assert do(unit, made, "resolver").status_code == 403
    assert do(legal, made, "responder", "Sí").status_code == 403, "the unit was asked"
    assert do(as_role(Rol.AUDITORIA), made, "anotar", "Veo").status_code == 403, "Auditoría reads"
    assert do(as_role(Rol.PREPARA, EMPTY), made, "responder", "Sí").status_code == 404
    assert do(as_role(Rol.PLANIFICACION), made, "resolver").status_code == 200
    assert state(made) == "resuelta"
    asked = pin(legal, destinatario="finanzas")
    do(finance, asked, "responder", "El techo es ese.")
    assert state(asked) == "respondida"


def test_the_number_of_another_unit_is_not_found(as_role: AsRole) -> None:
    made = pin(as_role(Rol.PLANIFICACION), unidad=EMPTY)
    unit = as_role(Rol.PREPARA, COMPLETED)
    assert unit.post(f"{base()}observaciones/{made.numero}/responder", {"texto": "x"}).status_code == 404
    assert unit.get(f"{base(EMPTY)}observaciones").status_code == 404
    assert unit.get(f"{base('')}observaciones").status_code == 403


def test_nobody_closes_what_they_have_not_read(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    made = pin(planning)
    seen = str(made.ultimo_acto)
    do(unit, made, "responder", "Tiene razón: falta un año.")
    refused = do(planning, made, "resolver", "Conforme con la primera.", visto=seen)
    assert refused.status_code == 422
    assert "Mientras usted escribía, Responsable de elaboración (DDTJ) respondió" in refused.content.decode()
    assert "Conforme con la primera." in refused.content.decode(), "the text is not lost"
    assert state(made) == "respondida"
    do(planning, made, "resolver", visto=str(made.ultimo_acto))
    late = do(unit, made, "responder", "Otra cosa")
    assert "está «resuelta»: Dirección Nacional de Planificación dio por resuelta" in late.content.decode()


def test_what_stops_is_answered_before_sending_and_resolved_before_reviewing(as_role: AsRole) -> None:
    planning, unit, director = (
        as_role(Rol.PLANIFICACION),
        as_role(Rol.PREPARA, COMPLETED),
        as_role(Rol.DIRECTOR, COMPLETED),
    )
    pin(planning, texto="Solo una sugerencia.", severidad="sugerencia")
    made = pin(planning, "paso:situacion", severidad="detiene")
    assert "responda lo que impide el envío: Nº 2 (Todo el paso Situación)" in send(unit, "enviar_unidad")
    do(unit, made, "responder", "Se completó.")
    assert "Enviado a la dirección" in send(unit, "enviar_unidad")
    send(director, "aprobar_unidad")
    assert "no están resueltas: Nº 2" in send(planning, "revisar_unidad")
    do(planning, made, "resolver")
    assert "Revisada por Planificación" in send(planning, "revisar_unidad")


def test_a_part_is_returned_with_its_pinned_observations_and_no_more_words(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    part(EstadoDeUnidad.APROBADA)
    assert "Escriba qué debe corregir la unidad." in send(planning, "observar_unidad", motivo=" ")
    pin(planning)
    pin(planning, "paso:operaciones")
    send(planning, "observar_unidad", motivo="")
    returned = Acto.objects.filter(clase="observar_unidad").get()
    assert returned.detalle == "Van 2 observaciones por responder: Nº 1, Nº 2."
    page = as_role(Rol.PREPARA, COMPLETED).get(base()).content.decode()
    assert "Van 2 observaciones por responder: Nº 1, Nº 2." in page


def test_the_value_of_then_and_of_now(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(unit)
    pin(planning, f"{SERVICES}/{row['renglon']}/descripcion")
    save(unit, {"renglon": row["renglon"], "celdas": {"descripcion": cell("Otro servicio")}})
    page = planning.get(f"{base()}observaciones").content.decode()
    assert f"Decía <del>{row['descripcion']}</del>, ahora dice <ins>Otro servicio</ins>" in page


def test_a_row_that_is_removed_leaves_its_observation_and_who_removed_it(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(unit)
    made = pin(planning, f"{SERVICES}/{row['renglon']}/importe")
    save(unit, {"renglon": row["renglon"], "borrar": True})
    page = planning.get(f"{base()}observaciones").content.decode()
    assert "Su fila se quitó: Responsable de elaboración (DDTJ)" in page
    assert made.lugar in page
    assert do(unit, made, "responder", "Era un error.").status_code == 200


def test_the_grid_brings_the_marks_and_the_news_of_them(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(unit)
    made = pin(planning, f"{SERVICES}/{row['renglon']}/importe", severidad="detiene")
    pin(planning, f"{SERVICES}/{row['renglon']}")
    marks = [[row["renglon"], "importe", "detiene", 1], [row["renglon"], "", "corregir", 2]]
    answer = unit.get(address(SERVICES, "filas")).json()
    assert answer["observaciones"] == marks
    assert answer["observa"] is False
    assert planning.get(address(SERVICES, "filas")).json()["observa"] is True
    assert unit.get(address("requerimientos_3_02", "filas")).json()["observaciones"] == []
    do(planning, made, "resolver")
    news = unit.get(address(SERVICES, "novedades") + "?desde=0").json()
    assert news["observaciones"] == marks[1:]
    assert news["observado"] == made.ultimo_acto or news["observado"] > made.acto


def test_saving_asks_nothing_about_observations(as_role: AsRole) -> None:
    unit = as_role(Rol.PREPARA, COMPLETED)
    row = first_row(unit)
    pin(as_role(Rol.PLANIFICACION), f"{SERVICES}/{row['renglon']}/importe")
    with queries() as made:
        save(unit, {"renglon": row["renglon"], "celdas": {"descripcion": cell("Otro")}})
    assert [each for each in made if "observations_" in each] == []


def test_pages_ask_as_much_with_one_as_with_many(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    renglones = [row[0] for row in unit.get(address(SERVICES, "filas")).json()["filas"]]
    pages = [
        (unit, base()),
        (unit, f"{base()}observaciones"),
        (planning, f"{base('')}observaciones"),
        (planning, base("")),
        (planning, f"{base('')}observaciones.csv"),
        (planning, f"{base('')}cambios?desde=visita"),
    ]
    found = []
    for count in (1, 12):
        for number in range(count):
            made = pin(planning, f"{SERVICES}/{renglones[number % len(renglones)]}/importe")
            do(unit, made, "responder", "Sí.")
        for client, page in pages:
            client.get(page)
            with queries() as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
    before, after = found[: len(pages)], found[len(pages) :]
    assert [page for (_, page), one, many in zip(pages, before, after, strict=True) if many > one] == []


def test_several_units_at_once_or_none(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    form = {"donde": "paso:situacion", "severidad": "corregir", "texto": "Falta firmar.", "envio": str(uuid4())}
    url = f"{base('')}observaciones/varias"
    refused = planning.post(url, {**form, "unidades": [COMPLETED, "NADIE"]}, follow=True)
    assert "No se observó a ninguna unidad" in refused.content.decode()
    assert not Observacion.objects.exists()
    for _ in range(2):
        planning.post(url, {**form, "unidades": [COMPLETED, EMPTY]})
    made = list(Observacion.objects.order_by("unidad"))
    assert [(each.unidad, each.numero, each.lugar) for each in made] == [
        (EMPTY, 1, "Todo el paso Situación"),
        (COMPLETED, 1, "Todo el paso Situación"),
    ]
    assert as_role(Rol.FINANZAS).post(url, {**form, "unidades": [COMPLETED]}).status_code == 403
    chosen = {"elegida": [str(each.pk) for each in made], "texto": "Todas firmadas.", "envio": str(uuid4())}
    planning.post(f"{base('')}observaciones/resolver", chosen)
    assert {state(each) for each in made} == {"resuelta"}


def test_a_row_is_not_observed_in_several_units(as_role: AsRole) -> None:
    planning, url = as_role(Rol.PLANIFICACION), f"{base('')}observaciones/varias"
    row = f"{SERVICES}/{first_row(planning)['renglon']}"
    form = {"donde": row, "severidad": "corregir", "texto": "Falta firmar.", "unidades": [COMPLETED, EMPTY]}
    page = planning.post(url, form, follow=True).content.decode()
    assert "No se observó a ninguna unidad. Una fila es de una sola unidad" in page
    assert not Observacion.objects.exists()
    page = planning.post(url, {**form, "unidades": COMPLETED}, follow=True).content.decode()
    assert "Observación puesta a 1 unidad." in page


def test_it_is_said_which_units_were_not_observed(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pinning.pin

    def closed_for_one(situacion: Situacion, *more: Any) -> Observacion:
        if situacion.unidad == COMPLETED:
            raise EstadoNoAdmite("Ya no se observa.")
        return real(situacion, *more)

    monkeypatch.setattr(pinning, "pin", closed_for_one)
    form = {"donde": "", "severidad": "corregir", "texto": "Falta firmar.", "unidades": [COMPLETED, EMPTY]}
    page = as_role(Rol.PLANIFICACION).post(f"{base('')}observaciones/varias", form, follow=True).content.decode()
    assert f"Observación puesta a 1 unidad: {EMPTY}." in page
    assert f"No se observó a: {COMPLETED}: Ya no se observa." in page


@pytest.mark.parametrize("digits", [30, 5000])
def test_what_no_observation_can_be_is_not_chosen(as_role: AsRole, digits: int) -> None:
    form = {"elegida": "9" * digits, "texto": "Listo."}
    answer = as_role(Rol.PLANIFICACION).post(f"{base('')}observaciones/resolver", form, follow=True)
    assert "No eligió ninguna por cerrar." in answer.content.decode()


def test_what_is_chosen_on_the_page_of_the_plan(as_role: AsRole) -> None:
    planning, finance = as_role(Rol.PLANIFICACION), as_role(Rol.FINANZAS)
    pin(planning, texto="De Tarija")
    pin(finance, unidad=EMPTY, texto="Del Beni", severidad="detiene")
    late = pin(finance, unidad="", texto="Del plan entero")
    put_off(late, hoy() - timedelta(days=2))
    texts = {"De Tarija", "Del Beni", "Del plan entero"}

    def shown(query: str, client: object = finance) -> set[str]:
        page = client.get(f"{base('')}observaciones.csv?{query}").content.decode()  # type: ignore[attr-defined]
        return {each for each in texts if each in page}

    assert shown("") == texts
    assert shown(f"unidad={EMPTY}") == {"Del Beni"}
    assert shown("unidad=-") == {"Del plan entero"}
    assert shown("severidad=detiene") == {"Del Beni"}
    assert shown("vencidas=1") == {"Del plan entero"}
    assert shown("mias=1") == {"Del Beni", "Del plan entero"}
    assert shown("mias=1", planning) == {"De Tarija", "Del plan entero"}, "it is asked to answer the last one"
    assert shown("estado=resuelta") == set()
    page = finance.get(f"{base('')}observaciones").content.decode()
    assert "venció el" in page
    assert "1 vencida" in page


def test_what_is_due_and_whose_turn_it_is(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    soon, past, far = (pin(planning, texto=text, vence=IN_WEEK) for text in ("pronto", "tarde", "lejos"))
    put_off(soon, hoy() + timedelta(days=2))
    put_off(past, hoy() - timedelta(days=1))
    assert [list(due_soon()), list(overdue(PLAN)), list(overdue())] == [[soon], [past], [past]]
    tarija = situacion_de(Persona.objects.get(username="demo-tarija"))
    [waits] = waiting_for(tarija)
    assert (waits.text, waits.url, waits.overdue) == (
        "3 observaciones por responder, 1 vencida",
        f"{base()}observaciones",
        1,
    )
    assert (
        "3 observaciones por responder, 1 vencida" in as_role(Rol.PREPARA, COMPLETED).get("/inicio/").content.decode()
    )
    do(as_role(Rol.PREPARA, COMPLETED), far, "responder", "Sí")
    reviewer = situacion_de(Persona.objects.get(username="demo-planificacion"))
    assert [each.text for each in waiting_for(reviewer)] == ["1 respuesta por revisar"]
    set_plan(estado="vigente")
    assert [list(due_soon()), list(overdue()), waiting_for(tarija)] == [[], [], []]


def test_nothing_is_observed_once_the_plan_is_in_force(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    made = pin(planning)
    set_plan(estado="vigente")
    assert planning.post(f"{base()}observaciones/fijar", {"texto": "x", "severidad": "corregir"}).status_code == 409
    assert do(planning, made, "resolver").status_code == 409
    assert made.texto in planning.get(f"{base()}observaciones").content.decode()

"""Sending, taking back, approving, returning and reviewing the part of a unit, as people do it on its page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse, reverse_lazy

from apthapi.web.accounts.models import Cargo, Designacion, Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.plans.gaps import gaps
from apthapi.web.plans.live import live
from apthapi.web.plans.steps import progress_of
from apthapi.web.plans.summary import summary
from apthapi.web.plans.tieout import tie_out
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDeUnidad, ParteDeUnidad
from apthapi.web.process.permisos import hoy
from web.conftest import new_person, sign_in
from web.databases import both_engines
from web.grid import SERVICES, cell, rows, save

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]
PAGE = f"/planes/{PLAN}/unidades/{COMPLETED}/"


@pytest.fixture
def people() -> dict[str, Client]:
    """Those who act on the part of the unit."""
    return {
        "prepara": sign_in(Rol.PREPARA, COMPLETED),
        "director": sign_in(Rol.DIRECTOR, COMPLETED),
        "planificacion": sign_in(Rol.PLANIFICACION),
        "finanzas": sign_in(Rol.FINANZAS),
    }


def _act(client: Client, name: str, **form: str) -> str:
    """Do it and say what the page then says."""
    response = client.post(reverse("acto_unidad", args=[PLAN, COMPLETED, name]), form, follow=True)
    assert response.status_code in (200, 409)
    return response.content.decode()


def _parte() -> ParteDeUnidad:
    return ParteDeUnidad.objects.get(plan=PLAN, unidad=COMPLETED)


def _form04() -> dict[tuple[str, str], int]:
    rows = live().query(
        "select fila, fuente, importe from formulario04 where plan = ? and unidad = ?", [PLAN, COMPLETED]
    )
    return {(fila, fuente): importe for fila, fuente, importe in rows}


def test_the_way_of_a_part_from_who_prepares_to_planificacion(people: dict[str, Client]) -> None:
    states = []
    for who, name in (
        ("prepara", "enviar_unidad"),
        ("prepara", "recuperar_envio"),
        ("prepara", "enviar_unidad"),
        ("director", "aprobar_unidad"),
        ("director", "recuperar_aprobacion"),
        ("director", "aprobar_unidad"),
        ("planificacion", "revisar_unidad"),
    ):
        _act(people[who], name)
        states.append(_parte().estado)
    assert states == ["enviada", "borrador", "enviada", "aprobada", "enviada", "aprobada", "revisada"]
    acts = Acto.objects.filter(clase__in=["enviar_unidad", "aprobar_unidad", "revisar_unidad"]).order_by("pk")
    assert [acto.cargo and acto.cargo.rol for acto in acts] == [*["prepara"] * 2, *["director"] * 2, "planificacion"]
    assert _parte().ultimo_acto == acts.last().pk  # type: ignore[union-attr]


def test_what_is_sent_declares_its_form_04_as_form_3_adds_up(people: dict[str, Client]) -> None:
    line, other = rows(people["prepara"])[:2]
    price = line["precio_unitario"]
    change = {"renglon": line["renglon"], "celdas": {"cantidad": cell("11"), "importe": cell("")}}
    texts = {name: str(other[name]) for name in ("partida", "operacion", "tarea", "fuente", "unidad_medida")}
    texts |= {"descripcion": "Ejemplo", "cantidad": "1", "precio_unitario": f"{price // 100},{price % 100:02}"}
    opposite = {"nuevo": "n1", "celdas": {name: cell(text) for name, text in texts.items()}}
    save(people["prepara"], change, opposite)
    _act(people["prepara"], "enviar_unidad")
    found, form = summary(PLAN, COMPLETED)
    assert found is not None
    assert _form04()["total", "total"] == found.total == found.total_f3 == 662496700
    assert {key: value for key, value in found.cells.items() if value} == {
        key: value for key, value in _form04().items() if value and key[0] not in ("techo", "total_f3", "total_f4")
    }
    assert form is not None
    assert form["control"] == "El total es igual al techo."


def _dates() -> list[str]:
    [found] = live().query(
        "select fecha_f01, fecha_f02, fecha_f04 from unidades where plan = ? and unidad = ?", [PLAN, COMPLETED]
    )
    return list(found)


def test_forms_have_the_date_of_the_day_on_which_they_are_sent_and_none_as_drafts(people: dict[str, Client]) -> None:
    assert _dates() == ["2024-01-31", "", ""], "only form 01 is dated in what was published"
    today = hoy().isoformat()
    _act(people["prepara"], "enviar_unidad")
    assert _dates() == ["2024-01-31", today, today]
    _act(people["prepara"], "recuperar_envio")
    assert _dates() == ["", "", ""]
    _act(people["prepara"], "enviar_unidad")
    assert _dates() == [today] * 3
    _act(people["director"], "aprobar_unidad")
    _act(people["planificacion"], "observar_unidad", motivo="Revise los meses.")
    assert _dates() == ["", "", ""]


def test_errors_stop_the_sending_and_never_the_typing(people: dict[str, Client]) -> None:
    line = rows(people["prepara"])[0]
    answer = save(people["prepara"], {"renglon": line["renglon"], "celdas": {"cantidad": cell("13")}})
    assert answer["verificaciones"]["errores"] > 0
    assert re.search(r"Falta corregir \d+ error", _act(people["prepara"], "enviar_unidad"))
    assert _parte().estado == EstadoDeUnidad.BORRADOR
    assert _act(people["director"], "aprobar_unidad")
    assert _parte().estado == EstadoDeUnidad.BORRADOR
    back = save(people["prepara"], {"renglon": line["renglon"], "celdas": {"cantidad": cell("12")}})
    assert back["verificaciones"]["errores"] == 0
    _act(people["prepara"], "enviar_unidad")
    assert _parte().estado == EstadoDeUnidad.ENVIADA


@pytest.mark.parametrize("who", ["director", "planificacion", "finanzas"])
def test_it_is_returned_with_what_must_be_corrected_and_sent_again(people: dict[str, Client], who: str) -> None:
    _act(people["prepara"], "enviar_unidad")
    assert "Escriba qué debe corregir la unidad." in _act(people[who], "observar_unidad", motivo="  ")
    assert _parte().estado == EstadoDeUnidad.ENVIADA
    _act(people[who], "observar_unidad", motivo="La línea 3 no tiene respaldo.")
    assert _parte().estado == EstadoDeUnidad.OBSERVADA
    assert Acto.objects.get(clase="observar_unidad").detalle == "La línea 3 no tiene respaldo."
    save(
        people["prepara"],
        {"renglon": rows(people["prepara"])[2]["renglon"], "celdas": {"descripcion": cell("Con respaldo")}},
    )
    _act(people["prepara"], "enviar_unidad")
    assert _parte().estado == EstadoDeUnidad.ENVIADA


def _hold_also(username: str, rol: Rol) -> None:
    other = new_person(rol, COMPLETED)
    mine = Designacion.objects.get(persona__username=username)
    other.designaciones.update(persona=mine.persona)


def test_who_wrote_in_it_as_director_and_also_prepares_does_not_approve_it(people: dict[str, Client]) -> None:
    mine = Designacion.objects.get(cargo__rol=Rol.DIRECTOR, cargo__unidad=COMPLETED)
    cargo = Cargo.objects.create(entidad=mine.cargo.entidad, rol=Rol.PREPARA, unidad=COMPLETED, nombre="Segundo")
    Designacion.objects.create(persona=mine.persona, cargo=cargo, desde=mine.desde)
    line = rows(people["director"])[0]
    save(people["director"], {"renglon": line["renglon"], "celdas": {"descripcion": cell("Otra")}})
    assert Acto.objects.latest("pk").cargo == mine.cargo
    _act(people["prepara"], "enviar_unidad")
    assert "quien prepara no aprueba (V59)" in _act(people["director"], "aprobar_unidad")
    assert _parte().estado == EstadoDeUnidad.ENVIADA


def test_who_sent_it_does_not_approve_it(people: dict[str, Client]) -> None:
    _hold_also("demo-tarija", Rol.DIRECTOR)
    _act(people["prepara"], "enviar_unidad")
    assert "quien prepara no aprueba (V59)" in _act(people["prepara"], "aprobar_unidad")
    assert _parte().estado == EstadoDeUnidad.ENVIADA
    _act(people["director"], "aprobar_unidad")
    assert _parte().estado == EstadoDeUnidad.APROBADA


def test_a_director_may_correct_and_then_approve_what_another_sent(people: dict[str, Client]) -> None:
    save(
        people["director"],
        {"renglon": rows(people["director"])[2]["renglon"], "celdas": {"descripcion": cell("Corregida")}},
    )
    _act(people["prepara"], "enviar_unidad")
    _act(people["director"], "aprobar_unidad")
    assert _parte().estado == EstadoDeUnidad.APROBADA


def test_what_was_observed_is_read_where_it_is_corrected_until_it_is_reviewed(people: dict[str, Client]) -> None:
    words = "La línea 3 no tiene <respaldo>."
    told = "La línea 3 no tiene &lt;respaldo&gt;."
    assert told not in people["prepara"].get(PAGE).content.decode()
    _act(people["prepara"], "enviar_unidad")
    _act(people["director"], "observar_unidad", motivo=words)
    page = people["prepara"].get(f"{PAGE}paso/requerimientos").content.decode()
    assert told in page
    assert "Devuelta con observaciones" in page
    assert "Director(a) Departamental" in page
    home = people["prepara"].get("/inicio/").content.decode()
    assert "Corregir lo observado y enviar otra vez" in home
    assert f"{COMPLETED}: Observada" in home
    _act(people["prepara"], "enviar_unidad")
    assert "Lo que se observó la última vez" in people["director"].get(PAGE).content.decode()
    _act(people["director"], "aprobar_unidad")
    assert told in people["planificacion"].get(PAGE).content.decode()
    _act(people["planificacion"], "revisar_unidad")
    assert told not in people["planificacion"].get(PAGE).content.decode()


def test_returning_is_offered_beside_the_other_acts(people: dict[str, Client]) -> None:
    offer = '<a class="boton chico" href="#motivo">Devolver</a>'
    _act(people["prepara"], "enviar_unidad")
    assert offer in people["director"].get(PAGE).content.decode()
    assert offer not in people["prepara"].get(PAGE).content.decode()


def test_the_board_says_how_many_units_are_in_each_state_and_how_many_are_silent(people: dict[str, Client]) -> None:
    _act(people["prepara"], "enviar_unidad")
    _act(people["director"], "aprobar_unidad")
    stand = "14 unidades: 13 en elaboración, 1 aprobada por la dirección"
    board = people["planificacion"].get(f"/planes/{PLAN}/").content.decode()
    assert stand in board
    assert "y 8 unidades más" in board
    assert "Cambiar la fecha límite" in board
    assert "Cambiar la fecha límite" not in people["finanzas"].get(f"/planes/{PLAN}/").content.decode()
    assert stand in people["finanzas"].get("/inicio/").content.decode()


def test_a_plan_that_was_loaded_without_units_says_so(people: dict[str, Client]) -> None:
    board = people["planificacion"].get("/planes/SEGIP-2024-0/").content.decode()
    assert "Este plan no tiene unidades" in board
    assert "Todas las unidades enviaron su parte" not in board


def test_the_changes_of_the_plan_tell_every_act_with_its_unit(people: dict[str, Client]) -> None:
    """What is computed again changes its cells; it is not told as rows that go away and come back."""
    line = rows(people["prepara"])[0]
    save(people["prepara"], {"renglon": line["renglon"], "celdas": {"cantidad": cell("11"), "importe": cell("")}})
    people["planificacion"].post(reverse("fijar_plazo", args=[PLAN]), {"vence": "2031-02-05"})
    people["prepara"].post(reverse("acto_unidad", args=[PLAN, COMPLETED, "enviar_unidad"]), {"asi": "1"})
    address = reverse("cambios_del_plan", args=[PLAN])
    page = people["finanzas"].get(address).content.decode()
    for told in ("Cambió la fecha límite", "05/02/2031", "Envió a la dirección", "Se calculó el resumen"):
        assert told in page
    cells = dict(re.findall(r"<li>Formulario 04, (\w+, \w+)(.*?)</li>", page))
    assert cells["3_01, 20"] == ": importe: <del>3.143.145,00</del> <ins>2.978.925,00</ins>"
    assert cells["3_02, 41"] == ":  <ins>fila nueva: 0,00</ins>"
    assert "fila quitada" not in page
    assert f'href="{PAGE}cambios"' in page
    of_the_plan = people["finanzas"].get(address, {"unidad": "-"}).content.decode()
    assert ("Cambió la fecha límite" in of_the_plan, "Envió a la dirección" in of_the_plan) == (True, False)
    of_another = people["finanzas"].get(address, {"unidad": "DDBN"}).content.decode()
    assert "Todavía no hay cambios" in of_another
    assert people["prepara"].get(address).status_code == 403


def test_the_board_and_the_home_tell_what_waits_for_whom(people: dict[str, Client]) -> None:
    def home(who: str) -> str:
        return people[who].get("/inicio/").content.decode()

    assert (PAGE in home("prepara"), PAGE in home("planificacion")) == (True, False)
    _act(people["prepara"], "enviar_unidad")
    assert "Aprobar" in home("director")
    _act(people["director"], "aprobar_unidad")
    assert PAGE in home("planificacion")
    board = people["planificacion"].get(f"/planes/{PLAN}/").content.decode()
    assert "Aprobada por la dirección" in board


def test_the_steps_say_how_far_a_unit_is(people: dict[str, Client]) -> None:
    def states() -> dict[str, str]:
        [found] = progress_of(live(), PLAN, COMPLETED)
        return {name: step.word for name, step in found.steps.items()}

    whole = {"situacion": "Completo", "articulacion": "Completo", "operaciones": "Completo"}
    assert states() == {**whole, "requerimientos": "Cuadra", "resumen": "Cuadra"}
    client = people["prepara"]
    weight = rows(client, "articulacion")[0]
    save(client, {"renglon": weight["renglon"], "celdas": {"ponderacion": cell("99")}}, sheet="articulacion")
    for each in rows(client, "situacion_amenaza"):
        save(client, {"renglon": each["renglon"], "borrar": True}, sheet="situacion_amenaza")
    save(client, {"renglon": rows(client)[0]["renglon"], "celdas": {"cantidad": cell("1")}})
    expected: dict[str, Any] = {**whole, "situacion": "Falta", "articulacion": "Falta"}
    assert states() == {**expected, "requerimientos": "Falta", "resumen": "Falta"}
    assert {each.unidad for each in progress_of(live(), PLAN)} >= {COMPLETED, "DDBN"}


def test_the_tie_out_says_the_gap_and_where_the_money_is(people: dict[str, Client]) -> None:
    line = rows(people["prepara"])[0]
    save(people["prepara"], {"renglon": line["renglon"], "celdas": {"cantidad": cell("24")}})
    found: Any = tie_out(live(), PLAN, COMPLETED)
    assert (found["total"]["estado"], found["total"]["diferencia"]) == ("excede", line["importe"])
    assert found["total"]["texto"] == "Excede el techo en Bs 1.970.640,00"
    [of_20] = [row for row in found["fuentes"] if row["fuente"] == "20"]
    assert (of_20["estado"], of_20["lineas"][0]) == ("excede", line["renglon"])
    save(people["prepara"], {"renglon": line["renglon"], "borrar": True})
    found = tie_out(live(), PLAN, COMPLETED)
    assert found["total"]["texto"] == "Faltan Bs 1.970.640,00 para llegar al techo"


BENI = reverse_lazy("acto_unidad", args=[PLAN, EMPTY, "enviar_unidad"])


def _paper() -> list[Any]:
    sql = "select fila, fuente, importe from formulario04 where plan = ? and unidad = ? order by renglon"
    return live().query(sql, [PLAN, EMPTY])


def test_what_a_paper_declared_still_ties_out_after_sending_and_taking_back(people: dict[str, Client]) -> None:
    before: Any = tie_out(live(), PLAN, COMPLETED)
    assert [row["texto"] for row in before["fuentes"]] == ["Cuadra", "Cuadra"]
    _act(people["prepara"], "enviar_unidad")
    _act(people["prepara"], "recuperar_envio")
    assert tie_out(live(), PLAN, COMPLETED) == before
    line = rows(people["prepara"])[0]
    save(people["prepara"], {"renglon": line["renglon"], "borrar": True})
    after: Any = tie_out(live(), PLAN, COMPLETED)
    assert "para llegar a lo declarado en el formulario 04" in after["fuentes"][0]["texto"]


def test_a_part_that_is_refused_keeps_the_form_04_of_its_paper() -> None:
    beni = sign_in(Rol.PREPARA, EMPTY)
    before = _paper()
    texts = {"partida": "25220", "cantidad": "1", "precio_unitario": "5000000,00", "fuente": "20"}
    save(beni, {"nuevo": "n1", "celdas": {name: cell(text) for name, text in texts.items()}}, unidad=EMPTY)
    said = beni.post(BENI, {"asi": "1", "paso": "resumen"}, follow=True)
    assert re.search(r"Falta corregir \d+ error", said.content.decode())
    assert said.redirect_chain == [(reverse("paso", args=[PLAN, EMPTY, "resumen"]), 302)]
    assert _paper() == before
    parte = ParteDeUnidad.objects.get(plan=PLAN, unidad=EMPTY)
    assert (parte.estado, parte.resumen_declarado) == (EstadoDeUnidad.BORRADOR, True)


def test_what_is_missing_is_said_before_it_is_sent(people: dict[str, Client]) -> None:
    assert "¿Enviar así?" not in _act(people["prepara"], "enviar_unidad")
    beni = sign_in(Rol.PREPARA, EMPTY)
    asked = beni.post(BENI, {"paso": "resumen"}, follow=True).content.decode()
    assert "Requerimientos: no tiene ninguna línea." in asked
    assert "Faltan Bs 4.418.492,41 para llegar al techo." in asked
    assert ParteDeUnidad.objects.get(plan=PLAN, unidad=EMPTY).estado == EstadoDeUnidad.BORRADOR


def test_lines_without_an_amount_are_told_in_the_summary_and_before_sending(people: dict[str, Client]) -> None:
    line = rows(people["prepara"])[0]
    save(people["prepara"], {"renglon": line["renglon"], "celdas": {"cantidad": cell("")}})
    page = people["prepara"].get(reverse("paso", args=[PLAN, COMPLETED, "resumen"])).content.decode()
    assert "1 línea del formulario 3 no tiene importe" in page
    assert "Requerimientos: una línea no tiene importe (3_01 Servicios: 1)." in _act(people["prepara"], "enviar_unidad")


def test_lines_whose_money_is_in_no_month_are_named_before_sending(people: dict[str, Client]) -> None:
    line = rows(people["prepara"])[1]
    months = {f"m{month:02}": cell("") for month in range(1, 13)}
    save(people["prepara"], {"renglon": line["renglon"], "celdas": months})
    asked = _act(people["prepara"], "enviar_unidad")
    assert "Requerimientos: una línea no dice en qué meses se gasta (3_01 Servicios: 2)." in asked
    assert _parte().estado == EstadoDeUnidad.BORRADOR


def test_of_many_lines_the_first_are_named() -> None:
    beni = sign_in(Rol.PREPARA, EMPTY)
    for sheet, how_many in ((SERVICES, 2), ("requerimientos_3_03", 12)):
        lines = [{"nuevo": f"n{at}", "celdas": {"descripcion": cell(f"Papel {at}")}} for at in range(how_many)]
        save(beni, *lines, sheet=sheet, unidad=EMPTY)
    [told] = gaps(live(), PLAN, EMPTY)
    named = "3_01 Servicios: 1, 2; 3_03 Materiales: 3, 4, 5, 6, 7, 8, 9, 10 y 4 más"
    assert told == f"Requerimientos: 14 líneas no tienen importe ({named})."


def test_what_the_system_declared_is_no_techo(people: dict[str, Client]) -> None:
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute("update techos set fuente = '' where plan = ? and unidad = ?", [PLAN, COMPLETED])
        ParteDeUnidad.objects.filter(plan=PLAN, unidad=COMPLETED).update(resumen_declarado=False)  # it has no paper
    _act(people["prepara"], "enviar_unidad")
    assert _parte().estado == EstadoDeUnidad.ENVIADA
    found: Any = tie_out(live(), PLAN, COMPLETED)
    assert {row["texto"] for row in found["fuentes"]} == {"Sin techo por fuente"}
    assert found["total"]["texto"] == "Cuadra"

"""Modifications drafted from the difference: what they are, that they fit, that they are saved, and what stands."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apthapi.rules import check
from apthapi.rules.runner import Status
from apthapi.web.accounts.models import Rol
from apthapi.web.comparison.modifications import views
from apthapi.web.comparison.modifications.drafted import Drafted, read_draft
from apthapi.web.comparison.versions import choose
from apthapi.web.plans.live import live
from apthapi.web.plans.package import live_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio, EstadoDePlan, Version
from web.databases import both_engines
from web.versions import AFTER, BEFORE, UNIT, load_versions, of_example

PAGE = f"/planes/{AFTER}/modificaciones"


@pytest.fixture
def versions(empty: None, tmp_path: Path) -> None:  # noqa: ARG001 - where they are put
    load_versions(tmp_path / "plan")


pytestmark = pytest.mark.usefixtures("versions")


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def edit(sql: str, *values: object) -> None:
    with act("prueba", None, None, plan=AFTER):
        live().execute(sql, list(values))


def form_of(client: Client, **more: str) -> dict[str, str]:
    """The fields of the form as the page has them."""
    page = client.get(PAGE).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(envio|firma)" value="([^"]+)"', page))
    parts = re.findall(r'name="aprobador-(\d+)"', page)
    chosen = {f"aprobador-{number}": "Máxima Autoridad Ejecutiva" for number in parts}
    return {**hidden, **chosen, **{f"norma-{number}": "EJ1/MAE/RES-0008/2024" for number in parts}, **more}


def saved() -> list[tuple[object, ...]]:
    return live().query(
        "select tipo, unidad, partida, fuente, organismo, importe, aprobador, norma from modificaciones where plan = ? "
        "order by modificacion, orden",
        [AFTER],
    )


@both_engines
def test_what_the_plan_has_saved_is_what_is_drafted() -> None:
    """The example brings the modification that explains it, with its norm."""
    found = read_draft(choose(AFTER))
    assert [(part.modification.kind, part.modification.missing) for part in found.parts] == [("intrainstitucional", 0)]
    assert found.redone == []
    assert "Lo guardado es lo que sale de la diferencia" in text_of(of_example(Rol.FINANZAS).get(PAGE))


@both_engines
def test_drafted_and_saved_in_one_act_and_what_stands_follows() -> None:
    """From nothing saved: Finanzas saves the draft, and the plan is covered to the centavo again."""
    edit("delete from modificaciones where plan = ?", AFTER)
    client = of_example(Rol.FINANZAS)
    assert "Todavía no se guardó nada" in text_of(client.get(PAGE))
    uncovered = [each for each in read_draft(choose(AFTER)).standing if each.standing != each.programmed]
    response = client.post(f"{PAGE}/guardar", form_of(client))
    assert response.status_code == 302
    rows = saved()
    assert [(row[0], row[1], row[6], row[7]) for row in rows] == [
        ("intrainstitucional", UNIT, "Máxima Autoridad Ejecutiva", "EJ1/MAE/RES-0008/2024")
    ] * 2
    assert sum(int(str(row[5])) for row in rows) == 0
    acto = Acto.objects.filter(clase="redactar_modificaciones").get()
    assert (acto.plan, acto.cargo.rol if acto.cargo else "") == (AFTER, Rol.FINANZAS)
    assert Cambio.objects.filter(acto=acto.pk, tabla="modificaciones").count() == 2
    after = read_draft(choose(AFTER))
    assert uncovered == []  # by category nothing moved: the transfer is inside of one
    assert [each for each in after.standing if each.standing != each.programmed] == []
    assert after.redone == []
    package = live_package([AFTER, BEFORE])
    statuses = check(package, only=["V44", "V45", "V53", "V54", "V56"]).statuses
    assert set(statuses.values()) == {Status.HOLDS}


@both_engines
def test_approved_and_modified_is_always_what_stands() -> None:
    """Money that moves between units: only with the saved modifications does each category stand where it is."""
    [(giver, amount)] = live().query(
        "select renglon, importe from requerimientos where plan = ? and unidad = 'DPL' and partida like '3%' "
        "order by importe desc limit 1",
        [AFTER],
    )
    [(taker, fuente, organismo)] = live().query(
        "select renglon, fuente, organismo from requerimientos where plan = ? and unidad = 'DJU' and partida like '3%' "
        "and (fuente, organismo) = (select fuente, organismo from requerimientos where renglon = ?) limit 1",
        [AFTER, giver],
    )
    moved = amount // 20
    edit("update requerimientos set importe = importe - ? where renglon = ?", moved, giver)
    edit("update requerimientos set importe = importe + ? where renglon = ?", moved, taker)
    before = read_draft(choose(AFTER))
    found = [(each.unidad, each.programmed, each.standing) for each in before.standing]
    gaps = {unidad: shown - stands for unidad, shown, stands in found if shown is not None and shown != stands}
    assert gaps == {"DPL": -moved, "DJU": moved}
    client = of_example(Rol.FINANZAS)
    client.post(f"{PAGE}/guardar", form_of(client))
    after = read_draft(choose(AFTER))
    assert [each for each in after.standing if each.programmed != each.standing] == []
    lines = {(row[1], row[3], row[4]): row[5] for row in saved() if row[1] != UNIT}
    assert lines == {("DPL", fuente, organismo): -moved, ("DJU", fuente, organismo): moved}


@both_engines
def test_a_decrease_that_is_already_spent_is_refused() -> None:
    """All of a partida is taken away, of which two fifths are reserved and spent."""
    partida, fuente = live().query(
        "select partida, fuente from requerimientos where plan = ? and unidad = 'DPL' and partida like '3%' limit 1",
        [AFTER],
    )[0]
    edit(
        "update requerimientos set importe = 0 where plan = ? and unidad = 'DPL' and partida = ? and fuente = ?",
        AFTER, partida, fuente,
    )  # fmt: skip
    found = read_draft(choose(AFTER))
    refused = [impact for part in found.parts for impact in part.impacts if impact.refusal]
    assert [(each.line.place.unidad, each.line.place.partida) for each in refused] == [("DPL", partida)]
    assert refused[0].available is not None
    assert refused[0].decrease > refused[0].available
    assert "y solo hay Bs" in refused[0].refusal
    before = saved()
    client = of_example(Rol.FINANZAS)
    page = text_of(client.get(PAGE))
    assert "Así no se puede guardar" in page
    assert "Guardar las modificaciones" not in page
    answer = client.post(f"{PAGE}/guardar", form_of(client), follow=True)
    assert "No se guardó." in text_of(answer)
    assert saved() == before


def test_a_draft_that_is_no_longer_that_is_not_saved() -> None:
    edit("delete from modificaciones where plan = ?", AFTER)
    client = of_example(Rol.FINANZAS)
    form = form_of(client)
    edit("update requerimientos set importe = importe + 700 where plan = ? and unidad = 'DJU' and linea = 3", AFTER)
    answer = client.post(f"{PAGE}/guardar", form, follow=True)
    assert "El plan cambió mientras usted miraba el borrador" in text_of(answer)
    assert saved() == []


@both_engines
@pytest.mark.parametrize("at_once", [False, True])
def test_the_same_sending_twice_is_one_act(monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    """The second is told what the first was, also if it looked before the first was kept."""
    edit("delete from modificaciones where plan = ?", AFTER)
    client = of_example(Rol.FINANZAS)
    form = form_of(client)
    first = text_of(client.post(f"{PAGE}/guardar", form, follow=True))
    if at_once:
        monkeypatch.setattr(views, "stored_before", lambda *_: False)
        form["firma"] = read_draft(choose(AFTER)).stamp
    second = text_of(client.post(f"{PAGE}/guardar", form, follow=True))
    assert all("Se guardaron 2 renglones" in each for each in (first, second))
    assert Acto.objects.filter(clase="redactar_modificaciones").count() == 1


def test_a_draft_that_changes_while_it_is_saved_is_not_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    edit("delete from modificaciones where plan = ?", AFTER)
    client = of_example(Rol.FINANZAS)
    form = form_of(client)
    changes = iter(
        ["update requerimientos set importe = importe + 700 where plan = ? and unidad = 'DJU' and linea = 3"]
    )

    def read_and_change(*asked: Any) -> Drafted:
        found = read_draft(*asked)
        for sql in changes:
            edit(sql, AFTER)
        return found

    monkeypatch.setattr(views, "read_draft", read_and_change)
    answer = client.post(f"{PAGE}/guardar", form, follow=True)
    assert "El plan cambió mientras usted miraba el borrador" in text_of(answer)
    assert saved() == []


def test_drafting_again_says_what_would_change_and_keeps_the_norm() -> None:
    edit("update requerimientos set importe = importe + 700 where plan = ? and unidad = 'DJU' and linea = 3", AFTER)
    found = read_draft(choose(AFTER))
    assert [(each.saved is None, each.drafted is None) for each in found.redone] == [(True, False)]
    assert {row.norma for row in found.rows if row.unidad == UNIT} == {"EJ1/MAE/RES-0007/2024"}
    page = text_of(of_example(Rol.MAE).get(PAGE))
    assert "Qué cambiaría en lo guardado" in page
    assert "se agrega" in page


def test_a_restricted_partida_says_which_authority_it_must_cite() -> None:
    for amount, linea in ((-5000, 3), (5000, 4)):
        edit(
            "update requerimientos set partida = '25220', importe = importe + ? "
            "where plan = ? and unidad = 'DJU' and linea = ?",
            amount, AFTER, linea,
        )  # fmt: skip
    page = text_of(of_example(Rol.FINANZAS).get(PAGE))
    assert "25220: MEFP o VIPFE; en otro caso Decreto Supremo (Ley 317 art. 14) [R]" in page


def test_a_version_in_force_keeps_its_modifications() -> None:
    client = of_example(Rol.FINANZAS)
    form = form_of(client)
    with act("prueba", None, None, plan=AFTER):
        Version.objects.filter(plan=AFTER).update(estado=EstadoDePlan.VIGENTE)
    assert client.post(f"{PAGE}/guardar", form).status_code == 409
    assert "Guardar las modificaciones" not in text_of(client.get(PAGE))


def test_a_form_that_says_nothing_saves_nothing() -> None:
    before = saved()
    answer = of_example(Rol.FINANZAS).post(f"{PAGE}/guardar", {"firma": "x"}, follow=True)
    assert "no tiene la forma esperada" in text_of(answer)
    assert of_example(Rol.FINANZAS).post(f"{PAGE}/guardar", {"firma": "x", "envio": str(uuid4())}).status_code == 302
    assert saved() == before


def test_rows_are_corrected_by_hand_in_their_sheet() -> None:
    answer = of_example(Rol.FINANZAS).get(f"/planes/{AFTER}/filas/modificaciones").json()
    assert [column["nombre"] for column in answer["columnas"]][:4] == ["modificacion", "orden", "tipo", "unidad"]
    assert len(answer["filas"]) == 2
    assert answer["edita"]
    assert not of_example(Rol.PLANIFICACION).get(f"/planes/{AFTER}/filas/modificaciones").json()["edita"]

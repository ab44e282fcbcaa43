"""The screen of Auditoría: who did what, filters, pages, files, and verifying from there."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client

from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.audit.canonical import content_of, link_of
from apthapi.web.audit.listing import PER_PAGE, filters_of, page_of
from apthapi.web.audit.models import Verificacion
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import hoy
from web.attacks import attack
from web.conftest import SEGIP, AsRole, new_person
from web.databases import both_engines, queries
from web.grid import cell, rows, save
from web.people import text_of

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]
URL = "/auditoria/"


@pytest.fixture
def auditor(as_role: AsRole) -> Client:
    return as_role(Rol.AUDITORIA)


@pytest.fixture
def saved(demo: None, as_role: AsRole) -> int:  # noqa: ARG001 - in which it is
    """The act in which somebody described a line anew."""
    preparer = as_role(Rol.PREPARA, COMPLETED)
    line = rows(preparer)[0]["renglon"]
    answer = save(preparer, {"renglon": line, "celdas": {"descripcion": cell("Papel de Cañería Nº 50%")}})
    return int(answer["acto"])


def found(**asked: str) -> list[int]:
    return [each.acto for each in page_of(SEGIP, filters_of(asked), None).acts]


def test_it_says_who_did_what_and_what_it_was_before(auditor: Client, saved: int) -> None:
    page = text_of(auditor.get(URL))
    assert "Demo Responsable de elaboración DDTJ" in page
    assert "Papel de Cañería Nº 50%" in page
    whole = auditor.get(f"{URL}actos/{saved}/")
    assert "paso/requerimientos?hoja=requerimientos_3_01#requerimientos_3_01/" in whole.content.decode()
    assert "eslabón" in text_of(whole).lower()


def test_each_filter_finds_what_it_says(saved: int) -> None:
    acto = Acto.objects.get(pk=saved)
    today, tomorrow = hoy().isoformat(), (hoy() + timedelta(days=1)).isoformat()
    for asked in (
        {"persona": str(acto.persona_id)},
        {"cargo": str(acto.cargo_id)},
        {"plan": PLAN, "unidad": "ddtj"},
        {"clase": "guardar"},
        {"tabla": "requerimientos", "clase": "guardar"},
        {"q": "papel de CANERIA"},
        {"q": "nº 50%"},
        {"desde": today, "hasta": today, "clase": "guardar"},
    ):
        assert found(**asked) == [saved], asked
    for asked in (
        {"q": "50_"},
        {"desde": tomorrow},
        {"clase": "aprobar_unidad"},
        {"tabla": "techos", "clase": "guardar"},
    ):
        assert found(**asked) == [], asked
    assert saved in found(persona="x", desde="ayer")  # what makes no sense looks for nothing


def test_pages_go_back_without_losing_or_repeating(auditor: Client) -> None:
    for turn in range(PER_PAGE + 5):
        with act("prueba", None, None, plan=PLAN, detalle=f"vuelta {turn}"):
            pass
    first = page_of(SEGIP, filters_of({}), None)
    second = page_of(SEGIP, filters_of({}), first.before)
    numbers = [each.numero for each in (*first.acts, *second.acts)]
    assert numbers == list(range(numbers[0], 0, -1))
    assert (len(first.acts), second.before) == (PER_PAGE, 0)
    assert f"antes={first.before}" in auditor.get(URL).content.decode()


def test_a_search_stops_and_offers_to_go_on(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(8):
        with act("prueba", None, None, plan=PLAN):
            pass
    monkeypatch.setattr("apthapi.web.audit.listing.LOOKED_AT", 4)
    page = auditor.get(f"{URL}?clase=cargar").content.decode()
    assert "Seguir buscando en los anteriores" in page
    asked, before = filters_of({"clase": "cargar"}), None
    while not (some := page_of(SEGIP, asked, before)).acts:
        before = some.before
    assert [each.clase for each in some.acts] == ["cargar"]


@pytest.mark.usefixtures("saved")
def test_more_acts_ask_nothing_more(auditor: Client) -> None:
    auditor.get(URL)
    with queries() as few:
        auditor.get(URL)
    for _ in range(12):
        with act("prueba", Persona.objects.first(), None, plan=PLAN):
            live().execute("update requerimientos set descripcion = descripcion || '.' where plan = ?", [PLAN])
    with queries() as many:
        auditor.get(URL)
    assert len(many) <= len(few)


def test_the_file_for_excel_has_each_change(auditor: Client, saved: int) -> None:
    answer = auditor.get(f"{URL}traza.csv?clase=guardar")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    [line] = [each for each in lines if each["tabla"] == "requerimientos"]
    assert (line["acto"], line["persona"], line["unidad"]) == (
        str(saved),
        "Demo Responsable de elaboración DDTJ",
        COMPLETED,
    )
    assert json.loads(line["despues"])["descripcion"] == "Papel de Cañería Nº 50%"


def test_anybody_can_compute_the_seals_from_the_other_file(auditor: Client, saved: int) -> None:
    answer = auditor.get(f"{URL}traza.json")
    whole = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    previous = "0" * 64
    names = ("acto", "envio", "persona", "cargo", "momento", "clase", "plan", "unidad", "detalle")
    for each in whole["actos"]:
        changes = [(*change.values(), each["acto"]) for change in each["cambios"]]
        told = tuple(each[name] for name in names)
        previous = link_of(previous, whole["entidad"], each["eslabon"], told, *content_of(changes))
        assert previous == each["huella"]
    assert whole["cabeza"] == f"{whole['actos'][-1]['eslabon']}·{previous[:16]}"
    assert saved in [each["acto"] for each in whole["actos"]]


def test_verifying_from_the_screen_says_where(auditor: Client, saved: int) -> None:
    page = text_of(auditor.post(f"{URL}verificar", follow=True))
    assert "La traza está intacta" in page
    attack(f"update process_acto set detalle = 'otra' where id = {saved}")
    page = text_of(auditor.post(f"{URL}verificar", follow=True))
    assert "No está intacta: 1 problema." in page
    assert f"acto {saved}" in page


def test_a_long_verification_waits_in_the_queue(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.audit.asked.AT_ONCE", 0)
    assert "está en marcha" in text_of(auditor.post(f"{URL}verificar", follow=True))
    auditor.post(f"{URL}verificar")
    assert Verificacion.objects.count() == 1


def test_the_acts_of_another_entity_are_not_there(as_role: AsRole, saved: int) -> None:
    new_person(Rol.AUDITORIA, entidad=SEGIP)
    from apthapi.web.entities.models import Entidad  # noqa: PLC0415

    Entidad.objects.create(codigo="999", nombre="Otra", sigla="OTRA")
    other = as_role(Rol.AUDITORIA, entidad="999")
    assert "Papel de Cañería" not in other.get(URL).content.decode()
    assert other.get(f"{URL}?entidad=340").status_code == 404
    assert other.get(f"{URL}actos/{saved}/").status_code == 404
    assert other.get(f"{URL}?entidad=instalacion").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("?antes=99999999999999999999", 200),
        (f"?antes={'9' * 5000}", 200),
        ("?hasta=9999-12-31", 200),
        ("actos/99999999999999999999/", 404),
    ],
)
def test_numbers_and_days_that_there_cannot_be(auditor: Client, asked: str, status: int) -> None:
    assert auditor.get(f"{URL}{asked}").status_code == status


@pytest.mark.parametrize("digits", [20, 5000])
def test_an_act_from_a_change_that_there_cannot_be(auditor: Client, saved: int, digits: int) -> None:
    assert auditor.get(f"{URL}actos/{saved}/?despues={'9' * digits}").status_code == 200

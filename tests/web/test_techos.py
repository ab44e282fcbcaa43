"""Finanzas gives the entity's techo to the units: the rules, the trace, and two people at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from threading import Barrier, Thread
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.plans.techos.history import changes_of
from apthapi.web.plans.techos.judging import beyond_entity
from apthapi.web.plans.techos.law import against_law
from apthapi.web.plans.techos.matrix import WHOLE, Ceilings, Pair, UnitCeiling, read_ceilings, uncovered
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan
from web.conftest import AsRole, sign_in
from web.databases import both_engines
from web.states import set_plan

URL = f"/planes/{PLAN}/techos"
TGN: Pair = ("41", "111")
OWN: Pair = ("20", "230")
ENTITY_TGN = 8_478_159_000
OF_TARIJA = 662_496_700
"""What Tarija programs, and has as techo without fuente, in the demonstration."""

pytestmark = pytest.mark.usefixtures("demo")


def name(unidad: str, pair: Pair) -> str:
    return "|".join(["t", *(quote(part, safe="") for part in (unidad, *pair))])


def distribute(
    client: Client,
    texts: Mapping[tuple[str, Pair], str],
    before: Mapping[tuple[str, Pair], int] | None = None,
    **more: str,
) -> HttpResponse:
    data = {name(*place): text for place, text in texts.items()}
    seen = {name(*place): value for place, value in (before or {}).items()}
    sent = {**data, "antes": json.dumps(seen), "envio": str(uuid4()), **more}
    return client.post(f"{URL}/guardar", sent)  # type: ignore[return-value]


def techo(unidad: str, pair: Pair) -> int | None:
    return read_ceilings(live(), PLAN).of(unidad).get(pair)


@pytest.fixture
def finanzas() -> Client:
    return sign_in(Rol.FINANZAS)


def test_the_matrix_shows_what_each_unit_has_and_programs(finanzas: Client) -> None:
    found = read_ceilings(live(), PLAN)
    assert found.pairs == (OWN, TGN, ("42", "230"), WHOLE)
    assert found.entity[TGN] == ENTITY_TGN
    tarija = next(each for each in found.units if each.unidad == COMPLETED)
    assert tarija.techos == {WHOLE: OF_TARIJA}
    assert sum(tarija.programado.values()) == OF_TARIJA
    assert tarija.excess == 0
    page = finanzas.get(URL).content.decode()
    for text in ("84.781.590,00", "6.624.967,00", "196.589.582,73", "Guardar la distribución"):
        assert text in page


def test_the_number_of_queries_does_not_grow_with_techos(finanzas: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        finanzas.get(URL)
    assert distribute(finanzas, {(u, TGN): "1,00" for u in ("DNAF", "UNSI", "DDLP", "DDSC")}).status_code == 302
    with CaptureQueriesContext(connection) as many:
        finanzas.get(URL)
    assert len(many) == len(few)


@both_engines
def test_a_distribution_is_one_act_with_its_trace(finanzas: Client) -> None:
    answer = distribute(finanzas, {("DNAF", TGN): "Bs 1.000.000,5", ("DNAF", OWN): "2,000,000.00", ("UNSI", TGN): ""})
    assert answer.status_code == 302
    assert techo("DNAF", TGN) == 100_000_050
    assert techo("DNAF", OWN) == 200_000_000
    assert distribute(finanzas, {("DNAF", TGN): "900000"}, {("DNAF", TGN): 100_000_050}).status_code == 302
    assert distribute(finanzas, {("DNAF", TGN): ""}, {("DNAF", TGN): 90_000_000}).status_code == 302
    assert techo("DNAF", TGN) is None
    story = [(each.before, each.after, each.who) for each in changes_of(PLAN, "DNAF", TGN)]
    who = "Dirección Nacional de Administración y Finanzas"
    assert story == [(90_000_000, None, who), (100_000_050, 90_000_000, who), (None, 100_000_050, who)]
    shown = finanzas.get(f"{URL}/historia?unidad=DNAF").content.decode()
    assert shown.count("41-111") == 3
    assert "900.000,00" in shown


def test_the_same_request_twice_is_one_act(finanzas: Client) -> None:
    envio = str(uuid4())
    distribute(finanzas, {("DNAF", TGN): "10,00"}, envio=envio)
    distribute(finanzas, {("DNAF", TGN): "20,00"}, {("DNAF", TGN): 1000}, envio=envio)
    assert techo("DNAF", TGN) == 1000
    assert Acto.objects.filter(clase="distribuir_techos").count() == 1


def test_units_cannot_have_more_than_the_entity(finanzas: Client) -> None:
    answer = distribute(finanzas, {("DNAF", TGN): "80.000.000,00", ("UNSI", TGN): "4.781.590,01"})
    page = answer.content.decode()
    assert "No se guardó nada todavía" in page
    assert "pasa en Bs 0,01" in page
    assert "Tienen: DNAF 80.000.000,00; UNSI 4.781.590,01" in page
    assert 'value="80.000.000,00"' in page
    assert techo("DNAF", TGN) is None
    assert distribute(finanzas, {("DNAF", TGN): "80.000.000,00", ("UNSI", TGN): "4.781.590,00"}).status_code == 302


def test_techos_in_total_count_against_the_whole_of_the_entity(finanzas: Client) -> None:
    answer = distribute(finanzas, {("DNAF", WHOLE): "196.589.582,74"})
    assert "de todas las fuentes" in answer.content.decode()
    assert distribute(finanzas, {("DNAF", WHOLE): "196.589.582,73"}).status_code == 302


def test_the_techo_of_the_entity_cannot_go_below_what_units_have(finanzas: Client) -> None:
    distribute(finanzas, {("DNAF", TGN): "1.000,00"})
    answer = distribute(finanzas, {("", TGN): "999,99"}, {("", TGN): ENTITY_TGN})
    assert "el techo de la entidad es Bs 999,99: pasa en Bs 0,01. Tienen: DNAF 1.000,00" in answer.content.decode()
    assert techo("", TGN) == ENTITY_TGN


def test_lowering_below_what_is_programmed_asks_for_each_unit_by_how_much(finanzas: Client, as_role: AsRole) -> None:
    change = {(COMPLETED, WHOLE): "6.624.966,00"}, {(COMPLETED, WHOLE): OF_TARIJA}
    page = distribute(finanzas, *change).content.decode()
    assert "Confirmo que <b>DDTJ</b> quede excedida en <b>Bs 1,00</b>" in page
    assert "programó Bs 6.624.967,00 y su techo sería Bs 6.624.966,00" in page
    assert techo(COMPLETED, WHOLE) == OF_TARIJA
    assert "DDTJ" in distribute(finanzas, *change, confirmo=f"{COMPLETED}:99").content.decode()
    assert distribute(finanzas, *change, confirmo=f"{COMPLETED}:100").status_code == 302
    assert techo(COMPLETED, WHOLE) == OF_TARIJA - 100
    home = as_role(Rol.PREPARA, COMPLETED).get("/inicio/").content.decode()
    assert "bajó su techo de Bs 6.624.967,00 a Bs 6.624.966,00" in home
    assert "excede su techo en Bs 1,00" in home
    assert "excede su techo" not in as_role(Rol.PREPARA, "DDBN").get("/inicio/").content.decode()


def test_a_unit_by_fuente_exceeds_by_fuente(finanzas: Client) -> None:
    spent = next(each.programado for each in read_ceilings(live(), PLAN).units if each.unidad == COMPLETED)
    whole = {(COMPLETED, WHOLE): "", (COMPLETED, OWN): str(spent[OWN] // 100 + 5), (COMPLETED, TGN): "1"}
    page = distribute(finanzas, whole, {(COMPLETED, WHOLE): OF_TARIJA}).content.decode()
    assert "fuente 41-111: programó" in page
    assert f'value="{COMPLETED}:{spent[TGN] - 100}"' in page


def test_ambiguous_and_wrong_texts_come_back_all_at_once(finanzas: Client) -> None:
    page = distribute(finanzas, {("DNAF", TGN): "1.234", ("DNAF", OWN): "mucho", ("UNSI", TGN): "-5"}).content.decode()
    assert "3 celdas necesitan su atención" in page
    assert 'data-elegir="1.234,00"' in page
    assert "no es un importe" in page
    assert "Un techo no es negativo" in page
    asked = finanzas.post(f"{URL}/interpretar", {"textos": ["1.234", "Bs 7"]}, content_type="application/json").json()
    assert [cell["valor"] for cell in asked["celdas"]] == [None, 700]


def test_a_stale_cell_is_refused_with_both_values(finanzas: Client) -> None:
    distribute(finanzas, {("DNAF", TGN): "100,00"})
    page = distribute(finanzas, {("DNAF", TGN): "200,00"}).content.decode()
    assert "escribió «100,00»" in page
    assert "usted, «200,00»" in page
    assert techo("DNAF", TGN) == 10_000


def test_what_no_page_sends_is_refused_in_words(finanzas: Client) -> None:
    long, alone, other = ("9" * 200, ""), ("", "111"), ("41", "111")
    page = distribute(finanzas, {("DNAF", alone): "1", ("NADIE", other): "1"}).content.decode()
    assert "2 celdas necesitan su atención" in page
    assert "es demasiado largo" in distribute(finanzas, {("DNAF", long): "1"}).content.decode()
    for wrong in ("[", "[]", json.dumps({name("DNAF", TGN): "x"})):
        assert distribute(finanzas, {("DNAF", TGN): "1"}, antes=wrong).status_code == 302
    assert distribute(finanzas, {("DNAF", TGN): "1"}, envio="x").status_code == 302
    assert finanzas.post(f"{URL}/guardar", {"t|a": "1", "envio": str(uuid4())}).status_code == 302
    assert finanzas.post(f"{URL}/interpretar", "{", content_type="application/json").status_code == 400
    assert not Acto.objects.filter(clase="distribuir_techos").exists()


def test_only_finanzas_writes_and_only_while_the_plan_is_made(finanzas: Client, as_role: AsRole) -> None:
    assert distribute(as_role(Rol.PLANIFICACION), {("DNAF", TGN): "1"}).status_code == 403
    page = as_role(Rol.PLANIFICACION).get(URL)
    assert page.status_code == 200
    assert '<input class="dinero"' not in page.content.decode()
    assert as_role(Rol.PREPARA, COMPLETED).get(URL).status_code == 403
    set_plan(estado=EstadoDePlan.VIGENTE)
    assert distribute(finanzas, {("DNAF", TGN): "1"}).status_code == 409


def test_the_grid_of_rows_does_not_write_techos(finanzas: Client) -> None:
    body = {"envio": str(uuid4()), "desde": 0, "cambios": [{"nuevo": "n1", "celdas": {"importe": {"texto": "1"}}}]}
    answer = finanzas.post(f"/planes/{PLAN}/guardar/techos", body, content_type="application/json")
    assert answer.status_code == 404


def test_techos_tie_out_to_the_law(finanzas: Client) -> None:
    rows = against_law(live(), PLAN, read_ceilings(live(), PLAN))
    assert [(row.code, row.state) for row in rows] == [
        ("20-230", "cuadra"),
        ("41-111", "cuadra"),
        ("42-230", "cuadra"),
        ("Total", "cuadra"),
    ]
    assert distribute(finanzas, {("", TGN): "84.781.590,50"}, {("", TGN): ENTITY_TGN}).status_code == 302
    page = finanzas.get(f"{URL}/ley").content.decode()
    assert page.count("Sobre lo aprobado") == 2
    assert "0,50" in page


@pytest.mark.parametrize(
    ("spent", "techos", "excess"),
    [
        ({TGN: 10, OWN: 5}, {TGN: 10, OWN: 5}, 0),
        ({TGN: 11, OWN: 4}, {TGN: 10, OWN: 5}, 1),
        ({TGN: 11, OWN: 4}, {WHOLE: 15}, 0),
        ({TGN: 11, OWN: 5}, {WHOLE: 15}, 1),
        ({TGN: 12, OWN: 4}, {TGN: 10, WHOLE: 6}, 0),
        ({TGN: 12, OWN: 5}, {TGN: 10, WHOLE: 6}, 1),
        ({WHOLE: 9}, {TGN: 5, OWN: 5}, 0),
        ({WHOLE: 11}, {TGN: 5, OWN: 5}, 1),
    ],
)
def test_a_techo_without_fuente_covers_what_passes_the_others(
    spent: dict[Pair, int], techos: dict[Pair, int], excess: int
) -> None:
    assert uncovered(spent, techos) == excess


def test_what_came_exceeded_can_be_repaired_little_by_little() -> None:
    def given(amount: int) -> Ceilings:
        return Ceilings((TGN,), {TGN: 10}, (UnitCeiling("U", "", {TGN: amount}, {}),))

    assert beyond_entity(given(14), given(13)) == []
    assert len(beyond_entity(given(14), given(15))) == 1
    assert len(beyond_entity(given(9), Ceilings((TGN,), {}, given(9).units))) == 1


def at_once(*what: Callable[[], int]) -> list[int]:
    """Do each in a thread of its own with its own connection, all from the same moment; the status of each."""
    barrier, answers = Barrier(len(what)), [0] * len(what)

    def run(place: int) -> None:
        barrier.wait()
        try:
            answers[place] = what[place]()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(what))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@both_engines
def test_the_techo_holds_when_several_give_it_at_once() -> None:
    """Six people give 20 million each of the 84.781.590,00 of fuente 41: four fit, whoever comes first."""
    units = ["DNAF", "UNSI", "DNBM", "DNP", "DNTIC", "DDLP"]
    clients = [sign_in(Rol.FINANZAS) for _ in units]

    def give(client: Client, unidad: str) -> Callable[[], int]:
        return lambda: distribute(client, {(unidad, TGN): "20.000.000,00"}).status_code

    answers = at_once(*(give(client, unidad) for client, unidad in zip(clients, units, strict=True)))
    assert sorted(answers) == [200, 200, 302, 302, 302, 302]
    given = read_ceilings(live(), PLAN).assigned(TGN)
    assert given == 4 * 2_000_000_000
    assert given <= ENTITY_TGN


@both_engines
def test_the_entity_is_not_lowered_while_a_unit_gets_its_part() -> None:
    first, second = sign_in(Rol.FINANZAS), sign_in(Rol.FINANZAS)
    answers = at_once(
        lambda: distribute(first, {("DNAF", TGN): "80.000.000,00"}).status_code,
        lambda: distribute(second, {("", TGN): "70.000.000,00"}, {("", TGN): ENTITY_TGN}).status_code,
    )
    assert sorted(answers) == [200, 302]
    found = read_ceilings(live(), PLAN)
    assert found.assigned(TGN) <= found.entity[TGN]


@both_engines
def test_a_cell_that_two_write_at_once_keeps_the_first_and_tells_the_second() -> None:
    first, second = sign_in(Rol.FINANZAS), sign_in(Rol.FINANZAS)
    answers = at_once(
        lambda: distribute(first, {("DNAF", TGN): "1,00"}).status_code,
        lambda: distribute(second, {("DNAF", TGN): "2,00"}).status_code,
    )
    assert sorted(answers) == [200, 302]
    assert len(changes_of(PLAN, "DNAF", TGN)) == 1


def test_modifications_move_what_stands_of_the_law() -> None:
    with act("prueba", None, None, plan=PLAN):
        names = [name for name, _ in TABLES["modificaciones"].stored() if name != ROW]
        row = {"plan": PLAN, "modificacion": "1", "orden": 1, "fuente": "41", "organismo": "111", "importe": 5000}
        live().insert("modificaciones", names, [tuple(row.get(each, "") for each in names)])
    rows = {row.code: row for row in against_law(live(), PLAN, read_ceilings(live(), PLAN))}
    assert rows["41-111"].standing == ENTITY_TGN + 5000
    assert (rows["41-111"].gap, rows["41-111"].word) == (-5000, "Bajo lo aprobado")

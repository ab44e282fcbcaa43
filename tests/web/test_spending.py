"""Spending from the screen: a month of a unit, rows that are pasted, what is refused, and many people at once."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apthapi.formats.mapping.spent import Slot
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.execution.spending import year as of_year
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan
from apthapi.web.process.permisos import hoy
from apthapi.web.versions.opening import Opening, open_version, put_in_force
from web.certifying import ask, certified, largest, left
from web.conftest import AsRole, sign_in
from web.databases import both_engines, queries
from web.spending import accounts, first, rows_of_plan, spent, there, write, written
from web.states import set_plan
from web.test_certificates import BOLIVIANO, KIND, closes, leave
from web.test_races import at_once, statuses

OF_PLAN, OF_UNIT = f"/planes/{PLAN}/gasto", f"/planes/{PLAN}/unidades/{COMPLETED}/gasto"
EMPTY = ("", "", "", "")


@pytest.fixture
def finance(demo: None) -> Client:  # noqa: ARG001 - the plan that is in force
    set_plan(estado=EstadoDePlan.VIGENTE)
    return sign_in(Rol.FINANZAS)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@both_engines
def test_a_month_is_written_and_corrected_and_seen(finance: Client) -> None:
    slot = first()
    assert write(finance, {slot: ("100,50", "1.332,50", "1.332,50", "300")}).status_code == 302
    assert spent(slot) == (10_050, 133_250, 133_250, 30_000)
    assert write(finance, {slot: ("", "1.332,50", "1.232,50", "300")}).status_code == 302
    assert spent(slot) == (0, 133_250, 123_250, 30_000)
    [_, again] = Acto.objects.filter(clase="registrar_gasto").order_by("pk")
    assert (again.unidad, again.detalle) == (COMPLETED, "Marzo: 1 fila, devengado -100,00 Bs.")
    year, month = text(finance.get(OF_UNIT)), text(finance.get(OF_UNIT, {"mes": "3"}))
    assert "1.232,50" in year
    assert '<th scope="col" class="num">Ene–mar</th>' in year
    assert ">Abr–jun</th>" not in year, "no quarter after the last with anything"
    assert '<th scope="col" class="num">Comprometido</th>' in month
    assert "1.332,50" in month
    assert "1.232,50" in text(finance.get(OF_PLAN, {"unidad": COMPLETED, "texto": slot.partida}))


def test_what_is_registered_takes_from_what_may_be_certified(finance: Client) -> None:
    place = largest()
    slot = Slot(COMPLETED, place.partida, place.fuente, place.organismo)
    before = left()[place].left(KIND)
    write(finance, {slot: ("2", "7", "5", "5")})
    assert before - left()[place].left(KIND) == 7 * BOLIVIANO


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(finance: Client) -> None:
    one, two, three, four = (each.slot for each in accounts()[:4])
    room = accounts()[3].standing
    answer = write(
        finance,
        {
            one: ("0", "0", "12,345", "0"),
            two: ("0", "0", "100", "100,01"),
            three: ("0", "0", "-5", "0"),
            four: ("0", "0", written(room + 1), "0"),
        },
    )
    html = text(answer)
    assert answer.status_code == 422
    assert "¿«12,345» es" in html
    assert "lo pagado acumulado (Bs 100,01) pasaría de lo devengado acumulado (Bs 100,00)" in html
    assert "el devengado acumulado quedaría en Bs -5,00" in html
    assert f"lo vigente es Bs {written(room)} y faltan Bs 0,01 (Ley 2042" in html
    assert 'value="12,345"' in html
    assert f'value="{written(room + 1)}"' in html
    assert rows_of_plan() == []


def test_a_reversal_is_a_negative_month_within_what_was_registered(finance: Client) -> None:
    slot = first()
    there(slot, 1, 0, 0, 10_000, 0)
    assert write(finance, {slot: ("0", "0", "-100", "0")}).status_code == 302
    assert spent(slot) == (0, 0, -10_000, 0)
    html = text(write(finance, {slot: ("0", "0", "-100,01", "0")}))
    assert "quedaría en Bs -0,01" in html
    corrected = write(finance, {slot: ("0", "0", "40", "0")}, mes=1)
    assert "el devengado acumulado quedaría en Bs -60,00" in text(corrected), "an earlier month makes a later one wrong"


def test_what_was_wrong_before_does_not_stop_its_correction(finance: Client) -> None:
    account = accounts()[0]
    there(account.slot, 1, 0, 0, account.standing + 500, account.standing + 900)
    assert write(finance, {account.slot: ("0", "0", written(account.standing + 400), "0")}, mes=1).status_code == 302
    assert write(finance, {account.slot: ("0", "0", written(account.standing + 401), "0")}, mes=1).status_code == 422


def test_a_month_that_has_not_come_is_refused(finance: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = first()
    monkeypatch.setattr("apthapi.web.execution.spending.storing.hoy", lambda: hoy().replace(year=2024, month=2, day=3))
    assert "Marzo de 2024 todavía no llegó" in text(write(finance, {slot: ("0", "0", "1", "0")}))
    assert write(finance, {slot: EMPTY}).status_code == 302, "nothing of a month to come is nothing to refuse"
    assert write(finance, {slot: ("0", "0", "1", "0")}, mes=2).status_code == 302
    assert of_year.Year(2030, {}).until(hoy()) == 0


def test_a_form_of_before_somebody_else_registered_says_so_and_keeps_what_was_typed(finance: Client) -> None:
    slot = first()
    there(slot, 3, 0, 0, 777, 0)
    answer = write(finance, {slot: ("0", "0", "5", "0")}, huella="de antes")
    assert answer.status_code == 409
    assert "Otra persona registró" in text(answer)
    assert "registrado 7,77" in text(answer)
    assert 'value="5"' in text(answer)
    assert spent(slot) == (0, 0, 777, 0)


def test_the_same_form_sent_twice_is_one_act(finance: Client) -> None:
    envio = str(uuid4())
    slot = first()
    for amount in ("1", "2"):
        assert write(finance, {slot: ("0", "0", amount, "0")}, envio=envio).status_code == 302
    assert spent(slot)[2] == BOLIVIANO
    assert Acto.objects.filter(clase="registrar_gasto").count() == 1


def test_nothing_new_is_no_act(finance: Client) -> None:
    assert write(finance, {first(): EMPTY}).status_code == 302
    assert not Acto.objects.filter(clase="registrar_gasto").exists()


def test_what_certificates_hold_is_not_spent_until_they_are_used(finance: Client) -> None:
    place = largest()
    slot = Slot(COMPLETED, place.partida, place.fuente, place.organismo)
    ask(finance, {place: written(left()[place].left(KIND))})
    html = text(write(finance, {slot: ("0", "0", "10", "0")}))
    assert "dé por utilizada o libere la certificación de este gasto" in html
    closes(finance, "utilizar", "PRE-0001")
    assert write(finance, {slot: ("0", "0", "10", "0")}).status_code == 302


def next_version() -> str:
    with act("prueba", None, None, plan=PLAN):
        newer = open_version(PLAN, Opening("ajuste", "De ejemplo", afecta_pei=False, fecha=hoy()))
    with act("prueba", None, None, plan=newer):
        put_in_force(newer, hoy())
    return newer


@both_engines
def test_after_a_reformulation_it_is_corrected_in_the_version_in_force(finance: Client) -> None:
    slot = first()
    write(finance, {slot: ("0", "0", "10", "0")})
    newer = next_version()
    assert write(finance, {slot: ("0", "0", "4", "0")}).status_code == 409, "the version before takes no more"
    assert spent(slot, plan=newer) == (0, 0, 1_000, 0)
    url = f"/planes/{newer}/unidades/{COMPLETED}/gasto/pegar"
    pasted = {"filas": f"{slot.partida}\t{slot.pair}\t0", "mes": "3"}
    assert accept(finance, url, pasted).status_code == 302
    assert spent(slot, plan=newer) == (0, 0, 0, 0)
    assert spent(slot) == (0, 0, 1_000, 0), "what was said under the one before stays"
    assert rows_of_plan(newer) == [(slot.partida, 3, 0, 0, 0, 0)]


def accept(client: Client, url: str, form: dict[str, str]) -> Any:
    """Look at a paste, then accept what was looked at."""
    seen = text(client.post(url, form))
    found = re.search(r'name="huella" value="([^"]+)"', seen)
    assert found, seen
    return client.post(url, {**form, "huella": found[1], "aceptar": "1", "envio": str(uuid4())})


def test_a_paste_is_looked_at_and_then_accepted_whole(finance: Client) -> None:
    one, two = (each.slot for each in accounts()[:2])
    rows = f"Partida\tMes\tFF-OF\tPagado\tDevengado\n{one.partida}\tenero\t{one.pair}\t10\t1.332,50\n"
    rows += f"{two.partida}\t2\t{two.pair}\t\t20\n"
    form = {"filas": rows, "mes": "3"}
    seen = text(finance.post(f"{OF_UNIT}/pegar", form))
    assert "Registrar 2 filas" in seen
    assert "1.332,50" in seen
    assert rows_of_plan() == []
    assert accept(finance, f"{OF_UNIT}/pegar", form).status_code == 302
    assert (spent(one, 1), spent(two, 2)) == ((0, 0, 133_250, 1_000), (0, 0, 2_000, 0))
    assert "Todo lo que dicen esas filas está registrado" in text(finance.post(f"{OF_UNIT}/pegar", form))


def test_what_is_pasted_and_cannot_be_is_told_row_by_row_and_nothing_is_kept(finance: Client) -> None:
    slot = first()
    rows = "\n".join(
        [
            f"{slot.partida}\t{slot.pair}\t5",
            f"99999\t{slot.pair}\t5",
            f"{slot.partida}\t99-999\t5",
            f"{slot.partida}\t{slot.pair}\t1,234567",
            f"{slot.partida}\tcuarenta\t5",
            f"{slot.partida}\t5",
        ]
    )
    answer = finance.post(f"{OF_UNIT}/pegar", {"filas": rows, "mes": "3", "aceptar": "1", "huella": "x"})
    html = text(answer)
    assert answer.status_code == 422
    for said in ("no tiene la partida 99999", "con fuente 99-999", "fila 4", "No es fuente y organismo", "2 columnas"):
        assert said in html
    assert 'name="aceptar"' not in html
    assert "cuarenta" in html, "what was pasted stays"
    assert rows_of_plan() == []


def test_accumulated_amounts_and_a_preventivo_with_what_is_devengado_are_taken_apart(finance: Client) -> None:
    slot = first()
    there(slot, 1, 500, 1_000, 1_000, 0)
    there(slot, 2, -200, 0, 300, 100)
    form = {"filas": f"{COMPLETED}\t{slot.partida}\t{slot.pair}\t20\t20\t15\t3", "mes": "3"}
    assert accept(finance, f"{OF_PLAN}/pegar", {**form, "importes": "acumulados", "incluye": "1"}).status_code == 302
    # Reserved 20 less 15 devengado is 5 until March, and 3 until February.
    assert spent(slot) == (200, 1_000, 200, 200)


def test_a_paste_of_the_entity_says_the_unit_of_each_row(finance: Client) -> None:
    slot = first()
    html = text(finance.post(f"{OF_PLAN}/pegar", {"filas": f"NADIE\t{slot.partida}\t{slot.pair}\t5", "mes": "3"}))
    assert "NADIE: no es una unidad del plan" in html
    html = text(finance.post(f"{OF_PLAN}/pegar", {"filas": f"NADIE\t{slot.partida}\t{slot.pair}\t2\t5", "mes": "3"}))
    assert "NADIE: no es una unidad del plan" in html, "with the month before the amount"
    html = text(finance.post(f"{OF_UNIT}/pegar", {"filas": f"sigla;partida;ff of;devengado\nOTRA;{slot.partida};1;5"}))
    assert f"Es de otra unidad que {COMPLETED}" in html
    assert "No hay filas" in text(finance.post(f"{OF_PLAN}/pegar", {"filas": " \n"}))


def test_only_what_was_looked_at_is_accepted(finance: Client) -> None:
    slot = first()
    form = {"filas": f"{slot.partida}\t{slot.pair}\t5", "mes": "3"}
    seen = re.search(r'name="huella" value="([^"]+)"', text(finance.post(f"{OF_UNIT}/pegar", form)))
    assert seen
    there(slot, 3, 0, 0, 1, 0)
    answer = finance.post(f"{OF_UNIT}/pegar", {**form, "huella": seen[1], "aceptar": "1"})
    assert answer.status_code == 409
    assert "no es lo que usted estaba mirando" in text(answer)
    assert spent(slot)[2] == 1


@both_engines
@pytest.mark.usefixtures("finance")
def test_the_last_boliviano_is_certified_or_spent_once() -> None:
    place = largest()
    slot = Slot(COMPLETED, place.partida, place.fuente, place.organismo)
    leave(place, BOLIVIANO)
    certify, spend = [sign_in(Rol.FINANZAS) for _ in range(5)], [sign_in(Rol.FINANZAS) for _ in range(5)]
    answers = at_once(
        *(lambda client=each: ask(client, {place: "1"}) for each in certify),
        *(lambda client=each: write(client, {slot: ("0", "0", "1", "0")}) for each in spend),
    )
    found = statuses(answers)
    taken = left()[place].held[KIND] + spent(slot)[2]
    assert left()[place].left(KIND) == 0, found
    assert taken == left()[place].standing
    assert sum(answer.status_code == 302 for answer in answers[:5]) + (spent(slot)[2] == BOLIVIANO) == 1


@pytest.mark.usefixtures("finance")
def test_the_unit_sees_its_own_and_registers_nothing(as_role: AsRole) -> None:
    there(first(), 1, 0, 0, 4_242, 0)
    own = as_role(Rol.PREPARA, COMPLETED)
    assert "42,42" in text(own.get(OF_UNIT))
    assert "Registrar" not in text(own.get(OF_UNIT))
    assert own.get(OF_PLAN).status_code == 403
    assert write(own, {first(): EMPTY}).status_code == 403


def test_pages_filters_and_queries_do_not_grow_with_what_is_registered(finance: Client) -> None:
    def asked() -> int:
        with queries() as made:
            finance.get(OF_PLAN)
        return len(made)

    there(first(), 1, 0, 0, 1, 0)
    before = asked()
    for each in accounts()[1:4]:
        there(each.slot, 2, 0, 0, 1, 0)
    assert asked() == before
    assert "Ninguna partida es así" in text(finance.get(OF_PLAN, {"texto": "zzz"}))
    assert finance.get(OF_PLAN, {"mes": "99", "page": "abc"}).status_code == 200
    certified(KIND)
    assert live().value("select count(*) from ejecucion_financiera where plan = ?", [PLAN]) == 4

"""Certificates from the screen: what is left, issuing within it, closing, the paper, and many people at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from apthapi.compare.slots import Place
from apthapi.core.money import format_amount
from apthapi.documents import read_back
from apthapi.rules.live import check_unit
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.execution.balance import balances
from apthapi.web.expediente.models import Correlativo, Emitido, Revision
from apthapi.web.firmas.turn import why_not
from apthapi.web.plans.live import SCHEMAS, judge, live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, Version
from apthapi.web.process.permisos import hoy
from apthapi.web.versions.immutable import REFUSED
from apthapi.web.versions.opening import CannotOpenError, Opening, open_version, put_in_force
from web.certifying import UNIT, ask, certified, largest, left, numbers
from web.conftest import AsRole, new_person, sign_in
from web.databases import both_engines, queries
from web.states import set_plan
from web.test_races import at_once, statuses

BOLIVIANO = 100
KIND = "presupuestaria"
EACH_KIND = pytest.mark.parametrize(("kind", "rol"), [("poa", Rol.PLANIFICACION), (KIND, Rol.FINANZAS)])


@pytest.fixture
def in_force(demo: None) -> None:  # noqa: ARG001 - what is put in force
    set_plan(estado=EstadoDePlan.VIGENTE)


@pytest.fixture
def finance(in_force: None) -> Client:  # noqa: ARG001 - whose plan it certifies
    return sign_in(Rol.FINANZAS)


def closes(client: Client, verb: str, number: str, kind: str = KIND, **form: str) -> int:
    url = reverse(f"certificacion_{verb}", kwargs={**UNIT, "tipo": kind, "numero": number})
    return client.post(url, form).status_code


def leave(place: Place, centavos: int, kind: str = KIND) -> None:
    """Certify all but those."""
    room = left()[place].left(kind) - centavos
    cells = {"categoria": place.categoria, "categoria_escrita": place.categoria, "partida": place.partida}
    pair = {"fuente": place.fuente, "organismo": place.organismo}
    certified(kind, certificacion="AAA-0001", importe=room, **cells, **pair)


@both_engines
@EACH_KIND
def test_what_is_certified_is_taken_from_the_balance_of_its_kind(in_force: None, kind: str, rol: Rol) -> None:  # noqa: ARG001
    client, place, other = sign_in(rol), largest(), {"poa": KIND, KIND: "poa"}[kind]
    before = left()[place]
    answer = ask(client, {place: "1.332,50"}, kind, vence=hoy().isoformat())
    assert answer.status_code == 302, answer.content.decode()
    after = left()[place]
    assert before.left(kind) - after.left(kind) == 133_250
    assert after.left(other) == before.left(other), "the other kind certifies the same money"
    page = client.get(answer.url).content.decode()
    assert "1.332,50" in page
    assert "Emitida" in page
    acto = Acto.objects.get(clase=f"certificar_{kind}")
    assert (acto.unidad, acto.detalle) == (COMPLETED, "Bs 1.332,50: Compra de papel")


def test_one_certificate_has_several_lines_and_numbers_follow_without_gap(finance: Client) -> None:
    first, second = list(left())[:2]
    assert ask(finance, {first: "1", second: "2"}).status_code == 302
    assert ask(finance, {first: "999999999999"}).status_code == 422, "a number is not spent on what is refused"
    assert ask(finance, {second: "1"}).status_code == 302
    assert numbers() == ["PRE-0001", "PRE-0001", "PRE-0002"]
    assert Correlativo.objects.get(serie="certificacion-presupuestaria", gestion=2024).ultimo == 2
    assert ask(sign_in(Rol.PLANIFICACION), {first: "1"}, "poa").status_code == 302
    assert numbers()[0] == "POA-0001"


def test_numbers_that_came_with_a_loaded_plan_are_passed_over(finance: Client) -> None:
    for number in ("PRE-0001", "PRE-0002"):
        certified(KIND, certificacion=number)
    assert ask(finance, {largest(): "1"}).status_code == 302
    assert numbers() == ["PRE-0001", "PRE-0002", "PRE-0003"]


def test_what_does_not_fit_says_where_how_much_why_and_how_and_keeps_what_was_typed(finance: Client) -> None:
    place = largest()
    room = left()[place].left(KIND)
    answer = ask(finance, {place: format_amount(room + 1)}, objeto="Compra que no cabe")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f"partida {place.partida}, fuente {place.pair}" in html
    assert f"quedan Bs {format_amount(room)}" in html
    assert "Ley 2042 art. 4" in html
    assert "tramite una modificación" in html
    assert 'value="Compra que no cabe"' in html
    assert f'value="{format_amount(room + 1)}"' in html
    assert numbers() == []


def test_all_that_is_wrong_is_said_at_once(finance: Client) -> None:
    first, second = list(left())[:2]
    yesterday = (hoy() - timedelta(days=1)).isoformat()
    html = ask(finance, {first: "abc", second: "-5"}, objeto="", vence=yesterday, operacion="9.9").content.decode()
    for said in ("Escriba para qué", "ya pasó", "Elija una operación", "mayor que cero", f"Partida {first.partida}"):
        assert said in html
    assert 'value="abc"' in html


def test_the_same_form_sent_twice_certifies_once(finance: Client) -> None:
    envio = str(uuid4())
    assert [ask(finance, {largest(): "1"}, envio=envio).status_code for _ in range(2)] == [302, 302]
    assert numbers() == ["PRE-0001"]


@both_engines
def test_released_and_expired_give_the_balance_back_and_used_does_not(finance: Client) -> None:
    place = largest()
    before = left()[place].left(KIND)
    for _ in range(3):
        ask(finance, {place: "10"})
    assert closes(finance, "liberar", "PRE-0001") == 422, "a reason is asked for"
    assert closes(finance, "liberar", "PRE-0001", motivo="No se compró") == 302
    assert closes(finance, "utilizar", "PRE-0002") == 302
    assert before - left()[place].left(KIND) == 2_000
    with act("prueba", None, None, plan=PLAN):
        yesterday = (hoy() - timedelta(days=1)).isoformat()
        live().execute("update certificaciones set vence = ? where certificacion = 'PRE-0003'", [yesterday])
    assert before - left()[place].left(KIND) == 1_000
    closes(finance, "utilizar", "PRE-0003")
    closes(finance, "liberar", "PRE-0002", motivo="Tarde")
    closes(finance, "utilizar", "PRE-0001")
    states = live().query("select certificacion, estado, motivo from certificaciones order by certificacion")
    assert [tuple(row) for row in states] == [
        ("PRE-0001", "liberada", "No se compró"),
        ("PRE-0002", "utilizada", ""),
        ("PRE-0003", "emitida", ""),
    ]


def test_what_was_used_is_not_counted_again_when_it_is_executed(finance: Client) -> None:
    place = largest()
    before = left()[place].left(KIND)
    ask(finance, {place: "10"})
    closes(finance, "utilizar", "PRE-0001")
    for month, amount, weighs in ((1, 600, 1_000), (2, 700, 1_300)):
        names = [
            "plan",
            "unidad",
            "categoria",
            "categoria_escrita",
            "partida",
            "fuente",
            "organismo",
            "mes",
            "devengado",
        ]
        row = (PLAN, COMPLETED, place.categoria, "", place.partida, place.fuente, place.organismo, month, amount)
        with act("prueba", None, None, plan=PLAN):
            live().insert("ejecucion_financiera", names, [row])
        assert before - left()[place].left(KIND) == weighs


def test_the_pages_find_what_is_looked_for(finance: Client, as_role: AsRole) -> None:
    place = largest()
    ask(finance, {place: "10"}, objeto="Servicio de energía")
    entity, unit = reverse("certificaciones", args=[PLAN]), reverse("certificaciones_unidad", args=[PLAN, COMPLETED])
    assert place.partida in finance.get(entity, {"texto": place.partida}).content.decode()
    assert "Ningún saldo es así" in finance.get(entity, {"texto": "zzz"}).content.decode()
    assert "PRE-0001/2024" in finance.get(entity, {"vista": "lista", "texto": "ENERGIA"}).content.decode()
    assert (
        "Ninguna certificación es así" in finance.get(entity, {"vista": "lista", "estado": "vencida"}).content.decode()
    )
    own = as_role(Rol.PREPARA, COMPLETED)
    assert "PRE-0001/2024" in own.get(unit, {"vista": "lista"}).content.decode()
    assert unit in own.get(reverse("unidad", args=[PLAN, COMPLETED])).content.decode()
    assert entity in finance.get(reverse("tablero", args=[PLAN])).content.decode()


@pytest.mark.usefixtures("demo")
def test_while_the_plan_is_made_nothing_leads_there(as_role: AsRole) -> None:
    assert "certificaciones" not in as_role(Rol.FINANZAS).get(reverse("tablero", args=[PLAN])).content.decode()


def test_its_paper_is_printed_and_issued_to_be_signed_and_void_when_released(finance: Client, as_role: AsRole) -> None:
    place = largest()
    ask(finance, {place: "1.332,50"})
    ask(finance, {place: "7"})
    one = {**UNIT, "tipo": KIND, "numero": "PRE-0001"}
    for client in (finance, as_role(Rol.REACP, COMPLETED)):
        answer = client.get(reverse("certificacion_pdf", kwargs=one))
        assert answer.getvalue()[:5] == b"%PDF-"
    other = next(
        unit for (unit,) in live().query("select unidad from unidades where plan = ?", [PLAN]) if unit != COMPLETED
    )
    assert as_role(Rol.REACP, other).get(reverse("certificacion_pdf", kwargs=one)).status_code == 404
    for _ in range(2):
        assert finance.post(reverse("certificacion_papel", kwargs=one)).status_code == 302
    paper = Emitido.objects.get(papel="certificacion-presupuestaria")
    file = Revision.objects.get(emitido=paper).file
    carried = read_back(file)
    assert carried.database.query("select certificacion, importe from certificaciones") == [("PRE-0001", 133_250)]
    carried.close()
    with pikepdf.open(file) as pdf:
        assert [str(each.T) for each in pdf.Root.AcroForm.Fields] == ["firma-1"]
        assert "PRE-0001/2024" in str(pdf.docinfo.Title)
    [waits] = paper.firmas.all()
    assert why_not(waits, [waits], new_person(Rol.FINANZAS)) == "", (
        "it stands by itself, also while the part is not reviewed"
    )
    public = reverse("verificar_papel", args=[paper.codigo])
    assert "Por firmar" in Client().get(public).content.decode()
    closes(finance, "liberar", "PRE-0001", motivo="No se compró")
    assert "Anulado" in Client().get(public).content.decode()


def next_version() -> str:
    with act("prueba", None, None, plan=PLAN):
        return open_version(PLAN, Opening("ajuste", "De ejemplo", afecta_pei=False, fecha=hoy()))


def lower(plan: str, place: Place, centavos: int) -> None:
    """Take from the lines of a place."""
    where = "plan = ? and unidad = ? and partida = ? and fuente = ? and organismo = ?"
    values = [plan, place.unidad, place.partida, place.fuente, place.organismo]
    largest_line = live().value(
        f"select renglon from requerimientos where {where} order by importe desc limit 1", values
    )
    with act("prueba", None, None, plan=plan):
        live().execute("update requerimientos set importe = importe - ? where renglon = ?", [centavos, largest_line])


def approve(plan: str) -> str:
    """Why it could not be put in force; empty if it is."""
    try:
        with act("prueba", None, None, plan=plan):
            put_in_force(plan, hoy())
    except CannotOpenError as problem:
        return str(problem)
    return ""


@both_engines
def test_a_later_version_keeps_what_was_certified_and_may_not_lower_it_away(finance: Client) -> None:
    place = largest()
    leave(place, 5 * BOLIVIANO)
    newer = next_version()
    lower(newer, place, 6 * BOLIVIANO)
    assert f"partida {place.partida}" in approve(newer)
    found = check_unit(judge(), newer, COMPLETED, schema=SCHEMAS[live().engine]).findings
    assert [each.message for each in found if each.rule == "V60" and f"partida {place.partida}" in each.message]
    lower(newer, place, -BOLIVIANO)
    assert approve(newer) == ""
    assert balances(newer, hoy(), COMPLETED)[place].left(KIND) == 0, "the certificate goes on weighing"
    assert ask(finance, {place: "1"}).status_code == 409, "the version before certifies no more"
    assert closes(finance, "liberar", "AAA-0001", motivo="Se libera lo de la versión anterior") == 302
    with pytest.raises(Exception, match=REFUSED):
        certified(KIND)


@both_engines
def test_of_fifty_who_want_the_last_boliviano_one_gets_it(in_force: None) -> None:  # noqa: ARG001
    place = largest()
    leave(place, BOLIVIANO)
    clients = [sign_in(Rol.FINANZAS) for _ in range(50)]
    answers = at_once(*(lambda client=each: ask(client, {place: "1"}) for each in clients))
    assert statuses(answers) == [302] + [422] * 49
    assert left()[place].left(KIND) == 0
    assert numbers() == ["AAA-0001", "PRE-0001"]


@both_engines
def test_a_certificate_and_the_version_that_takes_its_money_are_not_both(in_force: None) -> None:  # noqa: ARG001
    place = largest()
    leave(place, BOLIVIANO)
    newer = next_version()
    lower(newer, place, BOLIVIANO)
    client = sign_in(Rol.FINANZAS)
    answer, refused = at_once(lambda: ask(client, {place: "1"}), lambda: approve(newer))
    issued = answer.status_code == 302
    assert issued == bool(refused), (answer.status_code, refused)
    assert issued or answer.status_code == 409
    assert (Version.objects.get(plan=newer).estado == EstadoDePlan.VIGENTE) != issued


def test_the_number_of_queries_does_not_grow_with_the_certificates(finance: Client) -> None:
    def asked() -> list[int]:
        found = []
        for view in ("saldos", "lista"):
            with queries() as made:
                finance.get(reverse("certificaciones", args=[PLAN]), {"vista": view})
            found.append(len(made))
        return found

    ask(finance, {largest(): "1"})
    before = asked()
    for place in list(left())[:3]:
        ask(finance, {place: "1"})
    assert asked() == before

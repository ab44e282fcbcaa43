"""Modifications outside of a reformulation: registered within what is left, and seen at once by all that reads."""

from __future__ import annotations

import random
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apthapi.compare.budget import DIMENSIONS, Budget, budget, budget_of
from apthapi.compare.slots import Place
from apthapi.core.money import format_amount
from apthapi.rules import check
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import BASE, COMPLETED, EMPTY, PLAN
from apthapi.web.execution.budget.pending import pending_of, waits_on
from apthapi.web.expediente.models import Correlativo
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import live_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan
from apthapi.web.process.permisos import hoy
from apthapi.web.versions.immutable import REFUSED
from apthapi.web.versions.opening import Opening, open_version
from web.certifying import ask, certified, largest, left
from web.conftest import sign_in
from web.databases import both_engines, queries
from web.modifying import cells, modified, registered, send, two
from web.states import set_plan
from web.test_certificates import leave
from web.test_races import at_once, statuses

KIND = "presupuestaria"
BOLIVIANO = 100


@pytest.fixture
def finance(demo: None) -> Client:  # noqa: ARG001 - whose plan it modifies
    set_plan(estado=EstadoDePlan.VIGENTE)
    return sign_in(Rol.FINANZAS)


def transfer(amount: str) -> list[tuple[str, str, str, str, str]]:
    giver, taker = two()
    return [cells(giver, f"-{amount}"), cells(taker, amount)]


def seen(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def everywhere(plan: str = PLAN) -> dict[str, Budget]:
    """The budget by every dimension where the plan stands."""
    database = live()
    in_place = PlanInPlace(database, plan, replaces=[BASE], schema=SCHEMAS[database.engine])
    return {name: budget_of(in_place.query, plan, name) for name in DIMENSIONS}


@both_engines
def test_a_transfer_moves_what_is_in_force_and_the_balances_at_once(finance: Client) -> None:
    giver, taker = two()
    before = left()
    answer = send(finance, transfer("1.000,50"))
    assert answer.status_code == 302, seen(answer)
    after = left()
    assert after[giver].standing - before[giver].standing == -100_050
    assert after[taker].left(KIND) - before[taker].left(KIND) == 100_050
    assert registered() == [("MP-0001", giver.partida, -100_050), ("MP-0001", taker.partida, 100_050)]
    acto = Acto.objects.get(clase="registrar_modificacion")
    assert acto.detalle.startswith("intrainstitucional: aumenta Bs 1.000,50, disminuye Bs 1.000,50. Resolución")
    page = seen(finance.get(answer.url))
    assert "1.000,50" in page
    assert "Por incorporar" in page
    room = format_amount(after[taker].left(KIND))
    assert ask(finance, {taker: room}).status_code == 302, "what came can be certified"


@both_engines
def test_what_is_in_force_is_the_same_where_it_stands_and_in_a_package_after_any_modifications(finance: Client) -> None:  # noqa: ARG001
    dice, places = random.Random(5), list(left())
    was = everywhere()
    moved = 0
    for number in range(12):
        amount = dice.randint(-(10**7), 10**7)
        moved += amount
        modified(dice.choice(places), amount, f"MP-{number + 50:04d}")
    found = everywhere()
    package = live_package([PLAN, BASE])
    for name, each in found.items():
        assert each == budget(package, PLAN, name)
        assert each.total.standing == (was[name].total.standing or 0) + moved
        assert each.total.of_poa == (was[name].total.of_poa or 0) + moved
        assert sum(row.modified for row in each.rows) == moved
        if name != "partida":
            assert [row.standing for row in each.rows] == [(row.approved or 0) + row.modified for row in each.rows]
    package.close()


def test_it_is_looked_at_before_it_is_registered_and_nothing_is_stored(finance: Client) -> None:
    giver, _ = two()
    answer = send(finance, transfer("1.000,00"), "revisar")
    page = seen(answer)
    assert answer.status_code == 200
    assert "Se puede registrar" in page
    assert "Registrar la modificación" in page
    assert format_amount(left()[giver].standing - 100_000) in page, "what is in force afterwards"
    assert registered() == []
    assert not Correlativo.objects.filter(serie="modificacion").exists()
    assert not Acto.objects.filter(clase="registrar_modificacion").exists()


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(finance: Client) -> None:
    wrong = ("ZZZ", "1", "99999", "20", "abc")
    answer = send(finance, [wrong, ("", "", "", "", "")], tipo="", norma="", aprobador="", fecha="2099-01-01")
    page = seen(answer)
    assert answer.status_code == 422
    for said in (
        "Elija la clase",
        "Escriba la norma",
        "Escriba la autoridad",
        "todavía no llega",
        "La unidad «ZZZ» no es del plan",
        "La partida «99999» no es imputable",
        "Escriba la fuente y el organismo",
        "«abc» no es un importe",
    ):
        assert said in page, said
    assert 'value="abc"' in page
    assert 'value="99999"' in page
    assert registered() == []
    assert "al menos un renglón" in seen(send(finance, []))


def test_a_category_that_is_not_written_is_that_of_the_unit_and_another_must_be_of_the_plan(finance: Client) -> None:
    giver, taker = two()
    lines = [cells(giver, "-10,00"), (taker.unidad, "", taker.partida, taker.pair, "10,00")]
    assert send(finance, lines).status_code == 302
    assert live().query("select distinct categoria from modificaciones where modificacion = 'MP-0001'") == [
        (giver.categoria,)
    ]
    lines[1] = (taker.unidad, "77 000 077", taker.partida, taker.pair, "10,00")
    assert "no es del plan ni del presupuesto aprobado" in seen(send(finance, lines))


@both_engines
def test_money_is_never_taken_below_what_was_certified_and_executed(finance: Client) -> None:
    giver, _ = two()
    leave(giver, 5 * BOLIVIANO)
    answer = send(finance, transfer("6,00"))
    page = seen(answer)
    assert answer.status_code == 422
    assert f"partida {giver.partida}, fuente {giver.pair}: baja Bs 6,00 y solo hay Bs 5,00 sin certificar" in page
    assert "Ley 2042 art. 4" in page
    assert registered() == []
    assert send(finance, transfer("5,00")).status_code == 302
    assert left()[giver].left(KIND) == 0


def test_what_was_executed_counts_as_what_was_certified(finance: Client) -> None:
    giver, _ = two()
    room = left()[giver].left(KIND)
    names = "plan unidad categoria categoria_escrita partida fuente organismo mes preventivo devengado".split()
    row = (PLAN, COMPLETED, giver.categoria, "", giver.partida, giver.fuente, giver.organismo, 1, 100, room - 300)
    with act("prueba", None, None, plan=PLAN):
        live().insert("ejecucion_financiera", names, [row])
    assert "solo hay Bs 2,00" in seen(send(finance, transfer("3,00")))
    assert send(finance, transfer("2,00")).status_code == 302


def test_a_transfer_balances(finance: Client) -> None:
    giver, taker = two()
    answer = send(finance, [cells(giver, "-100,00"), cells(taker, "90,00")])
    page = seen(answer)
    assert answer.status_code == 422
    assert "un traspaso no cambia el total de la entidad (Ley 2042 art. 4)" in page
    assert "Bs 10,00 de diferencia" in page
    more = {"tipo": "adicional", "aprobador": "Asamblea Legislativa Plurinacional"}
    assert send(finance, [cells(taker, "90,00")], **more).status_code == 302, "new money has not to come from anywhere"


def test_a_place_that_is_over_already_may_be_mended_and_not_made_worse(finance: Client) -> None:
    giver, _ = two()
    leave(giver, 0)
    certified(KIND, certificacion="AAA-0002", importe=900, categoria=giver.categoria, categoria_escrita=giver.categoria,
              partida=giver.partida, fuente=giver.fuente, organismo=giver.organismo)  # fmt: skip
    more = {"tipo": "adicional", "aprobador": "Asamblea Legislativa Plurinacional"}
    assert send(finance, [cells(giver, "5,00")], **more).status_code == 302
    assert left()[giver].left(KIND) == -400
    assert send(finance, transfer("1,00")).status_code == 422


def test_warnings_are_shown_before_they_are_accepted(finance: Client) -> None:
    lines = transfer("10,00")
    answer = send(finance, lines, aprobador="Jefatura de la unidad")
    page = seen(answer)
    assert answer.status_code == 422
    assert "figura aprobada por «Jefatura de la unidad»" in page
    assert "Registrar de todos modos" in page
    assert registered() == []
    stamp = page.split('name="visto" value="')[1].split('"')[0]
    assert send(finance, lines, aprobador="Otra jefatura", visto=stamp).status_code == 422, "those were others"
    assert send(finance, lines, aprobador="Jefatura de la unidad", visto=stamp).status_code == 302


def test_of_a_unit_without_lines_it_is_said_that_nothing_can_be_compared(finance: Client) -> None:
    _, taker = two()
    lines = [(EMPTY, "", taker.partida, taker.pair, "-10,00"), cells(taker, "10,00")]
    page = seen(send(finance, lines, "revisar"))
    assert f"{EMPTY}: el plan no trae sus requerimientos" in page


def test_lines_are_pasted_from_a_workbook_and_what_is_not_a_line_is_said(finance: Client) -> None:
    giver, taker = two()
    block = "\n".join(
        (
            "Unidad\tCategoría\tPartida\tFuente\tOrganismo\tImporte",
            "\t".join((giver.unidad, giver.categoria, giver.partida, giver.fuente, giver.organismo, "-1.000,00")),
            "\t".join((taker.unidad, "", taker.partida, taker.pair, "1.000,00")),
            "",
        )
    )
    page = seen(send(finance, [], "pegar", pegado=block))
    for text in ("-1.000,00", f'value="{giver.pair}"', f'value="{taker.partida}"'):
        assert text in page
    answer = send(finance, [], "pegar", pegado="a\tb\n")
    assert answer.status_code == 422
    assert "Fila 1 de lo pegado: tiene 2 columnas" in seen(answer)
    assert "No hay nada pegado" in seen(send(finance, [], "pegar", pegado="\n\n"))
    assert "hasta 200 renglones" in seen(send(finance, [], "pegar", pegado="a\tb\tc\td\te\n" * 201))


def test_the_same_form_sent_twice_registers_once_and_numbers_follow(finance: Client) -> None:
    envio = str(uuid4())
    assert [send(finance, transfer("1,00"), envio=envio).status_code for _ in range(2)] == [302, 302]
    assert {row[0] for row in registered()} == {"MP-0001"}
    modified(largest(), 100, "MP-0002")
    assert send(finance, transfer("1,00")).status_code == 302
    assert sorted({str(row[0]) for row in registered()}) == ["MP-0001", "MP-0002", "MP-0003"]
    assert Correlativo.objects.get(serie="modificacion", gestion=2024).ultimo == 3


@both_engines
def test_what_was_registered_stays_and_is_corrected_by_another_that_undoes_it(finance: Client) -> None:
    before = left()
    send(finance, transfer("1.000,00"))
    for statement in ("update modificaciones set importe = 1", "delete from modificaciones"):
        with pytest.raises(Exception, match=REFUSED), act("prueba", None, None, plan=PLAN):
            live().execute(f"{statement} where modificacion = 'MP-0001'")
    form = finance.get(reverse("modificacion_nueva", args=[PLAN]), {"revierte": "MP-0001"})
    page = seen(form)
    assert "revierten la modificación" in page
    giver, taker = two()
    for text in ('value="1.000,00"', 'value="-1.000,00"', 'value="Máxima Autoridad Ejecutiva"'):
        assert text in page
    assert send(finance, [cells(giver, "1.000,00"), cells(taker, "-1.000,00")]).status_code == 302
    assert left() == before
    missing = finance.get(reverse("modificacion_nueva", args=[PLAN]), {"revierte": "MP-7777"})
    assert missing.status_code == 404


@both_engines
def test_a_modification_and_the_certificate_of_the_last_boliviano_are_not_both(finance: Client) -> None:
    giver, _ = two()
    leave(giver, BOLIVIANO)
    lines = transfer("1,00")
    other = sign_in(Rol.FINANZAS)
    answers = at_once(lambda: ask(other, {giver: "1"}), lambda: send(finance, lines))
    assert statuses(answers) == [302, 422]
    assert left()[giver].left(KIND) == 0


@both_engines
def test_of_many_who_lower_the_last_boliviano_one_does(finance: Client) -> None:  # noqa: ARG001
    giver, _ = two()
    leave(giver, BOLIVIANO)
    lines = transfer("1,00")
    clients = [sign_in(Rol.FINANZAS) for _ in range(8)]
    answers = at_once(*(lambda client=each: send(client, lines) for each in clients))
    assert statuses(answers) == [302] + [422] * 7
    assert {row[0] for row in registered()} == {"MP-0001"}


def test_the_page_shows_approved_modified_and_in_force_by_what_is_asked(finance: Client) -> None:
    send(finance, transfer("1.000,00"))
    for by, said in (
        ("", "48 000 007"),
        ("unidad", "Tarija"),
        ("grupo", "SERVICIOS NO PERSONALES"),
        ("partida", "La ley no llega a la partida"),
        ("fuente", "Transferencias T.G.N."),
        ("organismo", "41-111"),
        ("luna", "48 000 007"),
    ):
        page = seen(finance.get(reverse("presupuesto", args=[PLAN]), {"por": by}))
        assert said in page, by
        assert "MP-0001" in page
    assert "311.520.186,00" in page
    assert "Registrar una modificación" in page
    own = seen(sign_in(Rol.AUDITORIA).get(reverse("presupuesto", args=[PLAN])))
    assert "Registrar una modificación" not in own


def test_one_that_does_not_exist_is_not_found(finance: Client) -> None:
    assert finance.get(reverse("modificacion", args=[PLAN, "MP-7777"])).status_code == 404


def test_once_another_version_is_in_force_none_is_registered_to_the_one_before(finance: Client) -> None:
    lines = transfer("1,00")
    set_plan(estado=EstadoDePlan.HISTORICO)
    assert send(finance, lines).status_code == 409


def test_the_number_of_queries_does_not_grow_with_the_modifications(finance: Client) -> None:
    def asked() -> int:
        with queries() as made:
            finance.get(reverse("presupuesto", args=[PLAN]))
        return len(made)

    modified(largest(), 100, "MP-0001")
    before = asked()
    for number in range(2, 6):
        modified(largest(), 100, f"MP-{number:04d}")
    assert asked() == before


def next_version(plan: str = PLAN) -> str:
    with act("prueba", None, None, plan=plan):
        return open_version(plan, Opening("ajuste", "De ejemplo", afecta_pei=False, fecha=hoy()))


def move_line(plan: str, place: Place, centavos: int) -> None:
    """Change one line of a place."""
    where = "plan = ? and unidad = ? and partida = ? and fuente = ? and organismo = ?"
    values = [plan, place.unidad, place.partida, place.fuente, place.organismo]
    row = live().value(f"select renglon from requerimientos where {where} order by importe desc limit 1", values)
    with act("prueba", None, None, plan=plan):
        live().execute("update requerimientos set importe = importe + ? where renglon = ?", [centavos, row])


@both_engines
def test_the_version_that_follows_says_what_it_has_to_incorporate_until_its_lines_have_it(finance: Client) -> None:
    giver, taker = two()
    assert waits_on(PLAN) is None
    send(finance, transfer("1.000,00"))
    waits = waits_on(PLAN)
    assert waits is not None
    assert {each.place: each.moved for each in waits.rows} == {giver: -100_000, taker: 100_000}
    newer = next_version()

    def missing() -> dict[Place, int]:
        found = pending_of(newer, COMPLETED)
        assert found is not None
        return {each.place: each.missing for each in found.rows}

    assert missing() == {giver: -100_000, taker: 100_000}
    assert pending_of(newer, EMPTY) is None, "nothing of another unit"
    move_line(newer, giver, -40_000)
    move_line(newer, taker, 150_000)
    assert missing() == {giver: -60_000, taker: 0}, "what is more is of the version itself"
    send(finance, transfer("1,00"))
    assert missing() == {giver: -60_100, taker: 0}, "one that is registered meanwhile is there too"
    unit = sign_in(Rol.PREPARA, COMPLETED)
    page = seen(unit.get(reverse("paso", args=[newer, COMPLETED, "requerimientos"])))
    assert "Falta incorporar modificaciones en 1 lugar" in page
    assert "-601,00" in page
    assert "Falta incorporar modificaciones en 1 lugar" in seen(finance.get(reverse("techos", args=[newer])))
    move_line(newer, giver, -60_100)
    assert "ya están en los requerimientos" in seen(finance.get(reverse("techos", args=[newer])))


def test_v44_confirms_that_the_version_incorporated_it(finance: Client) -> None:
    giver, _ = two()
    more = {"tipo": "adicional", "aprobador": "Asamblea Legislativa Plurinacional"}

    def said(plan: str) -> str:
        package = live_package([plan, PLAN, BASE])
        found = check(package, only=["V44"]).findings
        package.close()
        return " ".join(each.message for each in found if each.unidad == COMPLETED and each.plan == plan)

    before = said(PLAN)
    assert send(finance, [cells(giver, "1.000,00")], **more).status_code == 302
    assert said(PLAN) == before, "the lines of the version in force need not have it"
    newer = next_version()
    assert "con las modificaciones registradas, es Bs 6.780.967,00" in said(newer)
    [(category, programmed)] = live().query(
        "select u.categoria, sum(r.importe) from unidades u join requerimientos r on r.plan = u.plan and "
        "r.unidad = u.unidad where u.plan = ? and u.unidad = ? group by u.categoria",
        [newer, COMPLETED],
    )
    move_line(newer, giver, 678_096_700 - int(programmed))
    assert said(newer) == ""
    assert category == giver.categoria


def test_who_asks_for_a_change_sees_what_it_will_incorporate(before_tramite: None) -> None:  # noqa: ARG001
    planning = sign_in(Rol.PLANIFICACION)
    place = Place(COMPLETED, "48 000 007", "21200", "20", "230")
    modified(place, 12_345, plan=BASE, unidad="")
    page = seen(planning.get(reverse("tramite_nuevo")))
    assert "La versión nueva incorpora 1 importe modificado" in page
    assert "123,45" in page

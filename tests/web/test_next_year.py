"""The next gestión from the screen: what is proposed, and its plan opened once with where each row comes from."""

from __future__ import annotations

from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.versions.next_year import is_opened, sets_of
from web.certifying import certified, largest
from web.conftest import sign_in
from web.databases import both_engines
from web.states import set_plan
from web.test_races import at_once, statuses

NEXT = "SEGIP-2025-0"


@pytest.fixture
def planning(demo: None) -> Client:  # noqa: ARG001 - whose plan it follows
    set_plan(estado=EstadoDePlan.VIGENTE)
    return sign_in(Rol.PLANIFICACION)


def seen(client: Client, **asked: str) -> str:
    answer = client.get(reverse("proxima_gestion", args=[PLAN]), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def opens(client: Client, envio: str = "") -> int:
    return client.post(reverse("proxima_gestion_abrir", args=[PLAN]), {"envio": envio or str(uuid4())}).status_code


def count(table: str, plan: str) -> int:
    return int(live().value(f"select count(*) from {table} where plan = ?", [plan]))


def test_the_page_says_what_carries_what_waits_and_that_the_tables_are_not_official(planning: Client) -> None:
    place = largest()
    certified("poa", categoria=place.categoria, partida=place.partida, fuente=place.fuente, organismo=place.organismo)
    page = seen(planning)
    assert "Próxima gestión: 2025" in page
    assert f"Abrir el plan {NEXT}" in page
    assert "se abrirá con las que trae el sistema" in page
    assert "no tuvo devengado, preventivo ni certificación" in page
    assert "No hay avance físico de la gestión" in page
    only = seen(planning, clase="una_vez")
    assert "se compra una vez" in only
    assert "no tuvo devengado" not in only
    assert (
        reverse("proxima_gestion", args=[PLAN])
        in planning.get(reverse("certificaciones", args=[PLAN])).content.decode()
    )


@both_engines
def test_the_plan_is_opened_once_with_where_each_row_comes_from(planning: Client) -> None:
    assert opens(planning) == 302
    assert Version.objects.get(plan=NEXT).estado == EstadoDePlan.ELABORACION
    assert Version.objects.get(plan=PLAN).estado == EstadoDePlan.VIGENTE
    parts = ParteDeUnidad.objects.filter(plan=NEXT)
    assert parts.count() == count("unidades", PLAN)
    assert set(parts.values_list("estado", flat=True)) == {EstadoDeUnidad.BORRADOR}
    [acto] = Acto.objects.filter(clase="abrir_gestion")
    assert (acto.plan, acto.detalle) == (NEXT, f"Gestión 2025, a partir de {PLAN}")
    for table in ("unidades", "acp_unidad", "operaciones", "tareas", "requerimientos"):
        whence = live().value("select count(*) from versions_linaje where plan = ? and tabla = ?", [NEXT, table])
        assert whence == count(table, NEXT), table
        own = [name for name in TABLES[table].key if name != "plan"]
        same = " and ".join(f"n.{name} = o.{name}" for name in own)
        paired = live().value(
            f"select count(*) from versions_linaje l join {table} n on n.renglon = l.renglon "
            f"join {table} o on o.renglon = l.origen where l.plan = ? and l.tabla = ? and o.plan = ? and {same}",
            [NEXT, table, PLAN],
        )
        assert paired == count(table, NEXT), table
    assert count("techos", NEXT) == 0
    assert is_opened(2025)
    assert sets_of(2025).partidas
    assert opens(planning) == 302, "a second time"
    assert Acto.objects.filter(clase="abrir_gestion").count() == 1
    page = seen(planning)
    assert "Ya está abierta" in page
    assert "Abrir el plan" not in page
    unit = sign_in(Rol.PREPARA, COMPLETED)
    assert unit.get(reverse("paso", args=[NEXT, COMPLETED, "requerimientos"])).status_code == 200


@both_engines
def test_two_who_open_it_at_once_open_one(planning: Client) -> None:
    other = sign_in(Rol.PLANIFICACION)
    answers = at_once(
        *(
            lambda client=each: client.post(reverse("proxima_gestion_abrir", args=[PLAN]), {"envio": str(uuid4())})
            for each in (planning, other)
        )
    )
    assert statuses(answers) == [302, 302]
    assert live().value("select count(*) from planes where gestion = 2025") == 1
    assert Acto.objects.filter(clase="abrir_gestion").count() == 1


def test_the_same_form_sent_twice_opens_once(planning: Client) -> None:
    envio = str(uuid4())
    assert [opens(planning, envio) for _ in range(2)] == [302, 302]
    assert live().value("select count(*) from planes where gestion = 2025") == 1


def test_a_plan_of_that_gestion_that_was_made_otherwise_is_told(planning: Client) -> None:
    with act("prueba", None, None, plan="OTRO-2025"):
        live().execute(
            "insert into planes (plan, entidad, nombre_entidad, sigla, gestion, version, tipo, reemplaza, fecha, "
            "afecta_pei, justificacion) select 'OTRO-2025', entidad, nombre_entidad, sigla, 2025, 0, 'formulacion', "
            "'', '', 'no', '' from planes where plan = ?",
            [PLAN],
        )
        Version.objects.create(plan="OTRO-2025")
    assert "Ir a OTRO-2025" in seen(planning)
    assert opens(planning) == 302
    assert count("planes", NEXT) == 0


def test_the_unit_sees_which_of_its_lines_wait_for_a_reason(planning: Client) -> None:
    place = largest()
    certified("poa", categoria=place.categoria, partida=place.partida, fuente=place.fuente, organismo=place.organismo)
    opens(planning)
    unit = sign_in(Rol.PREPARA, COMPLETED)
    page = unescape(unit.get(reverse("paso", args=[NEXT, COMPLETED, "requerimientos"])).content.decode())
    told = page.split("de la gestión anterior sin ejecutar: por justificar")[1].split("</details>")[0]
    assert PLAN in told
    assert f"<b>{place.partida}</b>, fuente {place.pair}:" not in told, "that one was certified"
    assert told.count("<li>") > 1
    before = unescape(unit.get(reverse("paso", args=[PLAN, COMPLETED, "requerimientos"])).content.decode())
    assert "sin ejecutar: por justificar" not in before

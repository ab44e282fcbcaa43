"""Tokens: each sees what its position sees, none sees more, and none is known to anybody but to whom it was shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apthapi.web.accounts.models import Cargo, Rol
from apthapi.web.api.catalog import OPERATIONS, OWN, Operation
from apthapi.web.api.models import Ficha
from apthapi.web.api.openapi import BASES
from apthapi.web.entities.demo import BASE, COMPLETED, EMPTY, ORGAN, PLAN, name_organ
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio, EstadoDeUnidad
from apthapi.web.process.permisos import hoy
from web.conftest import AsRole, new_person
from web.databases import both_engines
from web.people import last_detail
from web.states import set_part, set_plan
from web.tokens import token_of

OWN_V1 = "/api/v1/interno/"
LINES = f"{OWN_V1}planes/{PLAN}/requerimientos"
WHOLE = {"planificacion", "finanzas", "juridica", "mae", "comunicacion", "auditoria", "administrador"}
OF_UNIT = {"prepara", "director", "reacp"}
FOR_ALL = {"entidades", "planes", "plan", "pdes", "acciones_estrategicas", "acciones_corto_plazo", "cambios", "ficha"}
OF_WHOLE_PLAN = {"recursos", "presupuesto_aprobado", "modificaciones", "documentos"}
"""Written by hand from what each sees on the screens; the rest is of units: those see theirs."""
DURING_THE_YEAR = {"ejecucion_fisica", "ejecucion_financiera", "evaluaciones"}
"""What is done with a plan, once it is in force."""

pytestmark = pytest.mark.usefixtures("demo")


def ask(token: str, address: str, **values: Any) -> Any:
    """What the API answers to that token."""
    return Client().get(address, values, headers={"Authorization": f"Bearer {token}"})


def address_of(operation: Operation) -> str:
    path = operation.path.replace("<str:plan>", PLAN).replace("<str:entidad>", "340").replace("<int:gestion>", "2024")
    return BASES[OWN] + path


def test_each_role_is_told_what_it_sees_in_the_application() -> None:
    for rol in (each for each in Rol if each != Rol.MINISTERIO):
        unit = COMPLETED if rol in OF_UNIT else ""
        token = token_of(rol, unit, often=10**6)
        for operation in (each for each in OPERATIONS if OWN in each.audiences):
            if operation.is_file and not unit:
                continue  # they obey what the pages of the same table do
            answer = ask(token, address_of(operation))
            table = operation.name.removesuffix("_csv").removesuffix("_ndjson")
            refused = unit and table in OF_WHOLE_PLAN
            early = table in DURING_THE_YEAR
            assert answer.status_code == (403 if refused else 409 if early else 200), (
                rol,
                operation.name,
                answer.getvalue(),
            )
            assert answer["Cache-Control"] == ("no-store" if refused or early else "private, no-cache")
            assert "Authorization" in answer["Vary"]
            assert "Access-Control-Allow-Origin" not in answer
            told = answer.getvalue().decode()
            if unit and table not in FOR_ALL | OF_WHOLE_PLAN:
                others = set(re.findall(r'"unidad":"(\w+)"', told)) - {unit}
                assert others == set(), (rol, operation.name)


def test_who_receives_plans_is_told_nothing_of_those_that_are_made() -> None:
    name_organ()
    for entidad in (ORGAN, "340"):
        token = token_of(Rol.MINISTERIO, entidad=entidad, often=10**6)
        for operation in (each for each in OPERATIONS if OWN in each.audiences):
            answer = ask(token, address_of(operation))
            refused = answer.status_code in (403, 404)
            assert refused or "SEGIP-2024" not in answer.getvalue().decode(), (entidad, operation.name)
            assert refused or "<str:plan>" not in operation.path, operation.name


def test_a_plan_that_is_being_made_is_there_and_one_of_another_entity_is_not() -> None:
    planner, stranger = token_of(Rol.PLANIFICACION), token_of(Rol.PLANIFICACION, entidad="999")
    assert [each["plan"] for each in ask(planner, f"{OWN_V1}planes").json()["datos"]] == [BASE, PLAN]
    assert ask(planner, f"{OWN_V1}planes/{PLAN}").json()["estado"] == "elaboracion"
    assert ask(stranger, f"{OWN_V1}planes").json()["datos"] == []
    for operation in (each for each in OPERATIONS if OWN in each.audiences and "<" in each.path):
        assert ask(stranger, address_of(operation)).status_code == 404, operation.name
    assert ask(token_of(Rol.PREPARA, "NO-ESTA"), LINES).status_code == 404
    assert ask(planner, f"{OWN_V1}entidades/999/2024/presupuesto").status_code == 404


@both_engines
def test_a_token_that_does_not_serve_is_refused() -> None:
    good, other = token_of(Rol.PLANIFICACION), token_of(Rol.AUDITORIA)
    expired = token_of(Rol.PLANIFICACION, until=hoy() - timedelta(days=1))
    assert ask(good, LINES).status_code == 200
    beginning, _, secret = good.rpartition("_")
    crossed = f"{beginning}_{other[-43:]}"
    for bad in (
        expired,
        crossed,
        good[:-1],
        good + "a",
        "apthapi_0000000000_" + secret[-43:],
        "",
        "\u00e1",
        good.upper(),
    ):
        answer = ask(bad, LINES)
        assert answer.status_code == 401, bad
        assert answer["WWW-Authenticate"] == 'Bearer realm="apthapi"'
        assert answer.json()["detail"].startswith("Mande la ficha")
    with act("prueba", None, None):
        Ficha.objects.filter(prefijo=good.split("_")[1]).update(revocada="2024-01-01T00:00:00Z")
    assert ask(good, LINES).status_code == 401
    assert Client().get(LINES, headers={"Authorization": f"Basic {other}"}).status_code == 401


def test_who_is_signed_in_is_nobody_here(as_role: AsRole) -> None:
    client = as_role(Rol.PLANIFICACION)
    assert client.get(f"/planes/{PLAN}/").status_code == 200
    assert client.get(LINES).status_code == 401
    assert client.get(f"/api/v1/planes/{PLAN}").status_code == 404, "nor is what is not published public"
    assert not client.get(LINES, headers={"Authorization": f"Bearer {token_of(Rol.MAE)}"}).cookies


def test_of_a_token_only_the_hash_is_kept_and_its_use_is_noted() -> None:
    token = token_of(Rol.PLANIFICACION)
    kept = Ficha.objects.get(prefijo=token.split("_")[1])
    assert token.rpartition("_")[2] not in str(vars(kept))
    assert kept.huella not in str(list(Cambio.objects.filter(tabla="api_ficha").values()))
    assert kept.ultimo_uso is None
    acts = Acto.objects.count()
    assert ask(token, f"{OWN_V1}ficha").json()["rol"] == "planificacion"
    kept.refresh_from_db()
    first = kept.ultimo_uso
    assert first is not None
    ask(token, f"{OWN_V1}ficha")
    kept.refresh_from_db()
    assert kept.ultimo_uso == first, "once a minute"
    assert Acto.objects.count() == acts, "reading is no act"


def test_each_token_has_its_own_limit_and_guessing_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.api.limits.time.time", lambda: 600.0)
    one, other = token_of(Rol.MAE, often=2), token_of(Rol.MAE, often=2)
    assert [ask(one, f"{OWN_V1}ficha").status_code for _ in range(3)] == [200, 200, 429]
    assert ask(other, f"{OWN_V1}ficha").status_code == 200
    monkeypatch.setattr(settings, "API_INTENTOS", 2)
    assert [ask("apthapi_x", LINES).status_code for _ in range(3)] == [401, 401, 429]
    assert Client().get(LINES).status_code == 401, "without any, nothing is guessed"


@both_engines
def test_while_lines_come_and_go_those_that_stay_are_told_once() -> None:
    token = token_of(Rol.PLANIFICACION)
    before = {row[0] for row in live().query("select renglon from requerimientos where plan = ?", [PLAN])}
    told: list[int] = []
    since, gone = 0, 0
    while since is not None:
        page = ask(token, LINES, desde=since, limite=20).json()
        told += [row["renglon"] for row in page["datos"]]
        since = page["siguiente"]
        if since is not None and not gone:
            gone = max(before - set(told))
            with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
                live().execute("delete from requerimientos where renglon in (?, ?)", [min(before), gone])
                live().execute(
                    "insert into requerimientos (plan, unidad, linea, formulario, acp, operacion, tarea, partida, "
                    "descripcion, descripcion_clave, unidad_medida, fuente, organismo) "
                    "values (?, ?, 9999, '3_01', '', '', '', '21200', '', '', '', '41', '')",
                    [PLAN, COMPLETED],
                )
    assert len(told) == len(set(told))
    assert before - {gone} <= set(told)
    assert gone not in told


@both_engines
def test_changes_of_state_are_told_in_their_order_to_those_who_see_them() -> None:
    planner, here, there = token_of(Rol.MAE), token_of(Rol.PREPARA, COMPLETED), token_of(Rol.PREPARA, EMPTY)
    feed = f"{OWN_V1}cambios"
    start = {token: _last(token) for token in (planner, here, there)}
    set_part(estado=EstadoDeUnidad.ENVIADA)
    set_plan(vence=hoy())
    set_part(estado=EstadoDeUnidad.APROBADA)
    set_plan(estado="consolidada")
    expected = [
        ("unidad", COMPLETED, "borrador", "enviada"),
        ("unidad", COMPLETED, "enviada", "aprobada"),
        ("version", "", "elaboracion", "consolidada"),
    ]

    def told(token: str, size: int) -> list[tuple[str, ...]]:
        found, since = [], start[token]
        while True:
            page = ask(token, feed, desde=since, limite=size).json()
            found += [tuple(each[name] for name in ("que", "unidad", "antes", "despues")) for each in page["datos"]]
            since = page["siguiente"]
            if not page["hay_mas"]:
                return found

    assert told(planner, 1) == told(planner, 100) == expected
    assert told(here, 2) == expected
    assert told(there, 2) == expected[2:]
    assert ask(token_of(Rol.MAE, entidad="999"), feed).json()["datos"] == []


def _last(token: str) -> int:
    return int(ask(token, f"{OWN_V1}cambios", limite=1000).json()["siguiente"])


def test_the_administration_makes_a_token_that_is_shown_once_and_revokes_it(as_role: AsRole) -> None:
    administrator, cargo = as_role(Rol.ADMINISTRADOR), Cargo.objects.get(rol=Rol.FINANZAS, entidad__codigo="340")
    form = {"nombre": "Tablero", "cargo": cargo.pk, "vence": hoy() + timedelta(days=30), "por_minuto": 60}
    for field, wrong in (
        ("vence", hoy() - timedelta(days=1)),
        ("vence", hoy() + timedelta(days=400)),
        ("por_minuto", 0),
        ("cargo", 0),
        ("nombre", ""),
    ):
        answer = administrator.post("/administracion/fichas/nueva", form | {field: wrong})
        assert (answer.status_code, Ficha.objects.count()) == (200, 0), field
    page = administrator.post("/administracion/fichas/nueva", form, follow=True)
    [token] = re.findall(r'value="(apthapi_[^"]+)"', page.content.decode())
    assert page["Cache-Control"] == "no-store"
    assert "Tablero" in last_detail("ficha_creada")
    assert token[-43:] not in last_detail("ficha_creada")
    assert ask(token, f"{OWN_V1}ficha").json()["rol"] == "finanzas"
    again = administrator.get("/administracion/fichas/").content.decode()
    assert token not in again
    assert token.split("_")[1] in again
    [ficha] = Ficha.objects.all()
    assert as_role(Rol.AUDITORIA).get("/administracion/fichas/").status_code == 200
    assert "Revocar" not in as_role(Rol.AUDITORIA).get("/administracion/fichas/").content.decode()
    elsewhere = _administrator_of_another_entity()
    assert elsewhere.post(f"/administracion/fichas/{ficha.pk}/revocar").status_code == 404
    assert elsewhere.post("/administracion/fichas/nueva", form).status_code == 200, "nor makes one of others' positions"
    assert administrator.post(f"/administracion/fichas/{ficha.pk}/revocar").status_code == 302
    assert ask(token, f"{OWN_V1}ficha").status_code == 401
    assert "Revocada" in administrator.get("/administracion/fichas/").content.decode()


def test_a_position_with_a_token_stays(as_role: AsRole) -> None:
    token_of(Rol.REACP, EMPTY)
    cargo = Cargo.objects.get(rol=Rol.REACP, unidad=EMPTY)
    as_role(Rol.ADMINISTRADOR).post(f"/administracion/cargos/{cargo.pk}/quitar")
    assert Cargo.objects.filter(pk=cargo.pk).exists()


def _administrator_of_another_entity() -> Client:
    token_of(Rol.MAE, entidad="999")
    persona = new_person(Rol.ADMINISTRADOR, "", "999")
    persona.set_unusable_password()  # so that it is not asked for again
    persona.save()
    client = Client()
    client.force_login(persona)
    return client

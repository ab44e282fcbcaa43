"""The API of what is published: to anybody, by pages, and nothing else is in any answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from apthapi.compare.totals import totals
from apthapi.core.money import plain_amount
from apthapi.web.api.catalog import OPERATIONS, PUBLIC, Operation
from apthapi.web.api.limits import wait_for
from apthapi.web.api.openapi import BASES, document
from apthapi.web.entities.demo import BASE, COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.plans.package import last_change, live_package
from apthapi.web.portal.models import AvancePublicado
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan
from apthapi.web.process.permisos import hoy
from web.databases import both_engines
from web.states import set_plan

V1 = "/api/v1/"
OF_PLAN = f"{V1}planes/{PLAN}"
LINES = f"{OF_PLAN}/requerimientos"
SECRET = "Zarigüeya"
ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def published(demo: None) -> None:  # noqa: ARG001 - what is published
    """Both versions of the demonstration, approved and published."""
    set_plan(BASE, estado=EstadoDePlan.HISTORICO, publicada=True)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE, publicada=True)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks too often."""
    monkeypatch.setattr(settings, "API_PUBLICA", 10**6)
    monkeypatch.setattr(settings, "API_ARCHIVOS", 10**6)


def get(client: Client, address: str, **values: Any) -> Any:
    """What is answered, as JSON."""
    answer = client.get(address, values)
    assert answer.status_code == 200, answer.content
    return answer.json()


def pages(client: Client, address: str, **values: Any) -> Iterator[list[Any]]:
    """The rows of each page, following it to the last."""
    values["desde"] = 0
    while values["desde"] is not None:
        told = get(client, address, **values)
        yield told["datos"]
        values["desde"] = told["siguiente"]


def address_of(operation: Operation, plan: str = PLAN) -> str:
    path = operation.path.replace("<str:plan>", plan).replace("<str:entidad>", "340").replace("<int:gestion>", "2024")
    return BASES[PUBLIC] + path + ("?entidad=340" if operation.name == "cambios" else "")


PUBLIC_OPERATIONS = [each for each in OPERATIONS if PUBLIC in each.audiences]


@both_engines
@pytest.mark.usefixtures("published", "often")
def test_anybody_may_ask_everything_of_what_is_published(client: Client) -> None:
    for operation in PUBLIC_OPERATIONS:
        answer = client.get(address_of(operation))
        assert answer.status_code == 200, operation.name
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", ""), "any cache on the way may keep it"
        content = answer.getvalue()
        if operation.kind == "application/x-ndjson":
            assert [json.loads(line) for line in content.splitlines()] == [
                row
                for page in pages(client, address_of(operation).removesuffix(".ndjson"), limite=1000)
                for row in page
            ]


@both_engines
@pytest.mark.usefixtures("often")
def test_nothing_that_is_not_published_is_in_any_answer(client: Client) -> None:
    set_plan(BASE, estado=EstadoDePlan.VIGENTE, publicada=True)
    with act("prueba", None, None, plan=PLAN):
        live().execute("update planes set justificacion = ?, nombre_entidad = ? where plan = ?", [SECRET, SECRET, PLAN])
        for table, column in (
            ("unidades", "nombre"),
            ("operaciones", "descripcion"),
            ("requerimientos", "descripcion"),
        ):
            live().execute(f"update {table} set {column} = ? where plan = ?", [SECRET, PLAN])
        live().execute(
            "insert into acciones_corto_plazo (plan, acp, ae, descripcion, descripcion_clave) "
            "values (?, '9.9', '', ?, '')",
            [PLAN, SECRET],
        )
    for operation in PUBLIC_OPERATIONS:
        answer = client.get(address_of(operation, BASE))
        said = answer.getvalue().decode()
        assert answer.status_code == (404 if operation.name.startswith("comparacion") else 200), operation.name
        assert SECRET not in said
        assert PLAN not in said.replace(f'"instance": "/api/v1/planes/{PLAN}', ""), operation.name
        if "<str:plan>" in operation.path:
            assert client.get(address_of(operation, PLAN)).status_code == 404, operation.name
    assert client.get(f"{V1}planes/{BASE}/comparacion", {"con": PLAN}).status_code == 404
    assert PLAN not in client.get("/publico/340/cambios.atom").content.decode()


@pytest.mark.usefixtures("often")
def test_only_what_was_approved_and_published_is_public(client: Client) -> None:
    set_plan(BASE, publicada=False)
    for state in (EstadoDePlan.ELABORACION, EstadoDePlan.CONSOLIDADA):
        set_plan(estado=state, publicada=True)
        assert client.get(LINES).status_code == 404
        assert get(client, f"{V1}planes")["datos"] == []
    set_plan(estado=EstadoDePlan.VIGENTE, publicada=False)
    assert client.get(LINES).status_code == 404
    assert client.get("/publico/340/cambios.atom").status_code == 404
    set_plan(publicada=True)
    assert client.get(LINES).status_code == 200


@both_engines
@pytest.mark.usefixtures("published", "often")
def test_pages_tell_every_row_once_whatever_their_size(client: Client) -> None:
    stored = live().query("select renglon, importe from requerimientos where plan = ? order by renglon", [PLAN])
    assert len(stored) > 15
    for size in (7, 1000):
        rows = [row for page in pages(client, LINES, limite=size) for row in page]
        assert [(row["renglon"], row["importe_centavos"]) for row in rows] == stored
    assert all(row["importe"] == plain_amount(row["importe_centavos"]) for row in rows)
    assert "plan" not in rows[0]
    last = [row for row in rows if row["fuente"] == "41"][6]["renglon"]
    link = client.get(f"{LINES}?limite=7&fuente=41")["Link"]
    assert link == f'<{LINES}?limite=7&fuente=41&desde={last}>; rel="next"'


@both_engines
@pytest.mark.usefixtures("published", "often")
def test_what_was_modified_outside_of_a_reformulation_waits_for_its_month(client: Client) -> None:
    with act("prueba", None, None, plan=PLAN):
        for number, kept in (("1", "si"), ("2", "no")):
            live().execute(
                "insert into modificaciones (plan, modificacion, orden, tipo, norma, aprobador, unidad, categoria, "
                "categoria_escrita, partida, fuente, organismo, importe, fecha, incorporada) "
                "values (?, ?, 1, 'intrainstitucional', ?, '', '', '', '', '', '', '', 0, '2024-03-01', ?)",
                [PLAN, number, SECRET if kept == "no" else "De ejemplo", kept],
            )
    for address in (f"{OF_PLAN}/modificaciones", f"{OF_PLAN}/modificaciones.csv", f"{OF_PLAN}/modificaciones.ndjson"):
        said = client.get(address).getvalue().decode()
        assert "De ejemplo" in said
        assert SECRET not in said


@both_engines
@pytest.mark.usefixtures("published", "often")
def test_what_was_done_is_told_up_to_the_month_that_was_published(client: Client) -> None:
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        for month, note in ((3, "De ejemplo"), (4, SECRET)):
            live().insert(
                "ejecucion_fisica",
                ("plan", "unidad", "operacion", "mes", "ejecutado", "evidencia", "nota"),
                [(PLAN, COMPLETED, "1.1.1", month, 10_000, "Acta", note)],
            )
    address = f"{OF_PLAN}/ejecucion_fisica"
    before = client.get(address)
    assert before.json() == {"datos": [], "siguiente": None}
    with act("prueba", None, None, plan=PLAN):
        AvancePublicado.objects.create(entidad="340", gestion=2024, mes=3, plan=PLAN, fecha=hoy())
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    [row] = after.json()["datos"]
    assert (row["mes"], row["ejecutado"], row["nota"]) == (3, "1", "De ejemplo")
    assert SECRET not in client.get(f"{address}.csv").getvalue().decode()


@pytest.mark.usefixtures("published", "often")
def test_rows_are_narrowed_by_their_codes(client: Client) -> None:
    rows = [row for page in pages(client, LINES, limite=1000) for row in page]
    chosen = rows[0]
    for name in ("unidad", "partida", "fuente", "formulario"):
        found = get(client, LINES, limite=1000, **{name: chosen[name]})["datos"]
        assert found == [row for row in rows if row[name] == chosen[name]], name
    assert get(client, LINES, unidad="NADIE") == {"datos": [], "siguiente": None}


@pytest.mark.usefixtures("published", "often")
def test_a_table_as_a_file_is_that_of_the_package(client: Client) -> None:
    answer = client.get(f"{LINES}.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="{PLAN}-requerimientos.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    told = [row for page in pages(client, LINES, limite=1000) for row in page]
    assert [(row["plan"], row["importe"], row["m01"]) for row in rows] == [
        (PLAN, row["importe"] or "", row["m01"] or "") for row in told
    ]
    assert client.head(f"{LINES}.csv").status_code == 200


@pytest.mark.usefixtures("published")
def test_what_does_not_serve_is_told_all_at_once_and_how_to_repair_it(client: Client) -> None:
    answer = client.get(LINES, {"limite": "5000", "formulario": "3_09", "unidadd": "DDTJ", "desde": "x"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["instance"]) == (422, LINES)
    assert {each["parametro"] for each in problem["errores"]} == {"limite", "formulario", "unidadd", "desde"}
    assert "un número entero de 1 a 1000" in problem["detail"]
    assert "3_01, 3_02, 3_03, 3_04" in problem["detail"]
    twice = client.get(f"{LINES}?fuente=41&fuente=20")
    assert (twice.status_code, twice.json()["errores"][0]["parametro"]) == (422, "fuente")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("get", f"{V1}planes/NADA", {}, 404),
        ("get", f"{V1}nada", {}, 404),
        ("get", f"{V1}planes/{PLAN}%00/unidades", {}, 400),
        ("get", LINES, {"Accept": "text/html"}, 406),
        ("get", f"{LINES}.csv", {"Accept": "application/json"}, 406),
        ("post", LINES, {}, 405),
        ("delete", f"{V1}openapi.json", {}, 405),
        ("get", f"{V1}cambios", {}, 422),
        ("get", f"{OF_PLAN}/presupuesto?por=unidad,unidad", {}, 422),
        ("get", f"{OF_PLAN}/presupuesto?por=nombre", {}, 422),
        ("get", f"{V1}entidades/999/2024/presupuesto", {}, 404),
        ("get", f"{V1}planes/{BASE}/comparacion", {}, 404),
    ],
)
def test_a_request_that_is_not_answered_gets_a_problem_in_spanish(
    client: Client, method: str, address: str, headers: dict[str, str], status: int
) -> None:
    answer = getattr(client, method)(address, headers=headers)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"/api/#problema-{status}"
    assert len(problem["detail"]) > 20
    assert (answer.get("Allow") == "GET, HEAD") == (status == 405)


def test_a_failure_of_ours_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.api.views.read_parameters", lambda *_: 1 / 0)
    client.raise_request_exception = False
    answer = client.get(f"{V1}planes")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "ZeroDivision" not in answer.content.decode()


@both_engines
@pytest.mark.usefixtures("published", "often")
def test_what_did_not_change_is_not_sent_again(client: Client) -> None:
    for address in (LINES, f"{LINES}.ndjson", f"{V1}planes", f"{OF_PLAN}/presupuesto", f"{V1}openapi.json"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
        assert again["Access-Control-Allow-Origin"] == "*"
    first = client.get(LINES)
    assert client.get(LINES, {"limite": 5}, headers={"If-None-Match": first["ETag"]}).status_code == 200
    with act("prueba", None, None, plan=PLAN):
        live().execute(
            "insert into documentos (plan, documento, tipo, cite, fecha, emisor, asunto) "
            "values (?, 'publicacion', 'publicacion', '', '2024-02-20', 'Comunicación', 'Otro')",
            [PLAN],
        )
    assert client.get(LINES, headers={"If-None-Match": first["ETag"]}).status_code == 200
    set_plan(publicada=False)
    assert client.get(LINES, headers={"If-None-Match": "*"}).status_code == 404


@both_engines
def test_the_last_act_is_that_of_all_the_units() -> None:
    for unidad in ("", "DDTJ", "ÑANDÚ"):
        with act("prueba", None, None, plan=PLAN, unidad=unidad) as made:
            live().execute(
                "insert into techos (plan, unidad, fuente, organismo, importe) values (?, ?, '99', '', 1)",
                [PLAN, unidad],
            )
        assert last_change(PLAN) == made.pk
    assert last_change("NADA") == 0


@both_engines
@pytest.mark.usefixtures("published", "often")
def test_money_is_broken_down_by_anything_and_adds_up(client: Client) -> None:
    package = live_package([PLAN])
    for by in ("unidad", "acp", "categoria", "formulario", "grupo", "partida", "fuente"):
        told = get(client, f"{OF_PLAN}/presupuesto", por=by)
        mine = {row[by]: row["importe_centavos"] for row in told["datos"]}
        assert mine == {each.code: each.amount for each in totals(package, PLAN, by)}, by
        assert told["total_centavos"] == sum(mine.values())
    crossed = get(client, f"{OF_PLAN}/presupuesto", por="unidad,partida,organismo")
    assert crossed["total_centavos"] == told["total_centavos"]
    [unit] = get(client, f"{OF_PLAN}/presupuesto", por="unidad", unidad="DDTJ")["datos"]
    assert unit["importe_centavos"] == sum(r["importe_centavos"] for r in crossed["datos"] if r["unidad"] == "DDTJ")
    assert told["nombres"]["fuente"]["41"]


@pytest.mark.usefixtures("published", "often")
def test_every_version_of_a_gestion_stands_beside_the_others(client: Client) -> None:
    told = get(client, f"{V1}entidades/340/2024/presupuesto", por="fuente")
    assert {(row["version"], row["plan"]) for row in told["datos"]} == {(0, BASE), (1, PLAN)} or {
        row["plan"] for row in told["datos"]
    } == {PLAN}, "the formulation has no lines"
    own = [row for row in told["datos"] if row["plan"] == PLAN]
    alone = get(client, f"{OF_PLAN}/presupuesto", por="fuente")["datos"]
    assert [row["importe"] for row in own] == [row["importe"] for row in alone]


@both_engines
@pytest.mark.usefixtures("published", "often")
def test_a_version_is_compared_with_another(client: Client) -> None:
    told = get(client, f"{OF_PLAN}/comparacion")
    assert (told["plan"], told["con"]) == (PLAN, BASE)
    assert told["frases"]
    assert {each["nivel"] for each in told["cambios"]} >= {"categoria", "grupo"}
    for each in told["cambios"]:
        if each["antes"] is not None and each["despues"] is not None:
            assert each["diferencia_centavos"] == each["despues_centavos"] - each["antes_centavos"]
    assert {each["nivel"] for each in get(client, f"{OF_PLAN}/comparacion", nivel="grupo")["cambios"]} == {"grupo"}
    units = [row for page in pages(client, f"{OF_PLAN}/comparacion/unidades", limite=4) for row in page]
    assert {row["que"] for row in units} <= {"nueva", "quitada", "cambiada"}
    assert all((row["antes"] is None) == (row["que"] == "nueva") for row in units)
    assert get(client, f"{OF_PLAN}/comparacion/unidades", con=PLAN)["datos"] == []


@both_engines
@pytest.mark.usefixtures("often")
def test_what_was_published_is_told_in_its_order_and_once(client: Client) -> None:
    feed = f"{V1}cambios"
    set_plan(BASE, publicada=False)
    start = get(client, feed, entidad="340")["siguiente"]
    set_plan(BASE, estado=EstadoDePlan.VIGENTE, publicada=True)
    set_plan(PLAN, estado=EstadoDePlan.CONSOLIDADA)
    first = get(client, feed, entidad="340", desde=start)
    assert [(each["plan"], each["que"]) for each in first["datos"]] == [(BASE, "publicada")]
    with act("poner_en_vigencia", None, None, plan=PLAN):
        for plan, state in ((BASE, EstadoDePlan.HISTORICO), (PLAN, EstadoDePlan.VIGENTE)):
            live().execute("update process_version set estado = ? where plan = ?", [state, plan])
    set_plan(PLAN, publicada=True)
    set_plan(PLAN, publicada=False)
    rest, since = [], first["siguiente"]
    while True:
        told = get(client, feed, entidad="340", desde=since, limite=1)
        rest += [(each["plan"], each["que"]) for each in told["datos"]]
        since = told["siguiente"]
        if not told["hay_mas"]:
            break
    assert rest == [(BASE, "reemplazada"), (PLAN, "publicada"), (PLAN, "retirada")]
    assert get(client, feed, entidad="340", desde=since) == {"datos": [], "siguiente": since, "hay_mas": False}
    assert get(client, feed, entidad="999")["datos"] == []


@pytest.mark.usefixtures("published")
def test_any_reader_of_feeds_follows_what_is_published(client: Client) -> None:
    answer = client.get("/publico/340/cambios.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not answer.cookies
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}title") for each in entries] == [
        "SEGIP 2024: primera reformulación",
        "SEGIP 2024: plan original",
    ]
    assert entries[0].find(f"{ATOM}link").attrib["href"].endswith("/publico/340/2024/v1/index.html")  # type: ignore[union-attr]
    assert "Bs" in (entries[0].findtext(f"{ATOM}summary") or "")
    assert client.get("/publico/340/cambios.atom", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@both_engines
def test_whoever_asks_too_often_waits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_PUBLICA", 3)
    monkeypatch.setattr("apthapi.web.api.limits.time.time", lambda: 600.0)
    assert [client.get(f"{V1}planes").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    answer = client.get(f"{V1}planes")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert "espere 60 s" in answer.json()["detail"]


@both_engines
def test_requests_are_counted_by_the_minute_and_old_minutes_forgotten() -> None:
    moments = iter((600.0, 620.0, 640.0, 659.0))
    waits = [wait_for("x", 2, lambda: next(moments)) for _ in range(4)]
    assert waits == [0, 0, 20, 1]
    assert live().value("select veces from api_cuenta where clave = 'x'") == 2, "a refused one writes nothing"
    assert wait_for("y", 2, lambda: 630.0) == 0
    assert wait_for("x", 2, lambda: 660.0) == 0
    assert live().query("select clave, minuto, veces from api_cuenta") == [("x", 11, 1)]


@pytest.mark.usefixtures("published")
def test_a_browser_of_another_site_may_read_what_is_public(client: Client) -> None:
    asked = client.options(LINES, headers={"Origin": "https://otro.ejemplo", "Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked


def test_the_description_is_for_programs_and_for_people(client: Client) -> None:
    told = get(client, f"{V1}openapi.json")
    assert told == json.loads(json.dumps(document()))
    assert told["openapi"] == "3.1.0"
    page = client.get("/api/").content.decode()
    for address, path in told["paths"].items():
        if not address.endswith((".csv", ".ndjson")):
            assert f">{address}<" in page
        refused = {"401", "403"} <= path["get"]["responses"].keys()
        assert refused == address.startswith("/api/v1/interno/") == ("security" in path["get"])
    assert "<script src=" not in page.replace(f'src="{settings.STATIC_URL}', "")

"""The public pages as they are served: only what is published, to anybody, and not drawn twice for the same browser."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from apthapi.formats.site.links import read_page
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import BASE, PLAN
from apthapi.web.expediente.models import EstadoDeEmitido
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan
from web.conftest import AsRole
from web.databases import both_engines
from web.issuing import issue, set_paper
from web.states import set_plan

HOME = "/publico/340/2024/index.html"
V1 = "/publico/340/2024/v1/"
UNIT = f"{V1}unidades/DDTJ.html"
SECRET = "Zarigüeya"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def published(demo: None) -> None:  # noqa: ARG001 - what is published
    """Both versions of the demonstration, approved and published."""
    set_plan(BASE, estado=EstadoDePlan.HISTORICO, publicada=True)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE, publicada=True)


@pytest.mark.parametrize(
    "address",
    [HOME, f"{V1}index.html", UNIT, f"{V1}cambios.html", "/publico/340/2024/datos/plan.zip", "/publico/340/2024/"],
)
def test_what_is_not_published_does_not_exist(client: Client, address: str) -> None:
    set_plan(BASE, publicada=False)
    for state in (EstadoDePlan.ELABORACION, EstadoDePlan.CONSOLIDADA):
        set_plan(estado=state, publicada=True)
        assert client.get(address).status_code == 404, "only what was approved too"
    for state in (EstadoDePlan.VIGENTE, EstadoDePlan.HISTORICO):
        set_plan(estado=state, publicada=False)
        assert client.get(address).status_code == 404
    assert "340" not in client.get("/publico/").content.decode().partition("<main")[2]


@both_engines
@pytest.mark.usefixtures("published")
def test_anybody_reads_what_is_published(client: Client) -> None:
    assert "Servicio General de Identificación Personal" in client.get("/publico/").content.decode()
    said = client.get(HOME).content.decode()
    assert "SEGIP en 2024: Bs\u00a0311,5\u00a0millones" in said
    assert 'href="/verificar/"' in said
    assert "A cargo de 9 unidades</p>" in said, "not with the money of the only one that tells it by action"
    assert "Dirección Departamental de Tarija" in client.get(UNIT).content.decode()
    assert client.get("/publico/340/2024/").content == client.get(HOME).content
    assert client.get(f"{V1}unidades/NADA.html").status_code == 404
    assert client.get("/publico/340/2023/index.html").status_code == 404
    assert client.post(HOME).status_code == 405
    assert not client.get(HOME).cookies
    assert "Cookie" not in client.get(HOME)["Vary"], "any cache on the way may keep it"


@pytest.mark.usefixtures("published")
def test_every_link_of_a_page_leads_somewhere(client: Client) -> None:
    seen, waiting = set(), ["/publico/"]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if not answer["Content-Type"].startswith("text/html"):
            continue
        for link in read_page(answer.content).links:
            target = urlsplit(urljoin(f"http://testserver{address}", link))
            if target.netloc == "testserver" and target.path.startswith("/publico/") and target.path not in seen:
                waiting.append(target.path)
    assert {HOME, UNIT, f"{V1}cambios.html", "/publico/340/2024/datos/plan.xlsx"} <= seen


@both_engines
@pytest.mark.usefixtures("published")
def test_a_page_that_did_not_change_is_not_sent_again(client: Client) -> None:
    first = client.get(UNIT)
    assert first["Cache-Control"] == "public, max-age=300"
    assert datetime.strptime(first["Last-Modified"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    again = client.get(UNIT, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    assert client.get(HOME, headers={"If-None-Match": first["ETag"]}).status_code == 200, "of another page"
    assert client.get(f"{V1}unidades/NADA.html", headers={"If-None-Match": "*"}).status_code == 404


@both_engines
@pytest.mark.usefixtures("published")
def test_what_changes_is_sent_anew(client: Client) -> None:
    first = client.get(f"{V1}cambios.html")
    with act("prueba", None, None, plan=PLAN):
        live().execute(
            "insert into documentos (plan, documento, tipo, cite, fecha, emisor, asunto) "
            "values (?, 'publicacion', 'publicacion', '', '2024-02-20', 'Comunicación', 'Otro asunto')",
            [PLAN],
        )
    second = client.get(f"{V1}cambios.html", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert "Otro asunto" in second.content.decode()
    set_plan(PLAN, publicada=False)
    assert client.get(f"{V1}cambios.html", headers={"If-None-Match": second["ETag"]}).status_code == 404


@both_engines
def test_nothing_of_a_draft_is_in_the_pages_of_the_version_in_force(client: Client) -> None:
    set_plan(BASE, estado=EstadoDePlan.VIGENTE, publicada=True)
    with act("prueba", None, None, plan=PLAN):
        live().execute("update planes set justificacion = ?, nombre_entidad = ? where plan = ?", [SECRET, SECRET, PLAN])
        live().execute("update unidades set nombre = ? where plan = ?", [SECRET, PLAN])
    for address in ("/publico/", HOME, "/publico/340/2024/v0/index.html", "/publico/340/2024/datos.html"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
    assert client.get(UNIT).status_code == 404


@pytest.mark.usefixtures("published")
def test_the_search_answers_without_a_program_in_the_page(client: Client) -> None:
    said = client.get(f"{V1}buscar.html", {"q": "TARIJA direccion"}).content.decode()
    assert "Dirección Departamental de Tarija" in said
    assert "Dirección Departamental de Beni" not in said
    hostile = client.get(f"{V1}buscar.html", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in hostile


@pytest.mark.usefixtures("published")
def test_files_are_given_with_their_name_and_not_without_end(client: Client) -> None:
    cache.clear()
    answer = client.get("/publico/340/2024/datos/plan.zip")
    assert answer["Content-Disposition"] == 'attachment; filename="340-2024-plan.zip"'
    assert answer["Content-Type"] == "application/zip"
    statuses = [client.get("/publico/340/2024/datos/plan.zip").status_code for _ in range(30)]
    assert (statuses[0], statuses[-1]) == (200, 429)


@pytest.mark.usefixtures("published")
def test_a_version_published_alone_says_that_it_cannot_be_compared(client: Client) -> None:
    set_plan(BASE, publicada=False)
    said = client.get(f"{V1}cambios.html").content.decode()
    assert "La versión a la que reemplaza no está publicada aquí" in said
    assert "Resolución que la aprueba" in said
    assert client.get("/publico/340/2024/v0/index.html").status_code == 404


@pytest.mark.usefixtures("published")
def test_signed_papers_are_among_the_data_with_their_verification(client: Client) -> None:
    waiting, signed = (
        issue("informe_tecnico", title="Todavía sin firmas"),
        issue(title="Resolución de prueba", cite="R-1"),
    )
    certificate = issue("certificacion-poa", title="Certificación de prueba")
    for paper in (signed, certificate):
        set_paper(paper, estado=EstadoDeEmitido.FIRMADO)
    said = client.get("/publico/340/2024/datos.html").content.decode()
    assert "Papeles firmados" in said
    assert f'<a href="/verificar/{signed.codigo}/0.pdf">Resolución de prueba</a> R-1' in said
    assert f'<a href="/verificar/{signed.codigo}">Verificar' in said
    assert waiting.titulo not in said
    assert certificate.titulo not in said
    assert client.get(f"/verificar/{signed.codigo}/0.pdf").status_code == 200
    set_paper(signed, estado=EstadoDeEmitido.ANULADO)
    assert "Papeles firmados" not in client.get("/publico/340/2024/datos.html").content.decode()


def test_the_application_leads_to_it(client: Client, as_role: AsRole) -> None:
    assert 'href="/publico/"' in client.get("/cuenta/ingresar/").content.decode()
    board = f"/planes/{PLAN}/"
    planning = as_role(Rol.PLANIFICACION)
    assert "Página pública" not in planning.get(board).content.decode()
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE, publicada=True)
    assert f'<a href="{V1}index.html">Página pública</a>' in planning.get(board).content.decode()

"""The first reformulation of the SEGIP in browsers, from the ministry's note to the publication, each role in its own.

With APTHAPI_FOTOS=<folder> each step leaves a picture there: those of the manual are made so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.audit.verifying import verify
from apthapi.web.entities.demo import BASE, COMPLETED, PLAN
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido
from apthapi.web.process.models import EstadoDePlan, Version
from apthapi.web.tramites.models import Tramite
from support.authority import PASSWORD, Authority
from web.browsing import can_be_used, enter

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("APTHAPI_FOTOS", "")
CITES = {
    "instructivo": "SEGIP/DNP/N°00002/2024",
    "informe_tecnico": "SEGIP/DNP/INF-00012/2024",
    "informe_legal": "SEGIP/DNJ/INF-00218/2024",
    "resolucion": "SEGIP/DGE/N°036/2024",
}
"""Those of the published case, which the plan has registered; the papers are issued with them."""


class Case:
    """The people of the case, each with a browser and a certificate of their own."""

    def __init__(self, browser: Browser, server: str, folder: Path) -> None:
        self.browser, self.server, self.folder = browser, server, folder
        self.authority = Authority()
        self.pages: dict[str, Page] = {}
        self.taken = 0

    def of(self, person: str) -> Page:
        """Their page, signed in."""
        if person not in self.pages:
            context = self.browser.new_context(base_url=self.server, viewport={"width": 1280, "height": 860})
            self.pages[person] = context.new_page()
            enter(self.pages[person], self.server, person)
        return self.pages[person]

    def picture(self, page: Page, name: str) -> None:
        """Keep how it looks, if pictures are wanted."""
        self.taken += 1
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"caso-{self.taken:02d}-{name}.png")

    def step(self, person: str, title: str, *, says: str, words: str = "") -> Page:
        """Do an action of the trámite, with its words if it wants any."""
        page = self.of(person)
        page.goto("/tramites/1/")
        group = page.locator("section.paso-ofrecido").filter(has=page.get_by_text(title, exact=True)).first
        if not group.locator("form").is_visible():
            group.locator("summary").click()
        if words:
            group.locator("textarea").fill(words)
        if group.get_by_label("¿El cambio compromete el PEI?").count():
            group.get_by_label("¿El cambio compromete el PEI?").select_option("no")
        group.get_by_role("button", name=title).click()
        expect(page.get_by_text(says).first).to_be_visible()
        return page

    def issue(self, person: str, papel: str) -> None:
        """Issue a written paper from the case of the plan."""
        page = self.of(person)
        page.goto(f"/planes/{PLAN}/expediente/{papel}/")
        page.get_by_role("link", name="Emitir", exact=True).click()
        page.get_by_role("button", name="Emitir", exact=True).click()
        expect(page.get_by_text("Por firmar").first).to_be_visible()

    def sign(self, person: str, papel: str) -> Page:
        """Sign it with the certificate of the position."""
        file = self.folder / f"{person}.p12"
        if not file.exists():
            file.write_bytes(self.authority.file_of(person))
        page = self.of(person)
        page.goto(f"/planes/{PLAN}/expediente/{papel}/")
        page.get_by_role("link", name="Firmar", exact=True).first.click()
        page.get_by_label("Archivo del certificado").set_input_files(file)
        page.get_by_label("Contraseña del certificado").fill(PASSWORD)
        page.get_by_role("button", name="Firmar el papel").click()
        expect(page.get_by_role("status").first).to_contain_text("Su firma quedó en el papel")
        return page


@pytest.fixture
def case(chromium: Browser, server_before_tramite: str, tmp_path: Path) -> Iterator[Case]:
    """Nobody has asked for anything yet."""
    found = Case(chromium, server_before_tramite, tmp_path)
    yield found
    for page in found.pages.values():
        page.context.close()


def test_from_the_note_of_the_ministry_to_the_publication(case: Case) -> None:
    _ask_and_open(case)
    _the_units(case)
    _the_reports(case)
    _approve_and_publish(case)
    _what_stands(case)


def _ask_and_open(case: Case) -> None:
    page = case.of("demo-planificacion")
    page.goto(f"/planes/{PLAN}/expediente/")
    expect(page.get_by_text("MEFP/VPCF/DGPGP/USS/N° 059/2024").first).to_be_visible()
    case.picture(page, "nota")

    page = case.of("demo-reacp")
    page.goto("/tramites/")
    page.get_by_role("link", name="Solicitar un cambio").click()
    page.get_by_label("Asunto").fill("Primera Reformulación del POA y Presupuesto, Gestión 2024")
    page.get_by_label("Motivo y datos").fill("Ejemplo: cambian operaciones, tareas, metas y presupuesto.")
    case.picture(page, "solicitud")
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.get_by_text("Solicitud enviada a Planificación.")).to_be_visible()

    case.step("demo-planificacion", "Declarar viable", says="pasa a Administración y Finanzas", words="Procede.")
    case.step("demo-finanzas", "Registrar las implicaciones", says="para abrir la versión", words="El total no cambia.")
    page = case.of("demo-planificacion")
    page.goto("/tramites/1/")
    for box in page.get_by_role("checkbox").all():
        if box.get_attribute("value") != COMPLETED:
            box.uncheck()
    case.picture(page, "abrir")
    page.get_by_role("button", name="Abrir la versión").click()
    expect(page.get_by_text("sus unidades pueden trabajar").first).to_be_visible()
    can_be_used(page)
    case.issue("demo-planificacion", "instructivo")
    case.picture(case.sign("demo-planificacion", "instructivo"), "instructivo")


def _the_units(case: Case) -> None:
    unit = f"/planes/{PLAN}/unidades/{COMPLETED}/"
    for person, button, state in (
        ("demo-tarija", "Enviar a la dirección", "Enviada a la dirección"),
        ("demo-director", "Aprobar", "Aprobada por la dirección"),
    ):
        page = case.of(person)
        page.goto(unit)
        page.get_by_role("button", name=button, exact=True).first.click()
        expect(page.get_by_text(state, exact=True).first).to_be_visible()
    page = case.of("demo-planificacion")
    page.goto(f"/planes/{PLAN}/")
    page.get_by_label(f"Marcar {COMPLETED}").check()
    page.get_by_label("Con las unidades marcadas").select_option(label="Dar por revisada")
    case.picture(page, "tablero")
    page.get_by_role("button", name="Hacerlo").click()
    expect(page.get_by_text(f"Revisada por Planificación. {COMPLETED}.").first).to_be_visible()

    page.goto(f"/planes/{PLAN}/justificaciones")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Fundamento").fill("Ejemplo: no es legible en el original.")
    case.picture(page, "justificar")
    page.get_by_role("button", name="Justificar lo marcado").click()
    expect(page.get_by_text("Nada impide aprobar esta versión.")).to_be_visible()
    can_be_used(page)
    page.goto(f"/planes/{PLAN}/comparacion")
    expect(page.get_by_text("16.219.800,00").first).to_be_visible()
    case.picture(page, "comparacion")
    case.step("demo-planificacion", "Consolidar", says="nadie cambia ya la versión")


def _the_reports(case: Case) -> None:
    case.issue("demo-planificacion", "informe_tecnico")
    case.sign("demo-planificacion", "informe_tecnico")
    case.picture(case.sign("demo-finanzas", "informe_tecnico"), "informe-tecnico")
    case.step("demo-planificacion", "Pasar a Jurídica", says="El informe técnico pasó a Jurídica.")
    case.issue("demo-juridica", "informe_legal")
    case.picture(case.sign("demo-juridica", "informe_legal"), "informe-legal")
    case.step("demo-juridica", "Pasar a la MAE", says="pasó a la Máxima Autoridad Ejecutiva")
    case.issue("demo-juridica", "resolucion")


def _approve_and_publish(case: Case) -> None:
    page = case.of("demo-mae")
    page.goto("/tramites/1/")
    expect(page.get_by_text("Falta la firma de la resolución")).to_be_visible()
    case.picture(case.sign("demo-mae", "resolucion"), "resolucion")
    case.picture(case.step("demo-mae", "Aprobar y poner en vigencia", says="la versión está vigente"), "vigente")
    case.issue("demo-planificacion", "nota_remision")
    case.sign("demo-mae", "nota_remision")
    case.step("demo-finanzas", "Registrar la remisión", says="pasa a Comunicación")
    case.picture(case.step("demo-comunicacion", "Publicar", says="El trámite terminó."), "publicado")


def _what_stands(case: Case) -> None:
    assert (Tramite.objects.get().etapa, Version.objects.get(plan=PLAN).publicada) == ("concluido", True)
    states = dict(Version.objects.values_list("plan", "estado"))
    assert states == {BASE: EstadoDePlan.HISTORICO, PLAN: EstadoDePlan.VIGENTE}
    issued = Emitido.objects.all()
    assert {each.papel: each.cite for each in issued if each.papel in CITES} == CITES
    assert {each.estado for each in issued} == {EstadoDeEmitido.FIRMADO}

    anybody = case.browser.new_page(base_url=case.server)
    anybody.goto(f"/verificar/{issued.get(papel='resolucion').codigo}")
    expect(anybody.get_by_text(CITES["resolucion"]).first).to_be_visible()
    case.picture(anybody, "verificar")
    can_be_used(anybody)
    anybody.close()

    page = case.of("demo-auditoria")
    page.goto("/auditoria/")
    expect(page.get_by_text("Trámite: aprobar").first).to_be_visible()
    case.picture(page, "auditoria")
    assert [str(each) for each in verify().problems] == []

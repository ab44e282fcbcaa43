"""Signing the issued papers: whose turn it is, in which way, and what is kept of it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apthapi.documents.signing.keys import from_file
from apthapi.documents.signing.signing import sign_digest
from apthapi.documents.signing.verifying import Verdict, verify
from apthapi.documents.verification import new_code
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import BASE, COMPLETED, EMPTY, PLAN
from apthapi.web.expediente import emision
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas import two_steps
from apthapi.web.firmas.expected import await_signatures
from apthapi.web.firmas.models import ComoSeFirma, Firma, FormaDeFirmar, Preparada
from apthapi.web.plans.history import history
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, EstadoDeUnidad
from apthapi.web.process.permisos import hoy, situacion_de
from apthapi.web.process.prepared import prepared
from documents.pdf_text import pages_of
from documents.test_conformance import assert_conforms, require
from support.authority import PASSWORD, Authority
from support.token import LABEL, LIBRARY, PIN, token
from web.conftest import SEGIP, AsRole, new_person
from web.databases import both_engines, queries
from web.issuing import issue, set_paper, set_way
from web.people import SECRET, with_codes
from web.states import set_part, set_plan

pytestmark = pytest.mark.usefixtures("demo", "kept_here")


@pytest.fixture
def kept_here(tmp_path: Path, settings: Settings) -> None:
    """The issued files are in the folder of the test, and so are the trusted authorities."""
    settings.MEDIA_ROOT = tmp_path / "archivos"
    settings.RAICES = tmp_path / "raices"
    settings.RAICES.mkdir()


@pytest.fixture
def authority(settings: Settings) -> Authority:
    """One that the installation trusts."""
    made = Authority()
    (settings.RAICES / "autoridad.pem").write_bytes(made.pem())
    return made


def sign(client: Client, emitido: Emitido, p12: bytes, password: str = PASSWORD) -> str:
    """What the page says after signing with a certificate file."""
    form = {"certificado": io.BytesIO(p12), "clave": password}
    form["certificado"].name = "certificado.p12"  # type: ignore[attr-defined]
    response = client.post(f"/firmas/{emitido.codigo}/firmar", form, follow=True)
    return str(response.content.decode())


def bare(papel: str, unidad: str) -> Emitido:
    """A paper without a file, which waits for its signatures."""
    with act("prueba", None, None, plan=PLAN):
        emitido = Emitido.objects.create(
            codigo=new_code(), entidad=SEGIP, plan=PLAN, unidad=unidad, papel=papel, titulo="Papel", fecha=hoy(), acto=1
        )
        await_signatures(emitido)
    return emitido


def states(emitido: Emitido) -> list[str]:
    return list(Firma.objects.filter(emitido=emitido).order_by("orden").values_list("estado", flat=True))


@both_engines
def test_a_form_is_signed_by_who_made_it_and_then_by_who_approves_it(as_role: AsRole, authority: Authority) -> None:
    emitido = issue("formulario-04", COMPLETED)
    maker, director = as_role(Rol.PREPARA, COMPLETED), as_role(Rol.DIRECTOR, COMPLETED)
    assert "Ahora le toca a Responsable de elaboración" in sign(director, emitido, authority.file_of("Dirección"))
    assert states(emitido) == ["pendiente", "pendiente"]
    assert "quedó en el papel" in sign(maker, emitido, authority.file_of("Responsable"))
    assert states(emitido) == ["firmada", "pendiente"]
    assert "quedó en el papel" in sign(director, emitido, authority.file_of("Dirección"))
    emitido.refresh_from_db()
    assert (states(emitido), emitido.estado) == (["firmada", "firmada"], EstadoDeEmitido.FIRMADO)
    files = [each.file.read_bytes() for each in Revision.objects.filter(emitido=emitido).order_by("numero")]
    assert [later.startswith(earlier) for earlier, later in pairwise(files)] == [True, True]
    first, second = Firma.objects.filter(emitido=emitido).order_by("orden")
    assert (first.revision, second.revision) == (1, 2)
    assert second.sha256_antes == first.sha256_despues
    assert (first.certificado_emisor, len(first.certificado_huella)) == ("Autoridad de prueba", 64)
    assert first.acto is not None
    assert Acto.objects.get(pk=first.acto).clase == "firmar_papel"
    _, told = history(PLAN, COMPLETED, "1")
    assert any(each.what == "Firmó un papel" and emitido.codigo in each.reason for each in told)
    assert not list(files and Revision(emitido=emitido, numero=0).file.parent.glob(".firma-*"))


@both_engines
def test_a_report_of_the_case_is_issued_and_signed_by_planning_and_finance(
    as_role: AsRole, authority: Authority, tmp_path: Path
) -> None:
    planning, finance = as_role(Rol.PLANIFICACION), as_role(Rol.FINANZAS)
    persona = Persona.objects.get(username="demo-planificacion")
    situacion = situacion_de(persona, PLAN)
    emitido = emision.issue(situacion, situacion.designaciones[0], "informe_tecnico")
    (tmp_path / "papel.pdf").write_bytes(Revision.objects.get(emitido=emitido).file.read_bytes())
    assert_conforms(tmp_path / "papel.pdf", emitido.cite, "application/json")
    assert emitido.codigo in pages_of(tmp_path / "papel.pdf")[-1]
    assert "quedó en el papel" in sign(planning, emitido, authority.file_of("Planificación"))
    assert "quedó en el papel" in sign(finance, emitido, authority.file_of("Finanzas"))
    last = Revision.objects.filter(emitido=emitido).latest("numero")
    assert [each.field for each in verify(last.file.read_bytes()).signatures] == ["firma-1", "firma-2"]
    emitido.refresh_from_db()
    assert emitido.estado == EstadoDeEmitido.FIRMADO
    assert "Firmado" in planning.get(f"/planes/{PLAN}/expediente/").content.decode()


@both_engines
def test_a_form_that_was_sent_is_issued_from_the_page_of_papers(as_role: AsRole, authority: Authority) -> None:
    preparer, url = as_role(Rol.PREPARA, COMPLETED), f"/planes/{PLAN}/unidades/{COMPLETED}/papeles/"
    assert "Emitir para firmar" not in preparer.get(url).content.decode()
    assert preparer.post(f"{url}emitir/formulario-04").status_code == 409
    set_part(estado=EstadoDeUnidad.ENVIADA)
    assert "Emitir para firmar" in preparer.get(url).content.decode()
    first = preparer.post(f"{url}emitir/formulario-04")["Location"]
    assert preparer.post(f"{url}emitir/formulario-04")["Location"] == first
    emitido = Emitido.objects.get()
    assert first == f"/firmas/{emitido.codigo}/"
    assert "quedó en el papel" in sign(preparer, emitido, authority.file_of("Responsable"))
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute("update unidades set nombre = 'Otro' where plan = ? and unidad = ?", [PLAN, COMPLETED])
    assert preparer.post(f"{url}emitir/formulario-04")["Location"] != first
    emitido.refresh_from_db()
    assert emitido.estado == EstadoDeEmitido.ANULADO
    assert "no tiene datos" in preparer.post(f"{url}emitir/libro", follow=True).content.decode()


def test_nobody_signs_twice_nor_approves_what_they_prepared(authority: Authority) -> None:
    emitido = issue("formulario-04", COMPLETED)
    both = new_person(Rol.PREPARA, COMPLETED)
    director = new_person(Rol.DIRECTOR, COMPLETED)
    for each in director.designaciones.all():
        both.designaciones.create(cargo=each.cargo, desde=each.desde)
    client = Client()
    client.force_login(both)
    assert "quedó en el papel" in sign(client, emitido, authority.file_of("Las dos cosas"))
    assert "quien elabora no aprueba (V59)" in sign(client, emitido, authority.file_of("Las dos cosas"))
    set_part(preparada_por=director)
    client.force_login(director)
    assert "quien elabora no aprueba (V59)" in sign(client, emitido, authority.file_of("Dirección"))
    assert states(emitido) == ["firmada", "pendiente"]


def test_who_issued_the_resolution_does_not_approve_it(as_role: AsRole, authority: Authority) -> None:
    emitido, client = issue(), as_role(Rol.MAE)
    set_paper(emitido, persona=Persona.objects.get(username="demo-mae"))
    said = sign(client, emitido, authority.file_of("MAE"))
    assert "Usted emitió este papel, y quien elabora no aprueba (V59)" in said
    assert states(emitido) == ["pendiente"]


def test_who_copied_or_added_lines_prepared_the_part_and_a_director_who_corrects_did_not() -> None:
    maker, director = new_person(Rol.PREPARA, COMPLETED), new_person(Rol.DIRECTOR, COMPLETED)
    set_part(preparada_por=None)
    for clase, persona in (("copiar", maker), ("guardar", director)):
        with act(clase, persona, persona.designaciones.get(), plan=PLAN, unidad=COMPLETED):
            live().execute(
                "update requerimientos set descripcion = descripcion || ? where plan = ? and unidad = ?",
                [clase, PLAN, COMPLETED],
            )
    assert (prepared(maker, PLAN, COMPLETED), prepared(director, PLAN, COMPLETED)) == (True, False)
    held = maker.designaciones.get().cargo
    director.designaciones.create(cargo=held, desde=hoy())
    assert prepared(director, PLAN, COMPLETED)


@pytest.mark.parametrize("estado", [EstadoDePlan.DESESTIMADA, EstadoDePlan.HISTORICO])
def test_papers_of_a_version_that_is_over_are_not_signed(
    as_role: AsRole, authority: Authority, estado: EstadoDePlan
) -> None:
    emitido = issue("formulario-04", COMPLETED)
    if estado == EstadoDePlan.HISTORICO:
        set_plan(BASE, estado=EstadoDePlan.HISTORICO)
        set_plan(estado=EstadoDePlan.VIGENTE)
    set_plan(estado=estado)
    said = sign(as_role(Rol.PREPARA, COMPLETED), emitido, authority.file_of("Responsable"))
    assert "sus papeles ya no se firman" in said
    assert states(emitido) == ["pendiente", "pendiente"]


def test_papers_of_the_whole_entity_are_not_for_positions_of_a_unit(as_role: AsRole) -> None:
    emitido = issue()
    url = f"/firmas/{emitido.codigo}/0.pdf"
    assert as_role(Rol.PREPARA, COMPLETED).get(url).status_code == 404
    assert as_role(Rol.PLANIFICACION).get(url).status_code == 200


def test_a_form_of_a_part_that_changes_again_is_not_signed(as_role: AsRole, authority: Authority) -> None:
    emitido = issue("formulario-04", COMPLETED)
    set_part(estado=EstadoDeUnidad.OBSERVADA)
    assert "volvió a cambiar" in sign(as_role(Rol.PREPARA, COMPLETED), emitido, authority.file_of("Responsable"))


@pytest.mark.parametrize(
    ("papel", "order"),
    [
        ("formulario-01", ["prepara", "director"]),
        ("informe_tecnico", ["planificacion", "finanzas"]),
        ("informe_legal", ["juridica"]),
        ("resolucion", ["mae"]),
        ("nota_remision", ["mae"]),
        ("instructivo", ["planificacion"]),
        ("libro", []),
    ],
)
def test_who_signs_each_paper_is_data(papel: str, order: list[str]) -> None:
    emitido = bare(papel, COMPLETED if papel.startswith("formulario") else "")
    firmas = Firma.objects.filter(emitido=emitido).order_by("orden")
    assert list(firmas.values_list("rol", flat=True)) == order
    assert {each.unidad for each in firmas} <= {emitido.unidad}


def test_a_certificate_that_does_not_serve_leaves_everything_as_it_was(as_role: AsRole, authority: Authority) -> None:
    emitido = issue()
    client, past = as_role(Rol.MAE), datetime.now(UTC) - timedelta(days=1)
    before = sorted(path.name for path in Revision(emitido=emitido, numero=0).file.parent.iterdir())
    for p12, password, words in (
        (authority.file_of("MAE"), "otra", "La contraseña no abre el archivo"),
        (b"nada", PASSWORD, "no es un certificado PKCS#12"),
        (bytes(150_000), PASSWORD, "demasiado grande"),
        (authority.file_of("MAE", until=past), PASSWORD, "venció el"),
        (authority.file_of("MAE", uses=None), PASSWORD, "no es para firmar"),
    ):
        page = sign(client, emitido, p12, password)
        assert words in page
        assert "No se firmó" in page
        assert PASSWORD not in page
    assert states(emitido) == ["pendiente"]
    assert sorted(path.name for path in Revision(emitido=emitido, numero=0).file.parent.iterdir()) == before
    assert not Acto.objects.filter(clase="firmar_papel").exists()


def test_an_unknown_authority_is_told_or_refused_as_the_entity_wants(as_role: AsRole) -> None:
    stranger = Authority("Autoridad desconocida").file_of("MAE")
    set_way(estricta=True)
    emitido = issue()
    assert "no encadena con ninguna autoridad" in sign(as_role(Rol.MAE), emitido, stranger)
    assert states(emitido) == ["pendiente"]
    set_way(estricta=False)
    page = sign(as_role(Rol.MAE), emitido, stranger)
    assert "quedó en el papel" in page
    assert "El certificado no encadena con ninguna autoridad" in page


def test_the_password_of_the_certificate_is_kept_nowhere(
    as_role: AsRole, authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    emitido = issue()
    assert "quedó en el papel" in sign(as_role(Rol.MAE), emitido, authority.file_of("MAE"))
    assert PASSWORD not in caplog.text
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path


class TestSimpleApproval:
    """An entity that chose a second factor instead of a digital signature."""

    @pytest.fixture
    def emitido(self) -> Emitido:
        set_way(como=ComoSeFirma.SEGUNDO_FACTOR)
        return issue()

    @pytest.fixture
    def mae(self) -> tuple[Client, Persona]:
        persona = new_person(Rol.MAE)
        with_codes(persona)
        client = Client()
        client.force_login(persona)
        return client, persona

    def test_the_paper_says_which_it_was(self, emitido: Emitido, mae: tuple[Client, Persona], tmp_path: Path) -> None:
        client, _ = mae
        page = client.get(f"/firmas/{emitido.codigo}/").content.decode()
        assert "Aprobar el papel" in page
        assert "Contraseña del certificado" not in page
        code = pyotp.TOTP(SECRET).now()
        answer = client.post(f"/firmas/{emitido.codigo}/aprobar", {"codigo": code}, follow=True).content.decode()
        assert "Aprobación con segundo factor" in answer
        assert "No es una firma digital" in answer
        emitido.refresh_from_db()
        assert emitido.estado == EstadoDeEmitido.FIRMADO
        last = Revision.objects.filter(emitido=emitido).latest("numero").file
        text = subprocess.run(["pdftotext", last, "-"], capture_output=True, text=True, check=True).stdout
        assert "Aprobado con segundo factor" in text
        assert "no es una firma digital" in text
        del tmp_path

    def test_without_the_code_nothing_is_approved(self, emitido: Emitido, mae: tuple[Client, Persona]) -> None:
        client, persona = mae
        for code in ("", "000000", "no"):
            answer = client.post(f"/firmas/{emitido.codigo}/aprobar", {"codigo": code})
            assert (answer.status_code, "El código no es correcto" in answer.content.decode()) == (422, True)
        Authenticator.objects.filter(user=persona).delete()
        answer = client.post(f"/firmas/{emitido.codigo}/aprobar", {"codigo": pyotp.TOTP(SECRET).now()})
        assert "necesita la verificación en dos pasos" in answer.content.decode()
        assert states(emitido) == ["pendiente"]

    def test_a_code_serves_once_whatever_the_cache_forgot(self, emitido: Emitido, mae: tuple[Client, Persona]) -> None:
        other, client = issue("nota_remision"), mae[0]
        while time.time() % 30 > 25:  # the code must last for both
            time.sleep(1)
        code = pyotp.TOTP(SECRET).now()
        client.post(f"/firmas/{emitido.codigo}/aprobar", {"codigo": code})
        assert states(emitido) == ["firmada"]
        cache.clear()
        answer = client.post(f"/firmas/{other.codigo}/aprobar", {"codigo": code})
        assert "ya se usó" in answer.content.decode()
        assert states(other) == ["pendiente"]

    def test_a_certificate_does_not_sign_it(self, emitido: Emitido, as_role: AsRole, authority: Authority) -> None:
        assert "se firma de otra manera" in sign(as_role(Rol.MAE), emitido, authority.file_of("MAE"))

    def test_a_paper_for_digital_signatures_is_not_approved(self, mae: tuple[Client, Persona]) -> None:
        emitido = issue()
        answer = mae[0].post(f"/firmas/{emitido.codigo}/aprobar", {"codigo": pyotp.TOTP(SECRET).now()})
        assert "se firma de otra manera" in answer.content.decode()


def test_who_refuses_says_why_and_nobody_signs_it_any_more(as_role: AsRole, authority: Authority) -> None:
    emitido = issue("informe_tecnico")
    planning, finance = as_role(Rol.PLANIFICACION), as_role(Rol.FINANZAS)
    url = f"/firmas/{emitido.codigo}/rechazar"
    assert "Escriba por qué" in planning.post(url, {"motivo": " "}).content.decode()
    assert "Rechazada" in planning.post(url, {"motivo": "Falta el anexo 2"}, follow=True).content.decode()
    assert states(emitido) == ["rechazada", "pendiente"]
    assert "no espera ninguna firma" in sign(finance, emitido, authority.file_of("Finanzas"))
    assert "Falta el anexo 2" in finance.get(f"/firmas/{emitido.codigo}/").content.decode()


def test_what_waits_is_on_the_home_and_goes_when_it_is_signed(as_role: AsRole, authority: Authority) -> None:
    emitido = issue("informe_tecnico", title="Informe técnico de prueba")
    planning, finance = as_role(Rol.PLANIFICACION), as_role(Rol.FINANZAS)
    assert "Informe técnico de prueba" in planning.get("/inicio/").content.decode()
    assert "Informe técnico de prueba" not in finance.get("/inicio/").content.decode()
    assert "Ningún papel espera su firma" in finance.get("/firmas/").content.decode()
    sign(planning, emitido, authority.file_of("Planificación"))
    assert "Papeles que esperan su firma" not in planning.get("/inicio/").content.decode()
    assert "Papeles que esperan su firma" in finance.get("/inicio/").content.decode()


def test_the_list_asks_as_much_of_the_database_with_one_paper_as_with_many(as_role: AsRole) -> None:
    client = as_role(Rol.PREPARA, COMPLETED)

    def asked(count: int) -> int:
        for _ in range(count):
            bare("formulario-04", COMPLETED)
        with queries() as made:
            assert client.get("/firmas/").status_code == 200
        return len(made)

    client.get("/firmas/")
    assert asked(1) == asked(12)


def test_a_paper_of_a_unit_is_not_for_another(as_role: AsRole) -> None:
    emitido = issue("formulario-04", COMPLETED)
    for url in (f"/firmas/{emitido.codigo}/", f"/firmas/{emitido.codigo}/0.pdf"):
        assert as_role(Rol.PREPARA, EMPTY).get(url).status_code == 404
        assert as_role(Rol.AUDITORIA).get(url).status_code == 200
    assert emitido.codigo not in as_role(Rol.PREPARA, EMPTY).get("/firmas/").content.decode()


def test_a_kept_file_that_somebody_changed_is_neither_shown_nor_signed(as_role: AsRole, authority: Authority) -> None:
    emitido = issue()
    file = Revision.objects.get(emitido=emitido).file
    file.write_bytes(file.read_bytes() + b" ")
    client = as_role(Rol.MAE)
    assert client.get(f"/firmas/{emitido.codigo}/0.pdf").status_code == 404
    assert "falta o fue cambiado" in sign(client, emitido, authority.file_of("MAE"))


def test_the_administrator_chooses_how_the_entity_signs(as_role: AsRole) -> None:
    client = as_role(Rol.ADMINISTRADOR)
    page = client.get("/administracion/firmas/").content.decode()
    assert "Firma digital, con certificado o token" in page
    assert "la hora de las firmas es la del servidor" in page
    client.post(f"/administracion/firmas/{SEGIP}/", {"como": "segundo_factor", "estricta": "on"})
    way = FormaDeFirmar.objects.get()
    assert (way.como, way.estricta) == (ComoSeFirma.SEGUNDO_FACTOR, True)
    assert "Aprobación simple, con segundo factor" in client.get("/administracion/firmas/").content.decode()
    assert Acto.objects.filter(clase="forma_de_firmar", detalle__contains="Cómo se firma").exists()


class TestTokenElsewhere:
    """The key is in a token of whoever signs: the server prepares, `apthapi firmar` signs, the server finishes."""

    @pytest.fixture
    def plugged(self, authority: Authority, tmp_path: Path) -> Iterator[dict[str, str]]:
        require("" if shutil.which("softhsm2-util") and Path(LIBRARY).exists() else "softhsm2")
        with token(tmp_path, "MAE", authority.certificate_of("MAE")) as where:
            yield {"SOFTHSM2_CONF": str(where)}

    @pytest.mark.tools
    def test_the_order_goes_out_and_the_signature_comes_back(
        self, as_role: AsRole, plugged: dict[str, str], tmp_path: Path
    ) -> None:
        emitido, client = issue(), as_role(Rol.MAE)
        url = f"/firmas/{emitido.codigo}/"
        assert "Descargue el pedido" in client.post(f"{url}preparar", follow=True).content.decode()
        order = client.get(f"{url}pedido")
        assert emitido.codigo in order["Content-Disposition"]
        (tmp_path / "pedido.json").write_bytes(order.content)
        (tmp_path / "pin.txt").write_text(PIN)
        done = subprocess.run(
            [
                sys.executable, "-m", "apthapi.cli", "firmar", "--pedido", "pedido.json", "--pkcs11", LIBRARY,
                "--token", LABEL, "--clave-en", "pin.txt", "--salida", "firma.p7s",
            ],
            cwd=tmp_path, env={**os.environ, **plugged}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "Papel de prueba" in done.stdout
        page = self._bring(client, emitido, (tmp_path / "firma.p7s").read_bytes())
        assert "Firma digital con token" in page
        emitido.refresh_from_db()
        assert emitido.estado == EstadoDeEmitido.FIRMADO
        assert not list(Revision(emitido=emitido, numero=0).file.parent.glob("preparada-*"))
        found = verify(Revision.objects.filter(emitido=emitido).latest("numero").file.read_bytes())
        assert found.verdict == Verdict.SIGNED

    def test_a_signature_of_something_else_is_refused(self, as_role: AsRole, authority: Authority) -> None:
        emitido, other, client = issue(), issue("nota_remision"), as_role(Rol.MAE)
        for each in (emitido, other):
            client.post(f"/firmas/{each.codigo}/preparar")
        key = from_file(authority.file_of("MAE"), PASSWORD)
        of_other = bytes.fromhex(client.get(f"/firmas/{other.codigo}/pedido").json()["resumen"])
        assert "no corresponde a este papel" in self._bring(client, emitido, sign_digest(key, of_other))
        for nonsense in (b"nada", bytes(500), bytes(70_000)):
            assert "No se firmó" in self._bring(client, emitido, nonsense)
        stale = from_file(authority.file_of("MAE", until=datetime.now(UTC) - timedelta(days=1)), PASSWORD)
        mine = bytes.fromhex(client.get(f"/firmas/{emitido.codigo}/pedido").json()["resumen"])
        assert "venció el" in self._bring(client, emitido, sign_digest(stale, mine))
        assert states(emitido) == ["pendiente"]
        assert "quedó en el papel" in self._bring(client, emitido, sign_digest(key, mine))

    def test_an_order_is_of_who_prepared_it_and_ends(self, as_role: AsRole, authority: Authority) -> None:
        emitido, client = issue(), as_role(Rol.MAE)
        client.post(f"/firmas/{emitido.codigo}/preparar")
        acting = Client()
        acting.force_login(new_person(Rol.MAE, acting=True))
        assert acting.get(f"/firmas/{emitido.codigo}/pedido").status_code == 404
        key = from_file(authority.file_of("MAE"), PASSWORD)
        order = Preparada.objects.get()
        assert "ya venció o no es suyo" in self._bring(acting, emitido, sign_digest(key, bytes.fromhex(order.resumen)))
        Preparada.objects.update(momento=order.momento - two_steps.LASTS)
        assert client.get(f"/firmas/{emitido.codigo}/pedido").status_code == 404
        assert "ya venció o no es suyo" in self._bring(client, emitido, sign_digest(key, bytes.fromhex(order.resumen)))

    def _bring(self, client: Client, emitido: Emitido, signature: bytes) -> str:
        file = io.BytesIO(signature)
        file.name = "firma.p7s"
        answer = client.post(f"/firmas/{emitido.codigo}/completar", {"firma": file}, follow=True)
        return str(answer.content.decode())

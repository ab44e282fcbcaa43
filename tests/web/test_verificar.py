"""The public pages: what anybody learns of an issued paper, and what a file turns out to be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from apthapi.web.accounts.models import Rol
from apthapi.web.audit.chain import head_of
from apthapi.web.config.bodies import LARGEST
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas.alone import one_at_a_time
from apthapi.web.firmas.models import Firma
from apthapi.web.firmas.public_views import RATES
from apthapi.web.process.models import EstadoDePlan
from support.authority import Authority
from web.conftest import SEGIP, AsRole
from web.issuing import issue, set_paper
from web.states import set_plan
from web.test_firmas import sign

pytestmark = pytest.mark.usefixtures("demo", "kept_here")


@pytest.fixture
def kept_here(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """The issued files are in the folder of the test; nobody has asked for anything yet."""
    settings.MEDIA_ROOT = tmp_path / "archivos"
    settings.RAICES = tmp_path / "raices"
    settings.RAICES.mkdir()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def authority(settings: Settings) -> Authority:
    made = Authority()
    (settings.RAICES / "autoridad.pem").write_bytes(made.pem())
    return made


@pytest.fixture
def signed(as_role: AsRole, authority: Authority) -> Emitido:
    """A resolution that its MAE signed."""
    emitido = issue(title="Resolución de prueba", cite="SEGIP/DGE/N°036/2024")
    assert "quedó en el papel" in sign(as_role(Rol.MAE), emitido, authority.file_of("MAE"))
    emitido.refresh_from_db()
    return emitido


def compared(client: Client, url: str, content: bytes, name: str = "copia.pdf") -> str:
    """What the page says of a file."""
    file = io.BytesIO(content)
    file.name = name
    return str(client.post(url, {"archivo": file}).content.decode())


def last_file(emitido: Emitido) -> bytes:
    return Revision.objects.filter(emitido=emitido).latest("numero").file.read_bytes()


def test_anybody_sees_of_which_version_it_is_and_its_hashes(client: Client, signed: Emitido) -> None:
    page = client.get(f"/verificar/{signed.codigo}").content.decode()
    for text in (
        "Resolución de prueba", "SEGIP/DGE/N°036/2024", "Servicio General de Identificación Personal",
        "Primera reformulación", PLAN, "todavía no rige", "Firma digital con archivo de certificado",
        "Dirección General Ejecutiva",
    ):  # fmt: skip
        assert text in page, text
    for revision in Revision.objects.filter(emitido=signed):
        assert revision.sha256 in page
    assert head_of(SEGIP) in page
    assert '<script type="module"' in page  # only those of every page


def test_a_code_is_read_as_people_write_it(client: Client, signed: Emitido) -> None:
    loose = signed.codigo.replace("-", " ").lower()
    assert client.get("/verificar/", {"codigo": loose})["Location"] == f"/verificar/{signed.codigo}"
    assert client.get(f"/verificar/{loose}")["Location"].endswith(signed.codigo)
    answer = client.get("/verificar/", {"codigo": "hola"})
    assert (answer.status_code, "doce letras y cifras" in answer.content.decode()) == (422, True)
    answer = client.get("/verificar/2222-2222-2222")
    assert (answer.status_code, "No se emitió ningún papel" in answer.content.decode()) == (404, True)


def test_the_file_is_only_given_if_the_version_is_published(client: Client, signed: Emitido) -> None:
    url = f"/verificar/{signed.codigo}/1.pdf"
    assert client.get(url).status_code == 404
    assert url not in client.get(f"/verificar/{signed.codigo}").content.decode()
    set_plan(publicada=True)
    answer = client.get(url)
    assert (answer.status_code, answer.content == last_file(signed)) == (200, True)
    assert url in client.get(f"/verificar/{signed.codigo}").content.decode()
    assert client.get(f"/verificar/{signed.codigo}/7.pdf").status_code == 404


@pytest.mark.parametrize("estado", [EstadoDeEmitido.ANULADO, EstadoDeEmitido.POR_FIRMAR])
def test_a_paper_that_is_not_signed_or_was_voided_is_given_to_nobody(
    client: Client, signed: Emitido, estado: EstadoDeEmitido
) -> None:
    set_plan(publicada=True)
    set_paper(signed, estado=estado)
    url = f"/verificar/{signed.codigo}/1.pdf"
    assert client.get(url).status_code == 404
    page = client.get(f"/verificar/{signed.codigo}").content.decode()
    assert (url in page, "Solo se descarga un papel que está firmado" in page) == (False, True)


def test_one_file_at_a_time_is_looked_into(client: Client, signed: Emitido) -> None:
    with one_at_a_time() as mine:
        assert mine
        answer = client.post("/verificar/", {"archivo": io.BytesIO(last_file(signed))})
        assert (answer.status_code, "comprueba uno a la vez" in answer.content.decode()) == (429, True)
    assert "Es auténtico" in compared(client, "/verificar/", last_file(signed))


def test_its_state_is_told(client: Client) -> None:
    def said() -> str:
        return str(client.get(f"/verificar/{emitido.codigo}").content.decode())

    emitido, newer = issue("formulario-04", COMPLETED), issue("formulario-04", COMPLETED)
    assert "Tiene 0 de 2 firmas" in said()
    set_paper(emitido, estado=EstadoDeEmitido.FIRMADO)
    assert "Su versión del plan no está aprobada: todavía no rige." in said()
    assert "Vigente" not in said()
    set_paper(newer, estado=EstadoDeEmitido.FIRMADO)
    assert "Reemplazado" in said()
    set_paper(newer, estado=EstadoDeEmitido.ANULADO)
    assert "todavía no rige" in said()
    set_plan(estado=EstadoDePlan.DESESTIMADA)
    assert "se desestimó" in said()
    set_paper(emitido, estado=EstadoDeEmitido.ANULADO)
    assert "Este papel fue anulado" in said()


def test_why_somebody_refused_is_not_for_everybody(client: Client, as_role: AsRole) -> None:
    emitido = issue()
    as_role(Rol.MAE).post(f"/firmas/{emitido.codigo}/rechazar", {"motivo": "Palabras de dentro"})
    page = client.get(f"/verificar/{emitido.codigo}").content.decode()
    assert "Rechazado" in page
    assert "Palabras de dentro" not in page


@pytest.mark.parametrize("with_code", [True, False])
def test_a_copy_is_compared(client: Client, signed: Emitido, with_code: bool) -> None:
    url = f"/verificar/{signed.codigo}" if with_code else "/verificar/"
    content = last_file(signed)
    assert "el papel como está hoy" in compared(client, url, content)
    assert "Es idéntico a la revisión 0" in compared(
        client, url, Revision.objects.get(emitido=signed, numero=0).file.read_bytes()
    )
    flipped = bytearray(content)
    flipped[-3000] ^= 1
    for altered in (bytes(flipped), content + b"\n%mas", content[:-9]):
        assert "ALTERADO" in compared(client, url, altered).upper()
    middle = bytearray(content)
    middle[len(content) // 4] ^= 1
    for strange in (bytes(middle), b"%PDF-1.7 nada", b"", bytes(2000)):
        page = compared(client, url, strange)
        assert "Es auténtico" not in page
        assert "alterado" in page.lower() or "Elija el archivo" in page


def test_another_authentic_paper_is_not_this_one(client: Client, signed: Emitido) -> None:
    other = issue("nota_remision")
    page = compared(client, f"/verificar/{signed.codigo}", last_file(other))
    assert "Es auténtico, pero de otro papel" in page
    assert other.codigo in page


def test_what_is_too_large_is_not_even_read(client: Client, signed: Emitido) -> None:
    url = f"/verificar/{signed.codigo}"
    answer = client.post(url, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=LARGEST + 1)
    assert (answer.status_code, "pasa de 50 MB" in answer.content.decode()) == (413, True)
    assert "Elija el archivo" in client.post(f"/verificar/{signed.codigo}").content.decode()


def test_who_asks_too_often_waits(client: Client, signed: Emitido, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RATES, "mirar", "3/m/ip")
    url = f"/verificar/{signed.codigo}"
    assert [client.get(url).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_no_account_is_named_and_the_queries_do_not_grow(client: Client, signed: Emitido) -> None:
    page = client.get(f"/verificar/{signed.codigo}").content.decode()
    persona = Firma.objects.get(emitido=signed).persona
    assert persona is not None
    assert persona.get_username() not in page
    assert persona.get_full_name() == "" or persona.get_full_name() not in page
    assert COMPLETED not in page


def test_a_paper_of_a_version_in_force_is_in_force(client: Client) -> None:
    emitido = issue("formulario-04", COMPLETED)
    set_paper(emitido, estado=EstadoDeEmitido.FIRMADO)
    set_plan(estado=EstadoDePlan.VIGENTE)
    assert "Vigente" in client.get(f"/verificar/{emitido.codigo}").content.decode()

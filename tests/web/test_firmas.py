"""Signing the issued papers: whose turn it is, in which way, and what is kept of it."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pyotp
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.entities.models import Entidad
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas.models import ComoSeFirma, EstadoDeFirma, Firma, FormaDeFirmar
from apthapi.web.plans.history import history
from apthapi.web.process.models import Acto, EstadoDeUnidad, ParteDeUnidad
from support.authority import PASSWORD, Authority
from web.conftest import SEGIP, AsRole, new_person
from web.databases import both_engines
from web.issuing import issue
from web.people import SECRET, with_codes

pytestmark = pytest.mark.usefixtures("demo", "kept_here")


@pytest.fixture
def kept_here(tmp_path: Path, settings: Settings) -> None:
    """The issued files are in the folder of the test, and so are the trusted authorities."""
    settings.MEDIA_ROOT = tmp_path / "archivos"
    settings.RAICES = tmp_path / "raices"
    settings.RAICES.mkdir()


@pytest.fixture
def authority() -> Authority:
    """One that the installation trusts."""
    made = Authority()
    (Path(settings.RAICES) / "autoridad.pem").write_bytes(made.pem())
    return made


def sign(client: Client, emitido: Emitido, p12: bytes, password: str = PASSWORD) -> str:
    """What the page says after signing with a certificate file."""
    form = {"certificado": io.BytesIO(p12), "clave": password}
    form["certificado"].name = "certificado.p12"  # type: ignore[attr-defined]
    response = client.post(f"/firmas/{emitido.codigo}/firmar", form, follow=True)
    return str(response.content.decode())


def states(emitido: Emitido) -> list[str]:
    return list(Firma.objects.filter(emitido=emitido).order_by("orden").values_list("estado", flat=True))


@both_engines
def test_a_form_is_signed_by_who_made_it_and_then_by_who_approves_it(as_role: AsRole, authority: Authority) -> None:
    emitido = issue("formulario-04", COMPLETED)
    maker, director = as_role(Rol.PREPARA, COMPLETED), as_role(Rol.DIRECTOR, COMPLETED)
    assert "Ahora le toca a Responsable de elaboración" in sign(director, emitido, authority.file_of("Dirección"))
    assert states(emitido) == ["pendiente", "pendiente"]
    assert "Quedó registrado" in sign(maker, emitido, authority.file_of("Responsable"))
    assert states(emitido) == ["firmada", "pendiente"]
    assert "Quedó registrado" in sign(director, emitido, authority.file_of("Dirección"))
    emitido.refresh_from_db()
    assert (states(emitido), emitido.estado) == (["firmada", "firmada"], EstadoDeEmitido.FIRMADO)
    files = [each.file.read_bytes() for each in Revision.objects.filter(emitido=emitido).order_by("numero")]
    assert [later.startswith(earlier) for earlier, later in zip(files, files[1:], strict=False)] == [True, True]
    first, second = Firma.objects.filter(emitido=emitido).order_by("orden")
    assert (first.revision, second.revision) == (1, 2)
    assert second.sha256_antes == first.sha256_despues
    assert (first.certificado_emisor, len(first.certificado_huella)) == ("Autoridad de prueba", 64)
    assert first.acto is not None
    assert Acto.objects.get(pk=first.acto).clase == "firmar_papel"
    _, told = history(PLAN, COMPLETED, "1")
    assert any(each.what == "Firmó un papel" and emitido.codigo in each.reason for each in told)
    assert not list(files and Revision(emitido=emitido, numero=0).file.parent.glob(".firma-*"))

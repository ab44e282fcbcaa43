"""Files that prove progress: kept as they came, never lost by a refusal, and given only to who may see the unit."""

from __future__ import annotations

import hashlib
import os
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY
from apthapi.web.execution.progress.evidence import cell_of, files_in, words_in
from apthapi.web.execution.progress.models import Evidencia, folder
from apthapi.web.process.models import EstadoDePlan
from support.evidences import bomb, pdf, picture
from web.conftest import AsRole, sign_in
from web.progressing import UNIT, confirm, fields, form, last_report, reported, url
from web.states import set_plan


@pytest.fixture
def client(demo: None) -> Client:  # noqa: ARG001 - whose plan is reported
    set_plan(estado=EstadoDePlan.VIGENTE)
    return sign_in(Rol.PREPARA, COMPLETED)


def given(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def get(client: Client, sha256: str, unidad: str = COMPLETED) -> Any:
    return client.get(reverse("avance_evidencia", kwargs={**UNIT, "unidad": unidad, "sha256": sha256}))


def test_a_file_is_named_with_its_digest_and_comes_back_as_it_was(client: Client, as_role: AsRole) -> None:
    content = pdf()
    digest = hashlib.sha256(content).hexdigest()
    confirm(client, 1, **{"archivo|1.1.1": given(content, "Acta Nº 4; (ñandú).pdf"), "respaldo|1.1.1": "Acta 4"})
    assert last_report().evidence == f"Acta 4; Acta Nº 4_ _ñandú_.pdf (sha256:{digest})"
    assert last_report("1.1.2").evidence == ""
    kept = Evidencia.objects.get()
    assert (kept.operacion, kept.mes, kept.tamano, kept.clase) == ("1.1.1", 1, len(content), "pdf")
    for who in (client, as_role(Rol.AUDITORIA), as_role(Rol.REACP, COMPLETED)):
        answer = get(who, digest)
        assert answer.getvalue() == content
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "application/pdf"
    assert get(as_role(Rol.PREPARA, EMPTY), digest).status_code == 404, "of another unit"
    assert get(as_role(Rol.PREPARA, EMPTY), digest, EMPTY).status_code == 404, "nor by the address of the own one"
    assert get(client, "0" * 64).status_code == 404


def test_one_file_proves_the_whole_report(client: Client) -> None:
    confirm(client, 1, **{"archivo|": given(picture("JPEG"), "entrega.jpg"), "respaldo|1.1.2": "Acta 7"})
    assert files_in(last_report().evidence)[0][0] == "entrega.jpg"
    assert last_report("1.1.2").evidence == "Acta 7"
    assert Evidencia.objects.get().operacion == ""
    page = client.get(reverse("avance_unidad", kwargs=UNIT)).content.decode()
    assert page.count("entrega.jpg") == 9
    confirm(client, 1, **{"archivo|1.1.1": given(b"hecho", "otra.txt")})
    assert [name for name, _ in files_in(last_report().evidence)] == ["entrega.jpg", "otra.txt"], "none goes away"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (picture(), "informe.pdf", "es una imagen PNG"),
        (b"", "vacio.pdf", "«vacio.pdf» está vacío"),
        (bomb(), "bomba.xlsx", "por seguridad"),
        (b"MZ\x90\x00", "programa.pdf", "no es de una clase que se reciba"),
        (b"x" * 5000, "grande.txt", "pesa más de"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_nothing_else_is_lost(
    client: Client, content: bytes, name: str, said: str
) -> None:
    with override_settings(EVIDENCIA_MAYOR=4000 if name == "grande.txt" else 10 * 2**20):
        answer = confirm(client, 1, **{"hecho|1.1.1": "4", "archivo|1.1.1": given(content, name)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'name="hecho|1.1.1" value="4"' in page
    assert reported() == {}
    assert not Evidencia.objects.exists()
    assert not list((folder() / "en-espera").glob("*-*")), "nothing of it stays"


def test_a_file_is_not_chosen_again_when_its_form_is_refused(client: Client, as_role: AsRole) -> None:
    refused = confirm(client, 1, **{"hecho|1.1.1": "x", "archivo|1.1.1": given(pdf(), "acta.pdf")})
    page = refused.content.decode()
    assert "Ya se recibió «acta.pdf»" in page
    again = fields(page) | {"hecho|1.1.1": "2"}
    other = as_role(Rol.DIRECTOR, COMPLETED)
    stolen = other.post(url(1), form(other, 1) | {"guardado|1.1.1": again["guardado|1.1.1"]})
    assert "ya no está: elíjalo otra vez" in stolen.content.decode(), "the seal is of one person"
    assert client.post(url(1), again).status_code == 302
    assert files_in(last_report().evidence)[0][0] == "acta.pdf"
    assert "ya no está" in client.post(url(2), form(client, 2) | {"guardado|1.1.1": "inventado"}).content.decode()


def test_a_file_that_waits_too_long_goes(client: Client) -> None:
    refused = confirm(client, 1, **{"hecho|1.1.1": "x", "archivo|1.1.1": given(b"espera", "espera.txt")})
    [waits] = [
        each for each in (folder() / "en-espera").iterdir() if each.name == hashlib.sha256(b"espera").hexdigest()
    ]
    old = time.time() - 3 * 24 * 3600
    os.utime(waits, (old, old))
    confirm(client, 1, **{"hecho|1.1.1": "x", "archivo|1.1.1": given(b"otra", "otra.txt")})
    assert not waits.exists()
    again = client.post(url(1), fields(refused.content.decode()) | {"hecho|1.1.1": "1"})
    assert "elíjalo otra vez" in again.content.decode()


def test_no_more_files_than_fit(client: Client) -> None:
    files = [given(f"texto {n}".encode(), f"{n}.txt") for n in range(6)]
    page = confirm(client, 1, **{"archivo|1.1.1": files[:5], "archivo|": files[5]}).content.decode()
    assert "1.1.1: Caben 5 archivos en el informe de una operación." in page


def test_a_file_that_is_no_longer_what_it_was_is_not_given(client: Client) -> None:
    confirm(client, 1, **{"archivo|": given(pdf(), "acta.pdf")})
    kept = Evidencia.objects.get()
    for change in (lambda: kept.file.write_bytes(b"otro"), kept.file.unlink):
        change()
        answer = get(client, kept.sha256)
        assert answer.status_code == 409
        assert "acta.pdf» no se entrega" in answer.content.decode()


def test_the_cell_of_the_evidence_says_words_and_files() -> None:
    digest = "a" * 64
    cell = cell_of("Acta 4; y nota 5", [("a.pdf", digest), ("a.pdf", digest)])
    assert cell == f"Acta 4; y nota 5; a.pdf (sha256:{digest})"
    assert (words_in(cell), files_in(cell)) == ("Acta 4; y nota 5", [("a.pdf", digest)])
    assert cell_of("", []) == ""

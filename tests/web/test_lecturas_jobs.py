"""Files that are given: read by the worker from what the product itself prints, with progress, or a reason why not."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.lecturas import jobs
from apthapi.web.lecturas.models import Archivo, EstadoDeLectura, Lectura
from apthapi.web.plans.live import live
from apthapi.web.process.background import SILENT, CancelledError, Teller
from apthapi.web.process.models import Acto
from web.conftest import AsRole
from web.people import text_of
from web.scans import beni, give
from web.worker import work

UNIT = f"/planes/{PLAN}/unidades/{EMPTY}/"

pytestmark = [pytest.mark.usefixtures("demo", "kept_here")]

FORM_04 = """SERVICIO GENERAL DE IDENTIFICACIÓN PERSONAL (SEGIP)
1 REFORMULACIÓN PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024
FORMULARIO N° 04 - RESUMEN PRESUPUESTO
Dirección Departamental de Beni (DDBN)
FORM N DESCRIPCIÓN FUENTE 20 FUENTE 41 TOTAL
3_01 DETERMINACIÓN DE SERVICIOS 2.287.454,90 1.803.737,51 4.091.192,41
3_02 ACTIVOS FIJOS 128.000,00 8.500,00 136.500,00
3_03 MATERIALES Y SUMINISTROS 0,00 125.500,00 125.500,00
3_04 PASAJES 0,00 20.000,00 20.000,00
VIÁTICOS 0,00 45.300,00 45.300,00
TOTAL 2.415.454,90 2.003.037,51 4.418.492,41
TECHO P: 4.418.492,41
TOTAL FORM N° 4 4.418.492,41
"""


@pytest.fixture
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files of readings go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def preparer(as_role: AsRole) -> Client:
    return as_role(Rol.PREPARA, EMPTY)


def given(client: Client, *files: tuple[str, bytes]) -> Lectura:
    """Give files to be read."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    response: Any = client.post(f"{UNIT}lecturas/nueva", {"archivos": sent})
    assert response.status_code == 302, response.content
    return Lectura.objects.get(codigo=re.search(r"/lecturas/([0-9a-f-]{36})/", response.url)[1])  # type: ignore[index]


def page(client: Client, lectura: Lectura) -> str:
    return text_of(client.get(f"{UNIT}lecturas/{lectura.codigo}/"))


def test_a_text_is_read_in_the_background_and_what_was_given_is_kept_as_it_was(preparer: Client) -> None:
    lectura = given(preparer, ("formulario 04.txt", FORM_04.encode()))
    assert "En espera de su turno." in page(preparer, lectura)
    work()
    lectura.refresh_from_db()
    assert (lectura.estado, lectura.paginas, lectura.formularios) == ("leida", 1, 1)
    [file] = Archivo.objects.all()
    assert file.sha256 == hashlib.sha256(FORM_04.encode()).hexdigest()
    assert file.file.read_bytes() == FORM_04.encode()
    shown = page(preparer, lectura)
    assert "Formulario 04, Resumen de presupuesto DDBN · Dirección Departamental de Beni" in shown
    assert "sumas cuadran" in shown
    assert Acto.objects.get(clase="leer_formularios").detalle == "formulario 04.txt"


@pytest.mark.skipif(not shutil.which("tesseract"), reason="images are read with tesseract")
def test_of_a_clean_paper_of_our_own_there_is_nothing_to_decide(as_role: AsRole) -> None:
    """Also of a unit with lines, whose summary prints zeros and its techo, which its data do not carry."""
    preparer, where = as_role(Rol.PREPARA, COMPLETED), UNIT.replace(EMPTY, COMPLETED)
    printed = b"".join(preparer.get(f"{where}papeles/ver/formulario-04").streaming_content)  # type: ignore[attr-defined]
    preparer.post(f"{where}lecturas/nueva", {"archivos": [SimpleUploadedFile("formulario.pdf", printed)]})
    work()
    lectura = Lectura.objects.get()
    passing = text_of(preparer.get(f"{where}lecturas/{lectura.codigo}/pasar"))
    assert "El plan ya dice lo mismo que el papel" in passing


def test_what_the_product_prints_comes_back_as_it_is_in_the_plan(preparer: Client) -> None:
    printed = b"".join(preparer.get(f"{UNIT}papeles/ver/formulario-04").streaming_content)  # type: ignore[attr-defined]
    lectura = given(preparer, ("formulario.pdf", printed))
    work()
    lectura.refresh_from_db()
    assert lectura.estado == "leida", lectura.mensaje
    passing = text_of(preparer.get(f"{UNIT}lecturas/{lectura.codigo}/pasar"))
    there = live().value(
        "select count(*) from formulario04 where plan = ? and unidad = ? and fila <> 'techo'", [PLAN, EMPTY]
    )
    equal = re.search(r"(\d+) importes son iguales", passing)
    assert equal, passing
    assert int(equal[1]) >= there
    assert preparer.get(f"{UNIT}lecturas/{lectura.codigo}/pagina/1").status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [("roto.pdf", b"%PDF-1.7\nnada"), ("foto.jpg", b"\xff\xd8\xff\xe0 nada"), ("foto.png", b"MZ nada de esto")],
)
def test_what_cannot_be_read_says_why(preparer: Client, name: str, content: bytes) -> None:
    lectura = given(preparer, (name, content))
    work()
    lectura.refresh_from_db()
    assert lectura.estado == EstadoDeLectura.FALLO
    assert name in lectura.mensaje
    assert "No se pudo leer" in page(preparer, lectura)


def test_what_was_discarded_while_it_waits_is_not_read(preparer: Client) -> None:
    lectura = given(preparer, ("a.txt", FORM_04.encode()))
    preparer.post(f"{UNIT}lecturas/{lectura.codigo}/descartar")
    work()
    lectura.refresh_from_db()
    assert (lectura.estado, lectura.sha256) == (EstadoDeLectura.CANCELADA, "")


def test_one_discarded_while_it_is_read_stops_at_its_next_sign_of_life(preparer: Client) -> None:
    lectura = given(preparer, ("a.txt", FORM_04.encode()))
    assert Lectura.take(str(lectura.pk))
    teller = Teller(Lectura.objects.get(pk=lectura.pk))
    teller.tell("a.txt, página 1", 1, 2)
    assert "a.txt, página 1" in page(preparer, lectura)
    preparer.post(f"{UNIT}lecturas/{lectura.codigo}/descartar")
    with pytest.raises(CancelledError):
        teller.tell("a.txt, página 2", 2, 2)


def test_one_that_gives_no_sign_of_life_can_be_given_again(preparer: Client) -> None:
    lectura = given(preparer, ("a.txt", FORM_04.encode()))
    Lectura.objects.filter(pk=lectura.pk).update(
        estado=EstadoDeLectura.HACIENDO, latido=timezone.now() - SILENT - timedelta(seconds=1)
    )
    assert "El servidor se interrumpió" in page(preparer, lectura)


def test_too_many_at_a_time_wait_for_those_before(preparer: Client) -> None:
    for _ in range(jobs.MOST_WAITING):
        given(preparer, ("a.txt", FORM_04.encode()))
    sent = {"archivos": [SimpleUploadedFile("a.txt", b"x")]}
    answer = preparer.post(f"{UNIT}lecturas/nueva", sent)
    assert answer.status_code == 422
    assert "Ya hay 5 lecturas en espera" in text_of(answer)


@pytest.mark.parametrize("name", ["ñ" * 240 + ".txt", "🗂" * 120 + ".txt", "../../fuera.txt", "a\\..\\b.txt"])
def test_a_file_is_kept_in_its_folder_whatever_its_name(preparer: Client, name: str) -> None:
    lectura = given(preparer, (name, FORM_04.encode()))
    kept = Archivo.objects.get()
    assert kept.file.parent == lectura.folder / "archivos" / "1"
    assert kept.file.resolve().is_relative_to(lectura.folder.resolve())
    assert kept.file.read_text() == FORM_04
    answer = preparer.get(f"{UNIT}lecturas/{lectura.codigo}/archivo/1")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_so_many_may_wait_to_be_looked_over(preparer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_OPEN", 2)
    one, _ = give(beni()), give(beni())
    sent = {"archivos": [SimpleUploadedFile("a.txt", FORM_04.encode())]}
    answer = preparer.post(f"{UNIT}lecturas/nueva", sent)
    assert "2 lecturas por revisar" in text_of(answer)
    preparer.post(f"{UNIT}lecturas/{one.codigo}/descartar")
    given(preparer, ("a.txt", FORM_04.encode()))


def test_the_files_of_what_was_discarded_go_after_some_days_and_the_others_stay(preparer: Client) -> None:
    kept, gone = give(beni()), give(beni())
    preparer.post(f"{UNIT}lecturas/{gone.codigo}/descartar")
    jobs.clear_away()
    assert gone.folder.is_dir()
    Lectura.objects.update(terminado=timezone.now() - jobs.KEPT - timedelta(minutes=1))
    jobs.clear_away()
    assert (kept.folder.is_dir(), gone.folder.is_dir()) == (True, False)
    assert Lectura.objects.filter(pk=gone.pk).exists()

"""Workbooks that wait: read and stored by the worker, cancelled, interrupted, forgotten, and no more than so many."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.libros.jobs import clear_away, start_review
from apthapi.web.libros.models import KEPT, EstadoDeSubida, LibroRecibido, Subida, folder
from apthapi.web.libros.receiving import MOST_WAITING, review
from apthapi.web.process.models import Acto
from web.conftest import sign_in
from web.databases import both_engines
from web.workbooks import NEW, accept, address, brought, counts, named, page, rows, taken
from web.worker import work

URL = address()


@pytest.fixture(autouse=True)
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def tarija(demo: None) -> Client:  # noqa: ARG001 - what it works on
    return sign_in(Rol.PREPARA, COMPLETED)


def test_so_many_may_wait_in_a_unit(tarija: Client) -> None:
    content = taken(tarija)
    brought(tarija, content)
    one = Subida.objects.get()
    with_many = [Subida(plan=PLAN, unidad=COMPLETED, nombre="x.xlsx", tamano=1, persona=one.persona) for _ in range(19)]
    Subida.objects.bulk_create(with_many)
    answer = tarija.post(f"{URL}/subir", {"archivo": content.saved()})
    assert answer.status_code == 422
    assert "acepte o descarte alguno" in answer.content.decode()
    assert Subida.objects.count() == MOST_WAITING


@both_engines
def test_a_large_workbook_is_read_and_stored_by_the_worker(tarija: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.libros.jobs.AT_ONCE", 10)
    monkeypatch.setattr("apthapi.web.libros.jobs.ROWS_AT_ONCE", 0)
    book = taken(tarija)
    book.add("3_01", **NEW)
    where = brought(tarija, book)
    assert "En espera de su turno" in page(tarija, where)
    assert tarija.get(f"{where}/avance").json()["termino"] is False
    work()
    assert counts(tarija, where)[:4] == [1, 0, 0, 0]
    accept(tarija, where)
    assert "todas, o ninguna" in page(tarija, where)
    work()
    assert tarija.get(f"{where}/avance").json()["termino"] is True
    assert "El libro se aceptó" in page(tarija, where)
    assert NEW["descripcion"] in {each["descripcion"] for each in rows("requerimientos_3_01").values()}
    assert Acto.objects.latest("pk").persona_id == LibroRecibido.objects.get().persona_id


def test_one_that_nobody_attends_says_so(tarija: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.libros.jobs.AT_ONCE", 10)
    where = brought(tarija, taken(tarija))
    assert "nadie lo atiende" not in page(tarija, where)
    Subida.objects.update(latido=timezone.now() - timedelta(minutes=5))
    assert "nadie lo atiende" in page(tarija, where)


def test_a_bad_large_file_says_why(tarija: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.libros.jobs.AT_ONCE", 10)
    where = brought(tarija, named(b"no soy un libro, de verdad", "libro.xlsx"))
    work()
    assert "El libro no se recibió" in page(tarija, where)
    assert not list((folder() / "subidos").iterdir())


@both_engines
def test_a_cancelled_reading_leaves_nothing(tarija: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.libros.jobs.AT_ONCE", 10)
    where = brought(tarija, taken(tarija))
    tarija.post(f"{where}/descartar")
    work()
    assert not Subida.objects.exists()
    assert not list((folder() / "subidos").iterdir())
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_what_nobody_accepts_is_forgotten(tarija: Client) -> None:
    brought(tarija, taken(tarija))
    Subida.objects.update(momento=timezone.now() - KEPT - timedelta(minutes=1))
    clear_away()
    assert not Subida.objects.exists()
    assert not list((folder() / "subidos").iterdir())


def test_a_reading_that_was_interrupted_is_said(tarija: Client) -> None:
    where = brought(tarija, taken(tarija))
    Subida.objects.update(estado=EstadoDeSubida.LEYENDO, latido=timezone.now() - timedelta(hours=1))
    assert "se interrumpió" in page(tarija, where)


def test_one_that_was_never_stored_can_be_accepted_again(tarija: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.libros.jobs.ROWS_AT_ONCE", 0)
    book = taken(tarija)
    book.add("3_01", **NEW)
    where = brought(tarija, book)
    work()
    accept(tarija, where)
    Subida.objects.update(latido=timezone.now() - timedelta(hours=1))
    assert "Acéptelo otra vez" in page(tarija, where)
    accept(tarija, where)
    work()
    assert LibroRecibido.objects.count() == 1


def test_what_is_being_stored_is_not_taken_back_to_review(tarija: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.libros.jobs.ROWS_AT_ONCE", 0)
    book = taken(tarija)
    book.add("3_01", **NEW)
    where = brought(tarija, book)
    work()
    waiting = Subida.objects.get()
    accept(tarija, where)
    start_review(waiting)  # somebody decided something in the same moment
    review(waiting)
    assert Subida.objects.get().estado == EstadoDeSubida.GUARDANDO
    work()
    assert LibroRecibido.objects.count() == 1

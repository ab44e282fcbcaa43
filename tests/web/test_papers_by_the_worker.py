"""Papers that the worker makes while whoever asked waits for them: which, when, and what is shown meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from apthapi.web.accounts.models import Rol
from apthapi.web.operations.heartbeat import heartbeat_file
from apthapi.web.plans.live import live
from apthapi.web.plans.papers import catalogue, jobs
from apthapi.web.plans.papers.pedido import EstadoDePedido, Pedido
from apthapi.web.process.acts import act
from web.databases import both_engines
from web.papers import OF_PLAN, OF_UNIT, PLAN, UNIT, ask, body, broken_typesetter, saved
from web.worker import work

AsRole = Callable[..., Client]

pytestmark = [both_engines, pytest.mark.usefixtures("demo", "kept_here")]


@pytest.fixture
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files of papers go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def preparer(as_role: AsRole) -> Client:
    return as_role(Rol.PREPARA, UNIT)


@pytest.fixture
def planner(as_role: AsRole) -> Client:
    return as_role(Rol.PLANIFICACION)


@pytest.fixture
def attended(demo: None) -> None:  # noqa: ARG001 - its folder
    """A worker gave a sign of life; the test does its work when it wants."""
    heartbeat_file().parent.mkdir(parents=True, exist_ok=True)
    heartbeat_file().touch()


@pytest.fixture
def noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form with lines takes so long that others would notice."""
    monkeypatch.setattr(catalogue, "LINES_UNNOTICED", 10)


@pytest.mark.usefixtures("attended", "noticed")
def test_a_paper_that_others_would_notice_is_made_by_the_worker_and_opens_by_itself(
    preparer: Client, tmp_path: Path
) -> None:
    response = preparer.get(f"{OF_UNIT}ver/formulario-3_01")
    pedido = Pedido.objects.get()
    page = f"{OF_UNIT}pedido/{pedido.pk}"
    assert (response.status_code, response["Location"]) == (302, f"{page}?abrir")
    assert "En espera de su turno" in preparer.get(response["Location"]).content.decode()
    # Whoever asks meanwhile may have saved what it will not show: theirs is made at once.
    assert preparer.get(f"{OF_UNIT}ver/formulario-3_01")["Content-Type"] == "application/pdf"
    assert Pedido.objects.count() == 1
    work()
    opens = f'<meta http-equiv="refresh" content="0; url={page}/archivo">'
    assert opens in preparer.get(f"{page}?abrir").content.decode()
    assert opens not in preparer.get(page).content.decode()
    made = saved(preparer.get(f"{page}/archivo"), tmp_path)
    assert made.name == f"{PLAN}-{UNIT}-formulario-3_01-borrador.pdf"
    # Until something changes it is there at once.
    assert body(preparer.get(f"{OF_UNIT}ver/formulario-3_01")) == made.read_bytes()
    with act("guardar", None, None, plan=PLAN, unidad=UNIT):
        live().execute("update unidades set nombre = 'Nombre nuevo' where plan = ? and unidad = ?", [PLAN, UNIT])
    assert preparer.get(f"{OF_UNIT}ver/formulario-3_01").status_code == 302
    assert Pedido.objects.count() == 2


@pytest.mark.usefixtures("attended", "noticed")
def test_what_is_short_is_made_at_once_though_there_is_a_worker(preparer: Client) -> None:
    for papel in ("formulario-04", "formulario-01", "verificacion", "datos"):
        assert preparer.get(f"{OF_UNIT}ver/{papel}").status_code == 200
    assert not Pedido.objects.exists()


@pytest.mark.usefixtures("noticed")
def test_without_a_worker_that_could_begin_it_is_made_at_once(preparer: Client, planner: Client) -> None:
    ver = f"{OF_UNIT}ver/formulario-3_01"
    assert preparer.get(ver)["Content-Type"] == "application/pdf"  # there never was one
    heartbeat_file().touch()
    ask(planner, OF_PLAN, "libro")
    begun = {"status": "RUNNING", "started_at": timezone.now()}
    DBTaskResult.objects.update(**begun)
    assert preparer.get(ver)["Content-Type"] == "application/pdf"  # it is at a book
    DBTaskResult.objects.update(**begun, priority=jobs.SOON)
    assert preparer.get(ver).status_code == 302  # it is at another short one
    Pedido.objects.all().delete()
    waits = DBTaskResult.objects.ready().get(priority=jobs.SOON)
    assert jobs.attended()  # one before it is soon over
    waits.pk = None
    DBTaskResult.objects.bulk_create([waits])
    assert preparer.get(ver)["Content-Type"] == "application/pdf"  # too many wait before
    DBTaskResult.objects.filter(status="READY").delete()
    assert jobs.attended()
    os.utime(heartbeat_file(), (0, 0))
    assert preparer.get(ver)["Content-Type"] == "application/pdf"  # it went


@pytest.mark.usefixtures("attended", "noticed")
def test_what_is_waited_for_goes_before_what_takes_long(preparer: Client, planner: Client) -> None:
    book = ask(planner, OF_PLAN, "libro")
    preparer.get(f"{OF_UNIT}ver/formulario-3_01")
    form = Pedido.objects.get(unidad=UNIT)
    work()
    done = Pedido.objects.in_bulk([book.pk, form.pk])
    assert {each.estado for each in done.values()} == {EstadoDePedido.HECHO}
    assert done[form.pk].terminado < done[book.pk].terminado  # type: ignore[operator]


@pytest.mark.usefixtures("attended", "noticed")
def test_a_paper_that_could_not_be_made_says_so_where_it_was_waited_for(
    preparer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_typesetter(monkeypatch, tmp_path, "MemoryError")
    where = preparer.get(f"{OF_UNIT}ver/formulario-3_01")["Location"]
    work()
    page = preparer.get(where).content.decode()
    assert "no hubo memoria suficiente" in page
    assert "http-equiv" not in page

"""The papers from the screen: at once or in the background, as drafts until approved, each person only theirs."""

from __future__ import annotations

import errno
import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from apthapi.core.package import read_package
from apthapi.documents import read_back
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.plans.live import live
from apthapi.web.plans.papers import catalogue, jobs, making
from apthapi.web.plans.papers.making import Encargo
from apthapi.web.plans.papers.pedido import EstadoDePedido, Pedido
from apthapi.web.process.acts import act
from apthapi.web.process.background import FORGOTTEN, SILENT, CancelledError, Teller
from apthapi.web.process.models import Acto, EstadoDePlan
from documents.pdf_text import artifacts_of, pages_of
from web.databases import both_engines
from web.observing import first_row, pin
from web.papers import OF_PLAN, OF_UNIT, PLAN, UNIT, ask, body, broken_typesetter, saved
from web.states import set_plan
from web.worker import work

OTHER = "DDBN"

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


def approve() -> None:
    set_plan(estado=EstadoDePlan.VIGENTE)


@pytest.mark.parametrize(
    "papel",
    ["formulario-01", "formulario-02", "formulario-operaciones", "formulario-3_01", "formulario-04", "verificacion"],
)
def test_each_short_paper_of_a_unit_is_answered_at_once_as_a_draft(
    preparer: Client, tmp_path: Path, papel: str
) -> None:
    response = preparer.get(f"{OF_UNIT}ver/{papel}")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{PLAN}-{UNIT}-{papel}-borrador.pdf"'
    pages = artifacts_of(saved(response, tmp_path))
    assert pages
    assert all("BORRADOR" in page for page in pages)


def test_once_the_plan_is_in_force_no_page_says_borrador(preparer: Client, tmp_path: Path) -> None:
    approve()
    assert "borrador" not in preparer.get(OF_UNIT).content.decode().lower()
    made = saved(preparer.get(f"{OF_UNIT}ver/formulario-04"), tmp_path)
    assert made.name == f"{PLAN}-{UNIT}-formulario-04.pdf"
    assert not any("BORRADOR" in page for page in pages_of(made))


def test_a_paper_shows_what_is_stored_now_and_carries_it(preparer: Client, tmp_path: Path) -> None:
    with act("guardar", None, None, plan=PLAN, unidad=UNIT):
        live().execute("update unidades set nombre = 'Nombre nuevo' where plan = ? and unidad = ?", [PLAN, UNIT])
    made = saved(preparer.get(f"{OF_UNIT}ver/formulario-3_01"), tmp_path)
    assert "Nombre nuevo" in pages_of(made)[0]
    lines = read_back(made).database.query("select linea, importe from requerimientos order by renglon")
    assert lines == live().query(
        "select linea, importe from requerimientos where plan = ? and unidad = ? order by renglon", [PLAN, UNIT]
    )
    assert len(lines) > 50


def test_a_form_without_data_says_so_and_makes_nothing(as_role: AsRole) -> None:
    client = as_role(Rol.PREPARA, OTHER)
    where = f"/planes/{PLAN}/unidades/{OTHER}/papeles/"
    assert "Todavía no tiene datos." in client.get(where).content.decode()
    response = client.get(f"{where}ver/formulario-3_01", follow=True)
    assert response.redirect_chain == [(where, 302)]
    assert "Formulario 3_01. Todavía no tiene datos." in response.content.decode()
    client.post(f"{where}pedir/formulario-3_01")
    assert not Pedido.objects.exists()


def test_the_annex_compares_with_the_plan_it_replaces(planner: Client, tmp_path: Path) -> None:
    made = saved(planner.get(f"{OF_PLAN}ver/comparativo"), tmp_path)
    assert any("SEGIP-2024-0" in page for page in pages_of(made))
    first = planner.get("/planes/SEGIP-2024-0/papeles/")
    assert "Este plan no reemplaza a otro" in first.content.decode()


def test_the_report_of_a_plan_judges_that_version_alone(planner: Client, tmp_path: Path) -> None:
    text = "\n".join(pages_of(saved(planner.get(f"{OF_PLAN}ver/verificacion"), tmp_path)))
    assert "REPORTE DE VERIFICACIÓN DEL PLAN" in text
    assert "verificado el" in text


def test_the_data_of_a_plan_are_a_package_of_it(planner: Client, tmp_path: Path) -> None:
    package = read_package(saved(planner.get(f"{OF_PLAN}ver/datos"), tmp_path))
    assert (package.plans, package.kept) == ([PLAN], ())
    total = "select count(*), sum(importe) from requerimientos"
    assert package.database.query(total) == live().query(f"{total} where plan = ?", [PLAN])


def test_the_data_of_a_unit_have_nothing_of_another(preparer: Client, tmp_path: Path) -> None:
    package = read_package(saved(preparer.get(f"{OF_UNIT}ver/datos"), tmp_path))
    for table in ("unidades", "situacion", "requerimientos", "techos", "formulario04"):
        assert package.database.query(f"select distinct unidad from {table}") == [(UNIT,)], table
    assert "presupuesto_aprobado" not in package.present


def test_the_book_of_a_plan_is_made_by_the_worker_and_kept_with_its_hash(planner: Client, tmp_path: Path) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    waiting = planner.get(f"{OF_PLAN}pedido/{pedido.pk}").content.decode()
    assert "En espera de su turno." in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    work()
    pedido.refresh_from_db()
    assert pedido.estado == EstadoDePedido.HECHO
    assert pedido.acto == Acto.objects.latest("pk").pk
    assert pedido.cargo is not None
    assert pedido.cargo.rol == Rol.PLANIFICACION
    done = planner.get(f"{OF_PLAN}pedido/{pedido.pk}").content.decode()
    assert pedido.sha256 in done
    assert "http-equiv" not in done
    made = saved(planner.get(f"{OF_PLAN}pedido/{pedido.pk}/archivo"), tmp_path)
    assert hashlib.sha256(made.read_bytes()).hexdigest() == pedido.sha256
    assert len(pages_of(made)) == pedido.paginas > 50
    assert all("BORRADOR" in page for page in artifacts_of(made))
    assert not list((tmp_path / "archivos" / "papeles").glob("en-curso-*"))


def test_a_long_form_is_not_made_while_one_waits(preparer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "LINES_AT_ONCE", 10)
    assert "pedir/formulario-3_01" in preparer.get(OF_UNIT).content.decode()
    response = preparer.get(f"{OF_UNIT}ver/formulario-3_01", follow=True)
    assert "Es largo: pulse «Preparar»" in response.content.decode()
    pedido = ask(preparer, OF_UNIT, "formulario-3_01")
    work()
    assert Pedido.objects.get(pk=pedido.pk).estado == EstadoDePedido.HECHO


def test_the_data_of_a_large_plan_are_prepared_too(planner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "ROWS_AT_ONCE", 10)
    assert "Es largo" in planner.get(f"{OF_PLAN}ver/datos", follow=True).content.decode()
    pedido = ask(planner, OF_PLAN, "datos")
    work()
    response = planner.get(f"{OF_PLAN}pedido/{pedido.pk}/archivo")
    assert response["Content-Disposition"] == f'attachment; filename="{PLAN}-datos.zip"'
    assert zipfile.ZipFile(io.BytesIO(body(response))).testzip() is None


def test_progress_is_told_unit_by_unit(tmp_path: Path) -> None:
    told: list[str] = []
    order = Encargo(PLAN, "", "libro", borrador=True)
    making.make(order, tmp_path, lambda what, _done, _of: told.append(what))
    gathered = [each for each in told if each.startswith("Reuniendo")]
    assert [each.partition(", ")[2] for each in gathered] == [f"unidad {n} de 14" for n in range(1, 15)]
    assert "Componiendo el libro" in told
    assert told[-1] == "Listo"


def test_progress_is_shown_in_words_and_numbers(planner: Client) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    Pedido.objects.filter(pk=pedido.pk).update(
        estado=EstadoDePedido.HACIENDO,
        paso="Reuniendo DDTJ, unidad 7 de 15",
        hechos=6,
        pasos=16,
        latido=timezone.now(),
    )
    page = planner.get(f"{OF_PLAN}pedido/{pedido.pk}").content.decode()
    assert "Reuniendo DDTJ, unidad 7 de 15" in page
    assert '<progress id="avance" value="6" max="16">' in page
    assert planner.get(f"{OF_PLAN}pedido/{pedido.pk}/avance").json() == {
        "termino": False,
        "texto": "Reuniendo DDTJ, unidad 7 de 15",
        "hecho": 6,
        "de": 16,
    }


def test_a_book_that_would_not_fit_in_memory_comes_in_volumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LINES_OF_A_BOOK", 10)
    told: list[str] = []
    made = making.make(Encargo(PLAN, "", "libro", borrador=False), tmp_path, lambda what, _d, _o: told.append(what))
    assert "Tomo de DDTJ, unidad" in " ".join(told)
    with zipfile.ZipFile(made.path) as archive:
        names = archive.namelist()
        assert len(names) == 15
        assert names[-1] == "datos.zip"
        assert zipfile.ZipFile(io.BytesIO(archive.read("datos.zip"))).namelist()[0] == "datapackage.json"
    assert made.name == f"{PLAN}-libro.zip"


def test_the_same_paper_asked_for_twice_is_one(planner: Client, as_role: AsRole) -> None:
    first = ask(planner, OF_PLAN, "libro")
    assert ask(as_role(Rol.FINANZAS), OF_PLAN, "libro") == first
    work()
    assert ask(planner, OF_PLAN, "libro") == first
    with act("guardar", None, None, plan=PLAN):
        live().execute("update unidades set nombre = 'Otra' where plan = ? and unidad = ?", [PLAN, UNIT])
    assert ask(planner, OF_PLAN, "libro") != first


def test_a_cancelled_paper_is_not_made(planner: Client) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    assert planner.post(f"{OF_PLAN}pedido/{pedido.pk}/cancelar").status_code == 302
    work()
    pedido.refresh_from_db()
    assert pedido.estado == EstadoDePedido.CANCELADO
    assert not pedido.nombre
    assert ask(planner, OF_PLAN, "libro") != pedido


def test_what_is_cancelled_while_it_is_made_stops(planner: Client, tmp_path: Path) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    Pedido.objects.filter(pk=pedido.pk).update(estado=EstadoDePedido.HACIENDO, latido=timezone.now())
    teller = Teller(pedido)
    teller.tell("Reuniendo DDTJ", 1, 15)
    planner.post(f"{OF_PLAN}pedido/{pedido.pk}/cancelar")
    with pytest.raises(CancelledError):
        teller.tell("Reuniendo DDOR", 2, 15)
    with pytest.raises(CancelledError):
        making.make(Encargo(PLAN, "", "libro", borrador=True), tmp_path, teller.tell)


def test_only_whoever_asked_cancels(planner: Client, as_role: AsRole) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    assert as_role(Rol.FINANZAS).post(f"{OF_PLAN}pedido/{pedido.pk}/cancelar").status_code == 403
    pedido.refresh_from_db()
    assert pedido.is_pending


def test_each_person_has_the_papers_of_what_they_may_see(
    preparer: Client, as_role: AsRole, planner: Client, client: Client
) -> None:
    of_other = f"/planes/{PLAN}/unidades/{OTHER}/papeles/"
    assert preparer.get(of_other).status_code == 404
    assert preparer.get(f"{of_other}ver/datos").status_code == 404
    assert preparer.get(OF_PLAN).status_code == 403
    assert preparer.post(f"{OF_PLAN}pedir/libro").status_code == 403
    assert as_role(Rol.AUDITORIA).get(of_other).status_code == 200
    assert client.get(OF_UNIT).status_code == 302
    pedido = ask(planner, OF_PLAN, "libro")
    for end in ("", "/archivo", "/avance"):
        assert preparer.get(f"{OF_PLAN}pedido/{pedido.pk}{end}").status_code == 403
        # A paper of the plan is not found below a unit, though the unit is one's own.
        assert preparer.get(f"{OF_UNIT}pedido/{pedido.pk}{end}").status_code == 404


@pytest.mark.parametrize("papel", ["formulario-99", "comparativo", "../datos"])
def test_a_paper_that_does_not_exist_is_not_found(preparer: Client, papel: str) -> None:
    assert preparer.get(f"{OF_UNIT}ver/{papel}").status_code == 404


def test_asking_needs_a_post(preparer: Client) -> None:
    assert preparer.get(f"{OF_UNIT}pedir/libro").status_code == 405


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("RuntimeError('boom')", "el programa que lo compone se detuvo"),
        ("MemoryError", "no hubo memoria suficiente"),
        ("OSError(28, 'No space left on device')", "no queda espacio en el disco"),
    ],
)
def test_a_failure_of_the_typesetter_is_told_plainly(
    preparer: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: str, words: str
) -> None:
    broken_typesetter(monkeypatch, tmp_path, problem)
    now = preparer.get(f"{OF_UNIT}ver/formulario-04")
    assert now.status_code == 503
    pedido = ask(preparer, OF_UNIT, "libro")
    work()
    later = preparer.get(f"{OF_UNIT}pedido/{pedido.pk}")
    for page in (now.content.decode(), later.content.decode()):
        assert words in page
        assert "Traceback" not in page
        assert "compositor.py" not in page
    pedido.refresh_from_db()
    assert pedido.estado == EstadoDePedido.FALLO
    assert ask(preparer, OF_UNIT, "libro") != pedido


def test_a_full_disk_is_told_plainly(preparer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "move", full)
    response = preparer.get(f"{OF_UNIT}ver/formulario-04")
    assert response.status_code == 503
    assert "No queda espacio en el disco" in response.content.decode()
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    response = preparer.get(f"{OF_UNIT}ver/datos")
    assert (response.status_code, "no queda espacio en su disco" in response.content.decode()) == (503, True)


def test_old_files_go_and_what_they_were_is_still_told(planner: Client) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    work()
    long_ago = timezone.now() - jobs.KEPT - timedelta(minutes=1)
    Pedido.objects.filter(pk=pedido.pk).update(terminado=long_ago)
    DBTaskResult.objects.update(enqueued_at=long_ago)
    jobs.clear_away()
    assert not DBTaskResult.objects.exists()
    pedido.refresh_from_db()
    assert not pedido.file.exists()
    assert (pedido.estado, len(pedido.sha256)) == (EstadoDePedido.RETIRADO, 64)
    response = planner.get(f"{OF_PLAN}pedido/{pedido.pk}/archivo", follow=True)
    assert "ya no se guarda" in response.content.decode()


def test_of_the_same_paper_only_the_last_ones_are_kept(planner: Client, tmp_path: Path) -> None:
    asked = []
    for number in range(jobs.MOST_OF_A_KIND + 1):
        with act("guardar", None, None, plan=PLAN):
            live().execute("update unidades set nombre = ? where plan = ? and unidad = 'UNSI'", [str(number), PLAN])
        asked.append(ask(planner, f"/planes/{PLAN}/unidades/UNSI/papeles/", "datos"))
        work()
    kept = [Pedido.objects.get(pk=each.pk).estado for each in asked]
    assert kept == [EstadoDePedido.RETIRADO, *[EstadoDePedido.HECHO] * jobs.MOST_OF_A_KIND]
    assert len(list((tmp_path / "archivos" / "papeles").iterdir())) == jobs.MOST_OF_A_KIND


def test_a_paper_that_no_worker_attends_says_so(planner: Client) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    Pedido.objects.filter(pk=pedido.pk).update(pedido=timezone.now() - FORGOTTEN - timedelta(seconds=1))
    assert "avise a la administración del sistema" in planner.get(f"{OF_PLAN}pedido/{pedido.pk}").content.decode()


def test_what_was_interrupted_says_so_and_can_be_asked_for_again(planner: Client) -> None:
    pedido = ask(planner, OF_PLAN, "libro")
    long_ago = timezone.now() - SILENT - timedelta(seconds=1)
    Pedido.objects.filter(pk=pedido.pk).update(estado=EstadoDePedido.HACIENDO, latido=long_ago)
    assert "El servidor se interrumpió" in planner.get(f"{OF_PLAN}pedido/{pedido.pk}").content.decode()
    assert ask(planner, OF_PLAN, "libro") != pedido


def test_the_page_asks_as_much_of_the_database_with_one_paper_as_with_many(planner: Client) -> None:
    persona = Persona.objects.get(username="demo-planificacion")

    def queries_with(count: int) -> int:
        Pedido.objects.all().delete()
        Pedido.objects.bulk_create(
            Pedido(plan=PLAN, papel="libro", borrador=True, persona=persona, estado=EstadoDePedido.HECHO, acto=1)
            for _ in range(count)
        )
        with CaptureQueriesContext(connection) as captured:
            assert planner.get(OF_PLAN).status_code == 200
        return len(captured)

    planner.get(OF_PLAN)
    assert queries_with(15) == queries_with(1)


def test_what_was_observed_goes_behind_the_drafts_and_not_behind_what_is_approved(
    preparer: Client, planner: Client, tmp_path: Path
) -> None:
    assert "Nadie ha observado nada." in preparer.get(f"{OF_UNIT}ver/observaciones", follow=True).content.decode()
    row = first_row(planner)
    pin(planner, f"requerimientos_3_01/{row['renglon']}/importe", texto="Revise el total.")
    pin(planner, "paso:requerimientos", texto="De todo el paso.")
    pin(planner, "situacion_fortaleza", texto="Solo de la situación.")

    def printed(client: Client, where: str, papel: str) -> str:
        return " ".join("".join(pages_of(saved(client.get(f"{where}ver/{papel}"), tmp_path))).split())

    own = printed(preparer, OF_UNIT, "observaciones")
    assert "3 observaciones: 3 por responder." in own
    assert "PLIEGO DE OBSERVACIONES – DDTJ" in own
    assert "Revise el total." in printed(planner, OF_PLAN, "observaciones")
    lines = printed(preparer, OF_UNIT, "formulario-3_01")
    assert [text in lines for text in ("Revise el total.", "De todo el paso.", "Solo de la situación.")] == [
        True,
        True,
        False,
    ]
    assert "Revise el total." not in printed(preparer, OF_UNIT, "formulario-3_02")
    assert "Solo de la situación." in printed(preparer, OF_UNIT, "libro")
    approve()
    assert "Revise el total." not in printed(preparer, OF_UNIT, "formulario-3_01")
    assert "Revise el total." in printed(preparer, OF_UNIT, "observaciones")


def test_a_book_of_before_an_observation_is_made_again(planner: Client) -> None:
    before = ask(planner, OF_PLAN, "libro")
    work()
    assert ask(planner, OF_PLAN, "libro") == before
    pin(planner, texto="Después del libro.")
    after = ask(planner, OF_PLAN, "libro")
    assert after != before
    work()
    after.refresh_from_db()
    assert "Después del libro." in "".join(pages_of(after.file))

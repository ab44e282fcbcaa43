"""Several people at once, each with a connection of their own, on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from apthapi.web.accounts.lockout import use_code
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.importacion.models import PlanillaImportada
from apthapi.web.libros import accepting
from apthapi.web.libros.models import LibroRecibido, Subida
from apthapi.web.libros.receiving import is_stale
from apthapi.web.observations.models import Observacion
from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto, EstadoDeUnidad, ParteDeUnidad
from web.conftest import new_person
from web.databases import both_engines
from web.grid import SERVICES, Answer, address, cell, rows, said, save, send
from web.observing import pin
from web.scans import cell as scanned
from web.scans import factors, give
from web.states import set_part
from web.workbooks import brought, taken

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]
T = TypeVar("T")
ROUNDS = 3


def at_once(*actions: Callable[[], T]) -> list[T]:
    """What each answers, all begun at the same moment."""
    start = Barrier(len(actions))

    def run(action: Callable[[], T]) -> T:
        start.wait(timeout=60)
        try:
            return action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(run, actions))


@pytest.fixture
def people(as_role: Callable[..., Client]) -> tuple[Client, Client]:
    """Who prepares the unit and who directs it: both may write."""
    return as_role(Rol.PREPARA, COMPLETED), as_role(Rol.DIRECTOR, COMPLETED)


def statuses(answers: Sequence[Any]) -> list[int]:
    return sorted(each.status_code for each in answers)


def test_of_two_attempts_with_one_code_one_is_right() -> None:
    persona = new_person(Rol.MAE)
    for turn in range(1, ROUNDS + 1):
        attempts = [lambda turn=turn: use_code(persona, turn) for _ in range(4)]
        assert sorted(at_once(*attempts)) == [False, False, False, True]
    assert not use_code(persona, ROUNDS - 1), "an earlier one"


def test_two_people_who_write_the_same_cell_do_not_overwrite_each_other(people: tuple[Client, Client]) -> None:
    line = rows(people[0])[0]
    for _ in range(ROUNDS):
        before = live().value("select descripcion from requerimientos where renglon = ?", [line["renglon"]])

        def writes(client: Client, text: str, before: str = before) -> Callable[[], Answer]:
            change = {"renglon": line["renglon"], "celdas": {"descripcion": cell(text, before)}}
            return lambda: save(client, change)

        mine, theirs = f"uno {uuid4()}", f"dos {uuid4()}"
        answers = at_once(writes(people[0], mine), writes(people[1], theirs))
        stored = live().value("select descripcion from requerimientos where renglon = ?", [line["renglon"]])
        [conflict] = [conflict for answer in answers for conflict in answer["conflictos"]]
        assert {stored, conflict["mia"]} == {mine, theirs}
        assert conflict["suya"] == stored


def test_the_same_request_twice_at_once_is_one(people: tuple[Client, Client]) -> None:
    for _ in range(ROUNDS):
        envio, text = uuid4(), f"una vez {uuid4()}"
        change = {"nuevo": "n1", "celdas": {"descripcion": cell(text)}}
        first, second = at_once(*[lambda: save(people[0], change, envio=envio)] * 2)  # noqa: B023
        assert (first["acto"], first["filas"]) == (second["acto"], second["filas"])
        assert live().value("select count(*) from requerimientos where descripcion = ?", [text]) == 1


def test_lines_that_are_added_at_once_have_each_their_number(people: tuple[Client, Client]) -> None:
    new = {"nuevo": "n1", "celdas": {"partida": cell("31110")}}
    answers = at_once(*(lambda client=client: save(client, new) for client in people * 3))
    numbers = [answer["filas"][0]["valores"][1] for answer in answers]
    assert len(set(numbers)) == len(numbers)


def test_news_miss_nothing_while_others_save(people: tuple[Client, Client]) -> None:
    seen: set[int] = set()
    since = people[0].get(address(SERVICES, "filas")).json()["acto"]
    wanted = [row["renglon"] for row in rows(people[0])[:8]]

    def writes(client: Client, renglones: list[int]) -> None:
        for renglon in renglones:
            save(client, {"renglon": renglon, "celdas": {"descripcion": cell(f"x{renglon}")}})

    def looks(since: int = since) -> None:
        for _ in range(12):
            news = people[0].get(address(SERVICES, "novedades"), {"desde": since}).json()
            since = news["acto"]
            seen.update(each["renglon"] for each in news["ajenas"]["filas"])
        last.append(since)

    last: list[int] = []
    at_once(lambda: writes(people[0], wanted[:4]), lambda: writes(people[1], wanted[4:]), looks)
    rest = people[0].get(address(SERVICES, "novedades"), {"desde": last[0]}).json()
    assert seen | {each["renglon"] for each in rest["ajenas"]["filas"]} == set(wanted)


def test_who_else_is_here_is_told_by_name_and_position(people: tuple[Client, Client]) -> None:
    where = address(SERVICES, "novedades")
    people[0].get(where)
    [other] = people[1].get(where).json()["presentes"]
    assert other["quien"].endswith(", Responsable de elaboración (DDTJ)")


def test_what_was_sent_is_what_was_signed_whoever_saves_meanwhile(people: tuple[Client, Client]) -> None:
    preparer, director = people
    line = rows(preparer)[0]
    change = {"renglon": line["renglon"], "celdas": {"cantidad": cell("11")}}
    for _ in range(ROUNDS):
        set_part(estado=EstadoDeUnidad.BORRADOR)
        save(preparer, {"renglon": line["renglon"], "celdas": {"cantidad": cell("12")}})
        sent, saved = at_once(lambda: preparer.post(address("enviar_unidad", "acto")), lambda: send(director, [change]))
        parte = ParteDeUnidad.objects.get(plan=PLAN, unidad=COMPLETED)
        form3 = live().value("select sum(importe) from requerimientos where plan = ? and unidad = ?", [PLAN, COMPLETED])
        assert (sent.status_code, saved.status_code in (200, 409)) == (302, True)
        if parte.estado == EstadoDeUnidad.ENVIADA:
            sql = (
                "select importe from formulario04 where plan = ? and unidad = ? and fila = 'total' and fuente = 'total'"
            )
            assert live().value(sql, [PLAN, COMPLETED]) == form3
            assert send(director, [change]).status_code == 409
        else:
            assert saved.status_code == 200


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (EstadoDeUnidad.BORRADOR, [(Rol.PREPARA, "enviar_unidad")] * 2),
        (EstadoDeUnidad.ENVIADA, [(Rol.DIRECTOR, "aprobar_unidad"), (Rol.PREPARA, "recuperar_envio")]),
        (EstadoDeUnidad.APROBADA, [(Rol.PLANIFICACION, "revisar_unidad"), (Rol.DIRECTOR, "recuperar_aprobacion")]),
    ],
)
def test_of_two_acts_on_a_part_at_once_one_is_done(
    as_role: Callable[..., Client], state: EstadoDeUnidad, acts: list[tuple[Rol, str]]
) -> None:
    set_part(estado=state)
    clients = [(as_role(rol, "" if rol == Rol.PLANIFICACION else COMPLETED), name) for rol, name in acts]
    answers = at_once(*(lambda c=client, n=name: c.post(address(n, "acto")) for client, name in clients))
    assert statuses(answers) in ([302, 302], [302, 409])
    assert Acto.objects.filter(clase__in=[name for _, name in acts]).count() == 1


def test_two_planners_who_add_the_same_unit_add_one(as_role: Callable[..., Client]) -> None:
    planner = as_role(Rol.PLANIFICACION)
    new = {"nuevo": "n1", "celdas": {"unidad": cell("NUEVA"), "nombre": cell("Unidad de ejemplo")}}
    answers = at_once(*[lambda: save(planner, new, sheet="unidades", unidad="")] * 2)
    assert live().value("select count(*) from unidades where plan = ? and unidad = 'NUEVA'", [PLAN]) == 1
    assert sorted(len(said(answer)) for answer in answers) == [0, 1]


def test_observations_that_are_pinned_at_once_have_each_their_number(as_role: Callable[..., Client]) -> None:
    reviewers = [as_role(rol) for rol in (Rol.PLANIFICACION, Rol.FINANZAS, Rol.JURIDICA)]
    form = {"severidad": "corregir", "texto": "A la vez."}
    url = f"/planes/{PLAN}/unidades/{COMPLETED}/observaciones/fijar"
    answers = at_once(*(lambda client=each: client.post(url, form) for each in reviewers * 2))
    assert statuses(answers) == [302] * 6
    numbers = Observacion.objects.filter(unidad=COMPLETED).order_by("numero").values_list("numero", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6]


def test_of_two_who_close_an_observation_at_once_one_is_told(as_role: Callable[..., Client]) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    for _ in range(ROUNDS):
        made = pin(planning)
        url = f"/planes/{PLAN}/unidades/{COMPLETED}/observaciones/{made.numero}"
        form = {"texto": "Listo.", "visto": str(made.ultimo_acto)}
        answers = at_once(
            lambda: planning.post(f"{url}/resolver", form),  # noqa: B023
            lambda: unit.post(f"{url}/responder", form),  # noqa: B023
        )
        assert statuses(answers) == [302, 422]
        assert made.intervenciones.count() == 1


def test_the_same_observation_twice_at_once_is_one(as_role: Callable[..., Client]) -> None:
    planning = as_role(Rol.PLANIFICACION)
    form = {"severidad": "corregir", "texto": "Una vez.", "envio": str(uuid4()), "unidades": [COMPLETED, "DDBN"]}
    for url in (f"/planes/{PLAN}/unidades/{COMPLETED}/observaciones/fijar", f"/planes/{PLAN}/observaciones/varias"):
        assert statuses(at_once(*[lambda: planning.post(url, form)] * 3)) == [302] * 3  # noqa: B023
    assert Observacion.objects.count() == 3


def test_two_windows_that_accept_the_same_workbook_store_it_once(people: tuple[Client, Client]) -> None:
    book = taken(people[0])
    book.add("3_01", partida="25600", descripcion="Imprenta", unidad_medida="Unidad", cantidad=1, precio_unitario="5")
    where = brought(people[0], book)
    seen = digest_of(people[0], where)
    answers = at_once(*(lambda client=client: client.post(f"{where}/aceptar", seen) for client in people))
    assert statuses(answers) == [302, 302]
    assert Acto.objects.filter(clase="recibir_libro").count() == LibroRecibido.objects.count() == 1


def test_a_workbook_that_another_window_accepts_just_before_it_is_stored_is_accepted(
    people: tuple[Client, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = taken(people[0])
    book.add("3_01", partida="25600", descripcion="Imprenta", unidad_medida="Unidad", cantidad=1, precio_unitario="5")
    where = brought(people[0], book)
    seen = digest_of(people[0], where)
    others: list[Any] = []
    really = is_stale

    def meanwhile(subida: Subida) -> bool:
        if not others:
            others.append("begun")
            others.extend(at_once(lambda: people[1].post(f"{where}/aceptar", seen)))
        return really(subida)

    monkeypatch.setattr(accepting, "is_stale", meanwhile)
    assert people[0].post(f"{where}/aceptar", seen).status_code == 302
    assert statuses(others[1:]) == [302]
    assert Acto.objects.filter(clase="recibir_libro").count() == LibroRecibido.objects.count() == 1


def test_two_windows_that_accept_the_same_import_store_it_once(people: tuple[Client, Client]) -> None:
    memoria = b"Partida;Detalle;Unidad de medida;Cantidad;Precio unitario;Total;FF\n39500;Papel;Paquete;10;35;350;41\n"
    client, where = people[0], f"/planes/{PLAN}/unidades/{COMPLETED}/importar/"
    waiting: Any = client.post(where, {"archivo": SimpleUploadedFile("memoria.csv", memoria)})
    seen, before = digest_of(client, f"{waiting.url}vista"), len(rows(client, "requerimientos_3_03"))
    answers = at_once(*(lambda: client.post(f"{waiting.url}vista", seen) for _ in range(2)))
    assert statuses(answers) == [302, 302]
    assert Acto.objects.filter(clase="importar").count() == PlanillaImportada.objects.count() == 1
    assert len(rows(client, "requerimientos_3_03")) == before + 1


def test_two_windows_that_pass_the_same_reading_pass_it_once(people: tuple[Client, Client]) -> None:
    lectura = give(factors((91, scanned("factor", "Uno")), unidad=COMPLETED), unidad=COMPLETED, persona="demo-tarija")
    where = f"/planes/{PLAN}/unidades/{COMPLETED}/lecturas/{lectura.codigo}/pasar"
    seen = {**digest_of(people[0], where), "envio": str(uuid4())}
    answers = at_once(*(lambda client=client: client.post(where, seen) for client in people))
    assert statuses(answers) == [302, 302]
    assert Acto.objects.filter(clase="pasar_lectura").count() == 1
    sql = "select count(*) from situacion where plan = ? and unidad = ? and orden = 91"
    assert live().value(sql, [PLAN, COMPLETED]) == 1


def digest_of(client: Client, where: str) -> dict[str, str]:
    """What the page says that was looked at, as its form sends it."""
    page = client.get(where).content.decode()
    found = re.search(r'name="huella" value="([^"]+)"', page)
    assert found, page
    return {"huella": found[1]}

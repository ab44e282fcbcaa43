"""The wall in the database: what a session does not see, no query gives it, and no write of it is taken."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.signals import request_finished
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from pytest_django.plugin import DjangoDbBlocker

import apthapi
from apthapi.web.accounts.models import Cargo, Designacion, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.plans.live import live
from apthapi.web.process import permisos
from apthapi.web.process.acts import act
from apthapi.web.process.models import ParteDeUnidad, Version
from apthapi.web.process.permisos import Situacion
from apthapi.web.wall import policies, sight
from apthapi.web.wall.owners import owners, through
from web import curious
from web.conftest import SEGIP, sign_in
from web.curious import OTHER, OTHERS, PLAN
from web.databases import Store, lent_with_files
from web.permission_table import ADDRESSES, GET, POST
from web.test_api_tokens import address_of
from web.test_curious_official import Ground, arguments_of_the_walk, signed_in
from web.tokens import token_of
from web.walled import KEY, digests, fixed_values, hidden, plant, secrets, seen_as, statement_of, walled

STRANGER = "todos los cargos de otra entidad"


def test_every_table_says_whose_its_rows_are() -> None:
    there = {str(each._meta.db_table) for each in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    assert there == set(owners())
    for each in owners().values():
        assert bool(each.why) is each.is_common, each.table


def test_a_table_with_the_column_of_an_owner_has_one() -> None:
    telling = {"plan", "entidad", "entidad_id", "ministerio_id"}
    for model in apps.get_models(include_auto_created=True):
        table = str(model._meta.db_table)
        if telling & {str(each.column) for each in model._meta.concrete_fields} and table != "accounts_persona":
            assert not owners()[table].is_common or "gestión" in owners()[table].why, table


def test_nothing_hangs_from_what_all_see() -> None:
    with pytest.raises(ValueError, match="would be seen by all"):
        through(Designacion, "cargo_id", Cargo)


@dataclass(frozen=True, slots=True)
class Walk:
    """The demonstration on PostgreSQL with something of its entity in every table, and somebody of another."""

    ground: Ground
    stranger: Client


@pytest.fixture(scope="module")
def walk(
    stores: Callable[[str], Store], tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Walk]:
    """One database for all of them: nothing in it changes."""
    folder = tmp_path_factory.mktemp("muro")
    with django_db_blocker.unblock(), lent_with_files(stores("postgresql"), "demo", folder):
        Entidad.objects.create(codigo=OTHER, nombre="Otra entidad de ejemplo", sigla="OTRA")
        who = signed_in(STRANGER, curious.PEOPLE[STRANGER])
        plant()
        yield Walk(Ground({STRANGER: who}, arguments_of_the_walk()), who)


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_the_wall_stands_on_every_table_that_has_an_owner() -> None:
    assert policies.wrong(live()) == {}
    there = policies.standing(live())
    assert {name for name, each in there.items() if each.enabled and each.forced} == set(policies.wanted())
    assert live().value("select rolsuper or rolbypassrls from pg_roles where rolname = current_user") is False


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_who_is_of_another_entity_is_given_nothing_of_this_one_whatever_the_query() -> None:
    for owner in hidden():
        count = f"select count(*) from {owner.table}"
        assert live().value(count) > 0, f"{owner.table} proves nothing"
        with seen_as(SEGIP):
            assert live().value(count) > 0, owner.table
        with seen_as(OTHER):
            assert live().value(count) == 0, owner.table
        with seen_as():
            assert live().value(count) == 0, owner.table


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_a_session_that_was_told_nothing_sees_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("discard all")
    assert {live().value(f"select count(*) from {owner.table}") for owner in hidden()} == {0}
    connection.close()
    assert live().value("select count(*) from planes") > 0, "a new connection of a command sees everything"


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_who_is_of_another_entity_writes_nothing_of_this_one() -> None:
    before, fixed = digests(), fixed_values()
    refusals = Counter[bool]()
    with seen_as(OTHER):
        for owner in walled():
            first = next(iter(_columns(owner.table)))
            # What all read has also rows of the other one, which it does write.
            of = f" where {_OF_ENTITY[owner.table]}" if owner.read_by_all else ""
            for statement in (f"update {owner.table} set {first} = {first}{of}", f"delete from {owner.table}{of}"):
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                    assert cursor.rowcount == 0, statement
            new = (
                statement_of(owner.table, fixed).replace(" on conflict do nothing", "").replace(str(KEY), str(KEY + 1))
            )
            with pytest.raises(psycopg.Error) as refused:
                live().execute(new)
            refusals["row-level security" in str(refused.value)] += 1
    assert digests() == before
    assert refusals[False] <= 2, "the trace is written by nobody by hand, and says so first"


_HERE = f"entidad_id = (select id from entities_entidad where codigo = '{SEGIP}')"
_OF_ENTITY = {
    "entities_entidad": f"codigo = '{SEGIP}'",
    "entities_logo": _HERE,
    "accounts_cargo": _HERE,
    "accounts_designacion": f"cargo_id in (select id from accounts_cargo where {_HERE})",
}
"""Rows of the entity in the tables that all read."""


def _columns(table: str) -> list[str]:
    return [
        row[0]
        for row in live().query(
            "select column_name from information_schema.columns where table_schema = 'public' and table_name = ? "
            "order by ordinal_position",
            [table],
        )
    ]


@pytest.mark.postgresql
def test_every_address_of_the_entity_is_refused_to_another_and_nothing_of_it_is_told(walk: Walk) -> None:
    before = digests()
    for attempt in curious.attempts():
        if attempt.who == STRANGER and curious.is_refused(attempt):
            status = walk.ground.ask(attempt)
            assert status in {"401", "403", "404", "409"}, (str(attempt.address), status)
    stranger = {"Authorization": f"Bearer {token_of(Rol.PLANIFICACION, entidad=OTHER)}"}
    for operation in curious.OF_A_PLAN:
        answer = Client().get(address_of(operation), headers=stranger)
        assert answer.status_code == 404, operation.name
    assert digests() == before


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Views that let everybody do everything to everything: the only thing left is the wall."""

    def blind(persona: Any, designaciones: Any, plan: str = "", unidad: str = "") -> Situacion:
        with sight.everything("a test in which the views forget what they must ask"):
            entidad = str(live().value("select entidad from planes where plan = ?", [plan]) or "")
            version = Version.objects.filter(plan=plan).first()
            parte = ParteDeUnidad.objects.filter(plan=plan, unidad=unidad).first()
        return Situacion(persona, designaciones, plan, unidad, entidad, version, parte)

    monkeypatch.setattr(permisos, "situacion_con", blind)
    monkeypatch.setattr(permisos, "refuse_unless", lambda *_: None)
    monkeypatch.setattr(Situacion, "_reaches", lambda *_: True)
    monkeypatch.setattr(Situacion, "puede", lambda *_: True)
    monkeypatch.setattr(Situacion, "designacion_para", lambda situacion, _: next(iter(situacion.designaciones), None))


@pytest.mark.postgresql
@pytest.mark.usefixtures("unguarded")
def test_views_without_their_guards_tell_nothing_and_change_nothing(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    before, said = digests(), secrets()
    _, told = _walked(walk, GET, said)
    assert told == set(), "behind the wall"
    assert _walked(walk, POST, said)[1] == set()
    assert digests() == before
    # The same with the wall open: what is planted is on pages, and so its absence says something.
    monkeypatch.setattr(permisos, "see", lambda _: sight._look(sight.EVERYTHING))
    answered, told = _walked(walk, GET, said, enough=40)
    assert len(told) == 40, answered


def _walked(walk: Walk, method: str, secrets: set[str], enough: int = 1000) -> tuple[Counter[int], set[str]]:
    """How every address of the entity answers the stranger, and those that tell something of it."""
    client = Client(raise_request_exception=False)
    client.cookies = walk.stranger.cookies
    statuses, told = Counter[int](), set[str]()
    for address in ADDRESSES:
        if address.method != method or len(told) == enough:
            continue
        answer = (
            client.get(walk.ground.url(address)) if method == GET else client.post(walk.ground.url(address), _HIDDEN)
        )
        statuses[answer.status_code] += 1
        content = answer.getvalue() if isinstance(answer, StreamingHttpResponse) else answer.content
        text = content.decode(errors="replace")
        if any(each in text for each in secrets):
            told.add(str(address))
    return statuses, told


_HIDDEN = {**curious.HIDDEN, "unidad": OTHERS}


@pytest.fixture
def serving() -> Iterator[None]:
    """The process as one that serves people: it sees nothing outside of a request."""
    sight.serve_from_nothing()
    yield
    sight._base[0] = sight.EVERYTHING
    sight._rest()


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk", "serving")
def test_a_request_leaves_nothing_open_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = sign_in(Rol.MAE)
    assert mine.get(f"/planes/{PLAN}/").status_code == 200
    assert _settings() == ("", "{}", "{}", "{}")
    # One that dies half way, with the connection as it was.
    monkeypatch.setattr(request_finished, "send", lambda **_: [])
    assert mine.get(f"/planes/{PLAN}/").status_code == 200
    assert _settings()[1] == f"{{{SEGIP}}}"
    seen: list[tuple[str, ...]] = []

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(_settings())
        return HttpResponse()

    sight.Wall(view)(RequestFactory().get("/"))
    assert seen == [("", "{}", "{}", "{}")]


def _settings() -> tuple[str, ...]:
    names = ("vista", "entidades", "claves", "planes")
    return tuple(str(live().value("select current_setting(?)", [f"apthapi.{name}"])) for name in names)


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_a_new_plan_of_the_entity_is_seen_by_who_opens_it_and_by_nobody_else() -> None:
    with pytest.raises(_UndoneError):
        _open_one()
    with seen_as(SEGIP):
        assert live().value("select count(*) from planes where plan = 'NUEVO'") == 0


def _open_one() -> None:
    copied = (
        "insert into planes (plan, entidad, nombre_entidad, sigla, gestion, version, tipo, reemplaza, fecha, "
        "afecta_pei, justificacion) select ?, ?, nombre_entidad, sigla, gestion, 99, tipo, '', fecha, "
        "afecta_pei, justificacion from planes where plan = ?"
    )
    opened = "select count(*) from process_version where plan = 'NUEVO'"
    with seen_as(SEGIP), act("prueba", None, None, plan=PLAN):
        live().execute(copied, ["NUEVO", SEGIP, PLAN])
        Version.objects.create(plan="NUEVO")
        assert live().value(opened) == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
            live().execute(copied, ["AJENO", OTHER, PLAN])
        with seen_as(OTHER):
            assert live().value(opened) == 0
        raise _UndoneError


class _UndoneError(Exception):
    """What was done is not kept."""


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_anybody_sees_what_is_published_and_only_looks() -> None:
    published = set(Version.objects.filter(publicada=True).values_list("plan", flat=True))
    assert published
    try:
        sight.see_published()
        assert {row[0] for row in live().query("select distinct plan from planes")} == published
        assert {row[0] for row in live().query("select distinct plan from requerimientos")} <= published
        assert live().value("select count(*) from observations_observacion") == 0
        for table in ("planes", "requerimientos", "process_version", "expediente_emitido"):
            with connection.cursor() as cursor:
                cursor.execute(f"delete from {table}")
                assert cursor.rowcount == 0, table
        sight.see_papers()
        assert live().value("select count(*) from expediente_emitido") > 0
        assert live().value("select count(*) from requerimientos") == 0
        sight.see_published(["NINGUNO"])
        assert live().value("select count(*) from requerimientos") == 0
    finally:
        sight._look(sight.EVERYTHING)


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_the_wall_is_taken_down_by_its_migration_and_comes_back_with_it() -> None:
    call_command("migrate", "muro", "zero", verbosity=0)
    assert {name for name, each in policies.standing(live()).items() if each.enabled or each.policies} == set()
    call_command("migrate", verbosity=0)
    assert policies.wrong(live()) == {}


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_while_tables_change_only_who_migrates_sees_them() -> None:
    policies.step_aside()
    with seen_as(SEGIP):
        assert live().value("select count(*) from planes") == 0
    assert live().value("select count(*) from planes") > 0
    with connection.cursor() as cursor:
        cursor.execute("alter table process_visita alter column unidad type varchar(41)")
    policies.install()
    assert policies.wrong(live()) == {}
    with connection.cursor() as cursor:
        cursor.execute("alter policy muro on process_visita using (true)")
        cursor.execute("alter table planes no force row level security")
    assert set(policies.wrong(live())) == {"process_visita", "planes"}
    policies.install()
    assert policies.wrong(live()) == {}


@pytest.mark.postgresql
@pytest.mark.usefixtures("walk")
def test_what_decides_is_never_empty() -> None:
    """A row that does not say whose it is would be of nobody, or of all."""
    telling = ("plan", "entidad", "entidad_id", "ministerio_id")
    loose = live().query(
        "select table_name, column_name from information_schema.columns where table_schema = 'public' "
        f"and is_nullable = 'YES' and column_name in ({', '.join('?' for _ in telling)})",
        telling,
    )
    assert [each for each in loose if not owners()[each[0]].is_common] == []


def test_the_places_that_see_all_entities_are_those_that_are_told() -> None:
    root = Path(apthapi.__file__).parent
    used = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "with everything(" in path.read_text(encoding="utf-8")
    }
    page = (root.parents[1] / "docs" / "security" / "wall.md").read_text(encoding="utf-8")
    assert used == set(re.findall(r"^\| `(web/[\w/]+\.py)` \|", page, flags=re.MULTILINE))

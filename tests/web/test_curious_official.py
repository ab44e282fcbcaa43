"""Somebody of another unit, and somebody of another entity, try all that is not theirs: nothing is given or changed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol
from apthapi.web.api.models import Ficha
from apthapi.web.entities.models import Entidad
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.models import Agenda, Tramite
from web import curious
from web.conftest import new_person
from web.curious import HERE, MINE, OTHER, OTHERS, PEOPLE, PLAN, Attempt, attempts, is_refused
from web.databases import Store, lent_with_files
from web.grid import SERVICES, address, cell, send
from web.permission_table import GET, POST, Address
from web.test_api_tokens import address_of
from web.tokens import token_of

VOLATILE = ("django_session", "axes_", "apthapi_cache", "api_cuenta", "account_", "sqlite_")
"""Sessions and counts of attempts: what a refusal may leave."""
NOWHERE = UUID(int=0)
REFUSED = {"401", "403", "404", "409"}


@dataclass(frozen=True, slots=True)
class Ground:
    """The demonstration with those who are curious, signed in."""

    clients: dict[str, Client]
    arguments: dict[str, object]

    def url(self, wanted: Address) -> str:
        """An address of the other unit, or of the plan and the entity."""
        found = {name: self.arguments.get(str(value), value) for name, value in wanted.arguments.items()}
        found |= {"plan": PLAN} if wanted.of in ("plan", "unit") else {}
        return reverse(wanted.name, kwargs={**found, **({"unidad": OTHERS} if wanted.of == "unit" else {})})

    def ask(self, attempt: Attempt) -> str:
        """The status with which it is answered."""
        url = self.url(attempt.address) + (f"?{attempt.query}" if attempt.query else "")
        headers = {"Accept": "application/json", **attempt.headers}
        client = self.clients[attempt.who]
        if attempt.address.method == GET:
            return str(client.get(url, headers=headers).status_code)
        return str(client.post(url, dict(attempt.fields), headers=headers).status_code)


@pytest.fixture(scope="module")
def ground(
    engine: str,
    stores: Callable[[str], Store],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Ground]:
    """One database for all of them: nothing in it changes."""
    folder = tmp_path_factory.mktemp("curiosos")
    with django_db_blocker.unblock(), lent_with_files(stores(engine), "demo", folder):
        Entidad.objects.create(codigo=OTHER, nombre="Otra entidad de ejemplo", sigla="OTRA")
        yield Ground({who: signed_in(who, held) for who, held in PEOPLE.items()}, arguments_of_the_walk())


def signed_in(who: str, held: tuple[tuple[str, str, str], ...]) -> Client:
    persona = Persona.objects.create(username=f"curioso {who}", demostracion=True)
    persona.set_unusable_password()
    persona.save()
    for rol, unidad, entidad in held:
        other = new_person(Rol(rol), unidad, entidad)
        other.designaciones.update(persona=persona)
        other.delete()
    client = Client()
    client.force_login(persona)
    return client


def arguments_of_the_walk() -> dict[str, object]:
    """Real rows of the entity where there are some; what is refused before it is looked for needs none."""
    designacion = Designacion.objects.get(persona__username="demo-juridica")
    token = token_of(Rol.JURIDICA)
    return {
        "acto": Acto.objects.filter(plan=PLAN).earliest("pk").pk,
        "persona": designacion.persona_id,
        "designacion": designacion.pk,
        "cargo": designacion.cargo_id,
        "ficha": Ficha.objects.get(prefijo=token.split("_")[1]).pk,
        "tramite": Tramite.objects.earliest("pk").pk,
        **dict.fromkeys(("pedido", "lectura", "libro_subido", "remitida"), NOWHERE),
        **dict.fromkeys(("libro_recibido", "fila", "modificacion"), 1),
        **dict.fromkeys(("certificada_poa", "certificada_presupuestaria"), 1),
    }


def rows_of_every_table() -> dict[str, str]:
    """A digest of the rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if not name.startswith(VOLATILE):
                cursor.execute(f'select * from "{name}"')
                rows = sorted(map(repr, cursor.fetchall()))
                found[name] = sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.fixture
def nothing_changes(ground: Ground) -> Iterator[None]:  # noqa: ARG001 - whose database it is
    """What the test asks leaves every row and file as it was."""
    before, files = rows_of_every_table(), _files()
    assert len(before) > 60
    yield
    after = rows_of_every_table()
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert _files() == files


def _files() -> set[Path]:
    return set(Path(settings.MEDIA_ROOT).rglob("*"))


@pytest.mark.usefixtures("nothing_changes")
def test_every_address_that_is_not_theirs_is_refused_however_it_is_asked(
    ground: Ground, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    made: Counter[str] = Counter()
    wrong = []
    caplog.clear()
    for attempt in attempts():
        if not is_refused(attempt):
            continue
        status = ground.ask(attempt)
        made[status] += 1
        if status not in REFUSED:
            wrong.append((attempt.who, attempt.way, str(attempt.address), status))
    assert wrong == []
    told = [each.__dict__["campos"] for each in caplog.records if _is_ours(each)]
    assert Counter(str(each["estado"]) for each in told) == Counter({key: made[key] for key in ("403", "404")})
    assert {each["persona"] for each in told} == {
        int(client.session["_auth_user_id"]) for client in ground.clients.values()
    }


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name == "apthapi.seguridad"


def test_nothing_of_the_entity_is_on_the_pages_that_another_has(ground: Ground) -> None:
    stranger = ground.clients["todos los cargos de otra entidad"]
    for name in (
        "inicio",
        "personas",
        "cargos",
        "entidades",
        "fichas",
        "auditoria",
        "firmas",
        "tramites",
        "calendario",
    ):
        text = stranger.get(reverse(name)).content.decode()
        for secret in ("demo-", "Departamental", "SEGIP"):
            assert secret not in text, (name, secret)


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("column", curious.UNWRITABLE)
def test_a_grid_writes_its_own_cells_and_no_other(ground: Ground, column: str) -> None:
    mine = ground.clients["prepara de otra unidad"]
    new = {"nuevo": "n1", "celdas": {"descripcion": cell("Resma"), column: cell(OTHERS)}}
    assert send(mine, [new], unidad=MINE).status_code == 400
    assert send(mine, [{**new, "unidad": OTHERS, "plan": PLAN}], unidad=MINE).status_code == 400


def test_what_is_written_is_of_whoever_writes_and_of_their_unit_whatever_else_is_sent(ground: Ground) -> None:
    who = "prepara de otra unidad"
    mine, admin = ground.clients[who], Persona.objects.get(username="demo-administrador")
    before = _lines_of(OTHERS)
    body = {
        "envio": str(uuid4()), "desde": 0, "persona": admin.pk, "cargo": 1, "unidad": OTHERS, "plan": "SEGIP-2024-0",
        "acto": 1, "estado": "aprobada",
        "cambios": [{"nuevo": "n1", "celdas": {"descripcion": cell("De su unidad")}, "unidad": OTHERS, "plan": "X"}],
    }  # fmt: skip
    answer = mine.post(address(SERVICES, "guardar", unidad=MINE), body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    made = Acto.objects.latest("pk")
    assert (made.persona_id, made.plan, made.unidad) == (int(mine.session["_auth_user_id"]), PLAN, MINE)
    assert _lines_of(OTHERS) == before


def _lines_of(unidad: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("select * from requerimientos where unidad = %s order by renglon", [unidad])
        return list(cursor.fetchall())


def test_ones_own_calendar_is_renewed_and_not_that_of_who_is_named(ground: Ground) -> None:
    victim = Persona.objects.get(username="demo-juridica")
    Agenda.objects.update_or_create(persona=victim, defaults={"clave": "la-de-la-victima"})
    mine = ground.clients["prepara de otra unidad"]
    mine.post(reverse("agenda_renovar"), {"persona": victim.pk, "persona_id": victim.pk, "clave": "adivinada"})
    assert Agenda.objects.get(persona=victim).clave == "la-de-la-victima"
    assert not Agenda.objects.filter(clave="adivinada").exists()


@pytest.mark.usefixtures("nothing_changes")
def test_files_outside_of_their_place_are_not_given(ground: Ground) -> None:
    for wanted in curious.TRAVERSALS:
        response = ground.clients["prepara de otra unidad"].get(wanted)
        assert response.status_code in (400, 403, 404, 409), wanted


def test_a_token_that_is_none_opens_nothing(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_INTENTOS", 10**6)
    known = _known_of_a_true_one()
    for kind, text in curious.FORGED.items():
        headers = {"Authorization": text.format_map(known)} if text else {}
        assert Client().get(f"/api/v1/interno/planes/{PLAN}", headers=headers).status_code == 401, kind
    for operation in curious.THEIRS:
        answer = ground.clients["todos los cargos de otra entidad"].get(address_of(operation))
        assert answer.status_code == 401, operation.name


def _known_of_a_true_one() -> dict[str, str]:
    true, old, revoked = (token_of(Rol.PLANIFICACION) for _ in range(3))
    with act("prueba", None, None):
        Ficha.objects.filter(prefijo=old.split("_")[1]).update(vence=hoy() - timedelta(days=1))
        Ficha.objects.filter(prefijo=revoked.split("_")[1]).update(revocada=timezone.now())
    kept = Ficha.objects.get(prefijo=true.split("_")[1])
    return {"prefijo": kept.prefijo, "huella": kept.huella, "vencida": old, "revocada": revoked}


def test_a_token_of_a_unit_reads_no_other_whatever_is_asked(ground: Ground) -> None:  # noqa: ARG001 - whose database
    headers = {**curious.SPOOFED, "Authorization": f"Bearer {token_of(Rol.PREPARA, MINE)}"}
    for asked in (f"?unidad={OTHERS}", f"?unidad={MINE}&unidad={OTHERS}", f"?unidad={OTHERS}&plan=SEGIP-2024-0", ""):
        answer = Client().get(f"/api/v1/interno/planes/{PLAN}/requerimientos{asked}", headers=headers)
        assert answer.status_code in (200, 422), answer.content
        assert f'"unidad":"{OTHERS}"' not in answer.getvalue().decode()
    stranger = {"Authorization": f"Bearer {token_of(Rol.PLANIFICACION, entidad=OTHER)}"}
    for operation in curious.OF_A_PLAN:
        assert Client().get(address_of(operation), headers=stranger).status_code == 404, operation.name
    for method in (POST, "PUT", "DELETE"):
        answer = Client().generic(method, f"/api/v1/interno/planes/{PLAN}/unidades", b"{}", headers=headers)
        assert answer.status_code == 405


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("text", curious.COOKIES)
def test_a_session_that_is_none_is_nobody(ground: Ground, text: str) -> None:
    own = ground.clients["prepara de otra unidad"].cookies[settings.SESSION_COOKIE_NAME].value
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = text.format(ajena=own, ajena_firmada=f"{own}:1sAbCd:firma")
    assert client.get("/inicio/").headers["Location"].startswith("/cuenta/ingresar/")


def test_the_page_of_attempts_is_what_is_tried() -> None:
    page = Path(__file__).parents[2] / "docs" / "security" / "attempts.md"
    assert page.read_text(encoding="utf-8") == curious.page()


def test_who_holds_nothing_any_more_is_out(ground: Ground) -> None:
    who = ground.clients[curious.NAMESAKE]
    pk = int(who.session["_auth_user_id"])
    assert Cargo.objects.filter(entidad__codigo=HERE, designaciones__persona=pk).count() == 0

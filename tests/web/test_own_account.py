"""One's own account: the sessions that are open, which a person closes, and what is kept of them, which they read."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessLog
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone
from python_calamine import CalamineWorkbook

from apthapi.web.accounts.browsers import UNKNOWN, in_words
from apthapi.web.accounts.models import Persona, Recuerdo, Rol, SesionAbierta
from apthapi.web.accounts.open_sessions import open_sessions
from apthapi.web.accounts.personal import KEPT
from apthapi.web.entities.models import Entidad
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.models import Agenda, Aviso
from apthapi.web.tramites.reminders import remind
from web.conftest import AsRole, new_person
from web.databases import both_engines
from web.people import PASSWORD, SECRET, account, designated, give_password, signed_in, text_of, with_codes
from web.test_permisos import _patterns

pytestmark = pytest.mark.usefixtures("demo")
HOME, SESSIONS, DATA = "/inicio/", "/cuenta/sesiones/", "/cuenta/datos/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36 Edg/124.0"


def _from(agent: str, username: str = "ana.prueba") -> Client:
    """Signed in from that browser."""
    client = Client(headers={"User-Agent": agent})
    give_password(client, username)
    return client


def _number(client: Client) -> int:
    return SesionAbierta.objects.get(sesion_id=client.session.session_key).pk


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox en Linux"),
        (EDGE, "Edge en Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36", "Chrome en Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1", "Safari en un iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit Version/17.4 Safari/605", "Safari en Mac"),
        ("Firefox", "Firefox"),
        ("algo/1.0 (Windows NT 10.0)", "Un navegador en Windows"),
        ("<script>alert(1)</script>", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_browser_is_told_in_words_and_what_is_not_known_is_not_guessed(agent: str, words: str) -> None:
    assert in_words(agent) == words


@both_engines
class TestSessions:
    """A person sees where they are signed in, and ends it there."""

    def test_each_is_seen_with_its_browser_and_closed(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        here, there = _from(FIREFOX), _from(EDGE)
        page = text_of(here.get(SESSIONS))
        assert "Firefox en Linux Esta sesión" in page
        assert "Edge en Windows" in page
        assert there.get(HOME).status_code == 200
        answer = here.post(f"{SESSIONS}{_number(there)}/cerrar", follow=True)
        assert "La sesión se cerró." in text_of(answer)
        assert "Edge en Windows" not in text_of(answer)
        assert there.get(HOME).status_code == 302
        assert here.get(HOME).status_code == 200

    def test_all_others_are_closed_at_once(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        here, *others = (_from(EDGE) for _ in range(4))
        answer = here.post(f"{SESSIONS}cerrar", follow=True)
        assert "Se cerraron las otras 3 sesiones." in text_of(answer)
        assert [each.get(HOME).status_code for each in (here, *others)] == [200, 302, 302, 302]
        assert "No había otras sesiones abiertas." in text_of(here.post(f"{SESSIONS}cerrar", follow=True))

    def test_nobody_sees_or_closes_those_of_another(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        account("otra.prueba")
        mine, others = _from(FIREFOX), _from(EDGE, "otra.prueba")
        assert "Firefox" not in text_of(others.get(SESSIONS))
        assert others.post(f"{SESSIONS}{_number(mine)}/cerrar").status_code == 404
        others.post(f"{SESSIONS}cerrar")
        assert mine.get(HOME).status_code == 200

    def test_what_would_not_go_on_is_not_shown_as_open(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        idle, old, gone, left = (_from(EDGE) for _ in range(4))
        for client, name, passed in ((idle, "visto", 3601), (old, "empezo", 12 * 3600 + 1)):
            session = client.session
            session[name] -= passed
            session.save()
        Session.objects.filter(pk=gone.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
        left.post("/cuenta/salir/")
        assert open_sessions(persona, None) == []
        here = _from(FIREFOX)
        assert [each.browser for each in open_sessions(persona, None)] == ["Firefox en Linux"]
        new = "otra clave larga de prueba"
        here.post("/cuenta/clave/cambiar/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        persona.refresh_from_db()
        [still] = open_sessions(persona, here.session.session_key)
        assert (still.browser, still.is_this) == ("Firefox en Linux", True)

    def test_those_that_the_administrator_ended_are_not_shown(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        _from(EDGE)
        persona.sesiones_desde = timezone.now() + timedelta(seconds=1)
        persona.save()
        assert open_sessions(persona, None) == []

    def test_of_a_session_that_is_over_nothing_stays(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        _from(EDGE)
        past = timezone.now() - timedelta(seconds=1)
        Session.objects.update(expire_date=past)
        Recuerdo.objects.create(cache_key="de antes", value="", expires=past)
        _from(FIREFOX)
        assert list(SesionAbierta.objects.values_list("navegador", flat=True)) == ["Firefox en Linux"]
        assert Session.objects.count() == 1
        assert not Recuerdo.objects.filter(cache_key="de antes").exists()

    def test_who_enters_does_not_wait_for_all_that_is_over_to_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("apthapi.web.accounts.open_sessions.MOST_FORGOTTEN", 2)
        past = timezone.now() - timedelta(seconds=1)
        for number in range(5):
            Session.objects.create(pk=f"terminada-{number}", session_data="", expire_date=past)
        designated(Rol.PREPARA, "DDTJ")
        for left in (3, 1, 0):
            _from(EDGE)
            assert Session.objects.filter(expire_date=past).count() == left

    def test_a_request_in_between_asks_nothing_of_it(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        client = _from(EDGE)
        client.get(HOME)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(HOME)
        assert not [each["sql"] for each in asked if "sesionabierta" in each["sql"]]
        assert not [each["sql"] for each in asked if each["sql"].lower().startswith(("update", "insert", "delete"))]

    def test_of_an_entrance_no_address_and_no_more_of_the_browser_is_kept(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        _from(EDGE)
        assert not AccessLog.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("select * from accounts_sesionabierta")
            stored = str(cursor.fetchall())
        assert "127.0.0.1" not in stored
        assert "Mozilla" not in stored


@both_engines
def test_what_was_kept_of_each_entrance_before_goes_with_the_upgrade() -> None:
    call_command("migrate", "accounts", "0005", verbosity=0)
    AccessLog.objects.create(username="ana.prueba", ip_address="192.0.2.1", user_agent=EDGE)
    for name, seconds in (("terminada", -1), ("abierta", 60)):
        Session.objects.create(pk=name, session_data="", expire_date=timezone.now() + timedelta(seconds=seconds))
    call_command("migrate", "accounts", verbosity=0)
    assert not AccessLog.objects.exists()
    assert list(Session.objects.values_list("pk", flat=True)) == ["abierta"]


def test_closing_asks_again_who_it_is_after_a_while() -> None:
    designated(Rol.PREPARA, "DDTJ")
    here, there = _from(FIREFOX), _from(EDGE)
    session = here.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()
    answer = here.post(f"{SESSIONS}{_number(there)}/cerrar")
    assert answer["Location"].startswith("/cuenta/confirmar/")
    assert there.get(HOME).status_code == 200
    again = here.post(answer["Location"], {"password": PASSWORD})
    assert again.status_code == 302
    assert there.get(HOME).status_code == 302


def test_the_address_of_a_session_is_not_its_key() -> None:
    designated(Rol.PREPARA, "DDTJ")
    here, there = _from(FIREFOX), _from(EDGE)
    page = here.get(SESSIONS).content.decode()
    assert str(here.session.session_key) not in page
    assert str(there.session.session_key) not in page


class TestData:
    """What is kept is told, and given."""

    def test_every_row_that_names_a_person_is_of_something_that_the_page_tells(self) -> None:
        naming = {
            f"{model._meta.label}.{field.name}"
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if field.related_model is Persona
        }
        told = [name for kept in KEPT for name in kept.rows]
        assert set(told) == naming | {"accounts.Persona.id"}
        assert len(told) == len(set(told))

    def test_the_page_is_for_anybody_who_entered_and_the_foot_leads_to_it(self, as_role: AsRole) -> None:
        for client in (as_role(Rol.MAE), signed_in(account())):
            page = client.get(DATA)
            assert all(each.title in text_of(page) and each.until in text_of(page) for each in KEPT)
        foot = as_role(Rol.MAE).get(HOME).content.decode().partition("<footer")[2]
        assert f'href="{DATA}"' in foot
        assert f'href="{DATA}"' not in Client().get("/verificar/").content.decode()

    def _book(self, client: Client) -> dict[str, list[list[Any]]]:
        answer = client.get(f"{DATA}archivo")
        assert answer["Content-Disposition"].startswith('attachment; filename="sus-datos-')
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        return {name.partition(" ")[2]: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    @both_engines
    def test_the_file_has_what_names_the_person_and_nothing_else(self) -> None:
        persona, other = designated(Rol.PREPARA, "DDTJ"), account("otra.prueba")
        away = Entidad.objects.create(codigo="998", nombre="Otra entidad de ejemplo", sigla="OTRA")
        old = new_person(Rol.PLANIFICACION, entidad=away.codigo, until=hoy() - timedelta(days=1))
        cargo = old.designaciones.get().cargo
        old.designaciones.update(persona=persona)
        for who, detail in ((persona, "lo mío"), (other, "lo ajeno")):
            with act("prueba", who, None, detalle=detail):
                pass
        with act("prueba", persona, persona.designaciones.get(cargo=cargo), detalle="=1+1 en la otra"):
            pass
        book = self._book(signed_in(persona))
        assert book["personas"][1][book["personas"][0].index("nombre de usuario")] == "ana.prueba"
        details = [row[book["actos"][0].index("detalle")] for row in book["actos"][1:]]
        assert details == ["lo mío", "=1+1 en la otra"]
        assert len(book["designaciones"]) == 3
        assert "otra.prueba" not in str(book)

    def test_keys_and_hashes_are_not_in_it(self) -> None:
        persona = designated(Rol.FINANZAS)
        with_codes(persona)
        Agenda.objects.create(persona=persona, clave="clave-de-la-agenda")
        client = signed_in(persona)
        written = str(self._book(client))
        sealed = Authenticator.objects.get(user=persona).data["secret"]
        for secret in (persona.password, SECRET, sealed, "clave-de-la-agenda", str(client.session.session_key)):
            assert secret not in written

    def test_reminders_of_before_are_forgotten(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        for days in (0, 1):
            Aviso.objects.create(persona=persona, clave="x", dia=hoy() - timedelta(days=days))
        remind(hoy())
        assert list(Aviso.objects.filter(clave="x").values_list("dia", flat=True)) == [hoy()]


SHOWS_PEOPLE = {
    "personas", "persona", "persona_datos", "cargos", "cargo", "auditoria", "auditoria_acto", "auditoria_archivo",
    "sus_datos_archivo",
}  # fmt: skip
"""The addresses that show data of people, or who did what, by the dozen."""


def test_what_shows_people_is_marked() -> None:
    marked = {each.name for each in _patterns(get_resolver().url_patterns) if _is_marked(each.callback)}
    assert marked == SHOWS_PEOPLE


def _is_marked(view: Any) -> bool:
    while view is not None:
        if getattr(view, "reading_is_noted", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False

"""Sign-in: passwords, the second step, guessing that waits, sessions that end, and rights that last as positions do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apthapi.web.accounts.account_acts import one_time_link
from apthapi.web.accounts.models import Designacion, Persona, Rol
from apthapi.web.config.environment import SettingsError, read_environment
from apthapi.web.config.startup import refuse_demonstration_people
from apthapi.web.entities.models import Entidad
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import hoy
from web.conftest import AsRole
from web.databases import both_engines
from web.people import PASSWORD, account, code_now, designated, give_password, signed_in, text_of, with_codes

HOME = "/inicio/"
SECOND_STEP = "/cuenta/dos-pasos/ingresar/"


@pytest.mark.usefixtures("demo")
class TestSignIn:
    """The password."""

    def test_the_right_password_lets_in(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        client = Client()
        assert give_password(client)["Location"] == HOME
        assert client.get(HOME).status_code == 200

    def test_a_wrong_one_says_so_without_saying_whether_the_user_exists(self) -> None:
        account()
        wrong = give_password(Client(), password="otra cosa distinta").content.decode()
        nobody = give_password(Client(), username="nadie").content.decode()
        for page in (wrong, nobody):
            assert "El usuario y la contraseña no corresponden." in page

    def test_who_does_not_enter_sees_nothing(self) -> None:
        answer = Client().get("/administracion/personas/")
        assert answer["Location"] == "/cuenta/ingresar/?next=/administracion/personas/"

    def test_a_script_without_session_is_told_with_401(self) -> None:
        answer = Client().get("/planes/SEGIP-2024-1/filas/techos", headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert answer.json()["mensaje"].startswith("Su sesión terminó.")

    def test_a_deactivated_account_is_out_at_once(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        client = signed_in(persona)
        Persona.objects.filter(pk=persona.pk).update(is_active=False)
        assert client.get(HOME)["Location"].startswith("/cuenta/ingresar/")
        assert give_password(Client())["Location"] == "/cuenta/desactivada/"
        assert "Su cuenta está desactivada" in Client().get("/cuenta/desactivada/").content.decode()

    @pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "3rdparty/", "social/signup/"])
    def test_nobody_signs_up(self, path: str, as_role: AsRole) -> None:
        assert as_role(Rol.PREPARA, "DDTJ").get(f"/cuenta/{path}").status_code == 404

    def test_short_and_usual_passwords_are_refused_in_words(self) -> None:
        client = signed_in(designated(Rol.PREPARA, "DDTJ"))
        for wrong in ("corta", "123456789012345"):
            form = {"oldpassword": PASSWORD, "password1": wrong, "password2": wrong}
            page = client.post("/cuenta/clave/cambiar/", form).content.decode()
            assert "contraseña" in page
            assert give_password(Client(), password=wrong).status_code == 200

    def test_no_kind_of_character_is_asked_for_but_what_repeats_or_follows_an_order_is_refused(self) -> None:
        for good in ("482915730284", "solo letras minúsculas", "ÁRBOLES Y CERROS", "😀🐱 doce y 🌵🏔"):
            validate_password(good)
        for easy in ("123456789012345", "zyxwvutsrqponm", "aaaaaaaaaaaaaaaa", "abcdabcdabcdabcd", "asdfghjklñ asdf"):
            with pytest.raises(ValidationError, match="repite lo mismo o sigue un orden"):
                validate_password(easy)


@pytest.mark.usefixtures("demo")
class TestGuessing:
    """Five failures, and it waits."""

    def test_the_sixth_attempt_waits_even_with_the_right_password(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        for _ in range(5):
            last = give_password(Client(), password="otra cosa distinta")
        assert last.status_code == 429
        answer = give_password(Client())
        assert answer.status_code == 429
        assert "espere 15 minutos" in answer.content.decode()
        assert answer["Retry-After"] == "900"

    def test_capital_letters_do_not_start_the_count_again(self) -> None:
        account()
        for name in ("ana.prueba", "Ana.prueba", "ANA.PRUEBA", "aNa.prueba", "anA.prueba"):
            last = give_password(Client(), name, "otra cosa distinta")
        assert last.status_code == 429

    def test_after_the_wait_one_enters(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        for _ in range(5):
            give_password(Client(), password="otra cosa distinta")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert give_password(Client())["Location"] == HOME

    def test_what_is_kept_of_an_attempt_has_no_password(self) -> None:
        account()
        give_password(Client(), password="otra cosa distinta")
        assert "otra cosa distinta" not in AccessAttempt.objects.get().post_data

    @both_engines
    def test_wrong_codes_wait_too_and_then_not_even_the_right_one_enters(self) -> None:
        with_codes(designated(Rol.FINANZAS))
        client = Client()
        give_password(client)
        answers = [client.post(SECOND_STEP, {"code": "000000"}).status_code for _ in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        assert client.post(SECOND_STEP, {"code": code_now()}).status_code == 429
        assert client.get(HOME)["Location"].startswith("/cuenta/ingresar/")


@pytest.mark.usefixtures("demo")
class TestSecondFactor:
    """Who has it is always asked for it; who approves must have it."""

    def test_who_has_it_is_asked(self) -> None:
        with_codes(designated(Rol.PREPARA, "DDTJ"))
        client = Client()
        assert give_password(client)["Location"] == SECOND_STEP
        assert client.get(HOME)["Location"].startswith("/cuenta/ingresar/")
        assert client.post(SECOND_STEP, {"code": code_now()})["Location"] == HOME

    def test_a_wrong_code_says_what_to_do(self) -> None:
        with_codes(designated(Rol.FINANZAS))
        client = Client()
        give_password(client)
        assert "El código no es correcto o ya venció." in client.post(SECOND_STEP, {"code": "000000"}).content.decode()

    @pytest.mark.parametrize(
        "rol", [Rol.PLANIFICACION, Rol.FINANZAS, Rol.JURIDICA, Rol.MAE, Rol.ADMINISTRADOR], ids=lambda rol: rol.value
    )
    def test_who_approves_is_led_to_set_it_up_before_anything_else(self, rol: Rol) -> None:
        client = signed_in(designated(rol))
        for path in (HOME, "/planes/SEGIP-2024-1/", "/administracion/personas/", "/cuenta/clave/cambiar/"):
            assert client.get(path)["Location"] == "/cuenta/segundo-paso/"
        page = client.get("/cuenta/segundo-paso/").content.decode()
        assert "Antes de seguir, active la verificación en dos pasos" in page

    def test_who_approves_a_unit_too_and_scripts_are_told(self) -> None:
        client = signed_in(designated(Rol.DIRECTOR, "DDTJ"))
        answer = client.post("/planes/SEGIP-2024-1/unidades/DDTJ/guardar/tareas", "{}", content_type="application/json")
        assert answer.status_code == 403
        assert "dos pasos" in answer.json()["mensaje"]

    def test_who_prepares_is_not_asked(self) -> None:
        assert signed_in(designated(Rol.PREPARA, "DDTJ")).get(HOME).status_code == 200

    def test_setting_it_up_opens_the_door(self) -> None:
        persona = designated(Rol.FINANZAS)
        client = signed_in(persona)
        page = client.get("/cuenta/dos-pasos/codigos/activar/").content.decode()
        secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page)
        assert secret is not None
        client.post("/cuenta/dos-pasos/codigos/activar/", {"code": code_now(secret.group(1))})
        assert client.get(HOME).status_code == 200
        kinds = Authenticator.objects.filter(user=persona).values_list("type", flat=True)
        assert set(kinds) == {"totp", "recovery_codes"}

    def test_taking_it_away_closes_the_door_again(self) -> None:
        persona = designated(Rol.FINANZAS)
        with_codes(persona)
        client = signed_in(persona)
        assert client.get(HOME).status_code == 200
        client.post("/cuenta/dos-pasos/codigos/desactivar/")
        assert client.get(HOME)["Location"] == "/cuenta/segundo-paso/"

    def test_demonstration_people_are_let_be_only_in_a_demonstration(self, as_role: AsRole, settings: Settings) -> None:
        client = as_role(Rol.MAE)
        assert client.get(HOME).status_code == 200
        settings.DEMOSTRACION = False
        assert client.get(HOME)["Location"] == "/cuenta/segundo-paso/"


@contextmanager
def _away() -> Iterator[None]:
    """The database takes nothing meanwhile: its session is ended, or its file may only be read."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("pragma query_only = on")
        else:
            with suppress(OperationalError):
                cursor.execute("select pg_terminate_backend(pg_backend_pid())")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("pragma query_only = off")
        else:
            connection.close()


@pytest.mark.usefixtures("demo")
class TestSessions:
    """They end: without use, after the day, and when the administrator says so."""

    def _age(self, client: Client, **seconds: int) -> None:
        session = client.session
        for name, passed in seconds.items():
            session[name] -= passed
        session.save()

    def test_an_hour_without_use(self) -> None:
        client = signed_in(designated(Rol.PREPARA, "DDTJ"))
        self._age(client, visto=3601)
        assert client.get(HOME)["Location"].startswith("/cuenta/ingresar/")
        assert "60 minutos sin uso" in client.get("/cuenta/ingresar/").content.decode()

    def test_use_keeps_it(self) -> None:
        client = signed_in(designated(Rol.PREPARA, "DDTJ"))
        self._age(client, visto=3000)
        client.get(HOME)
        self._age(client, visto=3000)
        assert client.get(HOME).status_code == 200

    def test_a_page_that_asks_for_news_by_itself_does_not_keep_it(self) -> None:
        client = signed_in(designated(Rol.PREPARA, "DDTJ"))
        news = "/planes/SEGIP-2024-1/unidades/DDTJ/novedades/tareas"
        self._age(client, visto=3000)
        assert client.get(news).status_code == 200
        self._age(client, visto=3000)
        assert client.get(news, headers={"Accept": "application/json"}).status_code == 401

    @both_engines
    @pytest.mark.parametrize("left", [-1, 60])
    def test_one_whose_day_is_over_is_not_found(self, left: int) -> None:
        client = signed_in(designated(Rol.PREPARA, "DDTJ"))
        Session.objects.update(expire_date=timezone.now() + timedelta(seconds=left))
        assert client.get(HOME).status_code == (200 if left > 0 else 302)
        Session.objects.all().delete()
        assert client.get(HOME)["Location"].startswith("/cuenta/ingresar/")

    @both_engines
    def test_a_database_that_is_away_is_not_told_as_a_session_that_was_deleted(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        session, gone = signed_in(persona).session, signed_in(persona).session
        Session.objects.filter(pk=gone.session_key).delete()
        with pytest.raises(UpdateError):
            gone.save()
        with _away(), pytest.raises(OperationalError):
            session.save()
        session.save()

    def test_a_day_of_use(self) -> None:
        client = signed_in(designated(Rol.PREPARA, "DDTJ"))
        self._age(client, empezo=12 * 3600 + 1)
        assert client.get(HOME)["Location"].startswith("/cuenta/ingresar/")

    def test_a_change_of_password_ends_the_other_sessions(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        other, own = signed_in(persona), signed_in(persona)
        new = "otra clave larga de prueba"
        own.post("/cuenta/clave/cambiar/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert own.get(HOME).status_code == 200
        assert other.get(HOME)["Location"].startswith("/cuenta/ingresar/")

    def test_the_cookie_is_for_the_server_alone(self) -> None:
        designated(Rol.PREPARA, "DDTJ")
        cookie = give_password(Client()).cookies["apthapi_sesion"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.usefixtures("demo")
class TestPositionsOverTime:
    """Rights last as the designation does."""

    PART = "/planes/SEGIP-2024-1/unidades/DDTJ/"

    def _status(self, since: int, until: int | None) -> int:
        last = None if until is None else hoy() + timedelta(days=until)
        persona = designated(Rol.PREPARA, "DDTJ", since=hoy() + timedelta(days=since), until=last)
        return signed_in(persona).get(self.PART).status_code

    @pytest.mark.parametrize(
        ("since", "until", "status"),
        [(0, 0, 200), (-10, None, 200), (-10, 0, 200), (-10, -1, 404), (1, None, 404), (1, 5, 404)],
        ids=["only today", "without end", "last day", "ended yesterday", "begins tomorrow", "next week"],
    )
    def test_from_the_first_day_to_the_last(self, since: int, until: int | None, status: int) -> None:
        assert self._status(since, until) == status

    def test_an_interim_ends_at_once_also_with_the_page_open(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ", since=hoy() - timedelta(days=3), until=hoy())
        client = signed_in(persona)
        assert client.get(self.PART).status_code == 200
        Designacion.objects.filter(persona=persona).update(hasta=hoy() - timedelta(days=1))
        assert client.get(self.PART).status_code == 404
        assert client.post(f"{self.PART}acto/enviar_unidad").status_code == 404


@pytest.mark.usefixtures("demo")
class TestOneTimeLink:
    """An administrator gives a link; nobody but the person knows the password."""

    def _choose(self, client: Client, link: str, password: str) -> str:
        page = client.get(link, follow=True)
        where = page.redirect_chain[-1][0] if page.redirect_chain else link
        return client.post(where, {"password1": password, "password2": password}, follow=True).content.decode()

    def test_it_serves_once(self) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        link = one_time_link(persona)
        assert "Su contraseña cambió" in self._choose(Client(), link, "la que eligió la persona")
        assert give_password(Client(), password="la que eligió la persona")["Location"] == HOME
        assert "El enlace ya no sirve" in Client().get(link, follow=True).content.decode()

    def test_it_does_not_jump_over_the_second_step(self) -> None:
        persona = designated(Rol.FINANZAS)
        with_codes(persona)
        self._choose(Client(), one_time_link(persona), "la que eligió la persona")
        assert give_password(Client(), password="la que eligió la persona")["Location"] == SECOND_STEP

    def test_without_mail_the_page_says_who_gives_it(self) -> None:
        page = Client().get("/cuenta/clave/restablecer/").content.decode()
        assert "Pídalo a la administración del sistema" in page


class TestInstallation:
    """Production never serves a demonstration."""

    @pytest.mark.parametrize(
        ("variables", "said"),
        [
            ({"APTHAPI_MODO": "demostracion", "APTHAPI_HOSTS": "poa.entidad.gob.bo"}, "solo se sirve en esta máquina"),
            ({"APTHAPI_MODO": "pruebas"}, "APTHAPI_MODO es «pruebas»"),
            ({}, "Falta APTHAPI_HOSTS"),
            ({"APTHAPI_HOSTS": "poa.gob.bo", "APTHAPI_PROXIES": "uno"}, "APTHAPI_PROXIES es «uno»"),
            ({"APTHAPI_HOSTS": "poa.gob.bo", "APTHAPI_CORREO": "correo.gob.bo"}, "APTHAPI_CORREO se escribe smtp://"),
            ({"APTHAPI_HOSTS": "poa.gob.bo", "APTHAPI_BASE": "mysql://x/y"}, "APTHAPI_BASE se escribe postgresql://"),
        ],
        ids=["shown abroad", "no such mode", "no host", "proxies", "mail", "database"],
    )
    def test_variables_that_make_no_sense_stop_the_start(self, variables: dict[str, str], said: str) -> None:
        with pytest.raises(SettingsError, match=re.escape(said)):
            read_environment({"APTHAPI_SECRETO": "x", **variables})

    def test_production_is_the_default_and_trusts_one_proxy(self) -> None:
        found = read_environment({"APTHAPI_HOSTS": "poa.gob.bo", "APTHAPI_SECRETO": "x"})
        assert not found.is_demonstration
        assert found.proxies == 1
        assert found.mail == {}

    @pytest.mark.usefixtures("demo")
    def test_it_refuses_to_start_with_demonstration_people_until_they_are_gone(self, settings: Settings) -> None:
        settings.DEMOSTRACION = False
        with pytest.raises(SettingsError, match="borrar_demostracion"):
            refuse_demonstration_people()
        call_command("borrar_demostracion")
        refuse_demonstration_people()
        assert not Designacion.objects.filter(persona__demostracion=True, hasta=None).exists()
        assert Acto.objects.filter(clase="borrar_demostracion", detalle__contains="demo-mae").exists()

    @pytest.mark.usefixtures("demo")
    def test_nobody_enters_as_a_demonstration_role_in_production(self, settings: Settings) -> None:
        settings.DEMOSTRACION = False
        assert Client().post("/demostracion/entrar", {"persona": "demo-mae"}).status_code == 404

    @pytest.mark.usefixtures("demo")
    def test_nobody_real_can_be_entered_as(self) -> None:
        designated(Rol.MAE)
        assert Client().post("/demostracion/entrar", {"persona": "ana.prueba"}).status_code == 404


@pytest.mark.usefixtures("empty")
class TestFirstAdministrator:
    """`crear_administrador`, on a database that holds nothing yet."""

    def test_it_needs_the_entity_once(self) -> None:
        with pytest.raises(CommandError, match="agregue --nombre y --sigla"):
            call_command("crear_administrador", "raiz", entidad="340", enlace=True)
        assert not Persona.objects.exists()

    def test_the_link_leads_to_a_password_and_then_to_the_second_step(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("crear_administrador", "Raiz", entidad="340", nombre="Una entidad", sigla="UNA", enlace=True)
        link = re.search(r"https?://[^/]+(/cuenta/clave/enlace/\S+)", capsys.readouterr().out)
        assert link is not None
        client = Client()
        where = client.get(link.group(1))["Location"]
        client.post(where, {"password1": PASSWORD, "password2": PASSWORD})
        give_password(client, "raiz")
        assert client.get(HOME)["Location"] == "/cuenta/segundo-paso/"
        assert Entidad.objects.get().sigla == "UNA"

    def test_asked_passwords_obey_the_rules(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: "corta")
        with pytest.raises(CommandError, match="12"):
            call_command("crear_administrador", "raiz", entidad="340", nombre="Una entidad", sigla="UNA")
        assert not Persona.objects.exists()

    def test_who_lost_the_way_in_gets_it_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
        for _ in range(2):
            call_command("crear_administrador", "raiz", entidad="340", nombre="Una entidad", sigla="UNA")
            with_codes(Persona.objects.get())
        call_command("crear_administrador", "raiz", entidad="340")
        assert not Authenticator.objects.exists()
        assert Designacion.objects.count() == 1
        assert Acto.objects.filter(clase="crear_administrador").count() == 3


@pytest.mark.usefixtures("demo")
class TestForgottenPassword:
    """By mail, where the installation sends any."""

    def _ask(self, mail: str) -> str:
        return text_of(Client().post("/cuenta/clave/restablecer/", {"email": mail}, follow=True))

    def test_the_link_goes_to_the_mail_of_the_account(self, settings: Settings, mailoutbox: list[EmailMessage]) -> None:
        settings.CON_CORREO = True
        designated(Rol.PREPARA, "DDTJ")
        assert "Revise su correo" in self._ask("Ana.Prueba@ejemplo.bo")
        [sent] = mailoutbox
        assert sent.to == ["ana.prueba@ejemplo.bo"]
        link = re.search(r"http://testserver(/cuenta/clave/enlace/\S+)", str(sent.body))
        assert link is not None
        assert "Elegir otra contraseña" in text_of(Client().get(link.group(1), follow=True))

    def test_it_does_not_say_whether_there_is_an_account(
        self, settings: Settings, mailoutbox: list[EmailMessage]
    ) -> None:
        settings.CON_CORREO = True
        assert "Revise su correo" in self._ask("nadie@ejemplo.bo")
        assert mailoutbox == []

    def test_asking_again_and_again_waits(self, settings: Settings, mailoutbox: list[EmailMessage]) -> None:
        settings.CON_CORREO = True
        account()
        pages = [self._ask("ana.prueba@ejemplo.bo") for _ in range(4)]
        assert "espere" in pages[-1]
        assert len(mailoutbox) == 3

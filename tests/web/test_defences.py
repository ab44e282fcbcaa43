"""What every answer tells the browser, what a session is worth, and what requests of strangers and machines get."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import global_settings
from django.conf import settings as product
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from pytest_django import Settings

from apthapi.web.accounts.models import Rol
from apthapi.web.accounts.passwords import LONGEST, LongestValidator
from apthapi.web.config.headers import PERMISSIONS
from apthapi.web.operations.logs import AsJson
from apthapi.web.process.models import Acto
from apthapi.web.process.security_log import note_refusal
from web.conftest import AsRole
from web.people import PASSWORD, designated, give_password, signed_in
from web.tokens import token_of

PLAN = "/planes/SEGIP-2024-1/"
PART = f"{PLAN}unidades/DDTJ/"
HOME = "/inicio/"
SESSION = product.SESSION_COOKIE_NAME

pytestmark = pytest.mark.usefixtures("demo")

KINDS = {
    "page": (HOME, 200),
    "grid": (f"{PART}filas/requerimientos_3_01", 200),
    "download": (f"{PART}comparacion/archivo/unidad.csv", None),
    "public page": ("/publico/", 200),
    "public file": (f"{product.STATIC_URL}apthapi/base.css", 200),
    "help": ("/ayuda/", 200),
    "verification": ("/verificar/", 200),
    "api": ("/api/v1/", None),
    "api that there is not": ("/api/v1/nada", 404),
    "description": ("/api/v1/openapi.json", 200),
    "not found": ("/no/hay", 404),
    "of others": (f"{PLAN}unidades/DDPT/", 404),
    "refused": ("/administracion/personas/", 403),
    "sign-in": ("/cuenta/ingresar/", None),
    "redirection": ("/inicio", 301),
}


def _strict(response: Any) -> dict[str, str]:
    """What is wrong with the headers of an answer."""
    csp, headers = response.headers.get("Content-Security-Policy", ""), response.headers
    expected = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Resource-Policy": "cross-origin" if "Access-Control-Allow-Origin" in headers else "same-origin",
    }
    wrong = {name: headers.get(name, "") for name, value in expected.items() if headers.get(name) != value}
    if "default-src 'none'" not in csp or "unsafe" in csp or "frame-ancestors 'none'" not in csp or "*" in csp:
        wrong["Content-Security-Policy"] = csp
    if response.status_code not in (301, 302, 304) and "Content-Type" not in headers:
        wrong["Content-Type"] = ""
    return wrong


def test_every_kind_of_answer_is_strict(as_role: AsRole) -> None:
    client = as_role(Rol.PREPARA, "DDTJ")
    found = {}
    for kind, (address, status) in KINDS.items():
        response = client.get(address)
        assert status in (None, response.status_code), (kind, response.status_code)
        found[kind] = _strict(response)
    found["failure"] = _strict(_failed(client))
    found["bad host"] = _strict(client.get(HOME, headers={"Host": "otro.ejemplo"}))
    found["too large"] = _strict(client.post(HOME, content_type="text/plain", CONTENT_LENGTH="99999999999"))
    found["stale form"] = _strict(_forged(client).post(f"{PART}acto/enviar_unidad", {}))
    assert not any(found.values()), found


def _failed(client: Client) -> Any:
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apthapi.web.process.views.render", None)
        response = client.get(HOME)
    client.raise_request_exception = True
    assert response.status_code == 500
    return response


def _forged(client: Client) -> Client:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = client.cookies
    return forged


def test_what_somebody_signed_in_sees_is_kept_by_nobody(as_role: AsRole) -> None:
    client = as_role(Rol.PLANIFICACION)
    private = (HOME, PLAN, PART, f"{PART}filas/requerimientos_3_01", "/tramites/", "/agenda/", f"{PLAN}consolidacion")
    for address in private:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "no-store" in response.headers["Cache-Control"], address
    assert client.get("/publico/").headers["Cache-Control"].startswith("public")
    assert "immutable" in client.get(f"{product.STATIC_URL}apthapi/base.css").headers["Cache-Control"]


SAID_IN_PRODUCTION: dict[str, object] = {
    "SESSION_COOKIE_NAME": "__Host-apthapi_sesion",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    **dict.fromkeys(("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"), True),
    **dict.fromkeys(("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT"), True),
    **dict.fromkeys(("SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN"), None),
    **dict.fromkeys(("SESSION_COOKIE_PATH", "CSRF_COOKIE_PATH"), "/"),
    "SECURE_HSTS_SECONDS": 31_536_000,
    "DEBUG": False,
}


def test_in_production_cookies_are_of_the_host_and_the_browser_is_told_to_use_https() -> None:
    program = f"""
import django, json
from django.conf import settings
django.setup()
print(json.dumps({{name: getattr(settings, name) for name in {list(SAID_IN_PRODUCTION)}}}))
"""
    variables = {"APTHAPI_MODO": "produccion", "APTHAPI_HOSTS": "poa.ejemplo", "APTHAPI_SECRETO": "de prueba"}
    variables |= {"DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env={**os.environ, **variables}, text=True
    )
    assert json.loads(run.stdout) == SAID_IN_PRODUCTION


def test_over_https_the_browser_never_comes_back_without(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    client = Client()
    plain = client.get(f"{HOME}?a=1")
    assert (plain.status_code, plain["Location"]) == (301, f"https://testserver{HOME}?a=1")
    answers = [client.get(address, secure=True) for address in ("/", "/no/hay", "/api/v1/nada")]
    assert {each["Strict-Transport-Security"] for each in answers} == {"max-age=31536000; includeSubDomains"}


def test_the_session_of_before_is_not_the_one_of_after_and_leaving_ends_it() -> None:
    designated(Rol.PREPARA, "DDTJ")
    client = Client()
    client.get("/cuenta/ingresar/")
    session = client.session
    session["visto"] = 1.0
    session.save()
    planted = str(session.session_key)
    client.cookies[SESSION] = planted
    give_password(client)
    key = str(client.cookies[SESSION].value)
    assert key != planted
    assert client.get(HOME).status_code == 200
    thief = Client()
    thief.cookies[SESSION] = planted
    assert thief.get(HOME).status_code == 302
    thief.cookies[SESSION] = key
    assert thief.get(HOME).status_code == 200
    assert client.post("/cuenta/salir/").status_code == 302
    assert thief.get(HOME).status_code == 302


ELSEWHERE = (
    "https://otro.ejemplo/", "//otro.ejemplo", "/\\otro.ejemplo", "https:otro.ejemplo", "\thttps://otro.ejemplo",
    "javascript:alert(1)", "///otro.ejemplo", "/%5cotro.ejemplo", "http://testserver@otro.ejemplo/",
)  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_elsewhere(wanted: str, as_role: AsRole) -> None:
    designated(Rol.PREPARA, "DDTJ")
    client = Client()
    entered = client.post("/cuenta/ingresar/", {"login": "ana.prueba", "password": PASSWORD, "next": wanted})
    back = as_role(Rol.PLANIFICACION).post(f"{PLAN}observaciones/varias", {"siguiente": wanted, "next": wanted})
    left = client.post("/cuenta/salir/", {"next": wanted})
    for response in (entered, back, left):
        where = response.headers.get("Location", "")
        assert where in ("", wanted) or where.startswith(("/", "http://testserver/")), response
        assert where != wanted or wanted == "/%5cotro.ejemplo", response
        assert not where.startswith(("//", "/\\"))


HEADERS: dict[str, str] = {
    "X-HTTP-Method-Override": "POST",
    "X-Method-Override": "DELETE",
    "X-Original-URL": "/administracion/personas/",
    "X-Rewrite-URL": "/administracion/personas/",
    "X-Forwarded-Host": "otro.ejemplo",
    "X-Forwarded-User": "demo-administrador",
    "Remote-User": "demo-administrador",
    "X-Forwarded-For": "127.0.0.1",
    "Forwarded": "for=127.0.0.1;host=otro.ejemplo;proto=https",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_changes_neither_who_asks_nor_what(name: str, as_role: AsRole) -> None:
    client, acts = as_role(Rol.PREPARA, "DDTJ"), Acto.objects.count()
    header = {name: HEADERS[name]}
    assert Client(headers=header).get(HOME).headers["Location"].startswith("/cuenta/ingresar/")
    assert client.get("/administracion/personas/", headers=header).status_code == 403
    assert client.get(f"{PART}acto/enviar_unidad", headers=header).status_code == 405
    assert "otro.ejemplo" not in client.get(HOME, headers=header).content.decode()
    assert Acto.objects.count() == acts


@pytest.mark.parametrize("host", ["otro.ejemplo", "localhost.otro.ejemplo", "localhost:80@otro.ejemplo", "a b", ""])
def test_a_host_that_is_not_ours_is_not_served(host: str, as_role: AsRole, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    client = as_role(Rol.PREPARA, "DDTJ")
    assert client.get(HOME, headers={"Host": "localhost"}).status_code == 200
    assert client.get("/cuenta/ingresar/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing(method: str, as_role: AsRole) -> None:
    client, acts = as_role(Rol.DIRECTOR, "DDTJ"), Acto.objects.count()
    for address in (f"{PART}acto/enviar_unidad", f"{PART}guardar/requerimientos_3_01", "/api/v1/planes"):
        assert client.generic(method, address, b"{}").status_code in (403, 405), address
    assert Acto.objects.count() == acts


def test_what_is_for_who_makes_screens_is_not_in_production(settings: Settings) -> None:
    assert Client().get("/estilo/").status_code == 200
    settings.DEMOSTRACION = False
    assert Client().get("/estilo/").status_code == 404


def test_whoever_sends_files_without_end_waits(as_role: AsRole, settings: Settings) -> None:
    settings.ENVIOS_CON_ARCHIVOS = 3
    client = as_role(Rol.PREPARA, "DDTJ")

    def send() -> int:
        file = SimpleUploadedFile("../../libro\r\n.xlsx", b"no es un libro")
        return client.post(f"{PART}libro/subir", {"archivo": file}).status_code

    statuses = [send() for _ in range(4)]
    assert statuses[3] == 429
    assert 429 not in statuses[:3]
    assert client.get(HOME).status_code == 200
    assert as_role(Rol.DIRECTOR, "DDTJ").post(f"{PART}libro/subir", {}).status_code != 429


def test_a_password_has_an_end_and_its_hash_a_cost() -> None:
    assert global_settings.PASSWORD_HASHERS[0].endswith("PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 310_000
    LongestValidator().validate("ñ" * LONGEST)
    with pytest.raises(ValidationError, match="129 caracteres"):
        LongestValidator().validate("ñ" * (LONGEST + 1))


class TestLog:
    """What was refused, and to whom, is in the log of security."""

    def _told(self, caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
        ours = [each for each in caplog.records if each.name == "apthapi.seguridad"]
        assert all("\n" not in AsJson().format(each) for each in ours)
        return [{"que": each.getMessage(), **each.__dict__["campos"]} for each in ours]

    def test_a_refusal_says_who_with_what_position_and_what(
        self, caplog: pytest.LogCaptureFixture, as_role: AsRole
    ) -> None:
        client = as_role(Rol.PREPARA, "DDTJ")
        caplog.clear()
        client.get(f"{PLAN}consolidacion")
        client.get(f"{PLAN}unidades/DDPT/")
        _forged(client).post(f"{PART}acto/enviar_unidad", {})
        found = self._told(caplog)
        assert [(each["que"], each["estado"], each["vista"]) for each in found] == [
            ("rechazado", 403, "consolidacion"), ("rechazado", 404, "unidad"), ("rechazado", 403, "acto_unidad"),
        ]  # fmt: skip
        assert {each["persona"] for each in found} == {int(client.session["_auth_user_id"])}
        assert {tuple(each["cargos"]) for each in found} == {("340 prepara DDTJ",)}
        assert [each["unidad"] for each in found] == ["", "DDPT", "DDTJ"]

    def test_a_program_too(self, caplog: pytest.LogCaptureFixture) -> None:
        token = token_of(Rol.PREPARA, "DDTJ")
        caplog.clear()
        answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/interno/planes/OTRO")
        assert answer.status_code == 404
        [found] = self._told(caplog)
        assert found["ficha"] == token.split("_")[1]
        assert found["cargos"] == ["340 prepara DDTJ"]
        assert token.split("_", 2)[2] not in caplog.text

    def test_entering_and_not_entering_without_what_was_typed(self, caplog: pytest.LogCaptureFixture) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        caplog.set_level(logging.INFO, "apthapi.seguridad")
        client = Client()
        give_password(client, password="equivocada-y-secreta")
        give_password(client, username="mi-clave-en-otro-lugar")
        signed_in(persona).post("/cuenta/salir/")
        found = self._told(caplog)
        mine = persona.pk
        assert [(each["que"], each["persona"]) for each in found] == [
            ("ingreso rechazado", mine), ("ingreso rechazado", None), ("ingreso", mine), ("salida", mine),
        ]  # fmt: skip
        assert "secret" not in caplog.text
        assert "mi-clave" not in caplog.text

    def test_reading_about_people_is_told_by_number_and_only_if_it_was_shown(
        self, caplog: pytest.LogCaptureFixture, as_role: AsRole
    ) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        reader, refused = as_role(Rol.ADMINISTRADOR), as_role(Rol.PREPARA, "DDTJ")
        caplog.set_level(logging.INFO, "apthapi.seguridad")
        caplog.clear()
        for address in ("personas/", f"personas/{persona.pk}/", f"personas/{persona.pk}/datos", "entidades/"):
            assert reader.get(f"/administracion/{address}").status_code == 200
        reader.get("/auditoria/")
        reader.get("/auditoria/traza.csv").getvalue()
        refused.get("/administracion/personas/")
        reader.post(f"/administracion/personas/{persona.pk}/datos", {})
        found = self._told(caplog)
        assert [(each["que"], each["vista"], each.get("de")) for each in found] == [
            ("consulta", "personas", ""), ("consulta", "persona", str(persona.pk)),
            ("consulta", "persona_datos", str(persona.pk)), ("consulta", "auditoria", ""),
            ("consulta", "auditoria_archivo", "csv"), ("rechazado", "personas", None),
        ]  # fmt: skip
        assert {each["persona"] for each in found[:5]} == {int(reader.session["_auth_user_id"])}
        assert found[0]["cargos"] == ["340 administrador"]
        assert not any(each in caplog.text for each in ("ana.prueba", "Persona de Prueba", "@ejemplo.bo"))

    def test_closing_sessions_is_told(self, caplog: pytest.LogCaptureFixture) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        client, _other = signed_in(persona), signed_in(persona)
        caplog.set_level(logging.INFO, "apthapi.seguridad")
        caplog.clear()
        client.post("/cuenta/sesiones/cerrar")
        assert self._told(caplog) == [{"que": "sesiones cerradas", "persona": persona.pk, "cuantas": 1}]

    def test_nothing_that_is_asked_begins_a_line(self, caplog: pytest.LogCaptureFixture, as_role: AsRole) -> None:
        client = as_role(Rol.PREPARA, "DDTJ")
        caplog.clear()
        client.get(f"{PLAN}unidades/X%0Arechazado%20%7B/")
        [found] = self._told(caplog)
        assert found["unidad"] == "X\nrechazado {"

    def test_of_whom_nobody_knows_nothing_is_told(self, caplog: pytest.LogCaptureFixture) -> None:
        Client().get("/no/hay")
        Client().get(f"{PLAN}consolidacion")
        note_refusal(RequestFactory().get("/"), 403)
        assert self._told(caplog) == []

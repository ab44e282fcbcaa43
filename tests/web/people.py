"""Real people, with a password and not of the demonstration: what the tests of sign-in need."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pyotp
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import hoy
from web.conftest import SEGIP

Answer = Any
"""What the browser of the tests answers; its stubs have no public name."""

PASSWORD = "una clave larga de prueba"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def account(username: str = "ana.prueba", *, entidad: str = SEGIP, password: str = PASSWORD) -> Persona:
    """Somebody with an account and no position."""
    mail = f"{username}@ejemplo.bo"
    entity = Entidad.objects.get(codigo=entidad)
    persona = Persona(username=username, entidad=entity, first_name="Persona", last_name="de Prueba", email=mail)
    persona.set_password(password)
    persona.save()
    return persona


def designated(
    rol: Rol,
    unidad: str = "",
    *,
    username: str = "ana.prueba",
    entidad: str = SEGIP,
    since: date | None = None,
    until: date | None = None,
) -> Persona:
    """Somebody with an account who holds a position, since a year ago unless it says otherwise."""
    persona = account(username, entidad=entidad)
    cargo, _ = Cargo.objects.get_or_create(
        entidad=persona.entidad, rol=rol, unidad=unidad, defaults={"nombre": f"Cargo de {rol.label}"}
    )
    Designacion.objects.create(
        persona=persona, cargo=cargo, desde=since or hoy() - timedelta(days=365), hasta=until, documento="Prueba"
    )
    return persona


def with_codes(persona: Persona) -> Authenticator:
    """Give the person an application of codes, whose secret the tests know."""
    return TOTP.activate(persona, SECRET).instance


def code_now(secret: str = SECRET) -> str:
    """What the application of codes shows."""
    return pyotp.TOTP(secret).now()


def give_password(client: Client, username: str = "ana.prueba", password: str = PASSWORD) -> Answer:
    """Send the sign-in form."""
    return client.post("/cuenta/ingresar/", {"login": username, "password": password})


def signed_in(persona: Persona) -> Client:
    """The browser of the person, signed in with password and, if there is one, the code."""
    client = Client()
    give_password(client, persona.username)
    if Authenticator.objects.filter(user=persona).exists():
        client.post("/cuenta/dos-pasos/ingresar/", {"code": code_now()})
    return client


def text_of(answer: Answer) -> str:
    """The words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def last_detail(clase: str) -> str:
    """What the last act of that kind says."""
    return Acto.objects.filter(clase=clase).latest("pk").detalle

"""The open sessions of a person: kept when one begins, found when they ask for them, closed when they say so.

A request in between writes no more than it did: what is told besides (since when, last used) is in the session itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apthapi.web.accounts.browsers import in_words
from apthapi.web.accounts.models import Persona, Recuerdo, SesionAbierta
from apthapi.web.accounts.sessions import SessionStore

MOST_FORGOTTEN = 200
"""Rows that are over and go with one entrance: nobody waits because many are left."""
BEGAN, SEEN = "empezo", "visto"
"""Names in a session: the moments, as seconds."""


@dataclass(frozen=True, slots=True)
class Open:
    """One of them, as it is shown; `is_this` is that of who looks."""

    pk: int
    browser: str
    began: datetime
    seen: datetime
    is_this: bool


def why_over(session: Mapping[str, Any], persona: Persona, now: float) -> str:
    """Why a session has ended, in words; empty while it has not."""
    if now - session[SEEN] > settings.SESION_SIN_USO:
        return f"Su sesión terminó: pasaron {settings.SESION_SIN_USO // 60} minutos sin uso. Lo guardado está a salvo."
    if now - session[BEGAN] > settings.SESSION_COOKIE_AGE:
        return "Su sesión terminó: cada día hay que ingresar otra vez. Lo guardado está a salvo."
    limit = persona.sesiones_desde
    if limit is not None and session[BEGAN] < limit.timestamp():
        return "La administración del sistema cerró sus sesiones. Ingrese otra vez."
    return ""


def open_sessions(persona: Persona, key: str | None) -> list[Open]:
    """Those in which the person can go on now, the one of that key first and then the last used."""
    found = SesionAbierta.objects.filter(persona=persona, sesion__expire_date__gt=timezone.now())
    shown = [_shown(each, persona, key) for each in found.select_related("sesion")]
    return sorted((each for each in shown if each), key=lambda each: (each.is_this, each.seen), reverse=True)


def close_session(persona: Persona, pk: int) -> bool:
    """End one of the person's; False if they have none of that number."""
    removed, _ = Session.objects.filter(pk__in=_keys(persona, pk=pk)).delete()
    return bool(removed)


def close_others(persona: Persona, key: str | None) -> int:
    """End all of the person's but that of the key; how many were still open."""
    still = sum(not each.is_this for each in open_sessions(persona, key))
    Session.objects.filter(pk__in=_keys(persona)).exclude(pk=key).delete()
    return still


def _keys(persona: Persona, **which: int) -> list[str]:
    return list(SesionAbierta.objects.filter(persona=persona, **which).values_list("sesion_id", flat=True))


def _shown(each: SesionAbierta, persona: Persona, key: str | None) -> Open | None:
    """None of one that would be ended, or asked to sign in, at its next request."""
    session = SessionStore().decode(each.sesion.session_data)
    if not {BEGAN, SEEN} <= session.keys() or why_over(session, persona, timezone.now().timestamp()):
        return None
    hashes = (persona.get_session_auth_hash(), *persona.get_session_auth_fallback_hash())
    if not any(constant_time_compare(session.get(HASH_SESSION_KEY, ""), each) for each in hashes):
        return None
    began, seen = (datetime.fromtimestamp(session[name], UTC) for name in (BEGAN, SEEN))
    return Open(each.pk, each.navegador, began, seen, each.sesion_id == key)


@receiver(user_logged_in)
def _begin(sender: object, request: HttpRequest | None, user: Persona, **_: object) -> None:  # noqa: ARG001 - Django gives it
    """Note whose the session is; what is over, of anybody, goes at the same time."""
    if request is None:
        return
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()
    now = timezone.now()
    _forget(Session.objects.filter(expire_date__lt=now))
    _forget(Recuerdo.objects.filter(expires__lt=now))
    if not request.session.session_key:
        request.session.save()
    about = {"persona": user, "navegador": in_words(request.headers.get("User-Agent", ""))}
    SesionAbierta.objects.update_or_create(sesion_id=request.session.session_key, defaults=about)


def _forget(over: QuerySet[Any]) -> None:
    """Remove those, but not what somebody else who enters is removing."""
    if not over.exists():
        return
    with transaction.atomic():
        keys = list(over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:MOST_FORGOTTEN])
        over.filter(pk__in=keys).delete()

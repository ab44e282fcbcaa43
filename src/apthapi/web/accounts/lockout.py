"""Guessing is stopped: five failures of a user from one place, of the password or of the second step, and it waits.

django-axes counts and locks, in the database. allauth also limits attempts on a user from everywhere at once
(`ACCOUNT_RATE_LIMITS`).
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from apthapi.web.accounts.models import Persona


def client_ip(request: HttpRequest) -> str:
    """Where a request comes from, behind as many proxies as the installation has."""
    return str(get_client_ip(request) or "")


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The user who is guessed at, whatever case it was written in."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(given).strip().lower()[:150]


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:  # noqa: ARG001 - axes gives it
    """The page of whoever has to wait, with for how long."""
    return wait_page(request, minutes_left(username(request, credentials), client_ip(request)))


def wait_page(request: HttpRequest, minutes: int) -> HttpResponse:
    """429, in words: how long to wait and what to do meanwhile."""
    message = f"Por seguridad espere {minutes} {'minuto' if minutes == 1 else 'minutos'} y vuelva a intentarlo."
    if "application/json" in request.headers.get("Accept", ""):
        answer: HttpResponse = JsonResponse({"mensaje": message}, status=429)
    else:
        answer = render(request, "429.html", {"mensaje": message, "minutos": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def minutes_left(name: str, ip: str) -> int:
    """Whole minutes until the lock ends; at least one."""
    attempts = AccessAttempt.objects.filter(username=name, ip_address=ip).order_by("-attempt_time")
    last: datetime | None = attempts.values_list("attempt_time", flat=True).first()
    if last is None:
        return 1
    left = last + _cool_off() - timezone.now()
    return max(1, ceil(left.total_seconds() / 60))


def is_locked(persona: Persona) -> bool:
    """Whether somebody guessed so much at this person that attempts from some place are refused now."""
    since = timezone.now() - _cool_off()
    attempts = AccessAttempt.objects.filter(username=persona.get_username(), attempt_time__gt=since)
    return bool(attempts.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists())


def _cool_off() -> timedelta:
    return get_cool_off() or timedelta()


def unlock(persona: Persona) -> None:
    """Forget the failures, so that the person may try again at once."""
    AxesProxyHandler.reset_attempts(username=persona.get_username())


@receiver(authentication_failed)
def _count_failed_code(sender: object, request: HttpRequest, user: Persona, **_: object) -> None:
    """A wrong code counts like a wrong password."""
    user_login_failed.send(sender=sender, credentials={"username": user.get_username()}, request=request)


def use_code(persona: Persona, turn: int) -> bool:
    """Note that the code of a half minute, by its number, was used; False if it, or a later one, already was.

    allauth remembers used codes in the cache, which may be emptied. This is one statement, so that of two attempts at
    once only one is right.
    """
    unused = Q(codigo_usado__isnull=True) | Q(codigo_usado__lt=turn)
    return bool(Persona.objects.filter(unused, pk=persona.pk).update(codigo_usado=turn))


class _WaitingForm(BaseAuthenticateForm):  # type: ignore[misc]
    """A code of the second step: it waits when the person is locked, and serves once."""

    def clean_code(self) -> str:
        """The code, unless it has to wait: then not even a right one is let in."""
        request = context.request
        credentials = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            # AxesMiddleware answers with the page of whoever has to wait.
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise get_adapter().validation_error("too_many_login_attempts")
        code = str(super().clean_code())
        turn = int(time.time()) // app_settings.TOTP_PERIOD
        if self.authenticator.type == Authenticator.Type.TOTP and not use_code(self.user, turn):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_WaitingForm, AuthenticateForm):  # type: ignore[misc]
    """At the sign-in, and for an approval."""


class AgainForm(_WaitingForm, ReauthenticateForm):  # type: ignore[misc]
    """When a page asks again who it is."""

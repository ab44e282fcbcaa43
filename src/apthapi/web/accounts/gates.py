"""What every request passes: sessions that end, and the second factor of those whose acts commit others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from apthapi.web.accounts.lockout import wait_page
from apthapi.web.accounts.models import APPROVING, Persona
from apthapi.web.accounts.open_sessions import BEGAN, SEEN, why_over
from apthapi.web.api.limits import wait_for

View = Callable[..., HttpResponse]
_NOTE_EVERY = 60
"""Seconds between two notes that the person is active: not every request writes the session."""

WITHOUT_PERSON = frozenset({"novedades", "verificaciones", "papel_avance"})
"""Addresses that a page asks by itself: they do not show that somebody is there."""

TO_SET_UP = frozenset(
    {
        "segundo_paso",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)
"""All that a person who still lacks the second factor may open, besides what anybody may."""


class Sessions:
    """Ends a session after a time without use, after a time whatever the use, and when the administrator says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing: the address must be known first."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002 - Django gives it
        """Sign out whoever's session is over; a script is told with 401, and not sent to a page."""
        if getattr(view, "sin_persona", False):
            return None
        if request.user.is_authenticated:
            reason = _over(request)
            if reason:
                logout(request)
                messages.info(request, reason)
            else:
                _note_presence(request)
        needs = getattr(view, "login_required", True)
        if needs and not request.user.is_authenticated and wants_json(request):
            return JsonResponse({"mensaje": "Su sesión terminó. Ingrese otra vez y siga."}, status=401)
        return None


class SignIn(LoginRequiredMiddleware):
    """Asks everybody to sign in, but at a public page does not even look who asks: it may be the same for all."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """A redirection to the sign-in, or None."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class SecondFactor:
    """Leads whoever approves and has no second factor to set one up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing: the address must be known first."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002 - Django gives it
        """A redirection to the page that explains it, or None."""
        if not getattr(view, "login_required", True) or not lacks_second_factor(request):
            return None
        if request.resolver_match is not None and request.resolver_match.url_name in TO_SET_UP:
            return None
        if wants_json(request):
            return JsonResponse(
                {"mensaje": "Su cargo aprueba: active primero la verificación en dos pasos."}, status=403
            )
        return redirect("segundo_paso")


class Files:
    """Refuses whoever sends files too often: each is looked into, and kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing: what was sent is read by then."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002 - Django gives it
        """429, or None."""
        if request.method != "POST" or not request.FILES or not request.user.is_authenticated:
            return None
        seconds = wait_for(f"subidas {request.user.pk}", settings.ENVIOS_CON_ARCHIVOS)
        return wait_page(request, 1) if seconds else None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the person holds a position that approves and has neither an application of codes nor a key."""
    persona = request.user
    if not isinstance(persona, Persona) or (settings.DEMOSTRACION and persona.demostracion):
        return False
    if has_second_factor(persona):
        return False
    return persona.designaciones_vigentes(timezone.localdate()).filter(cargo__rol__in=APPROVING).exists()


def has_second_factor(persona: Persona) -> bool:
    """Whether there is an application of codes or a key; codes of recovery alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=persona, type__in=kinds).exists())


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a person."""
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def _over(request: HttpRequest) -> str:
    """Why the session has ended, in words; empty while it has not. One that says no moment begins now."""
    now, session = _now(), request.session
    for name in (SEEN, BEGAN):
        session.setdefault(name, now)
    return why_over(cast(Mapping[str, Any], session), cast(Persona, request.user), now)


def _note_presence(request: HttpRequest) -> None:
    match = request.resolver_match
    if match is not None and match.url_name in WITHOUT_PERSON:
        return
    now = _now()
    if now - request.session[SEEN] > _NOTE_EVERY:
        request.session[SEEN] = now


def _now() -> float:
    return timezone.now().timestamp()

"""The second factor of a simple approval: a code now, or a key used a moment ago. A password is not enough."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from apthapi.web.accounts.gates import has_second_factor
from apthapi.web.accounts.lockout import CodeForm
from apthapi.web.accounts.models import Persona
from apthapi.web.firmas.signing import NotSignedError

FRESH = 120
"""Seconds for which a key (WebAuthn) that was just used counts."""


def prove(request: HttpRequest, persona: Persona) -> None:
    """Raises NotSignedError unless the person proves now who they are; wrong codes count as at the sign-in."""
    if not has_second_factor(persona):
        raise NotSignedError(
            "Para aprobar necesita la verificación en dos pasos: actívela en su cuenta y vuelva a este papel."
        )
    if used_key_lately(request, persona):
        return
    form = CodeForm({"code": request.POST.get("codigo", "").strip()}, user=persona)
    if not form.is_valid():
        raise NotSignedError("El código no es correcto o ya se usó. Escriba el que muestra ahora su teléfono.")
    form.authenticator.record_usage()


def used_key_lately(request: HttpRequest, persona: Persona) -> bool:
    """Whether the person used their key in this session within the last two minutes."""
    now = timezone.now().timestamp()
    return any(
        record.get("method") == "mfa"
        and record.get("type") == Authenticator.Type.WEBAUTHN
        and now - record.get("at", 0) < FRESH
        for record in get_authentication_records(request, persona)
    )


def has_key(persona: Persona) -> bool:
    """Whether the person has a key, which is used on a page of its own."""
    return bool(Authenticator.objects.filter(user=persona, type=Authenticator.Type.WEBAUTHN).exists())

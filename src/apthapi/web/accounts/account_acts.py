"""What an administrator does to the account of a person, each with its trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from apthapi.web.accounts.lockout import is_locked, unlock
from apthapi.web.accounts.models import Persona
from apthapi.web.process.permisos import Peticion
from apthapi.web.process.records import recorded


class NotPossibleError(Exception):
    """It cannot be done to that account; the message (Spanish) says why."""


@dataclass(frozen=True, slots=True)
class AccountAct:
    """An act on an account: its name in the address, title and button, what it does, what is said when done."""

    name: str
    title: str
    verb: str
    about: str
    done: str
    icon: str
    danger: bool = False


ACCOUNT_ACTS: dict[str, AccountAct] = {
    each.name: each
    for each in (
        AccountAct(
            "enlace",
            "Enlace para elegir contraseña",
            "Crear enlace",
            "Sirve una sola vez y durante tres días. Entrégueselo a la persona y a nadie más.",
            "Enlace creado.",
            "link",
        ),
        AccountAct(
            "desbloquear",
            "Permitir que ingrese ya",
            "Permitir",
            "Hubo demasiados intentos fallidos; con esto no tiene que esperar.",
            "Ya puede volver a intentarlo.",
            "undo-2",
        ),
        AccountAct(
            "cerrar_sesiones",
            "Cerrar sus sesiones",
            "Cerrar",
            "Tendrá que ingresar otra vez en todos sus equipos.",
            "Sus sesiones se cerraron.",
            "salir",
        ),
        AccountAct(
            "quitar_segundo_paso",
            "Quitar su segundo paso",
            "Quitar",
            "Si perdió su teléfono o su llave. Si su cargo aprueba, deberá activarlo otra vez al ingresar.",
            "Se quitó su segundo paso y se cerraron sus sesiones.",
            "telefono",
            danger=True,
        ),
        AccountAct(
            "desactivar",
            "Desactivar la cuenta",
            "Desactivar",
            "No podrá ingresar. Lo que hizo queda registrado, y la cuenta puede activarse otra vez.",
            "La cuenta quedó desactivada y sus sesiones, cerradas.",
            "x",
            danger=True,
        ),
        AccountAct(
            "activar",
            "Activar la cuenta",
            "Activar",
            "Podrá ingresar de nuevo.",
            "La cuenta está activa otra vez.",
            "check",
        ),
    )
}
"""Every act on an account by name."""


def offered_for(persona: Persona, by: Persona) -> list[AccountAct]:
    """The acts that make sense on that account now."""
    if not persona.is_active:
        return [ACCOUNT_ACTS["activar"]]
    has_factor = Authenticator.objects.filter(user=persona).exists()
    names = ["enlace"]
    names += ["desbloquear"] if is_locked(persona) else []
    names += ["cerrar_sesiones"]
    names += ["quitar_segundo_paso"] if has_factor else []
    names += ["desactivar"] if persona.pk != by.pk else []
    return [ACCOUNT_ACTS[name] for name in names]


def do(request: Peticion, persona: Persona, what: AccountAct) -> None:
    """Do it, in an act. Raises NotPossibleError."""
    if what not in offered_for(persona, request.situacion.persona):
        raise NotPossibleError(f"«{what.title}» no corresponde a esta cuenta en su estado actual.")
    with recorded(request, f"cuenta_{what.name}", f"persona {persona.pk}", [what.title]):
        _DO[what.name](persona)


def one_time_link(persona: Persona) -> str:
    """The path at which the person chooses a password; it dies when used, when they sign in, and after three days."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(persona)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(persona), "key": key})


def end_sessions(persona: Persona) -> None:
    """Every session that began before now has ended."""
    persona.sesiones_desde = timezone.now()
    persona.save(update_fields=["sesiones_desde"])


def remove_factors(persona: Persona) -> None:
    """Without second factor, and without sessions."""
    Authenticator.objects.filter(user=persona).delete()
    end_sessions(persona)


def deactivate(persona: Persona) -> None:
    """No way in. What the person did stays."""
    persona.is_active = False
    persona.save(update_fields=["is_active"])
    end_sessions(persona)


def _activate(persona: Persona) -> None:
    persona.is_active = True
    persona.save(update_fields=["is_active"])


_DO: dict[str, Any] = {
    # Who forgot the password has guessed at it: the link would be of no use to somebody who has to wait.
    "enlace": unlock,
    "desbloquear": unlock,
    "cerrar_sesiones": end_sessions,
    "quitar_segundo_paso": remove_factors,
    "desactivar": deactivate,
    "activar": _activate,
}

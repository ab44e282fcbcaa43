"""How allauth behaves here: nobody signs up; an administrator opens accounts."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from apthapi.web.accounts.sealing import UnreadableSeedError, seal, unseal

WAIT = "Demasiados intentos fallidos. Espere 15 minutos y vuelva a intentarlo."


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to sign-up; what fails says what to do."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "username_password_mismatch": "El usuario y la contraseña no corresponden. Revise si está activada la tecla "
        "de mayúsculas.",
        "incorrect_password": "La contraseña no es correcta.",
        "enter_current_password": "Escriba su contraseña actual.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth gives it
        """Never: people are named to positions by an administrator."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:  # noqa: ARG002 - allauth gives it
        """Unless the person has just signed in: then they need not say twice who they are."""
        request = context.request
        records = get_authentication_records(request, request.user)
        last = max((float(record["at"]) for record in records), default=0.0)
        return bool(time.time() - last > app_settings.REAUTHENTICATION_TIMEOUT)

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Nothing is sent where no mail is configured."""
        if settings.CON_CORREO:
            super().send_notification_mail(*args, **kwargs)


class UnreadablePage(ImmediateHttpResponse):  # type: ignore[misc]
    """Answers at once that the second step cannot be read; a page that only counts codes counts none."""

    silent_variable_failure = True

    def __init__(self) -> None:
        super().__init__(render(context.request, "mfa/ilegible.html", status=500))


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step, in our words, with its seeds sealed."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "El código no es correcto o ya venció. Escriba el que la aplicación muestra ahora.",
    }

    def encrypt(self, text: str) -> str:
        """What is stored instead of a seed."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The seed. Raises UnreadablePage if the secret of the installation is another than that which sealed it."""
        try:
            return unseal(encrypted_text)
        except UnreadableSeedError:
            raise UnreadablePage from None

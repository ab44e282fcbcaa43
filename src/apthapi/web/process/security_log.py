"""The log of security: who entered or could not, what was refused to whom, and who read what tells about people.

Never what they wrote in a form.

People are told by their number and tokens by their beginning: the log of an installation is read by more people than
its trace. What is done is in the trace (`process.trace`); this is what was not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apthapi.web.accounts.models import Cargo, Persona
from apthapi.web.process.permisos import Peticion, hoy

P = ParamSpec("P")
View = Callable[Concatenate[Peticion, P], HttpResponseBase]
_log = logging.getLogger("apthapi.seguridad")


def note_refusal(request: HttpRequest, status: int, why: str = "") -> None:
    """Somebody signed in, or a program with a token, was refused an address that there is.

    Of anybody else there is nothing to tell: they were asked to sign in.
    """
    persona, ficha = getattr(request, "user", None), getattr(request, "ficha", None)
    match = request.resolver_match
    if match is None or not (isinstance(persona, Persona) or ficha is not None):
        return
    told: dict[str, object] = {"estado": status, "metodo": request.method, "vista": match.view_name}
    told |= {"plan": match.kwargs.get("plan", ""), "unidad": match.kwargs.get("unidad", ""), "motivo": why}
    if ficha is not None:
        told |= {"ficha": ficha.prefijo, "cargos": [_position(ficha.cargo)]}
    elif isinstance(persona, Persona):
        held = persona.designaciones_vigentes(hoy())
        told |= {"persona": persona.pk, "cargos": sorted(_position(each.cargo) for each in held)}
    _write("rechazado", told)


def reading_is_noted(view: View[P]) -> View[P]:
    """A view that shows data of people, or what they did: that it was looked at is told, and not what it showed."""

    @wraps(view)
    def noted(request: Peticion, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        match = request.resolver_match
        if request.method == "GET" and response.status_code == 200 and match is not None:
            situacion = request.situacion
            held = sorted(_position(each.cargo) for each in situacion.designaciones)
            about = "-".join(map(str, match.kwargs.values()))
            told = {"persona": situacion.persona.pk, "cargos": held, "vista": match.view_name, "de": about}
            _write("consulta", told, logging.INFO)
        return response

    noted.reading_is_noted = True  # type: ignore[attr-defined]
    return noted


def note_closed(persona: Persona, sessions: int) -> None:
    """Somebody closed sessions of their own."""
    _write("sesiones cerradas", {"persona": persona.pk, "cuantas": sessions}, logging.INFO)


@receiver(user_logged_in)
def _entered(sender: object, request: HttpRequest | None, user: Persona, **_: object) -> None:  # noqa: ARG001 - Django gives it
    if request is not None:
        _write("ingreso", {"persona": user.pk}, logging.INFO)


@receiver(user_login_failed)
def _did_not_enter(
    sender: object,  # noqa: ARG001 - Django gives it
    credentials: dict[str, object],
    **_: object,
) -> None:
    """Somebody may type the password in the place of the name: only the number of a known person is told."""
    known = Persona.objects.filter(username=str(credentials.get("username", "")).lower()).values_list("pk", flat=True)
    _write("ingreso rechazado", {"persona": known.first()})


@receiver(user_logged_out)
def _left(sender: object, request: HttpRequest | None, user: Persona | None, **_: object) -> None:  # noqa: ARG001 - Django gives it
    if request is not None and user is not None:
        _write("salida", {"persona": user.pk}, logging.INFO)


def _position(cargo: Cargo) -> str:
    return " ".join(filter(None, (cargo.entidad.codigo, cargo.rol, cargo.unidad)))


def _write(what: str, told: dict[str, object], level: int = logging.WARNING) -> None:
    """As fields of a line of JSON (`operations.logs`), which nothing that somebody typed ends."""
    _log.log(level, what, extra={"campos": told})

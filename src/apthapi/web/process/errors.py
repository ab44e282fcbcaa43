"""Pages for what cannot be answered: plain words, a way out, never a traceback."""

from __future__ import annotations

import sys
from typing import Any, cast

from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from apthapi.web.accounts.lockout import wait_page
from apthapi.web.process.permisos import EstadoNoAdmite
from apthapi.web.process.security_log import note_refusal

MESSAGES = {
    400: "La dirección o el pedido no se entienden.",
    403: "Su cargo no permite esta acción.",
    404: "No existe, o no le corresponde verlo.",
    409: "El estado en que está ya no lo admite.",
    500: "Algo falló de nuestro lado. Vuelva a intentarlo en un momento.",
    503: "La base de datos no atiende ahora. Vuelva a intentarlo en un momento.",
}
_KEPT = " Lo que ya estaba guardado sigue a salvo."
_UNKNOWN = " No se sabe si lo último que envió alcanzó a guardarse: antes de repetirlo, mire cómo quedó."
_SENT_AGAIN = (
    " No se sabe si lo último alcanzó a guardarse. Se envía otra vez sin peligro: lo que ya se guardó no se repite."
)
"""A sheet sends what was typed until it is answered, with the same `envio`."""
RETRY_AFTER = 5
"""Seconds after which a program may ask again."""

PROGRAMS = "/api/"
"""Below it programs ask, and not people."""
PROBLEM = "application/problem+json"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, or 409 when it is the state that does not admit it."""
    status = 409 if isinstance(exception, EstadoNoAdmite) else 403
    if status == 403:
        note_refusal(request, status, str(exception))
    return _page(request, status, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """404."""
    note_refusal(request, 404)
    return _page(request, 404)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page is older than the session: nothing was done."""
    note_refusal(request, 403, reason)
    return _page(
        request, 403, "La página estuvo abierta desde antes de que usted ingresara. Recárguela y hágalo otra vez."
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """429 of whoever asks too often, for a minute."""
    return wait_page(request, 1)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 if the database is away."""
    return away(request) if _is_away(sys.exc_info()[1]) else _unfinished(request, 500)


def away(request: HttpRequest) -> HttpResponse:
    """503, without touching the database. It says what is not known of what was sent."""
    response = _unfinished(request, 503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _unfinished(request: HttpRequest, status: int) -> HttpResponse:
    told = _KEPT
    if request.method not in ("GET", "HEAD"):
        told += _SENT_AGAIN if "/guardar/" in request.path else _UNKNOWN
    return _page(request, status, MESSAGES[status] + told, bare=True)


def _is_away(problem: BaseException | None) -> bool:
    """Whether it is what a database raises that is away, full or waited for in vain, to Django or to our own SQL."""
    driver = cast(Any, connection).Database
    return isinstance(problem, OperationalError | InterfaceError | driver.OperationalError | driver.InterfaceError)


def problem_json(request: HttpRequest, status: int, message: str, *, title: str = "", **more: object) -> JsonResponse:
    """The same for a program (RFC 9457), with members of its own in `more`."""
    told = {"type": f"{PROGRAMS}#problema-{status}", "title": title or MESSAGES[status].rstrip("."), "status": status}
    told |= {"detail": message, "instance": request.path, **more}
    return JsonResponse(told, status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


def _page(request: HttpRequest, status: int, message: str = "", *, bare: bool = False) -> HttpResponse:
    message = message or MESSAGES[status]
    if request.path.startswith(PROGRAMS):
        return problem_json(request, status, message)
    if "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json":
        return JsonResponse({"mensaje": message}, status=status)
    told = {"mensaje": message, "folio": getattr(request, "folio", "")}
    return render(None if bare else request, f"{status}.html", told, status=status)

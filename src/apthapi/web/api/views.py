"""The operations as views: whose turn it is, what was asked, and an answer that is not made if the caller has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

import apthapi
from apthapi.web.accounts.lockout import client_ip
from apthapi.web.api import openapi, tokens
from apthapi.web.api.asked import Asked, Made
from apthapi.web.api.catalog import OWN, PUBLIC, Operation
from apthapi.web.api.limits import wait_for
from apthapi.web.api.parameters import read_parameters
from apthapi.web.api.problems import ProblemError, answer, not_found
from apthapi.web.api.who import Anybody, Bearer, Who
from apthapi.web.config.fingerprint import fingerprint
from apthapi.web.process.permisos import publica_sin_persona
from apthapi.web.process.security_log import note_refusal

PROGRAM = fingerprint([Path(__file__).parent], apthapi.__version__)
"""Changes with the program: what was kept of an older one is asked again."""

FRESH = {PUBLIC: "public, max-age=300", OWN: "private, no-cache"}

View = Callable[..., HttpResponseBase]


def _open(view: View) -> View:
    """A view that looks at no cookie, so that another site could forge nothing: it says itself 405 to a POST."""
    return csrf_exempt(publica_sin_persona(view))


def view_of(operation: Operation, audience: str) -> View:
    """The view of an operation, for anybody or for tokens. It never looks who is signed in, nor at any cookie."""

    def show(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        try:
            if audience == PUBLIC and request.method == "OPTIONS":
                return _opened(HttpResponse(status=204), audience)
            return _opened(_answered(request, operation, audience, arguments), audience)
        except ProblemError as problem:
            if problem.status in (403, 404):
                note_refusal(request, problem.status, str(problem))
            return _opened(answer(request, problem), audience)

    show.__name__ = f"{audience}_{operation.name}"
    found = _open(show)
    found.ficha = operation.needs.named if audience == OWN else ()  # type: ignore[attr-defined]
    return found


@_open
def description(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI description."""
    try:
        _read_only(request)
        _count_anybody(request, is_file=False)
        made = JsonResponse(openapi.document(), json_dumps_params={"ensure_ascii": False})
        return _opened(_conditional(request, PUBLIC, sha256(made.content).hexdigest(), lambda: made), PUBLIC)
    except ProblemError as problem:
        return _opened(answer(request, problem), PUBLIC)


@_open
def nothing(request: HttpRequest, resto: str = "") -> HttpResponseBase:  # noqa: ARG001 - the address says it
    """404 for any other address below it."""
    problem = not_found("Aquí no hay nada: las direcciones están en /api/v1/openapi.json y, para leerlas, en /api/.")
    return _opened(answer(request, problem), PUBLIC)


def _answered(request: HttpRequest, operation: Operation, audience: str, arguments: dict[str, Any]) -> HttpResponseBase:
    _read_only(request)
    who = _bearer(request) if audience == OWN else _anybody(request, operation)
    kind = operation.kind.partition(";")[0]
    if not request.accepts(kind):
        raise ProblemError(406, f"Esta dirección solo da {kind}: pídalo en Accept, o quite Accept.")
    values = read_parameters(request.GET, operation.parameters)
    texts = {name: str(value) for name, value in arguments.items()}
    found = operation.answer(Asked(who, texts, values, operation.needs))
    if found.stamp:
        return _conditional(
            request, audience, f"{who.stamp} {found.stamp}", lambda: _response(request, operation, found.make())
        )
    made = found.make()
    assert isinstance(made.body, bytes)
    stamp = f"{who.stamp} {sha256(made.body).hexdigest()}"
    return _conditional(request, audience, stamp, lambda: _response(request, operation, made))


def _read_only(request: HttpRequest) -> None:
    if request.method not in ("GET", "HEAD"):
        raise ProblemError(405, "Esta dirección solo se lee: use GET.", headers={"Allow": "GET, HEAD"})


def _anybody(request: HttpRequest, operation: Operation) -> Who:
    _count_anybody(request, is_file=operation.is_file)
    return Anybody()


def _count_anybody(request: HttpRequest, *, is_file: bool) -> None:
    what, most = ("archivos", settings.API_ARCHIVOS) if is_file else ("publica", settings.API_PUBLICA)
    _count(f"{what} {client_ip(request)}", most)


def _bearer(request: HttpRequest) -> Who:
    """Whose token it is. Of those that do not serve, only some in a minute are even told so."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    ficha = tokens.find(text.strip()) if scheme.lower() == "bearer" else None
    if ficha is None:
        if text:
            _count(f"intentos {client_ip(request)}", settings.API_INTENTOS)
        raise ProblemError(
            401,
            "Mande la ficha en la cabecera «Authorization: Bearer apthapi_…». Si la mandó, no existe, venció o fue "
            "revocada: pida otra a la administración del sistema de su entidad.",
            headers={"WWW-Authenticate": 'Bearer realm="apthapi"'},
        )
    request.ficha = ficha  # type: ignore[attr-defined]  # the log of security says whose it is
    _count(f"ficha {ficha.pk}", ficha.por_minuto)
    return Bearer(ficha)


def _count(caller: str, most: int) -> None:
    seconds = wait_for(caller, most)
    if seconds:
        raise ProblemError(
            429,
            f"Son más de {most} pedidos en un minuto: espere {seconds} s. Una tabla entera es su .csv o .ndjson.",
            headers={"Retry-After": str(seconds)},
        )


def _conditional(
    request: HttpRequest, audience: str, stamp: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer, or 304 before it is made. Only the ETag decides, as on the public pages."""
    told = "\n".join([PROGRAM, audience, stamp, request.get_full_path()])
    etag = f'"{sha256(told.encode()).hexdigest()[:32]}"'
    kept = get_conditional_response(request, etag=etag)
    response = kept if kept is not None else make()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FRESH[audience]
    return response


def _response(request: HttpRequest, operation: Operation, made: Made) -> HttpResponseBase:
    response: HttpResponseBase
    if isinstance(made.body, bytes):
        response = HttpResponse(made.body, content_type=operation.kind)
    else:
        body: Iterator[bytes] = iter(()) if request.method == "HEAD" else made.body
        response = StreamingHttpResponse(body, content_type=operation.kind)
    if made.file:
        response.headers["Content-Disposition"] = f'attachment; filename="{made.file}"'
    if made.following:
        query = request.GET.copy()
        query["desde"] = made.following
        response.headers["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'
    return response


def _opened(response: HttpResponseBase, audience: str) -> HttpResponseBase:
    """Pages of anybody may read what is public; what a token sees, only a program that has it."""
    if audience == PUBLIC:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    else:
        response.headers["Vary"] = "Authorization"
    return response

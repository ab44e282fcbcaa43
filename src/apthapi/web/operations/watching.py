"""Each request has a number, is counted, and leaves one line in the log: never who asked, nor what they wrote."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from secrets import token_hex

from django.http import HttpRequest, HttpResponse

from apthapi.web.operations import busy
from apthapi.web.operations.logs import folio_of_now
from apthapi.web.operations.metrics import count_request

_log = logging.getLogger("apthapi.pedidos")
NO_VIEW = "ninguna"
"""The name of what has no address of ours: it is not written as it was typed."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Watch:
    """The first of all: what any other answers passes here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the number of the request in a header."""
        folio = token_hex(6)
        request.folio = folio  # type: ignore[attr-defined]
        mark = folio_of_now.set(folio)
        began = time.monotonic()
        busy.process.began(began)
        try:
            response = self.get_response(request)
            self._note(request, response.status_code, time.monotonic() - began)
        finally:
            folio_of_now.reset(mark)
            busy.process.ended(time.monotonic())
        response["X-Request-ID"] = folio
        return response

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        match = request.resolver_match
        view = (match.view_name if match else "") or NO_VIEW
        method = request.method if request.method in _METHODS else "OTRO"
        count_request(view, str(method), status, seconds)
        level = logging.ERROR if status >= 500 else logging.INFO
        if not _log.isEnabledFor(level):
            return
        entidad, rol = _position(request)
        told = {"vista": view, "metodo": method, "estado": status, "ms": round(seconds * 1000, 1)}
        _log.log(level, "pedido", extra={"campos": {**told, "entidad": entidad, "rol": rol}})


def _position(request: HttpRequest) -> tuple[str, str]:
    """The entity and role with which the view let it pass, if it asked; nobody is looked for here."""
    situacion = getattr(request, "situacion", None)
    designacion = getattr(request, "designacion", None)
    entidad = situacion.entidad if situacion else ""
    if designacion is None:
        return entidad, ""
    return entidad or designacion.cargo.entidad.codigo, str(designacion.cargo.rol)

"""An installation of the public side alone (`APTHAPI_SOLO_PUBLICO=si`): what is published, and nothing else.

It writes nothing, so that its database may be a replica for reading; see docs/operations/scale.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

_READS = ("GET", "HEAD", "OPTIONS")
_OF_PERSONS = ("api_interna_", "agenda_calendario")
"""Addresses for anybody who brings a secret of their own: they read what is not published."""


class OnlyPublic:
    """Lets pass what anybody may read; everything else is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whatever is answered further in."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Before a view is called. Raises Http404 for what is of people."""
        del args, kwargs
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name == "bienvenida":
            return redirect("publico")
        if request.method in _READS and getattr(view, "exige", None) == () and not name.startswith(_OF_PERSONS):
            return None
        raise Http404("Aquí solo se lee lo publicado.")

"""Refuses at the door what is no text: PostgreSQL stores no NUL, and nobody writes one."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Letters:
    """400 for an address or a form with a NUL in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing: the error pages are those of the views."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Raise BadRequest."""
        given = [request.path, *request.GET, *(each for _, values in request.GET.lists() for each in values)]
        if request.content_type in _FORMS:
            given += [*request.POST, *(each for _, values in request.POST.lists() for each in values)]
        if any("\x00" in str(each) for each in given):
            raise BadRequest("El texto lleva un carácter que no es de ningún idioma.")

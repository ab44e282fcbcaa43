"""A request that brings more than anything that is ever sent here is refused before its body is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LARGEST = 50 * 2**20 + 20_000
"""Bytes: the largest file that is looked into (see `documents.signing.bounded`) and the form around it."""


class Bodies:
    """Answers 413 to what is too large."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or why there is none."""
        given = str(request.META.get("CONTENT_LENGTH") or 0)
        if given.isdecimal() and len(given) < 20 and int(given) <= LARGEST:
            return self.get_response(request)
        message = f"Lo que envía pasa de {LARGEST // 2**20} MB y no se recibe."
        return render(request, "413.html", {"mensaje": message}, status=413)

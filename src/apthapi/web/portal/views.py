"""The public pages and files, without sign-in: what is not published does not exist here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from apthapi.formats.site.downloads import TYPES
from apthapi.formats.site.entrance import index_page
from apthapi.formats.site.frame import Place
from apthapi.formats.site.site import INDEX, SEARCH, pages_of
from apthapi.web.portal.published import PROGRAM, Edition, download_of, edition_at, editions, year_of
from apthapi.web.process.permisos import publica_sin_persona

FRESH = "public, max-age=300"
"""A page is asked again after five minutes: what was published, or withdrawn, is seen soon."""

RATES = {"descargar": "30/m/ip"}
LONGEST_QUERY = 100
PAGES_KEPT = 200
"""Pages that a process keeps drawn, of less than 100 KB each."""


@require_safe
@publica_sin_persona
def show(request: HttpRequest, direccion: str = "") -> HttpResponse:
    """A page or a file by its address below `/publico/`; a folder is its first page."""
    address = f"{direccion}{INDEX}" if not direccion or direccion.endswith("/") else direccion
    if address == INDEX:
        return _index(request)
    edition = edition_at(address)
    if edition is None:
        raise Http404
    file = address.removeprefix(f"{edition.folder}/datos/")
    if file in TYPES:
        return _download(request, edition, file)
    return _page(request, edition, address)


def _index(request: HttpRequest) -> HttpResponse:
    found = editions()
    headings = [each.heading for each in found]
    return _conditional(request, found, INDEX, lambda: index_page(_place(INDEX), headings).encode())


def _page(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    query = request.GET.get("q", "")[:LONGEST_QUERY] if address.endswith(f"/{SEARCH}") else ""
    page = pages_of(year_of(edition), query).get(address)
    if page is None:
        raise Http404
    return _conditional(
        request,
        [edition],
        f"{address}?{query}",
        lambda: page(_place(address)).encode() if query else _drawn(edition, address),
    )


@lru_cache(maxsize=PAGES_KEPT)
def _drawn(edition: Edition, address: str) -> bytes:
    """A page of the edition, which is drawn once: whatever changes it makes another edition."""
    return pages_of(year_of(edition))[address](_place(address)).encode()


def _download(request: HttpRequest, edition: Edition, file: str) -> HttpResponse:
    if not consume(request, app="apthapi.portal", action="descargar", config=RATES, limit_get=True):
        return render(request, "firmas/espere.html", status=429)
    response = _conditional(request, [edition], file, lambda: download_of(edition, file), TYPES[file])
    name = f"{edition.folder.replace('/', '-')}-{file}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _place(address: str) -> Place:
    return Place(address, assets=settings.STATIC_URL, verify=reverse("verificar"))


def _conditional(
    request: HttpRequest,
    of: Sequence[Edition],
    asked: str,
    content: Callable[[], bytes],
    kind: str = "text/html; charset=utf-8",
) -> HttpResponse:
    """The content, or 304 before it is made if what the browser kept still holds.

    Only the ETag decides: when a version is withdrawn the date of what is left goes back, and would say nothing.
    """
    etag = _etag(of, asked)
    kept = get_conditional_response(request, etag=etag)
    response = kept if kept is not None else HttpResponse(content(), content_type=kind)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FRESH
    moments = [each.moment.timestamp() for each in of if each.moment]
    if moments:
        response.headers["Last-Modified"] = http_date(max(moments))
    return response


def _etag(of: Sequence[Edition], asked: str) -> str:
    """Of the program, the versions with their last act, and the address."""
    told = [PROGRAM, *(f"{each.plans} {each.act} {each.moment} {each.told.advance}" for each in of), asked]
    stamp = sha256("\n".join(told).encode()).hexdigest()[:32]
    return f'"{stamp}"'

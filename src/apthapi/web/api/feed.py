"""The versions that an entity published, as a feed (Atom) that any reader follows: what each changed, and its page."""

from __future__ import annotations

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from apthapi.formats.site.content import Version, Year
from apthapi.formats.site.words import file_name
from apthapi.web.api.changes import Moved, published_since
from apthapi.web.config.site import address
from apthapi.web.portal.published import Edition, editions, year_of
from apthapi.web.portal.views import FRESH
from apthapi.web.process.permisos import publica_sin_persona

KIND = "application/atom+xml; charset=utf-8"


@require_safe
@publica_sin_persona
def show(request: HttpRequest, entidad: str) -> HttpResponse:
    """Each published version of the entity, the last to be published first."""
    found = [each for each in editions() if file_name(each.heading.entidad) == entidad]
    if not found:
        raise Http404
    content = _feed(found, request.path).encode()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    kept = get_conditional_response(request, etag=etag)
    response = kept if kept is not None else HttpResponse(content, content_type=KIND)
    assert isinstance(response, HttpResponse)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FRESH
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _feed(found: list[Edition], path: str) -> str:
    name = found[-1].heading.name or found[-1].heading.sigla
    feed = Atom1Feed(
        title=f"{name}: planes publicados",
        link=f"{address()}{reverse('publico')}",
        description=f"Cada versión que {name} publica de su plan, y qué cambió.",
        language="es-BO",
        feed_url=f"{address()}{path}",
    )
    acts = published_since(found[-1].heading.entidad)
    told = [(edition, year_of(edition), version) for edition in found for version in year_of(edition).versions]
    ordered = sorted(told, key=lambda each: _number(acts.get(each[2].plan)), reverse=True)
    for edition, year, version in ordered:
        act = acts.get(version.plan)
        page = f"{address()}{reverse('publico_pagina', args=[f'{year.folder}/{version.folder}/index.html'])}"
        feed.add_item(
            title=f"{year.short} {year.gestion}: {version.name}",
            link=page,
            description=_said(year, version),
            updateddate=act.moment if act else edition.moment,
            unique_id=page,
        )
    return str(feed.writeString("utf-8"))


def _said(year: Year, version: Version) -> str:
    if version.comparison is not None:
        return version.comparison.summary
    return version.reason or f"El plan {year.gestion} de {year.name}."


def _number(act: Moved | None) -> int:
    return act.number if act else 0

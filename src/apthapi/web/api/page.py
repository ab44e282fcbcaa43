"""The description of the API for people: what can be asked, with an example of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apthapi.web.api.catalog import OWN, PUBLIC, operations_of
from apthapi.web.api.openapi import address
from apthapi.web.api.problems import TITLES
from apthapi.web.config.site import address as site
from apthapi.web.process.permisos import publica


@require_safe
@publica
def show(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    context = {
        "sitio": site(),
        "partes": [
            ("Para cualquiera", PUBLIC, _groups(PUBLIC)),
            ("Con ficha de acceso", OWN, _groups(OWN)),
        ],
        "problemas": TITLES.items(),
    }
    return render(request, "api/pagina.html", context)


def _groups(audience: str) -> dict[str, list[dict[str, object]]]:
    """The operations by the group in which they stand. A table as a file is told with the table."""
    found: dict[str, list[dict[str, object]]] = {}
    for each in operations_of(audience):
        if not each.is_file:
            told: dict[str, object] = {
                "direccion": address(each, audience),
                "que": each.about,
                "parametros": each.parameters,
            }
            found.setdefault(each.group, []).append(told)
    return found

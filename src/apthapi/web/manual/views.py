"""The pages of the manual, for anybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from apthapi.web.manual import pages
from apthapi.web.process.permisos import publica


@publica
def show(request: HttpRequest, pagina: str = pages.INDEX) -> HttpResponse:
    """One page of the manual, with the list of all of them."""
    found = pages.page(pagina)
    if found is None:
        raise Http404
    context = {
        "pagina": found,
        "indice": [
            (group.title, [(title, pages.address(name), name == pagina) for name, title in group.pages])
            for group in pages.contents()
        ],
        "portada": pages.address(pages.INDEX),
        "es_portada": pagina == pages.INDEX,
    }
    return render(request, "manual/pagina.html", context)

"""The suggestions of a unit, as a page and for the panel beside the work."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apthapi.web.plans.live import live
from apthapi.web.plans.memory.suggestions import BROUGHT, as_json, suggestions
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts


@require_GET
@exige("ver_unidad")
def suggested(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """What looks strange, with where it comes from and what to do; JSON for who asks for it."""
    found = suggestions(live(), plan, unidad)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(as_json(found))
    groups = [(title, [each for each in found if each.clase == kind]) for kind, title in _TITLES.items()]
    context = {
        **whereabouts(request.situacion, "Sugerencias"),
        "grupos": [(title, rows) for title, rows in groups if rows],
        "traidos": sum(each.clase == BROUGHT for each in found),
        "edita": request.situacion.puede("editar_unidad"),
    }
    return render(request, "plans/sugerencias.html", context)


_TITLES = {
    BROUGHT: "Precios traídos por confirmar",
    "precio_fuera": "Precios fuera de lo usual",
    "repetido": "Lo mismo pedido dos veces",
}

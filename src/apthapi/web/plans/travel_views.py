"""The page where a trip is computed from the scale of viáticos and becomes a line of form 3_04."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apthapi.charts.months import NAMES
from apthapi.web.plans.lists import LISTS
from apthapi.web.plans.live import live
from apthapi.web.plans.travel import SHEET, TravelError, add_trip, compute, rates_of, trips_of
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts


@require_http_methods(["GET", "POST"])
@exige("editar_unidad")
def trip(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """Compute a trip; once the person has seen what it costs, add it."""
    database = live()
    found, problems = None, {}
    if request.method == "POST":
        try:
            found = compute(database, plan, request.POST.dict())
            if "agregar" in request.POST:
                renglon = add_trip(request.situacion, request.designacion, found)
                messages.success(request, f"Se agregó: {found.description}.")
                sheet = reverse("paso", args=[plan, unidad, SHEET.step])
                return redirect(f"{sheet}?hoja={SHEET.name}#{SHEET.name}/{renglon}/")
        except TravelError as problem:
            problems = problem.problems
    context = {
        **whereabouts(request.situacion, "Viaje"),
        "tarifas": rates_of(database, plan),
        "operaciones": LISTS["operaciones"](database, plan, unidad),
        "fuentes": LISTS["fuentes"](database, plan, unidad),
        "meses": list(enumerate((name.capitalize() for name in NAMES), start=1)),
        "escrito": request.POST,
        "viaje": found,
        "problemas": problems,
        "viajes": trips_of(database, plan, unidad),
    }
    return render(request, "plans/viaje.html", context, status=422 if problems else 200)

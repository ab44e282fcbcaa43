"""The dates of a person as a page, and as a calendar that other programs read at a secret address."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST
from icalendar import Calendar, Event

from apthapi.web.config.site import address
from apthapi.web.process.permisos import Peticion, exige, hoy, publica
from apthapi.web.process.whereabouts import days_left, pressing
from apthapi.web.tramites.dates import due_of
from apthapi.web.tramites.models import Agenda
from apthapi.web.wall.sight import see


@exige("ver_inicio")
def show(request: Peticion) -> HttpResponse:
    """What is due of the person, and the address of the calendar, if they made one."""
    situacion = request.situacion
    rows = [(each, days_left(each.day), pressing(each.day)) for each in due_of(situacion.designaciones, hoy())]
    kept = Agenda.objects.filter(persona=situacion.persona).first()
    own = f"{address()}/agenda/{kept.clave}.ics" if kept else ""
    return render(request, "tramites/agenda.html", {"plazos": rows, "direccion": own})


@require_POST
@exige("ver_inicio")
def renew(request: Peticion) -> HttpResponse:
    """A new secret address; the one of before no longer answers."""
    Agenda.objects.update_or_create(persona=request.situacion.persona, defaults={"clave": secrets.token_urlsafe(32)})
    return redirect("agenda")


@require_GET
@publica
def feed(request: HttpRequest, clave: str) -> HttpResponse:  # noqa: ARG001 - the key says whose it is
    """The dates as iCalendar, for whoever has the key; no more than what, until when and where."""
    kept = Agenda.objects.select_related("persona").filter(clave=clave, persona__is_active=True).first()
    if kept is None:
        raise Http404
    calendar = Calendar()
    calendar.add("prodid", "-//Apthapi//Agenda//ES")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Apthapi")
    held = list(kept.persona.designaciones_vigentes(hoy()))
    see({each.cargo.entidad.codigo for each in held})
    for each in due_of(held, hoy()):
        event = Event()
        event.add("uid", f"{each.key.replace(' ', '-')}@apthapi")
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.what)
        event.add("url", f"{address()}{each.url}")
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    patch_cache_control(response, private=True, max_age=900)
    return response

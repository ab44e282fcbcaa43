"""Observations as papers print them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from apthapi.documents import Observed
from apthapi.documents.heading import Data
from apthapi.documents.observed import section_of
from apthapi.web.accounts.models import Rol
from apthapi.web.observations.answering import STEPS
from apthapi.web.observations.listing import Shown, told_of
from apthapi.web.observations.models import EstadoDeObservacion, Observacion
from apthapi.web.process.models import Acto

_STEP_OF_FORM = {"01": "situacion", "02": "articulacion", "operaciones": "operaciones", "04": "resumen"}
_REPLIES = {STEPS[key].past for key in ("responder", "reabrir", "resolver")}


def printed(plan: str, unidad: str = "", form: str = "") -> list[Observed]:
    """Those of the plan (or of a unit, or of one form of it) that were not withdrawn, by unit and number."""
    found = Observacion.objects.filter(plan=plan).exclude(estado=EstadoDeObservacion.RETIRADA)
    found = found.filter(unidad=unidad) if unidad else found
    if form:
        step = _STEP_OF_FORM.get(form, "requerimientos")
        sheets = ["", f"requerimientos_{form}"] if step == "requerimientos" else None
        found = found.filter(paso=step) if sheets is None else found.filter(paso=step, vista__in=sheets)
    listed = found.select_related("cargo").order_by("unidad", "numero")
    return [_printed(each) for each in told_of(listed)]


def section(plan: str, units: Sequence[str] = (), form: str = "") -> Data | None:
    """The section behind a form or a book; None if nothing was observed."""
    if len(units) == 1:
        return section_of(printed(plan, units[0], form))
    return section_of(printed(plan))


def how_many(plan: str, unidad: str) -> int:
    """How many there are to print."""
    found = Observacion.objects.filter(plan=plan).exclude(estado=EstadoDeObservacion.RETIRADA)
    return (found.filter(unidad=unidad) if unidad else found).count()


def last_observed(plan: str) -> datetime | None:
    """When something was last done with an observation of the plan: a paper of before does not show it."""
    last = Observacion.objects.filter(plan=plan).aggregate(last=Max("ultimo_acto"))["last"]
    return Acto.objects.filter(pk=last).values_list("momento", flat=True).first()


def _printed(each: Shown) -> Observed:
    it = each.it
    gone = "Su fila se quitó. " if each.removed else ""
    said = [f"{told.who}: {told.text}" for told in each.history if told.what in _REPLIES and told.text]
    return Observed(
        unidad=it.unidad,
        number=it.numero,
        weight=each.severity.icon,
        severity=each.severity.name,
        place=it.lugar,
        text=gone + it.texto,
        by=f"{it.cargo or 'El sistema'}, {it.momento:%d/%m/%Y}",
        answers=str(Rol(it.destinatario).label),
        due=f"{it.vence:%d/%m/%Y}" if it.vence else "",
        overdue=each.overdue,
        then=it.valor if each.changed else "",
        now=each.now if each.changed else "",
        replies=tuple(said),
        state=it.get_estado_display(),
    )

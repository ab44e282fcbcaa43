"""What the pages and the panel of observations show."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from django.core.paginator import Paginator
from django.urls import reverse

from apthapi.web.observations.filters import STATES, Chosen, chosen_ones
from apthapi.web.observations.listing import Counts, Shown, all_of, counts_of, heaviest_first, shown
from apthapi.web.observations.models import OPEN, Observacion
from apthapi.web.observations.pinning import ANSWERS_OF_PLAN, ANSWERS_OF_UNIT, units_to_choose
from apthapi.web.observations.places import places_to_choose
from apthapi.web.observations.severities import SEVERITIES
from apthapi.web.process.permisos import Situacion, hoy
from apthapi.web.process.seen import seen_by

PER_PAGE = 50
IN_PANEL = 60
"""Open observations that the panel beside the work lists; the page lists all."""


def beside(situacion: Situacion, paso: str, written: Mapping[str, str] | None = None) -> dict[str, object]:
    """The panel beside the work: what is open in the part (or the plan), that of this step first."""
    found = Observacion.objects.filter(plan=situacion.plan, unidad=situacion.unidad, estado__in=OPEN)
    listed = list(heaviest_first(found.select_related("cargo"))[:IN_PANEL])
    here = shown(situacion, sorted(listed, key=lambda each: each.paso != paso))
    return {
        "observadas": here,
        "observadas_mas": found.count() - len(listed) if len(listed) == IN_PANEL else 0,
        "observadas_cuenta": _counted(here),
        "observado": max((each.it.ultimo_acto for each in here), default=0),
        "paso_observado": paso,
        **pin_form(situacion, paso, written),
    }


def pin_form(situacion: Situacion, paso: str = "", written: Mapping[str, str] | None = None) -> dict[str, object]:
    """What the form to pin an observation needs; what was written stays in it when something is missing."""
    of_unit = bool(situacion.unidad)
    return {
        "observa": situacion.puede("observar_parte" if of_unit else "observar_plan"),
        "lugares": list(places_to_choose(situacion.unidad, paso)),
        "severidades": list(SEVERITIES.values()),
        "responden": [(rol.value, rol.label) for rol in (ANSWERS_OF_UNIT if of_unit else ANSWERS_OF_PLAN)],
        "escrito": written or {},
        "envio": str(uuid4()),
        "hoy": hoy().isoformat(),
        "url_fijar": to("observar", situacion),
    }


def listed(situacion: Situacion, choice: Chosen, page: str) -> dict[str, object]:
    """A page of the observations that were chosen, with the choices."""
    since = seen_by(situacion.persona, situacion.plan)
    found = Paginator(heaviest_first(chosen_ones(situacion, choice, since)), PER_PAGE).get_page(page)
    counts = counts_of(situacion.plan, situacion.unidad or None)
    return {
        "pagina": found,
        "observaciones": shown(situacion, found.object_list, since=since),
        "eleccion": choice,
        "estados": STATES,
        "cuenta": all_of(counts),
        "unidades": [] if situacion.unidad else list(units_to_choose(situacion.plan)),
        **_for_many(situacion),
    }


def _for_many(situacion: Situacion) -> dict[str, object]:
    """What Planificación needs to observe several units at once."""
    if situacion.unidad or not situacion.puede("observar_varias"):
        return {"varias": False}
    return {
        "varias": True,
        "url_varias": to("observar_varias", situacion),
        "lugares_de_unidad": list(places_to_choose("-")),
        "responden_de_unidad": [(rol.value, rol.label) for rol in ANSWERS_OF_UNIT],
    }


def to(name: str, situacion: Situacion, **more: object) -> str:
    """An address of the room, below the unit or the plan that the person is in."""
    unit = {"unidad": situacion.unidad} if situacion.unidad else {}
    return reverse(name, kwargs={"plan": situacion.plan, **unit, **more})


def _counted(found: list[Shown]) -> Counts:
    return Counts(
        sum(each.it.estado == OPEN[0] for each in found),
        sum(each.it.estado == OPEN[1] for each in found),
        sum(each.severity.stops for each in found),
        sum(each.overdue for each in found),
    )

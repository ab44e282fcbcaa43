"""The page of the next gestión: what carries, what has to be justified, and opening its plan."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apthapi.compare.next_year import Proposal
from apthapi.compare.next_year.parts import KINDS
from apthapi.core.tables import TABLES
from apthapi.web.execution.places import tabs
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts
from apthapi.web.versions.next_year import ACT, NextExistsError, existing, is_opened, open_next, proposal_of

TITLE = "Próxima gestión"
PER_PAGE = 100


@require_GET
@exige(ACT)
def show(request: Peticion, plan: str) -> HttpResponse:
    """What the plan of the next gestión would be, with the reasons of all that waits for a decision."""
    situacion = request.situacion
    proposal = proposal_of(plan)
    wanted = request.GET.get("clase", "")
    chosen = proposal.of(wanted) if wanted in KINDS else proposal.decisions
    context: dict[str, object] = {
        **whereabouts(situacion, TITLE),
        "lugares": tabs(situacion, TITLE),
        "plan": plan,
        "propuesta": proposal,
        "pasan": _carried(proposal),
        "clases": [(kind, title, len(proposal.of(kind))) for kind, title in KINDS.items() if proposal.of(kind)],
        "clase": wanted if wanted in KINDS else "",
        "titulos": KINDS,
        "pagina": Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")),
        "de_avance": sum(each.source == "avance" for each in proposal.bases),
        "existe": existing(situacion.entidad, proposal.gestion),
        "con_tablas": is_opened(proposal.gestion),
        "envio": uuid4(),
    }
    return render(request, "versions/proxima.html", context)


@require_POST
@exige(ACT)
def open_it(request: Peticion, plan: str) -> HttpResponse:
    """Open the plan of the next gestión, once."""
    try:
        envio = UUID(request.POST.get("envio", ""))
    except ValueError:
        envio = uuid4()
    try:
        newer = open_next(request.situacion, request.designacion, envio)
    except (NextExistsError, IntegrityError) as problem:
        said = str(problem) if isinstance(problem, NextExistsError) else "El plan de esa gestión ya se abrió."
        messages.error(request, said)
        return redirect("proxima_gestion", plan)
    messages.success(request, f"Se abrió {newer}: cada unidad tiene su parte en borrador.")
    return redirect("tablero", newer)


def _carried(proposal: Proposal) -> list[tuple[str, int]]:
    """What each table is about and how many rows carry."""
    return [(TABLES[name].about, len(rows)) for name, rows in proposal.tables.items() if name != "planes"]

"""The pages of Auditoría: the acts of the entity, one act whole, the files, and the verification of the chain."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apthapi.core.tables import TABLES
from apthapi.web.audit.asked import ask, last_one, under_way
from apthapi.web.audit.chain import INSTALLATION, head_of
from apthapi.web.audit.export import as_csv, as_json
from apthapi.web.audit.kinds import kinds
from apthapi.web.audit.listing import Filters, filters_of, page_of, the_act, whole_of
from apthapi.web.audit.telling import PER_PAGE, changes_after, told
from apthapi.web.entities.models import Entidad
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.scope import entities_of, people_of, positions_of
from apthapi.web.process.security_log import reading_is_noted
from apthapi.web.process.traced import traced

ACCION = "ver_auditoria"
_WHOLE = "instalacion"
"""How the address says the chain of the installation, whose code is empty."""


@exige(ACCION)
@reading_is_noted
def acts(request: Peticion) -> HttpResponse:
    """The acts of the entity, filtered, and the state of its chain."""
    entidad = _entity(request)
    wanted = filters_of(request.GET)
    before = request.GET.get("antes", "")
    page = page_of(entidad, wanted, whole_of(before))
    context = {
        "donde": [("Auditoría", "")],
        "actos": told(page.acts),
        "antes": f"?{_query(request, antes=str(page.before))}" if page.before else "",
        "incompleta": page.unfinished,
        "primera": bool(before),
        "consulta": _query(request),
        **_choices(request, entidad, wanted),
        **_state(entidad),
    }
    return render(request, "audit/actos.html", context)


@exige(ACCION)
@reading_is_noted
def act(request: Peticion, acto: int) -> HttpResponse:
    """One act with all its changes, some at a time."""
    found = the_act([code for code, _ in _entities(request)], acto)
    if found is None:
        raise Http404
    after = request.GET.get("despues", "")
    changes = changes_after(acto, whole_of(after) or 0)
    [shown] = told([found[1]], shown=0)
    context = {
        "donde": [("Auditoría", reverse("auditoria")), (f"Acto {acto}", "")],
        "acto": shown,
        "entidad": found[0],
        "cambios": changes[:PER_PAGE],
        "siguiente": changes[PER_PAGE - 1].pk if len(changes) > PER_PAGE else 0,
        "primera": bool(after),
    }
    return render(request, "audit/acto.html", context)


@exige(ACCION)
@reading_is_noted
def file(request: Peticion, formato: str) -> StreamingHttpResponse:
    """The acts that the filters let through, as they stand."""
    if formato not in ("csv", "json"):
        raise Http404
    entidad, wanted = _entity(request), filters_of(request.GET)
    name = f"traza-{entidad or _WHOLE}-{timezone.localdate():%Y-%m-%d}.{formato}"
    lines = as_csv(entidad, wanted) if formato == "csv" else as_json(entidad, wanted, head_of(entidad))
    kind = "text/csv" if formato == "csv" else "application/json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=f"{kind}; charset=utf-8", headers=headers)


@require_POST
@exige(ACCION)
def check(request: Peticion) -> HttpResponse:
    """Verify the chain now, or put it in the queue."""
    entidad = _entity(request)
    made = ask(entidad, request.situacion.persona, request.designacion)
    if made.terminada is None:
        messages.info(request, "La verificación está en marcha: la página dirá el resultado cuando termine.")
    elif made.problemas:
        messages.error(request, "La traza no está intacta: abajo se dice dónde.")
    else:
        messages.success(request, f"La traza está intacta: se revisaron {made.actos} actos y {made.cambios} cambios.")
    return redirect(f"{reverse('auditoria')}?{_query(request)}#cadena")


def _entities(request: Peticion) -> list[tuple[str, str]]:
    """Codes and names of the chains that the person may see; the installation's too, if all entities are theirs."""
    own = [(each.codigo, each.nombre) for each in entities_of(request.situacion, ACCION)]
    if len(own) == Entidad.objects.count():
        own.append((INSTALLATION, "La instalación"))
    return own


def _entity(request: Peticion) -> str:
    """The entity of the address, or the first. Raises Http404 for one that is not the person's."""
    own = [code for code, _ in _entities(request)]
    asked = request.GET.get("entidad", own[0])
    code = INSTALLATION if asked == _WHOLE else asked
    if code not in own:
        raise Http404
    return code


def _query(request: Peticion, **more: str) -> str:
    """The filters of the address, with others."""
    kept = {name: value for name, value in request.GET.items() if value and name != "antes"}
    return urlencode({**kept, **more})


def _choices(request: Peticion, entidad: str, wanted: Filters) -> dict[str, Any]:
    """What the filters offer."""
    situacion = request.situacion
    plans = [row[0] for row in live().query("select plan from planes where entidad = ? order by plan", [entidad])]
    own = [(each.table, each.about.capitalize()) for each in traced().values() if each.table not in TABLES]
    tables = [(name, traced()[name].about) for name in TABLES] + sorted(own, key=lambda each: each[1])
    people = [(each.pk, str(each)) for each in people_of(situacion, ACCION).order_by("last_name", "first_name")]
    positions = [(each.pk, str(each)) for each in positions_of(situacion, ACCION).filter(entidad__codigo=entidad)]
    entities = [(code or _WHOLE, name) for code, name in _entities(request)]
    return {
        "buscado": wanted,
        "filtrado": wanted.any,
        "mas_filtros": replace(wanted, texto="", persona=None, clase="").any or len(request.GET.get("entidad", "")) > 0,
        "entidades": entities if len(entities) > 1 else [],
        "entidad": entidad or _WHOLE,
        "selectores": [
            _choice("persona", "Persona", people, wanted.persona),
            _choice("clase", "Qué hizo", list(kinds().items()), wanted.clase),
            _choice("cargo", "Cargo", positions, wanted.cargo),
            _choice("plan", "Plan", [(each, each) for each in plans], wanted.plan),
            _choice("tabla", "Dónde", tables, wanted.tabla),
        ],
    }


def _choice(name: str, title: str, options: list[tuple[Any, str]], chosen: object) -> dict[str, Any]:
    return {"nombre": name, "titulo": title, "opciones": [("", "Cualquiera"), *options], "elegida": chosen or ""}


def _state(entidad: str) -> dict[str, Any]:
    """The head of the chain, the last verification and what it found."""
    last = last_one(entidad)
    report = json.loads(last.informe) if last else {}
    return {
        "cabeza": head_of(entidad),
        "ultima": last,
        "problemas": report.get("problemas", [])[:20],
        "avisos": report.get("avisos", []),
        "en_marcha": under_way(entidad),
    }

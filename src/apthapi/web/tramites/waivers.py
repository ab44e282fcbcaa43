"""Findings that somebody accepts with a ground: who says so, until when. They stay in sight, and in the papers."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Peticion, exige, hoy
from apthapi.web.process.whereabouts import whereabouts
from apthapi.web.tramites.judgement import judge_plan
from apthapi.web.tramites.models import Dispensa


@exige("ver_justificaciones")
def index(request: Peticion, plan: str) -> HttpResponse:
    """What the rules say of the whole plan, what stops its approval, and what was justified."""
    judged = judge_plan(plan)
    context = {
        **whereabouts(request.situacion, "Justificaciones"),
        "plan": plan,
        "hallazgos": judged,
        "impiden": sum(each.stops for each in judged),
        "justificados": sum(each.waiver is not None for each in judged),
        "justifica": request.situacion.puede("justificar"),
    }
    return render(request, "tramites/justificaciones.html", context)


@require_POST
@exige("justificar")
def give(request: Peticion, plan: str) -> HttpResponse:
    """Justify findings, as they stand now: each that was ticked, with the same ground."""
    wanted = set(request.POST.getlist("hallazgo"))
    reason = request.POST.get("motivo", "").strip()
    until, wrong = _day(request.POST.get("hasta", ""))
    found = [each for each in judge_plan(plan) if each.mark in wanted and each.waiver is None]
    if problem := wrong or _why_not(len(found), reason):
        messages.error(request, problem)
        return redirect("justificaciones", plan)
    who, designacion = request.situacion.persona, request.designacion
    try:
        with act("justificar", who, designacion, plan=plan, detalle=reason) as acto:
            expired = Dispensa.objects.filter(plan=plan, huella__in=wanted, retirada=False, hasta__lt=hoy())
            expired.update(retirada=True)
            Dispensa.objects.bulk_create(
                Dispensa(
                    plan=plan,
                    huella=each.mark,
                    regla=each.finding.rule,
                    unidad=each.finding.unidad,
                    mensaje=each.finding.message,
                    motivo=reason,
                    documento=request.POST.get("documento", "").strip()[:200],
                    hasta=until,
                    persona=who,
                    cargo=designacion.cargo,
                    acto=acto.pk,
                )
                for each in found
            )
    except IntegrityError:
        messages.error(request, "Otra persona justificó alguno de esos hallazgos mientras usted escribía: revise.")
    else:
        messages.success(request, f"Justificado: {len(found)}. Queda a la vista de todos, con su cargo.")
    return redirect("justificaciones", plan)


@require_POST
@exige("justificar")
def withdraw(request: Peticion, plan: str, dispensa: int) -> HttpResponse:
    """Take a justification back: the finding stops the approval again."""
    found = Dispensa.objects.filter(plan=plan, pk=dispensa, retirada=False).first()
    if found is None:
        raise Http404
    detail = f"{found.regla} {found.unidad}: {found.mensaje}".strip()
    with act("retirar_justificacion", request.situacion.persona, request.designacion, plan=plan, detalle=detail):
        Dispensa.objects.filter(pk=found.pk).update(retirada=True)
    messages.success(request, "Justificación retirada.")
    return redirect("justificaciones", plan)


def _why_not(found: int, reason: str) -> str:
    if not found:
        return "Marque al menos un hallazgo. Si ya no aparece, se corrigió o alguien lo justificó."
    return "" if reason else "Escriba el fundamento: por qué se acepta, y qué lo respalda."


def _day(text: str) -> tuple[date | None, str]:
    """The day until which it holds, and why it cannot be read."""
    if not text.strip():
        return None, ""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None, f"«{text}» no es una fecha: escríbala como 31/08/2026."
    return (day, "") if day >= hoy() else (None, f"El {day:%d/%m/%Y} ya pasó: la justificación no valdría ningún día.")

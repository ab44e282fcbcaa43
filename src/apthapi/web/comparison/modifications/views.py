"""The modifications of a version: drafted when asked for, saved by Finanzas, edited by hand in their sheet."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apthapi.core.sheets import SHEETS
from apthapi.web.comparison.modifications.drafted import read_draft
from apthapi.web.comparison.modifications.page import MARKS, page_of
from apthapi.web.comparison.modifications.storing import ACT, DraftChangedError, store, stored_before
from apthapi.web.comparison.versions import Chosen, choose
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts

LONGEST = 300
"""Letters of a norm or of an authority."""


@require_GET
@exige("ver_modificaciones")
def drafted(request: Peticion, plan: str) -> HttpResponse:
    """The draft of the modifications that explain the version, beside those that were saved."""
    return _page(request, choose(plan))


@require_POST
@exige(ACT)
def save(request: Peticion, plan: str) -> HttpResponse:
    """Save the draft that the person had in front, unless the plan changed meanwhile or something does not fit."""
    chosen = choose(plan)
    if chosen.before is None:
        return redirect("modificaciones", plan=plan)
    try:
        envio = UUID(request.POST.get("envio", ""))
    except ValueError:
        messages.error(request, "El pedido no tiene la forma esperada. Mire el borrador y guárdelo otra vez.")
        return redirect("modificaciones", plan=plan)
    typed, stamp = _typed(request.POST), request.POST.get("firma")
    found = read_draft(chosen, typed)
    try:
        if found.refusals:
            messages.error(request, f"No se guardó. {' '.join(found.refusals)}")
            return redirect("modificaciones", plan=plan)
        if not stored_before(request.situacion, envio):
            if found.stamp != stamp:
                raise DraftChangedError
            store(
                request.situacion,
                request.designacion,
                found.rows,
                envio=envio,
                still=lambda: read_draft(chosen, typed).stamp == stamp,
            )
        messages.success(request, f"Se guardaron {len(found.rows)} renglones de {len(found.parts)} modificaciones.")
    except DraftChangedError:
        messages.error(
            request, "El plan cambió mientras usted miraba el borrador. Este es el de ahora: revíselo y guarde."
        )
    return redirect("modificaciones", plan=plan)


def _page(request: Peticion, chosen: Chosen) -> HttpResponse:
    plan = chosen.after.plan
    situacion = request.situacion
    context: dict[str, object] = {**whereabouts(situacion, "Modificaciones"), "plan": plan, "antes": chosen.before}
    if chosen.before is not None:
        context |= page_of(read_draft(chosen))
    context |= {
        "edita": situacion.puede(ACT),
        "motivo": "" if situacion.puede(ACT) else situacion.por_que_no(ACT),
        "envio": uuid4(),
        "marcas": MARKS,
        "hoja": SHEETS["modificaciones"],
        "base": reverse("tablero", args=[plan]),
    }
    return render(request, "comparison/modificaciones.html", context)


def _typed(form: QueryDict) -> dict[str, tuple[str, str]]:
    """Approver and norm of each modification as they were written."""
    numbers = [name.removeprefix("aprobador-") for name in form if name.startswith("aprobador-")]
    return {
        number: (
            form.get(f"aprobador-{number}", "")[:LONGEST].strip(),
            form.get(f"norma-{number}", "")[:LONGEST].strip(),
        )
        for number in numbers
    }

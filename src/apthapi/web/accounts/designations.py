"""Who holds a position and from when to when: designate, change the dates, annul what was a mistake."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apthapi.web.accounts.forms import DesignationForm, when
from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.permisos import Peticion, exige, hoy
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import differences, recorded
from apthapi.web.process.scope import positions_of, the_designation, the_person


@exige("administrar_cargos")
@confirmed
def designate(request: Peticion, pk: int) -> HttpResponse:
    """Name a person to a position."""
    persona = the_person(request.situacion, "administrar_cargos", pk)
    form = _form(request, Designacion(persona=persona, desde=hoy()))
    if request.method == "POST" and form.is_valid():
        designacion = form.save(commit=False)
        about = f"{persona}: {designacion} {when(designacion)}"
        with recorded(request, "designar", f"persona {pk}", [about, *differences({}, _values(designacion))]):
            designacion.save()
        messages.success(request, f"{persona} queda como {designacion} {when(designacion)}.")
        return redirect("persona", pk=pk)
    return _page(request, form, persona, f"Designar a {persona}", "Designar")


@exige("administrar_cargos")
@confirmed
def edit(request: Peticion, pk: int) -> HttpResponse:
    """Change the dates or the document of a designation; the rights follow at once."""
    designacion = the_designation(request.situacion, "administrar_cargos", pk)
    persona, before = designacion.persona, _values(designacion)
    form = _form(request, designacion)
    if request.method == "POST" and form.is_valid():
        changes = differences(before, _values(form.instance))
        if changes:
            with recorded(request, "designacion_cambiada", f"persona {persona.pk}", [str(designacion), *changes]):
                form.save()
            messages.success(request, "La designación se guardó; rige desde ahora mismo.")
        return redirect("persona", pk=persona.pk)
    return _page(request, form, persona, "Cambiar la designación", "Guardar")


@require_POST
@exige("administrar_cargos")
@confirmed
def annul(request: Peticion, pk: int) -> HttpResponse:
    """Take away a designation that was a mistake: one that begins today or later. Older ones end on a day."""
    designacion = the_designation(request.situacion, "administrar_cargos", pk)
    persona = designacion.persona
    if designacion.desde < hoy():
        messages.error(request, "Ya rigió: no se anula. Escriba en «Hasta» su último día.")
    else:
        what = f"{designacion} {when(designacion)}"
        with recorded(request, "designacion_anulada", f"persona {persona.pk}", [what]):
            designacion.delete()
        messages.success(request, f"Se anuló: {what}.")
    return redirect("persona", pk=persona.pk)


def _form(request: Peticion, designacion: Designacion) -> DesignationForm:
    positions = positions_of(request.situacion, "administrar_cargos")
    return DesignationForm(request.POST or None, instance=designacion, positions=positions)


def _page(request: Peticion, form: DesignationForm, persona: Persona, title: str, button: str) -> HttpResponse:
    designacion = form.instance
    context = {
        **administration_of(request.situacion, "personas", str(persona)),
        "form": form,
        "persona": persona,
        "titulo": title,
        "boton": button,
        "anulable": designacion.pk and designacion.desde >= hoy(),
        "designacion": designacion,
    }
    return render(request, "accounts/designacion.html", context)


def _values(designacion: Designacion) -> dict[str, object]:
    return {
        "Cargo": str(designacion.cargo),
        "Desde": f"{designacion.desde:%d/%m/%Y}",
        "Hasta": f"{designacion.hasta:%d/%m/%Y}" if designacion.hasta else "",
        "Interino": designacion.interino,
        "Documento": designacion.documento,
    }

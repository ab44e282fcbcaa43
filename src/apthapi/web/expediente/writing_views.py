"""Writing the text of one paper with its preview, and issuing or voiding it: only for whose paper it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apthapi.documents import PaperError
from apthapi.documents.escritos import as_data, as_registered, write
from apthapi.documents.marcadores import Contexto
from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.documents.plantillas import TextError, typed_by_hand
from apthapi.web.expediente.emision import NotIssuedError, issue, latest, void
from apthapi.web.expediente.forms import IssueForm
from apthapi.web.expediente.shown import facts_now, groups, next_cite, offered
from apthapi.web.expediente.textos import save_draft, template_of, text_of
from apthapi.web.expediente.views import draft_file, kind_of, paper_context
from apthapi.web.process.permisos import Peticion, exige_de


def _whose(kwargs: dict[str, Any]) -> str:
    return f"escribir_{kind_of(str(kwargs.get('papel'))).papel}"


its_writer = exige_de(_whose, *(f"escribir_{papel}" for papel in ESCRITOS))


@require_http_methods(["GET", "POST"])
@its_writer
def text(request: Peticion, plan: str, papel: str) -> HttpResponseBase:
    """The text of this one paper: see how it looks, keep it, or go back to the template."""
    situacion = request.situacion
    if latest(plan, papel):
        messages.info(request, "Ya está emitido: su texto no cambia. Para rehacerlo, anúlelo antes.")
        return redirect("escrito", plan=plan, papel=papel)
    given = request.POST.get("texto", "").replace("\r\n", "\n").strip()
    wanted = request.POST.get("accion", "")
    if wanted == "reponer":
        given = template_of(situacion.entidad, papel).texto
    try:
        if wanted in ("guardar", "reponer"):
            save_draft(situacion, request.designacion, papel, given)
            messages.success(request, "El texto se guardó." if wanted == "guardar" else "Volvió al de la plantilla.")
            return redirect("escrito_texto", plan=plan, papel=papel)
        if wanted == "pdf":
            return draft_file(write(given, as_registered(papel, facts_now(plan))))
    except TextError:
        pass  # the page says what is wrong, line by line
    except PaperError as problem:
        messages.error(request, str(problem))
    kept = text_of(plan, situacion.entidad, papel)
    context = {
        **paper_context(situacion, kind_of(papel), "Texto"),
        **editor(given or kept.texto, as_registered(papel, facts_now(plan))),
        "origen": kept.origin,
        "propio": kept.propio,
    }
    return render(request, "expediente/texto.html", context)


def editor(given: str, of: Contexto) -> dict[str, object]:
    """What every editor of texts shows: the text, what is wrong or missing in it, how it looks, what it may name."""
    context: dict[str, object] = {"texto": given, "datos": offered(of), "grupos": groups()}
    try:
        escrito = write(given, of)
    except TextError as problem:
        return {**context, "fallas": problem.fallas}
    return {
        **context,
        "vista": as_data(escrito),
        "faltan": list(dict.fromkeys(each.mensaje for each in escrito.faltan)),
        "a_mano": typed_by_hand(given, of),
    }


@require_http_methods(["GET", "POST"])
@its_writer
def emit(request: Peticion, plan: str, papel: str) -> HttpResponse:
    """Issue the paper: with the next CITE, the registered one, or one typed by hand."""
    situacion = request.situacion
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = issue(situacion, request.designacion, papel, cite=form.cleaned_data["cite"])
        except (NotIssuedError, PaperError) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Emitido: {made.titulo} {made.cite}.")
            return redirect("escrito", plan=plan, papel=papel)
    hechos = facts_now(plan)
    registered = hechos.documento(papel)
    context = {
        **paper_context(situacion, kind_of(papel), "Emitir"),
        "form": form,
        "cite": next_cite(hechos, papel),
        "registrado": registered if registered and registered.cite else None,
        "emitido": latest(plan, papel),
    }
    return render(request, "expediente/emitir.html", context)


@require_POST
@its_writer
def cancel(request: Peticion, plan: str, papel: str) -> HttpResponse:
    """Void the issued paper, with the reason."""
    try:
        found = void(request.situacion, request.designacion, papel, request.POST.get("motivo", ""))
        messages.success(request, f"Anulado: {found.titulo} {found.cite}. Su número no se usará otra vez.")
    except NotIssuedError as problem:
        messages.error(request, str(problem))
    return redirect("escrito", plan=plan, papel=papel)

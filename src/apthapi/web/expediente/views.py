"""The case of a plan: its documents in their order, each beside the data that it states."""

from __future__ import annotations

from typing import BinaryIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apthapi.documents import PaperError
from apthapi.documents.cites import CiteError
from apthapi.documents.escritos import Escrito, as_data, render_escrito
from apthapi.documents.papeles_escritos import ESCRITOS, PapelEscrito
from apthapi.documents.plantillas import TextError
from apthapi.web.expediente.archive import workplace
from apthapi.web.expediente.case import steps_of, voided, writers
from apthapi.web.expediente.emision import NotIssuedError, institution_of, latest
from apthapi.web.expediente.externals import register, unregister
from apthapi.web.expediente.forms import RegisterForm
from apthapi.web.expediente.models import Emitido, Externo, Revision
from apthapi.web.expediente.shown import draft_now, issued_view, sources, stated
from apthapi.web.expediente.textos import text_of
from apthapi.web.firmas.shown import panel_of
from apthapi.web.plans.papers.catalogue import PACK
from apthapi.web.process.permisos import Peticion, Situacion, exige
from apthapi.web.process.whereabouts import whereabouts


@require_GET
@exige("ver_expediente")
def case(request: Peticion, plan: str) -> HttpResponse:
    """The documents of the process in a line of time, and the button that prepares them all."""
    situacion = request.situacion
    context = {
        **whereabouts(situacion, "Expediente"),
        "pasos": steps_of(situacion),
        "pedir": reverse("pedir_papel", args=[plan, PACK]) if situacion.puede("imprimir_plan") else "",
        "papeles": reverse("papeles", args=[plan]),
        "remision": reverse("remisiones", args=[plan]) if situacion.puede("ver_remisiones") else "",
        "registrar": reverse("registrar_documento", args=[plan]) if situacion.puede("registrar_documento") else "",
    }
    return render(request, "expediente/expediente.html", context)


@require_GET
@exige("ver_expediente")
def paper(request: Peticion, plan: str, papel: str) -> HttpResponse:
    """A written paper beside the data that it states: as it was issued, or as it would be now."""
    kind = kind_of(papel)
    issued = latest(plan, papel)
    shown = _issued(request.situacion, issued) if issued else _draft(request.situacion, papel)
    context = {
        **paper_context(request.situacion, kind),
        **shown,
        "emitido": issued,
        "anulados": voided(plan, papel),
        "fuentes_de_datos": sources(request.situacion),
        "escriben": writers(papel),
        "puede": request.situacion.puede(f"escribir_{papel}"),
    }
    return render(request, "expediente/escrito.html", context)


def paper_context(situacion: Situacion, kind: PapelEscrito, *further: str) -> dict[str, object]:
    """Where one is, for a page about one paper."""
    context = whereabouts(situacion, "Expediente")
    places = list(context["donde"])  # type: ignore[call-overload]
    places[-1] = ("Expediente", reverse("expediente", args=[situacion.plan]))
    places.append((kind.nombre, reverse("escrito", args=[situacion.plan, kind.papel]) if further else ""))
    places += [(each, "") for each in further]
    return {**context, "donde": places, "papel": kind}


def _issued(situacion: Situacion, issued: Emitido) -> dict[str, object]:
    view, facts, intact = issued_view(issued)
    revision = issued.revisiones.order_by("-numero").first()
    return {
        "vista": view,
        "datos": facts,
        "cambiados": sum(bool(each.hoy) for each in facts),
        "integro": intact,
        "revision": revision,
        "panel": panel_of(issued, situacion),
        "pdf": reverse("emitido_pdf", args=[situacion.plan, issued.codigo]),
    }


def _draft(situacion: Situacion, papel: str) -> dict[str, object]:
    text = text_of(situacion.plan, situacion.entidad, papel)
    try:
        escrito = draft_now(situacion.plan, papel, text.texto)
    except TextError as problem:
        return {"fallas": problem.fallas, "origen": text.origin}
    return {
        "vista": as_data(escrito),
        "datos": stated(escrito),
        "faltan": list(dict.fromkeys(each.mensaje for each in escrito.faltan)),
        "origen": text.origin,
        "pdf": reverse("escrito_pdf", args=[situacion.plan, papel]),
    }


@require_GET
@exige("ver_expediente")
def paper_file(request: Peticion, plan: str, papel: str) -> HttpResponseBase:
    """The PDF of a paper that is not issued, as a draft."""
    kind_of(papel)
    text = text_of(plan, request.situacion.entidad, papel).texto
    try:
        return draft_file(draft_now(plan, papel, text))
    except PaperError as problem:
        messages.error(request, str(problem))
        return redirect("escrito", plan=plan, papel=papel)


def draft_file(escrito: Escrito) -> FileResponse:
    """A draft as an answer. Raises PaperError."""
    with workplace() as work:
        out = work / "papel.pdf"
        render_escrito(escrito=escrito, out=out, institution=institution_of(escrito.hechos.plan.entidad), borrador=True)
        # The file stays readable through its handle when the folder goes.
        return pdf_answer(out.open("rb"), f"{escrito.hechos.plan.code}-{escrito.papel.papel}-borrador.pdf")


@require_GET
@exige("ver_expediente")
def issued_file(request: Peticion, plan: str, codigo: str) -> HttpResponseBase:
    """The last file of an issued paper of the plan, also of one that was voided."""
    issued = get_object_or_404(Emitido, plan=plan, codigo=codigo)
    revision = Revision.objects.filter(emitido=issued).order_by("-numero").first()
    if revision is None or not revision.file.is_file():
        messages.error(request, "El archivo no está donde se guardó. Avise a la administración del sistema.")
        return redirect("expediente", plan=plan)
    name = "".join(each if each.isalnum() or each in "-_" else "-" for each in issued.cite or issued.codigo)
    return pdf_answer(revision.file.open("rb"), f"{name}.pdf")


@require_http_methods(["GET", "POST"])
@exige("registrar_documento")
def record(request: Peticion, plan: str) -> HttpResponse:
    """Register a document that others made."""
    form = RegisterForm(request.POST or None, request.FILES or None, rol=request.designacion.cargo.rol)
    if request.method == "POST" and form.is_valid():
        try:
            register(request.situacion, request.designacion, form.given())
        except (NotIssuedError, CiteError) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "El documento quedó registrado.")
            return redirect("expediente", plan=plan)
    context = whereabouts(request.situacion, "Expediente")
    return render(request, "expediente/registrar.html", {**context, "form": form, "plan": plan})


@require_POST
@exige("registrar_documento")
def forget(request: Peticion, plan: str, documento: str) -> HttpResponse:
    """Take away a document that was registered by mistake."""
    try:
        unregister(request.situacion, request.designacion, documento)
        messages.success(request, "El registro se quitó.")
    except NotIssuedError as problem:
        messages.error(request, str(problem))
    return redirect("expediente", plan=plan)


@require_GET
@exige("ver_expediente")
def external_file(request: Peticion, plan: str, documento: str) -> HttpResponseBase:
    """The file of a registered document."""
    found = Externo.objects.filter(plan=plan, documento=documento).first()
    if found is None or not found.file.is_file():
        messages.info(request, "Ese documento se registró sin su archivo.")
        return redirect("expediente", plan=plan)
    return pdf_answer(found.file.open("rb"), found.nombre)


def pdf_answer(file: BinaryIO, name: str) -> FileResponse:
    """A PDF that is shown in the browser and not kept by anything on the way."""
    response = FileResponse(file, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["Content-Encoding"] = "identity"
    return response


def kind_of(papel: str) -> PapelEscrito:
    """The kind of paper of an address. Raises Http404."""
    if papel not in ESCRITOS:
        raise Http404
    return ESCRITOS[papel]

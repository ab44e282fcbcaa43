"""What waits for one's signature, an issued paper with its signatures, and signing it in each way."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from apthapi.documents.signing.keys import LARGEST_P12
from apthapi.web.expediente.models import Emitido, Revision
from apthapi.web.firmas import two_steps
from apthapi.web.firmas.expected import expected
from apthapi.web.firmas.keeping import DamagedError, content_of
from apthapi.web.firmas.models import EstadoDeFirma, Firma
from apthapi.web.firmas.second_factor import has_key, prove, used_key_lately
from apthapi.web.firmas.shown import panel_of, the_paper, visible, waiting
from apthapi.web.firmas.signing import NotSignedError, approve_simply, reject, sign_with_file
from apthapi.web.process.permisos import Peticion, exige

SHOWN = 30
NO_STORE = {"Cache-Control": "private, no-store"}


@require_GET
@exige("ver_firmas")
def index(request: Peticion) -> HttpResponse:
    """What waits for the person's signature, and the last papers that they may see."""
    last = visible(request.situacion).order_by("-momento")[:SHOWN]
    context = {
        "esperan": waiting(request.situacion.persona),
        "papeles": last,
        "donde": [("Firmas", "")],
        "firma_algo": request.situacion.puede("firmar_papel"),
    }
    return render(request, "firmas/mias.html", context)


@require_GET
@exige("ver_firmas")
def paper(request: Peticion, codigo: str) -> HttpResponse:
    """A paper: who signed it, who is next, its files, and the form to sign it for whoever's turn it is."""
    return _page(request, the_paper(request.situacion, codigo))


@require_GET
@exige("ver_firmas")
def revision(request: Peticion, codigo: str, numero: int) -> HttpResponse:
    """The file of a revision, if it is the one that was kept."""
    found = get_object_or_404(
        Revision.objects.select_related("emitido"), emitido=the_paper(request.situacion, codigo), numero=numero
    )
    return pdf_of(found)


def pdf_of(found: Revision) -> HttpResponse:
    """The bytes of a revision. Raises Http404 if the kept file is not the one that was kept."""
    try:
        content = content_of(found)
    except DamagedError:
        raise Http404 from None
    headers = {
        **NO_STORE,
        "Content-Disposition": f'inline; filename="{found.emitido.codigo}-{found.numero}.pdf"',
        "Content-Encoding": "identity",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
@exige("firmar_papel")
def sign(request: Peticion, codigo: str) -> HttpResponse:
    """Sign with a certificate file, which is read in memory and forgotten."""

    def work(emitido: Emitido) -> Firma:
        given = _given(request, "certificado", LARGEST_P12, "Elija el archivo de su certificado (.p12 o .pfx).")
        return sign_with_file(emitido, request.situacion.persona, given, request.POST.get("clave", ""))

    return _do(request, codigo, work)


@require_POST
@exige("firmar_papel")
def approve(request: Peticion, codigo: str) -> HttpResponse:
    """Approve with the second factor, which is asked at this very moment."""

    def work(emitido: Emitido) -> Firma:
        prove(request, request.situacion.persona)
        return approve_simply(emitido, request.situacion.persona)

    return _do(request, codigo, work)


@require_POST
@exige("firmar_papel")
def refuse(request: Peticion, codigo: str) -> HttpResponse:
    """Refuse to sign, with a reason."""
    return _do(
        request, codigo, lambda emitido: reject(emitido, request.situacion.persona, request.POST.get("motivo", ""))
    )


@require_POST
@exige("firmar_papel")
def prepare(request: Peticion, codigo: str) -> HttpResponse:
    """Prepare the order that a token signs."""
    emitido = the_paper(request.situacion, codigo)
    try:
        two_steps.begin(emitido, request.situacion.persona)
    except NotSignedError as problem:
        return _page(request, emitido, str(problem))
    messages.success(request, "El pedido está listo: descárguelo, fírmelo con su token y traiga la firma.")
    return redirect("firmas_papel", codigo)


@require_GET
@exige("firmar_papel")
def order(request: Peticion, codigo: str) -> HttpResponse:
    """The order as a file: the digest that the token signs, and of what paper it is."""
    emitido = the_paper(request.situacion, codigo)
    found = two_steps.order_of(emitido, request.situacion.persona)
    if found is None:
        raise Http404
    body = {
        "apthapi": "pedido de firma",
        "codigo": emitido.codigo,
        "papel": emitido.titulo,
        "cite": emitido.cite,
        "algoritmo": "sha256",
        "resumen": found.resumen,
    }
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{emitido.codigo}.pedido.json"'}
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json", headers=headers)


@require_POST
@exige("firmar_papel")
def finish(request: Peticion, codigo: str) -> HttpResponse:
    """Put the signature of the token in the paper."""

    def work(emitido: Emitido) -> Firma:
        given = _given(request, "firma", two_steps.LARGEST, "Elija el archivo de la firma (.p7s) que hizo su token.")
        return two_steps.end(emitido, request.situacion.persona, given)

    return _do(request, codigo, work)


def _given(request: Peticion, name: str, most: int, missing: str) -> bytes:
    """The file of a form. Raises NotSignedError if there is none, or it is too large."""
    file = request.FILES.get(name)
    if not isinstance(file, UploadedFile):
        raise NotSignedError(missing)
    if (file.size or 0) > most:
        raise NotSignedError("El archivo es demasiado grande para ser el que se pide.")
    return bytes(file.read())


def _do(request: Peticion, codigo: str, work: Callable[[Emitido], Firma]) -> HttpResponse:
    emitido = the_paper(request.situacion, codigo)
    try:
        firma = work(emitido)
    except NotSignedError as problem:
        return _page(request, emitido, str(problem))
    messages.success(request, _done(firma))
    return redirect("firmas_papel", codigo)


def _done(firma: Firma) -> str:
    if firma.estado == EstadoDeFirma.RECHAZADA:
        return "El papel quedó rechazado, con su motivo."
    return f"Su {'aprobación' if firma.simple else 'firma'} quedó en el papel."


def _page(request: Peticion, emitido: Emitido, problem: str = "") -> HttpResponse:
    emitido.refresh_from_db()
    situacion = request.situacion
    panel = panel_of(emitido, situacion)
    context = {
        "donde": [("Firmas", "/firmas/"), (str(emitido), "")],
        "emitido": emitido,
        "panel": panel,
        "problema": problem,
        "normas": {each.norma: each.marca for each in expected(emitido.papel)},
        "pedido": two_steps.order_of(emitido, situacion.persona) if panel.may_sign else None,
        "con_llave": panel.may_sign and has_key(situacion.persona),
        "llave_usada": panel.may_sign and used_key_lately(request, situacion.persona),
    }
    return render(request, "firmas/papel.html", context, status=422 if problem else 200)

"""The public pages: a code that is confirmed, a file that is compared; without sign-in, and not too often."""

from __future__ import annotations

from allauth.core.internal.ratelimit import consume
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from apthapi.documents.verification import as_code
from apthapi.web.expediente.models import Emitido, Revision
from apthapi.web.firmas.alone import one_at_a_time
from apthapi.web.firmas.public import Compared, compare, confirmed
from apthapi.web.firmas.views import pdf_of
from apthapi.web.process.permisos import publica
from apthapi.web.wall.sight import see_papers

RATES = {"mirar": "60/m/ip", "comparar": "10/m/ip"}


@csrf_exempt
@require_http_methods(["GET", "POST"])
@publica
def ask(request: HttpRequest) -> HttpResponse:
    """The page with the two questions: a code, or a file. It changes nothing, so it needs no token of a session."""
    see_papers()
    if request.method == "POST":
        return _compared(request, None)
    typed = request.GET.get("codigo", "")
    if not typed:
        return render(request, "firmas/verificar.html", {})
    code = as_code(typed)
    if code:
        return redirect("verificar_papel", code)
    problem = "Un código tiene doce letras y cifras, como 7KQM-3XWP-B9TR. Nunca lleva 0, 1, I, L ni O."
    return render(request, "firmas/verificar.html", {"problema": problem, "escrito": typed}, status=422)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@publica
def of_paper(request: HttpRequest, codigo: str) -> HttpResponse:
    """What is known of the paper of a code; with a file, whether it is that paper."""
    see_papers()
    if not _may(request, "mirar"):
        return _wait(request)
    code = as_code(codigo)
    if code and code != codigo:
        return redirect("verificar_papel", code)
    found = confirmed(code) if code else None
    if found is None:
        problem = f"No se emitió ningún papel con el código {codigo}. Revise que esté bien escrito."
        return render(request, "firmas/verificar.html", {"problema": problem, "escrito": codigo}, status=404)
    if request.method == "POST":
        return _compared(request, found.emitido)
    return render(request, "firmas/verificado.html", {"papel": found})


@require_GET
@publica
def download(request: HttpRequest, codigo: str, numero: int) -> HttpResponse:
    """The file of a revision of a signed paper, if the version of its plan is published."""
    see_papers()
    if not _may(request, "mirar"):
        return _wait(request)
    found = confirmed(codigo)
    if found is None or not found.given:
        raise Http404
    return pdf_of(get_object_or_404(Revision.objects.select_related("emitido"), emitido=found.emitido, numero=numero))


def _compared(request: HttpRequest, emitido: Emitido | None) -> HttpResponse:
    if not _may(request, "comparar"):
        return _wait(request)
    file = request.FILES.get("archivo")
    if file is None:
        return _answer(request, emitido, None, "Elija el archivo PDF que quiere comprobar.")
    with one_at_a_time() as mine:
        if not mine:
            return render(request, "firmas/espere.html", {"ocupado": True}, status=429)
        return _answer(request, emitido, compare(file.read(), emitido), "")


def _answer(request: HttpRequest, emitido: Emitido | None, found: Compared | None, problem: str) -> HttpResponse:
    context: dict[str, object] = {"comparado": found, "problema": problem}
    if emitido is not None:
        context["papel"] = confirmed(emitido.codigo)
        return render(request, "firmas/verificado.html", context, status=422 if problem else 200)
    return render(request, "firmas/verificar.html", context, status=422 if problem else 200)


def _wait(request: HttpRequest) -> HttpResponse:
    return render(request, "firmas/espere.html", status=429)


def _may(request: HttpRequest, action: str) -> bool:
    return bool(consume(request, app="apthapi.firmas", action=action, config=RATES, limit_get=True))

"""Sign-in: entering as a demonstration role, the password that was forgotten, and the second step that is missing."""

from __future__ import annotations

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from apthapi.web.accounts.gates import lacks_second_factor
from apthapi.web.accounts.models import APPROVING, Persona
from apthapi.web.process.permisos import Peticion, exige, publica


@publica
@require_POST
def enter_demonstration(request: HttpRequest) -> HttpResponse:
    """Sign in as a made-up person of the demonstration; 404 in production, and for anybody who is not made up."""
    if not settings.DEMOSTRACION:
        raise Http404
    persona = get_object_or_404(Persona, username=request.POST.get("persona", ""), demostracion=True, is_active=True)
    login(request, persona, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("inicio")


@publica
def reset_password(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link by mail; where no mail is sent, who gives it."""
    if not settings.CON_CORREO:
        return render(request, "account/password_reset_sin_correo.html")
    answer: HttpResponseBase = account.password_reset(request)
    return answer


@require_GET
@exige("ver_inicio")
def second_factor(request: Peticion) -> HttpResponse:
    """Why the position needs a second step, and the two ways to have it."""
    if not lacks_second_factor(request):
        return redirect("inicio")
    approving = [each for each in request.situacion.designaciones if each.cargo.rol in APPROVING]
    return render(request, "account/segundo_paso.html", {"aprueban": approving})

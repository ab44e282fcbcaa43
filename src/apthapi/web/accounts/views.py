"""Entering as a demonstration role."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from apthapi.web.accounts.models import Persona
from apthapi.web.process.permisos import publica


@publica
@require_POST
def enter_demonstration(request: HttpRequest) -> HttpResponse:
    """Sign in as a made-up person of the demonstration; 404 in production, and for anybody who is not made up."""
    if not settings.DEMOSTRACION:
        raise Http404
    persona = get_object_or_404(Persona, username=request.POST.get("persona", ""), demostracion=True, is_active=True)
    login(request, persona, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("inicio")

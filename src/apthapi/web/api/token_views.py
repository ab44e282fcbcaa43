"""The tokens of an entity: which there are, making one, revoking one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apthapi.web.accounts.forms import DayInput
from apthapi.web.accounts.models import Cargo
from apthapi.web.api import tokens
from apthapi.web.api.models import Ficha
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.permisos import Peticion, Situacion, exige, hoy
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import differences, history, recorded
from apthapi.web.process.scope import positions_of

LONGEST = 366
"""Days that a token may last."""
_GIVEN = "ficha_dada"


class TokenForm(forms.ModelForm[Ficha]):
    """What a new token is for, as which position it reads, and until when."""

    class Meta:
        model = Ficha
        fields = ("nombre", "cargo", "vence", "por_minuto")
        labels: ClassVar = {"nombre": "Para qué sistema", "cargo": "Lee lo que ve este cargo", "vence": "Último día"}
        help_texts: ClassVar = {
            "nombre": "Por ejemplo: tablero de la unidad de sistemas.",
            "cargo": "La ficha ve lo mismo que el cargo en la aplicación, y no escribe nada.",
            "vence": "Hasta un año. Después deja de servir y se hace otra.",
            "por_minuto": "Cuántas veces puede preguntar en un minuto.",
        }

    def __init__(self, *args: Any, positions: QuerySet[Cargo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cargo = self.fields["cargo"]
        assert isinstance(cargo, forms.ModelChoiceField)
        cargo.queryset, cargo.empty_label = positions, "Elija un cargo"
        self.fields["vence"].widget = DayInput()
        self.fields["por_minuto"].widget.attrs |= {"min": 1, "max": 6000, "class": "corto"}

    def clean_vence(self) -> date:
        """From today to a year from now."""
        last: date = self.cleaned_data["vence"]
        if not hoy() <= last <= hoy() + timedelta(days=LONGEST):
            limit = hoy() + timedelta(days=LONGEST)
            raise forms.ValidationError(f"Escriba un día desde hoy hasta el {limit:%d/%m/%Y}.")
        return last

    def clean_por_minuto(self) -> int:
        """At least one."""
        times: int = self.cleaned_data["por_minuto"]
        if not 1 <= times <= 6000:
            raise forms.ValidationError("Escriba un número de 1 a 6000.")
        return times


@exige("ver_administracion")
def listed(request: Peticion) -> HttpResponse:
    """Every token of the entities of the person; one that was just made is shown whole, once."""
    situacion = request.situacion
    given = request.session.pop(_GIVEN, None)
    found = _of(situacion).order_by("-creada")
    context = {
        **administration_of(situacion, "fichas"),
        "fichas": [(each, *_state(each)) for each in found],
        "dada": given if situacion.puede("administrar_fichas") else None,
        "historia": history(*(f"ficha {each.prefijo}" for each in found)) if found else [],
        "puede": situacion.puede("administrar_fichas"),
    }
    response = render(request, "api/fichas.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@exige("administrar_fichas")
@confirmed
def new(request: Peticion) -> HttpResponse:
    """Make a token."""
    situacion = request.situacion
    first = Ficha(vence=hoy() + timedelta(days=180), creada_por=situacion.persona)
    form = TokenForm(request.POST or None, instance=first, positions=positions_of(situacion, "administrar_fichas"))
    if request.method == "POST" and form.is_valid():
        ficha = form.save(commit=False)
        whole = tokens.give(ficha)
        with recorded(request, "ficha_creada", f"ficha {ficha.prefijo}", differences({}, _values(ficha))):
            ficha.save()
        request.session[_GIVEN] = {"nombre": ficha.nombre, "texto": whole}
        return redirect("fichas")
    context = {
        **administration_of(situacion, "fichas", "Nueva"),
        "form": form,
        "titulo": "Crear una ficha de acceso",
        "boton": "Crear la ficha",
        "volver": "fichas",
    }
    return render(request, "accounts/formulario.html", context)


@require_POST
@exige("administrar_fichas")
@confirmed
def revoke(request: Peticion, pk: int) -> HttpResponse:
    """The token serves no more, from this moment on."""
    ficha = _of(request.situacion, "administrar_fichas").filter(pk=pk).first()
    if ficha is None:
        raise Http404
    if ficha.revocada is None:
        with recorded(request, "ficha_revocada", f"ficha {ficha.prefijo}", [ficha.nombre]):
            Ficha.objects.filter(pk=pk).update(revocada=timezone.now())
        messages.success(request, f"La ficha «{ficha}» ya no sirve.")
    return redirect("fichas")


def _of(situacion: Situacion, accion: str = "ver_administracion") -> QuerySet[Ficha]:
    """The tokens of the positions of those entities."""
    found = Ficha.objects.filter(cargo__in=positions_of(situacion, accion))
    return found.select_related("cargo", "cargo__entidad", "creada_por")


def _state(ficha: Ficha) -> tuple[str, str]:
    """For a pill: colour and word."""
    if ficha.revocada is not None:
        return "cerrado", "Revocada"
    return ("vigente", "Vale") if tokens.is_valid(ficha) else ("historico", "Venció")


def _values(ficha: Ficha) -> dict[str, object]:
    return {
        "Para": ficha.nombre,
        "Cargo": str(ficha.cargo),
        "Último día": f"{ficha.vence:%d/%m/%Y}",
        "Pedidos por minuto": ficha.por_minuto,
    }

"""How each entity signs: digitally, or with a simple approval."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from apthapi.documents.signing.certificates import read_roots
from apthapi.documents.signing.errors import SignatureError
from apthapi.web.firmas.models import FormaDeFirmar
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import differences, history, recorded
from apthapi.web.process.scope import entities_of


class WayForm(forms.ModelForm[FormaDeFirmar]):
    """The choice of the entity."""

    class Meta:
        model = FormaDeFirmar
        fields = ("como", "estricta")
        widgets: ClassVar = {"como": forms.RadioSelect}
        labels: ClassVar = {"como": "Cómo se firman los papeles"}
        help_texts: ClassVar = {
            "como": "Vale para los papeles que se emitan desde ahora. El papel dice siempre cuál de las dos fue.",
            "estricta": "Si no, se firma igual y el papel lo advierte.",
        }


@exige("ver_administracion")
def ways(request: Peticion) -> HttpResponse:
    """How each entity of the person signs, and what the installation has for it."""
    found = list(entities_of(request.situacion, "ver_administracion").select_related("forma_de_firmar"))
    context = {
        **administration_of(request.situacion, "forma_de_firmar"),
        "entidades": [
            (each, getattr(each, "forma_de_firmar", FormaDeFirmar()), history(f"forma de firmar {each.codigo}"))
            for each in found
        ],
        "puede": request.situacion.puede("administrar_entidad"),
        "raices": _roots(),
        "sello_tiempo": settings.SELLO_TIEMPO,
        "revocacion": settings.REVOCACION,
    }
    return render(request, "firmas/formas.html", context)


def _roots() -> str:
    """What is known of the authorities that the installation trusts, in words."""
    try:
        roots = read_roots(settings.RAICES)
    except SignatureError as problem:
        return str(problem)
    certificates, lists = len(roots.certificates), len(roots.lists)
    if not certificates:
        return "Ninguna: todo certificado se tendrá por desconocido. Se ponen en la carpeta de APTHAPI_RAICES."
    return f"{certificates} certificado{'s' * (certificates != 1)} y {lists} lista{'s' * (lists != 1)} de revocados."


@exige("administrar_entidad")
@confirmed
def way(request: Peticion, codigo: str) -> HttpResponse:
    """Change how an entity signs."""
    entidad = entities_of(request.situacion, "administrar_entidad").filter(codigo=codigo).first()
    if entidad is None:
        raise Http404
    found = FormaDeFirmar.objects.filter(entidad=entidad).first() or FormaDeFirmar(entidad=entidad)
    before = _told(found)
    form = WayForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        if changes := differences(before, _told(found)):
            with recorded(request, "forma_de_firmar", f"forma de firmar {codigo}", changes):
                form.save()
            messages.success(request, "La forma de firmar se guardó.")
        return redirect("formas_de_firmar")
    context = {
        **administration_of(request.situacion, "forma_de_firmar", entidad.sigla),
        "form": form,
        "titulo": f"Cómo firma {entidad.sigla}",
        "boton": "Guardar",
        "volver": "formas_de_firmar",
    }
    return render(request, "accounts/formulario.html", context)


def _told(way: FormaDeFirmar) -> dict[str, object]:
    return {"Cómo se firma": way.get_como_display(), "Rechaza autoridades desconocidas": way.estricta}

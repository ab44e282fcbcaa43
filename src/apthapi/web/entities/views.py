"""The entity with its logo, and the calendar of its plans."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apthapi.documents.heading import plan_title
from apthapi.web.entities.logos import NotALogoError, draw
from apthapi.web.entities.models import Entidad, Logo
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.models import EstadoDePlan, Version
from apthapi.web.process.permisos import Peticion, exige, publica
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import differences, history, recorded
from apthapi.web.process.scope import entities_of
from apthapi.web.process.whereabouts import days_left, pressing


class EntityForm(forms.ModelForm[Entidad]):
    """How the entity is called. Its code is that of the institutional classifier and is not changed here."""

    logo = forms.FileField(
        label="Logo",
        required=False,
        help_text="PNG o JPEG de hasta 1 MB.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )

    class Meta:
        model = Entidad
        fields = ("nombre", "sigla")
        labels: ClassVar = {"nombre": "Nombre", "sigla": "Sigla"}

    def clean_logo(self) -> Any:
        """The picture drawn anew, or nothing."""
        given = self.cleaned_data.get("logo")
        if not given:
            return None
        try:
            return draw(given.read())
        except NotALogoError as problem:
            raise forms.ValidationError(str(problem)) from None


@exige("ver_administracion")
def entities(request: Peticion) -> HttpResponse:
    """The entities that the person administers or audits."""
    found = list(entities_of(request.situacion, "ver_administracion").select_related("logo"))
    context = {
        **administration_of(request.situacion, "entidad"),
        "entidades": [(each, getattr(each, "logo", None), history(f"entidad {each.codigo}")) for each in found],
        "puede": request.situacion.puede("administrar_entidad"),
    }
    return render(request, "entities/entidades.html", context)


@exige("administrar_entidad")
@confirmed
def entity(request: Peticion, codigo: str) -> HttpResponse:
    """Change the name, the short name or the logo of an entity."""
    entidad = entities_of(request.situacion, "administrar_entidad").filter(codigo=codigo).first()
    if entidad is None:
        raise Http404
    before = {"Nombre": entidad.nombre, "Sigla": entidad.sigla}
    form = EntityForm(request.POST or None, request.FILES or None, instance=entidad)
    if request.method == "POST" and form.is_valid():
        changes = differences(before, {"Nombre": entidad.nombre, "Sigla": entidad.sigla})
        drawn = form.cleaned_data["logo"]
        changes += [f"Logo nuevo de {drawn.width} × {drawn.height} puntos, huella {drawn.seal[:16]}"] if drawn else []
        if changes:
            with recorded(request, "entidad_cambiada", f"entidad {codigo}", changes):
                form.save()
                if drawn:
                    new = {"png": drawn.png, "ancho": drawn.width, "alto": drawn.height, "sello": drawn.seal}
                    Logo.objects.update_or_create(entidad=entidad, defaults=new)
            messages.success(request, "Los datos de la entidad se guardaron.")
        return redirect("entidades")
    context = {
        **administration_of(request.situacion, "entidad", before["Sigla"]),
        "form": form,
        "titulo": f"Entidad {codigo}",
        "boton": "Guardar",
        "volver": "entidades",
        "con_archivo": True,
    }
    return render(request, "accounts/formulario.html", context)


@publica
def logo(request: HttpRequest, codigo: str, sello: str) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """The picture; its address changes when it does, so that it is kept for ever."""
    found = Logo.objects.filter(entidad__codigo=codigo, sello=sello).first()
    if found is None:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(bytes(found.png), content_type="image/png", headers=headers)


@exige("ver_calendario")
def calendar(request: Peticion) -> HttpResponse:
    """Until when the units work on each version of the plans of the entity."""
    situacion = request.situacion
    codes = [each.codigo for each in entities_of(situacion, "ver_calendario")]
    planning = [each.codigo for each in entities_of(situacion, "fijar_plazos")]
    rows = live().query(
        "select plan, sigla, gestion, tipo, version, entidad from planes "
        f"where entidad in ({', '.join('?' for _ in codes)}) order by gestion desc, version desc",
        codes,
    )
    versions = {each.plan: each for each in Version.objects.filter(plan__in=[row[0] for row in rows])}
    found = [
        {
            "plan": plan,
            "titulo": f"{sigla} {gestion} · {plan_title(tipo, number, gestion)}",
            "version": versions[plan],
            "abierta": versions[plan].estado == EstadoDePlan.ELABORACION,
            "fija": entidad in planning and versions[plan].estado == EstadoDePlan.ELABORACION,
            "falta": days_left(limit) if (limit := versions[plan].vence) else "",
            "estado": pressing(limit) if limit else "",
        }
        for plan, sigla, gestion, tipo, number, entidad in rows
        if plan in versions
    ]
    context = {**administration_of(situacion, "calendario"), "versiones": found}
    return render(request, "entities/calendario.html", context)


@require_POST
@exige("fijar_plazos")
def set_limit(request: Peticion, plan: str) -> HttpResponse:
    """Fix the last day of the units."""
    text = request.POST.get("vence", "").strip()
    try:
        limit = date.fromisoformat(text) if text else None
    except ValueError:
        messages.error(request, f"«{text}» no es una fecha: escríbala como 31/08/2026.")
        return redirect("calendario")
    version = Version.objects.get(plan=plan)
    lines = differences({"Fecha límite": _day(version.vence)}, {"Fecha límite": _day(limit)})
    if lines:
        with act("fijar_plazo", request.situacion.persona, request.designacion, plan=plan, detalle=lines[0]):
            version.vence = limit
            version.save(update_fields=["vence"])
        messages.success(request, f"La fecha límite quedó: {_day(limit) or 'sin fecha'}.")
    return redirect("calendario")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

"""The texts and the numbering of the papers of an entity, for who administers them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from apthapi.documents import PaperError
from apthapi.documents.escritos import as_registered, write
from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.documents.plantillas import TextError
from apthapi.web.entities.models import Entidad
from apthapi.web.expediente.forms import NumberingForm
from apthapi.web.expediente.models import Correlativo, Plantilla
from apthapi.web.expediente.numbering import lock, numbering_of, save_format
from apthapi.web.expediente.shown import facts_now
from apthapi.web.expediente.textos import save_template, template_of
from apthapi.web.expediente.views import draft_file, kind_of
from apthapi.web.expediente.writing_views import editor
from apthapi.web.plans.live import live
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import differences, history, recorded
from apthapi.web.process.scope import entities_of
from apthapi.web.process.whereabouts import heading

MOST_VERSIONS = 20
_DIGITS = 9
"""A number of a version has fewer."""


@require_GET
@exige("administrar_plantillas")
def index(request: Peticion) -> HttpResponse:
    """The kinds of paper of each entity: the text and the numbering in force."""
    found = []
    for entidad in entities_of(request.situacion, "administrar_plantillas"):
        rows = []
        for papel, kind in ESCRITOS.items():
            text, way = template_of(entidad.codigo, papel), numbering_of(entidad.codigo, papel)
            rows.append({"papel": kind, "origen": text.origin, "propia": bool(text.numero), "numeracion": way})
        found.append((entidad, rows))
    context = {**administration_of(request.situacion, "plantillas"), "entidades": found}
    return render(request, "expediente/plantillas.html", context)


@require_http_methods(["GET", "POST"])
@exige("administrar_plantillas")
def template(request: Peticion, codigo: str, papel: str) -> HttpResponseBase:
    """The text of a kind of paper, seen with the facts of a chosen plan before it is kept."""
    entidad, kind = _entity(request, codigo), kind_of(papel)
    plans = _plans(codigo)
    if not plans:
        messages.info(request, "Una plantilla se ve contra un plan: la entidad todavía no tiene ninguno.")
        return redirect("plantillas")
    plan = request.POST.get("plan") or request.GET.get("plan") or plans[0][0]
    if plan not in [code for code, _ in plans]:
        raise Http404
    kept = template_of(codigo, papel)
    given = request.POST.get("texto", "").replace("\r\n", "\n").strip()
    wanted = request.POST.get("accion", "")
    try:
        if wanted in ("guardar", "reponer"):
            same_as_default = given == kind.default_text.strip()
            stored = save_template(request, codigo, papel, "" if wanted == "reponer" or same_as_default else given)
            messages.success(request, _told(wanted, stored))
            return redirect("plantilla", codigo=codigo, papel=papel)
        if wanted == "pdf":
            return draft_file(write(given, as_registered(papel, facts_now(plan))))
    except TextError:
        pass  # the page says what is wrong, line by line
    except PaperError as problem:
        messages.error(request, str(problem))
    shown = given or _version(request, codigo, papel) or kept.texto
    context = {
        **administration_of(request.situacion, "plantillas", f"{kind.nombre} · {entidad.sigla}"),
        **editor(shown, as_registered(papel, facts_now(plan))),
        "papel": kind,
        "entidad": entidad,
        "origen": kept.origin,
        "propio": bool(kept.numero),
        "planes": plans,
        "elegido": plan,
        "versiones": _versions(codigo, papel),
    }
    return render(request, "expediente/plantilla.html", context)


def _told(wanted: str, stored: bool) -> str:
    if not stored:
        return "No había nada que cambiar."
    return "La plantilla se guardó." if wanted == "guardar" else "Volvió a la plantilla del sistema."


def _version(request: Peticion, codigo: str, papel: str) -> str:
    """The text of an older version that the person wants to see in the editor."""
    number = request.GET.get("version", "")
    if not (number.isdecimal() and len(number) < _DIGITS):
        return ""
    found = Plantilla.objects.filter(entidad=codigo, papel=papel, numero=int(number)).first()
    return (found.texto or ESCRITOS[papel].default_text) if found else ""


def _versions(codigo: str, papel: str) -> list[Plantilla]:
    found = Plantilla.objects.filter(entidad=codigo, papel=papel).select_related("cargo", "persona")
    return list(found.order_by("-numero")[:MOST_VERSIONS])


@require_http_methods(["GET", "POST"])
@exige("administrar_plantillas")
@confirmed
def numbering(request: Peticion, codigo: str, papel: str) -> HttpResponse:
    """How a kind of paper is numbered, and which number was the last of the gestión in front."""
    entidad, kind = _entity(request, codigo), kind_of(papel)
    gestion = _year(codigo)
    way = numbering_of(codigo, papel)
    row = Correlativo.objects.filter(entidad=codigo, serie=way.serie, gestion=gestion).first()
    before = {"formato": way.formato, "serie": way.serie, "ultimo": row.ultimo if row else 0}
    form = NumberingForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        if _goes_down(codigo, gestion, form):
            form.add_error("ultimo", "Ese número ya se pasó: solo puede subir, porque un número no se repite.")
        else:
            _store(request, codigo, papel, gestion, before, form)
            messages.success(request, "La numeración se guardó.")
            return redirect("plantillas")
    context = {
        **administration_of(request.situacion, "plantillas", f"Numeración · {kind.nombre} · {entidad.sigla}"),
        "form": form,
        "titulo": f"Numeración: {kind.nombre}, gestión {gestion}",
        "boton": "Guardar",
        "volver": "plantillas",
        "historia": history(f"numeracion {codigo} {papel}"),
    }
    return render(request, "expediente/numeracion.html", context)


def _goes_down(codigo: str, gestion: int, form: NumberingForm) -> bool:
    row = Correlativo.objects.filter(entidad=codigo, serie=form.cleaned_data["serie"], gestion=gestion).first()
    return row is not None and form.cleaned_data["ultimo"] < row.ultimo


def _store(
    request: Peticion, codigo: str, papel: str, gestion: int, before: dict[str, object], form: NumberingForm
) -> None:
    given = form.cleaned_data
    with recorded(request, "numeracion_cambiada", f"numeracion {codigo} {papel}", differences(before, given)):
        lock(codigo)
        save_format(codigo, papel, given["formato"], given["serie"])
        row, _ = Correlativo.objects.get_or_create(entidad=codigo, serie=given["serie"], gestion=gestion)
        # Somebody may have taken a number since the page was seen: the correlative never goes down.
        row.ultimo = max(row.ultimo, given["ultimo"])
        row.save(update_fields=["ultimo"])


def _entity(request: Peticion, codigo: str) -> Entidad:
    found = entities_of(request.situacion, "administrar_plantillas").filter(codigo=codigo).first()
    if found is None:
        raise Http404
    return found


def _plans(codigo: str) -> list[tuple[str, str]]:
    """The plans of the entity with their names, the last first."""
    rows = live().query("select plan from planes where entidad = ? order by gestion desc, version desc", [codigo])
    return [(row[0], str(heading(row[0]))) for row in rows]


def _year(codigo: str) -> int:
    """The gestión of the last plan of the entity."""
    return int(live().value("select max(gestion) from planes where entidad = ?", [codigo]) or 0)

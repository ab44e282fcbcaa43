"""Who has reported what; how a unit stands; reporting a month; the files that prove it; reminding who is silent."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apthapi.formats.errors import FileError
from apthapi.formats.evidence import ACCEPTED, KINDS
from apthapi.web.execution.places import tabs
from apthapi.web.execution.progress import page
from apthapi.web.execution.progress.asking import LONGEST, Typed, blank, read
from apthapi.web.execution.progress.evidence import content_of, keep_aside, seal, unseal
from apthapi.web.execution.progress.history import sayings
from apthapi.web.execution.progress.models import Evidencia
from apthapi.web.execution.progress.months import NAMES, begun, ended, span
from apthapi.web.execution.progress.operations import Progress, progress_of
from apthapi.web.execution.progress.reminding import NobodyToRemindError, remind_unit
from apthapi.web.execution.progress.silence import Pending, Unit, unit_of, units
from apthapi.web.execution.progress.storing import Asked, OvertakenError, report
from apthapi.web.plans.live import live
from apthapi.web.plans.package import chain_of
from apthapi.web.process.permisos import Peticion, Situacion, exige, hoy
from apthapi.web.process.whereabouts import whereabouts

Context = dict[str, object]
TITLE = "Avance"
PER_PAGE = 100
"""Units of the board on a page."""


@require_GET
@exige("ver_avance")
def index(request: Peticion, plan: str) -> HttpResponse:
    """Units by months: informed, late, nothing programmed; who is silent and since when."""
    situacion, progress = request.situacion, progress_of(plan)
    rows_of_units = live().query("select unidad, nombre from unidades where plan = ? order by renglon", [plan])
    names: dict[str, str] = {unidad: nombre or "" for unidad, nombre in rows_of_units}
    every = units(progress, names, hoy())
    rows = [each for each in every if each.programmes]
    silent = [each for each in rows if each.since]
    only = request.GET.get("ver") == "atrasadas"
    pages = Paginator(silent if only else rows, PER_PAGE).get_page(request.GET.get("page"))
    absent = sorted({each.unidad for each in progress.gone} - names.keys())
    context: Context = {
        **_where(situacion),
        "lugares": tabs(situacion, TITLE),
        "plan": plan,
        "meses": NAMES,
        "pagina": pages,
        "filas": [(each, names.get(each.unidad, ""), each.days(hoy()), _link(request, each)) for each in pages],
        "callan": len(silent),
        "solo": only,
        "cuantas": len(rows),
        "sin_programa": [each.unidad for each in every if not each.programmes],
        "plazo": progress.days,
        "recuerda": situacion.puede("recordar_avance"),
        "con_correo": settings.CON_CORREO or settings.DEMOSTRACION,
        "ausentes": [(name, page.gone(progress.of_unit(name))) for name in absent],
        "otra": _is_replaced(situacion),
    }
    return render(request, "execution/avance_plan.html", context)


def _link(request: Peticion, found: Unit) -> str:
    """Where the unit reports what it owes, whole, to be passed on."""
    if found.pending is None:
        return ""
    plan = request.situacion.plan
    return request.build_absolute_uri(reverse("avance_informar", args=[plan, found.unidad, found.pending.last]))


@require_GET
@exige("ver_avance_unidad")
def unit(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """How the operations of a unit stand, month by month, with what proves it and what was corrected."""
    return _unit(request, plan, unidad)


def _unit(request: Peticion, plan: str, unidad: str, status: int = 200) -> HttpResponse:
    situacion, progress = request.situacion, progress_of(plan, unidad)
    own = unit_of(progress, unidad, hoy())
    told = page.told_months(progress, sayings(plan, unidad))
    until = max(ended(progress.gestion, hoy()), told[0].number if told else 0)
    context: Context = {
        **_where(situacion),
        "lugares": tabs(situacion, TITLE),
        "plan": plan,
        "unidad": unidad,
        "propia": own,
        "hasta": NAMES[until - 1] if until else "",
        "filas": page.standing(progress, until),
        "informes": told,
        "sin_respaldo": sum(each.unproved for month in told for each in month.reports),
        "ausentes": page.gone(progress),
        "informa": situacion.puede("informar_avance"),
        "abiertos": begun(progress.gestion, hoy()),
        "otra": _is_replaced(situacion),
    }
    return render(request, "execution/avance.html", context, status=status)


@require_http_methods(["GET", "POST"])
@exige("informar_avance")
def update(request: Peticion, plan: str, unidad: str, mes: int) -> HttpResponse:
    """Confirm what was programmed as done, or say what was done instead; of a month, or since the last report."""
    situacion, progress = request.situacion, progress_of(plan, unidad)
    if not 1 <= mes <= begun(progress.gestion, hoy()):
        messages.error(request, "Ese mes todavía no empezó: su avance se informa cuando llegue.")
        return redirect("avance_unidad", plan, unidad)
    if request.method == "GET":
        return _form(request, progress, mes, blank(progress.operations, mes), str(uuid4()))
    typed, lines = read(
        request.POST,
        request.FILES,
        progress.operations,
        mes,
        take=keep_aside,
        again=partial(unseal, situacion=situacion),
    )
    envio = _envio(request.POST.get("envio", ""))
    if not typed.told and lines:
        asked = Asked(mes, tuple(lines), tuple(typed.whole.files), typed.reason, request.POST.get("visto", ""))
        try:
            return _kept(request, mes, report(situacion, request.designacion, asked, UUID(envio)))
        except OvertakenError as problem:
            progress, typed.problems = problem.now, problem.problems
            typed.follow(progress.operations)
            envio = str(uuid4())
        except FileError as problem:
            typed.problems = [str(problem)]
    elif not typed.told:
        typed.problems = ["No hay nada que informar: ninguna operación dice que se hizo algo."]
    return _form(request, progress, mes, typed, envio)


def _form(request: Peticion, progress: Progress, mes: int, typed: Typed, envio: str) -> HttpResponse:
    situacion = request.situacion
    for said in (typed.whole, *(row.said for row in typed.rows)):
        said.seals = [(each, seal(each, situacion)) for each in said.files]
    asked = [row for row in typed.rows if row.asked]
    first = min((row.operation.since(mes) for row in asked if row.operation.programmed(mes)), default=mes)
    corrects = any(mes in row.operation.reports for row in asked)
    context: Context = {
        **_place(situacion, f"{span(first, mes).capitalize()}"),
        "mes": mes,
        "meses": span(first, mes),
        "otros": _other_months(progress, mes),
        "escrito": typed,
        "preguntas": asked,
        "demas": [row for row in typed.rows if not row.asked],
        "junto": [(each, NAMES[told - 1], told) for each in progress.operations if (told := each.told_with(mes))],
        "corrige": corrects,
        "envio": envio,
        "visto": progress.seal,
        "largo": LONGEST,
        "acepta": ACCEPTED,
        "megas": settings.EVIDENCIA_MAYOR // 2**20,
    }
    return render(request, "execution/avance_informar.html", context, status=422 if typed.told else 200)


def _other_months(progress: Progress, mes: int) -> list[tuple[int, str]]:
    """The months up to which one may report instead: those that nobody told about yet."""
    until = begun(progress.gestion, hoy())
    absent: set[int] = set().union(*(each.missing(until) for each in progress.operations))
    return [(number, NAMES[number - 1]) for number in range(min(absent, default=13), until + 1) if number != mes]


def _kept(request: Peticion, mes: int, written: int) -> HttpResponse:
    plan, unidad = request.situacion.plan, request.situacion.unidad
    if written:
        messages.success(request, f"Se informó el avance hasta {NAMES[mes - 1]}.")
    else:
        messages.info(request, "Ese avance ya estaba informado así: no cambió nada.")
    return redirect("avance_unidad", plan, unidad)


@require_GET
@exige("ver_avance_unidad")
def evidence(request: Peticion, plan: str, unidad: str, sha256: str) -> HttpResponseBase:
    """A file that proves progress, if it is still the one that was given."""
    found = Evidencia.objects.filter(plan__in=chain_of(plan), unidad=unidad, sha256=sha256).order_by("-pk").first()
    if found is None:
        raise Http404
    try:
        content = content_of(found)
    except FileError as problem:
        messages.error(request, str(problem))
        return _unit(request, plan, unidad, status=409)
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=found.nombre, content_type=KINDS[found.clase].media
    )


@require_POST
@exige("recordar_avance")
def send_reminder(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """A mail to who is in charge of the unit, with the link to what it owes."""
    pending: Pending | None = unit_of(progress_of(plan, unidad), unidad, hoy()).pending
    try:
        sent = remind_unit(request.situacion, request.designacion, pending)
        messages.success(request, f"Se envió el enlace a {sent} persona{'' if sent == 1 else 's'} de {unidad}.")
    except NobodyToRemindError as problem:
        messages.error(request, str(problem))
    return redirect("avance", plan)


def _envio(given: str) -> str:
    try:
        return str(UUID(given))
    except ValueError:
        return str(uuid4())


def _is_replaced(situacion: Situacion) -> bool:
    return situacion.version is not None and situacion.version.estado != "vigente"


def _where(situacion: Situacion) -> Context:
    """Where one is, with the state of the plan: it is the one that matters here, also in the part of a unit."""
    context, version = whereabouts(situacion, TITLE), situacion.version
    return {**context, "estado": version.estado, "estado_texto": version.get_estado_display()} if version else context


def _place(situacion: Situacion, name: str) -> Context:
    """Where one is, below the progress of the unit."""
    context = _where(situacion)
    places = list(context["donde"])  # type: ignore[call-overload]
    places[-1] = (TITLE, reverse("avance_unidad", args=[situacion.plan, situacion.unidad]))
    return {**context, "donde": [*places, (name, "")], "plan": situacion.plan, "unidad": situacion.unidad}

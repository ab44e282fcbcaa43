"""The wizard: a file, its sheets, their columns, what it would bring; then accepting it, or downloading a package."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apthapi.core.package import read_package
from apthapi.core.writing import write_zip
from apthapi.formats.errors import FileError
from apthapi.formats.mapping.package import write_tables
from apthapi.formats.mapping.spent import TABLE, Meaning
from apthapi.formats.mapping.spent_package import settle
from apthapi.formats.spreadsheet import RawBook
from apthapi.web.importacion import page
from apthapi.web.importacion.choosing import (
    Chosen,
    chosen_of,
    correct,
    mapa_of,
    open_book,
    propose_again,
    say_units,
    start,
    take,
    to_remember,
)
from apthapi.web.importacion.elsewhere import of_elsewhere
from apthapi.web.importacion.keeping import LARGEST, discard, receive
from apthapi.web.importacion.models import Asunto, Importacion, MapaDeEntidad, Modo, PlanillaImportada
from apthapi.web.importacion.preview import Preview, applied_of, preview, shown, units_of
from apthapi.web.importacion.storing import bring
from apthapi.web.process.permisos import Peticion, exige_de
from apthapi.web.process.records import recorded
from apthapi.web.process.whereabouts import whereabouts

_Context = dict[str, object]
_ACTIONS = ("editar_unidad", "importar_plan", "registrar_gasto")
_BY_PLACE = exige_de(lambda kwargs: _ACTIONS[2 if kwargs.get("asunto") else "unidad" not in kwargs], *_ACTIONS)
MOST_PROBLEMS = 100


@require_http_methods(["GET", "POST"])
@_BY_PLACE
def index(request: Peticion, /, **_: str) -> HttpResponse:
    """Give a file; what waits and what was imported before."""
    problem = ""
    situacion = request.situacion
    if request.method == "POST":
        try:
            return redirect(_address(request, "importacion", _taken(request).pk))
        except FileError as found:
            problem = str(found)
    here = {"plan": situacion.plan, "unidad": situacion.unidad, "asunto": asunto_of(request)}
    context = {
        **frame(request),
        "problema": problem,
        "mas_grande": LARGEST // 2**20,
        "esperan": Importacion.objects.filter(**here, persona=situacion.persona, aceptada=False).order_by("-momento"),
        "importadas": PlanillaImportada.objects.filter(**here).select_related("cargo").order_by("-momento")[:20],
        "mapas": [(each, each.is_of(situacion)) for each in _remembered(situacion.entidad)],
    }
    return render(request, "importacion/inicio.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@_BY_PLACE
def show(request: Peticion, /, numero: UUID, **_: str) -> HttpResponse:
    """The sheets of a workbook; which are imported, and what happens to what there is. It can also be discarded."""
    waiting = waiting_of(request, numero)
    if request.method == "POST" and "descartar" in request.POST:
        discard(waiting)
        messages.success(request, f"«{waiting.nombre}» se descartó.")
        return redirect(_address(request, "importar"))
    if request.method == "POST":
        numbers = (each for each in request.POST.getlist("hoja") if each.isdecimal() and len(each) < 6)
        take(waiting, frozenset(int(each) for each in numbers))
        modo = request.POST.get("modo", "")
        waiting.modo = modo if modo in Modo.values else waiting.modo
        waiting.save(update_fields=["modo"])
        return redirect(_address(request, "importacion_vista", numero))
    chosen = chosen_of(waiting, open_book(waiting))
    context = {
        **frame(request),
        "espera": waiting,
        "hojas": [(each, *_summary(each)) for each in chosen],
        "modos": Modo.choices,
    }
    return render(request, "importacion/hojas.html", context)


def _summary(each: Chosen) -> tuple[str, int, int]:
    """The table of a sheet in words, its columns that are known, and all of them."""
    title = next((text for _, text, mine in page.tables(each) if mine), "")
    return title, sum(bool(one.es) for one in each.guesses), len(each.guesses)


@require_http_methods(["GET", "POST"])
@_BY_PLACE
def sheet(request: Peticion, /, numero: UUID, hoja: int, **_: str) -> HttpResponse:
    """The columns of a sheet: what each means, what holds for all of it; or look again with other titles."""
    waiting = waiting_of(request, numero)
    book = open_book(waiting)
    each = next((one for one in chosen_of(waiting, book) if one.number == hoja), None)
    if each is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        form = request.POST.dict()
        try:
            if "otra_vez" in form or each.part is None:
                propose_again(waiting, each, {k: str(v) for k, v in form.items()}, request.situacion.entidad)
                return redirect(_address(request, "importacion_hoja", numero, hoja))
            correct(waiting, each, {k: str(v) for k, v in form.items()})
            following = "importacion_hoja" if "quedarse" in form else "importacion"
            return redirect(_address(request, following, numero, *([hoja] if "quedarse" in form else [])))
        except FileError as found:
            problem = str(found)
    letters, rows = page.rows_around(each)
    context = {
        **frame(request),
        "espera": waiting,
        "hoja": each,
        "problema": problem,
        "letras": letters,
        "filas": rows,
        "columnas": page.columns_of(each),
        "tablas": [choice for choice in page.tables(each) if not asunto_of(request) or choice[0] == TABLE],
        "grupos": page.group_titles(each),
        "constantes": page.constants(each, units_of(request.situacion.plan)),
    }
    return render(request, "importacion/hoja.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@_BY_PLACE
def review(request: Peticion, plan: str, numero: UUID, unidad: str = "") -> HttpResponse:
    """What the workbook would bring; a POST accepts it, or says which units are meant."""
    try:
        waiting = waiting_of(request, numero)
    except Http404:
        if done := accepted(request, numero):  # asked afterwards: it may be accepted at this very moment
            return again(request, done)
        raise
    if request.method == "POST" and "unidades" in request.POST:
        pairs = zip(request.POST.getlist("dice"), request.POST.getlist("es"), strict=False)
        say_units(waiting, {said: code for said, code in pairs if code})
        return redirect(_address(request, "importacion_vista", numero))
    book = open_book(waiting)
    chosen = chosen_of(waiting, book)
    found = _preview(request, waiting, chosen, book)
    status = 200
    if request.method == "POST" and not found.acceptable:
        status = 409
    elif request.method == "POST":
        name = request.POST.get("nombre", "").strip()[:120]
        keep = (name, to_remember(mapa_of(waiting, chosen, name))) if name and "recordar" in request.POST else None
        result = bring(
            request.situacion,
            request.designacion,
            waiting,
            found.rows,
            seen=request.POST.get("huella", ""),
            remember=keep,
        )
        if result.again:
            return again(request, waiting)
        if not result.refused and not result.changed:
            messages.success(request, _done(result.counts, len(result.units)))
            return (
                redirect("paso", plan=plan, unidad=unidad, paso="requerimientos")
                if unidad
                else redirect("tablero", plan)
            )
        found.result, status = result, 409 if result.changed else 422
    context = {
        **frame(request),
        "espera": waiting,
        "vista": found,
        "errores": found.applied.errors[:MOST_PROBLEMS],
        "avisos": found.warnings[:MOST_PROBLEMS],
        "rechazos": found.result.refused[:MOST_PROBLEMS],
        "tablas": shown(found.rows),
        "unidades": units_of(request.situacion.plan),
        "modo": Modo(waiting.modo).label,
        "nombre": Path(waiting.nombre).stem,
    }
    return render(request, "importacion/vista.html", context, status=status)


@require_GET
@_BY_PLACE
def package(request: Peticion, plan: str, numero: UUID, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """The same rows as a package of the plan format."""
    waiting = waiting_of(request, numero)
    book = open_book(waiting)
    chosen = chosen_of(waiting, book)
    mapa = mapa_of(waiting, chosen)
    with TemporaryDirectory() as folder:
        applied = applied_of(mapa, chosen, book, waiting.plan)
        settle(applied, Meaning())
        write_tables(mapa, applied, Path(folder) / "plan")
        made = read_package(Path(folder) / "plan")
        write_zip(made, Path(folder) / "plan.zip")
        made.close()
        content = (Path(folder) / "plan.zip").read_bytes()
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="plan-importado.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@_BY_PLACE
def map_act(request: Peticion, /, mapa: int, que: str, **_: str) -> HttpResponse:
    """Give another name to a map that is remembered, or forget it."""
    found = MapaDeEntidad.objects.filter(pk=mapa, entidad=request.situacion.entidad).first()
    name = request.POST.get("nombre", "").strip()[:120]
    if found is None or que not in ("renombrar", "quitar"):
        raise Http404
    if not found.is_of(request.situacion):
        raise PermissionDenied("Esa planilla la recordó otra persona: la cambia ella, o Planificación.")
    if que == "quitar":
        with recorded(request, "mapa_quitado", f"mapa {found.pk}", [found.nombre]):
            found.delete()
        messages.success(request, f"Ya no se recuerda «{found.nombre}».")
    elif not name or MapaDeEntidad.objects.filter(entidad=found.entidad, nombre=name).exclude(pk=found.pk).exists():
        messages.error(request, "Escriba un nombre que no tenga otro.")
    else:
        with recorded(request, "mapa_renombrado", f"mapa {found.pk}", [f"«{found.nombre}» → «{name}»"]):
            MapaDeEntidad.objects.filter(pk=found.pk).update(nombre=name)
        messages.success(request, f"Ahora se llama «{name}».")
    return redirect(_address(request, "importar"))


def _remembered(entidad: str) -> QuerySet[MapaDeEntidad]:
    return MapaDeEntidad.objects.filter(entidad=entidad).order_by("nombre")


def _preview(request: Peticion, waiting: Importacion, chosen: list[Chosen], book: RawBook) -> Preview:
    mapa = mapa_of(waiting, chosen)
    direct = frozenset(each.part.tabla for each in chosen if each.taken and each.part)
    applied = applied_of(mapa, chosen, book, waiting.plan)
    found = preview(request.situacion, request.designacion, applied, waiting.modo, direct)
    found.elsewhere = of_elsewhere(chosen, waiting.plan, waiting.unidad)
    return found


def waiting_of(request: Peticion, numero: UUID) -> Importacion:
    """The workbook, which is of the person who brought it and of this place. Raises Http404."""
    found = Importacion.objects.filter(pk=numero, aceptada=False, **_here(request)).first()
    if found is None or not found.file.is_file():
        raise Http404
    return found


def _taken(request: Peticion) -> Importacion:
    """The file that was given, with what is proposed for it; of one that cannot be read nothing stays."""
    waiting = receive(request.FILES.get("archivo"), request.situacion, asunto_of(request))
    try:
        start(waiting, request.situacion.entidad)
    except FileError:
        discard(waiting)
        raise
    return waiting


def accepted(request: Peticion, numero: UUID) -> Importacion | None:
    """The workbook, if the person accepted it before, from another window or pressing twice."""
    return Importacion.objects.filter(pk=numero, aceptada=True, **_here(request)).first()


def _here(request: Peticion) -> dict[str, object]:
    situacion = request.situacion
    of_place = {"plan": situacion.plan, "unidad": situacion.unidad, "persona": situacion.persona}
    return {**of_place, "asunto": asunto_of(request)}


def asunto_of(request: Peticion) -> str:
    """What workbooks are imported to be at this address: an Asunto."""
    match = request.resolver_match
    return str(match.kwargs.get("asunto", "")) if match else ""


def again(request: Peticion, done: Importacion) -> HttpResponse:
    """Where to go with a workbook that was accepted before."""
    messages.info(request, f"«{done.nombre}» ya se importó antes: no se importó otra vez.")
    return redirect(_address(request, "importar"))


def _address(request: Peticion, name: str, *rest: object) -> str:
    situacion = request.situacion
    if situacion.unidad:
        return reverse(f"{name}_unidad", args=[situacion.plan, situacion.unidad, *rest])
    suffix = f"_{asunto}" if (asunto := asunto_of(request)) else ""
    return reverse(f"{name}{suffix}", args=[situacion.plan, *rest])


def frame(request: Peticion) -> _Context:
    """What every page of the wizard shows of where one is."""
    gasto = asunto_of(request) == Asunto.GASTO
    context = whereabouts(request.situacion, "Importar el gasto" if gasto else "Importar una planilla")
    return {**context, "aqui": _address(request, "importar"), "gasto": gasto}


def _done(counts: dict[str, int], units: int) -> str:
    said = [
        f"{counts[name]} {word if counts[name] != 1 else word.removesuffix('s')}"
        for name, word in (("agregadas", "agregadas"), ("cambiadas", "cambiadas"), ("quitadas", "quitadas"))
        if counts[name]
    ]
    same = f" {counts['iguales']} ya estaban y quedaron como están." if counts["iguales"] else ""
    return f"Importado en {units} {'unidad' if units == 1 else 'unidades'}: filas {', '.join(said) or 'ninguna'}.{same}"

"""The balances and certificates of a unit or of the entity, one certificate, issuing it and closing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apthapi.documents import PaperError
from apthapi.web.execution.balance import KINDS, balances
from apthapi.web.execution.certifying.asking import LONGEST, Typed, name_of, read
from apthapi.web.execution.certifying.certificates import Certificate, certificates
from apthapi.web.execution.certifying.issuing import NotCertifiedError, close, issue
from apthapi.web.execution.certifying.page import PER_PAGE, chosen, rows_of, sums, wanted_of
from apthapi.web.execution.certifying.printed import issue_paper, names, paper_of, write_paper
from apthapi.web.execution.places import tabs
from apthapi.web.expediente.archive import workplace
from apthapi.web.expediente.views import pdf_answer
from apthapi.web.plans.lists import LISTS
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Peticion, Situacion, exige, exige_de, hoy
from apthapi.web.process.whereabouts import whereabouts

Context = dict[str, object]
STATES = (
    ("", "Todas"),
    ("emitida", "Emitidas"),
    ("vencida", "Vencidas"),
    ("utilizada", "Utilizadas"),
    ("liberada", "Liberadas"),
)
_OF_ENTITY, _OF_UNIT = "ver_certificaciones", "ver_certificaciones_unidad"
_sees = exige_de(lambda address: _OF_UNIT if address.get("unidad") else _OF_ENTITY, _OF_ENTITY, _OF_UNIT)


def _by_kind(verb: str) -> Callable[[dict[str, Any]], str]:
    return lambda address: f"{verb}_{kind_of(address['tipo'])}"


_certifies = exige_de(_by_kind("certificar"), *(f"certificar_{kind}" for kind in KINDS))
_closes = exige_de(_by_kind("cerrar"), *(f"cerrar_{kind}" for kind in KINDS))


def kind_of(tipo: str) -> str:
    """A kind of certificate of an address. Raises Http404."""
    if tipo not in KINDS:
        raise Http404
    return tipo


@require_GET
@_sees
def index(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:
    """The balances by partida, and the certificates of the gestión."""
    situacion, wanted = request.situacion, wanted_of(request.GET.dict())
    every = rows_of(balances(plan, hoy(), unidad).values(), names(live(), "partidas", plan))
    some = chosen(every, wanted)
    issued = [
        each
        for each in certificates(plan, hoy(), unidad or wanted.unidad)
        if wanted.state in ("", each.state) and each.says(wanted.text)
    ]
    lists = request.GET.get("vista") == "lista"
    context: Context = {
        **_where(situacion),
        "lugares": tabs(situacion, "Certificaciones"),
        "plan": plan,
        "unidad": unidad,
        "lista": lists,
        "pedido": wanted,
        "filtros": _filters(every, wanted, unidad, lists),
        "total": sums(some),
        "pagina": Paginator(issued if lists else some, PER_PAGE).get_page(request.GET.get("page")),
        "cuantas": len(issued),
        "emite": _may_issue(situacion, unidad),
        "otra": situacion.version is not None and situacion.version.estado != "vigente",
    }
    return render(request, "execution/certificaciones.html", context)


def _filters(rows: list[Any], wanted: Any, unidad: str, lists: bool) -> list[Context]:
    def select(name: str, title: str, values: list[str], every: str, picked: str) -> Context:
        return {
            "nombre": name,
            "titulo": title,
            "elegida": picked,
            "opciones": [("", every), *((v, v) for v in values)],
        }

    units = sorted({row.balance.place.unidad for row in rows})
    fuentes = sorted({row.balance.place.fuente for row in rows})
    found = [] if unidad else [select("unidad", "Unidad", units, "Todas", wanted.unidad)]
    if lists:
        return [*found, {"nombre": "estado", "titulo": "Estado", "elegida": wanted.state, "opciones": STATES}]
    return [*found, select("fuente", "Fuente", fuentes, "Todas", wanted.fuente)]


def _may_issue(situacion: Situacion, unidad: str) -> list[tuple[str, str]]:
    """The kinds that the person issues here, with their address; of the entity, from the balance of each unit."""
    return [
        (label, reverse("certificar", args=[situacion.plan, unidad, kind]) if unidad else kind)
        for kind, label in KINDS.items()
        if situacion.puede(f"certificar_{kind}")
    ]


@require_http_methods(["GET", "POST"])
@_certifies
def certify(request: Peticion, plan: str, unidad: str, tipo: str) -> HttpResponse:
    """Write what is to be certified beside what is left, and issue it. What was typed stays if it cannot be."""
    situacion = request.situacion
    left = balances(plan, hoy(), unidad)
    operations = LISTS["operaciones"](live(), plan, unidad)
    typed, envio = Typed(), str(uuid4())
    if request.method == "POST":
        typed, asked = read(request.POST.dict(), tipo, left, {code: acp for code, _, acp in operations}, hoy())
        envio = _envio(request.POST.get("envio", ""), envio)
        if asked:
            try:
                number = issue(situacion, request.designacion, asked, UUID(envio))
                return _issued(request, tipo, number)
            except NotCertifiedError as problem:
                left = balances(plan, hoy(), unidad)
                typed.refuse(problem.problems)
    partidas = names(live(), "partidas", plan)
    context: Context = {
        **_place(situacion, f"Nueva certificación {KINDS[tipo]}"),
        "tipo": tipo,
        "nombre": KINDS[tipo],
        "escrito": typed,
        "envio": envio,
        "operaciones": operations,
        "largo": LONGEST,
        "filas": [
            {
                "campo": name_of(place),
                "lugar": place,
                "nombre": partidas.get(place.partida, ""),
                "saldo": each,
                "queda": each.left(tipo),
                "escrito": typed.amounts.get(place, ""),
                "problema": typed.in_row(place),
            }
            for place, each in left.items()
        ],
    }
    return render(request, "execution/certificar.html", context, status=422 if typed.told else 200)


def _envio(given: str, otherwise: str) -> str:
    try:
        return str(UUID(given))
    except ValueError:
        return otherwise


def _issued(request: Peticion, tipo: str, number: str) -> HttpResponse:
    plan, unidad = request.situacion.plan, request.situacion.unidad
    if not number:
        messages.info(request, "Esa certificación ya se había emitido con este mismo pedido.")
        return redirect("certificaciones_unidad", plan, unidad)
    messages.success(request, f"Se emitió la certificación {number}.")
    return redirect("certificacion", plan, unidad, tipo, number)


@require_GET
@exige(_OF_UNIT)
def certificate(request: Peticion, plan: str, unidad: str, tipo: str, numero: str) -> HttpResponse:
    """One certificate: what it says, its paper, and what may still be done with it."""
    return _page(request, _found(plan, unidad, tipo, numero))


def _page(request: Peticion, found: Certificate, problem: str = "") -> HttpResponse:
    situacion = request.situacion
    database = live()
    partidas = names(database, "partidas", found.plan)
    context: Context = {
        **_place(situacion, found.title),
        "c": found,
        "lineas": [(line, partidas.get(line.place.partida, "")) for line in found.lines],
        "operacion": names(database, "operaciones", found.plan, found.unidad).get(found.operacion, ""),
        "accion": names(database, "acp_unidad", found.plan, found.unidad).get(found.acp, ""),
        "cierra": situacion.puede(f"cerrar_{found.kind}") and found.state in ("emitida", "vencida"),
        "emite_papel": situacion.puede(f"cerrar_{found.kind}") and found.state in ("emitida", "utilizada"),
        "papel": paper_of(found),
        "problema": problem,
        "motivo": request.POST.get("motivo", ""),
        "largo": LONGEST,
        "args": {"plan": found.plan, "unidad": found.unidad, "tipo": found.kind, "numero": found.number},
    }
    return render(request, "execution/certificacion.html", context, status=422 if problem else 200)


@require_GET
@exige(_OF_UNIT)
def certificate_file(request: Peticion, plan: str, unidad: str, tipo: str, numero: str) -> HttpResponseBase:
    """The certificate as it stands, as a PDF without code."""
    found = _found(plan, unidad, tipo, numero)
    try:
        with workplace() as work:
            out = work / "papel.pdf"
            write_paper(found, request.situacion.entidad, out)
            return pdf_answer(out.open("rb"), f"{found.number}-{found.gestion}.pdf")
    except PaperError as problem:
        messages.error(request, str(problem))
        return redirect("certificacion", plan, unidad, tipo, numero)


@require_POST
@_closes
def to_sign(request: Peticion, plan: str, unidad: str, tipo: str, numero: str) -> HttpResponse:
    """Issue its paper with a code, to be signed."""
    found = _found(plan, unidad, tipo, numero)
    try:
        return redirect("firmas_papel", issue_paper(request.situacion, request.designacion, found).codigo)
    except NotCertifiedError as problem:
        messages.error(request, str(problem))
        return redirect("certificacion", plan, unidad, tipo, numero)


@require_POST
@_closes
def release(request: Peticion, plan: str, unidad: str, tipo: str, numero: str) -> HttpResponse:
    """Give its balance back, with a reason."""
    found = _found(plan, unidad, tipo, numero)
    reason = request.POST.get("motivo", "").strip()
    if not reason or len(reason) > LONGEST:
        return _page(request, found, f"Escriba por qué se libera, en hasta {LONGEST} letras: queda en la traza.")
    return _close(request, found, "liberada", reason)


@require_POST
@_closes
def use(request: Peticion, plan: str, unidad: str, tipo: str, numero: str) -> HttpResponse:
    """Say that it was spent."""
    return _close(request, _found(plan, unidad, tipo, numero), "utilizada", "")


def _close(request: Peticion, found: Certificate, state: str, reason: str) -> HttpResponse:
    try:
        close(request.situacion, request.designacion, found, state, reason)
        messages.success(request, f"{found.title} quedó {state}.")
    except NotCertifiedError as problem:
        messages.error(request, str(problem))
    return redirect("certificacion", found.plan, found.unidad, found.kind, found.number)


def _found(plan: str, unidad: str, tipo: str, numero: str) -> Certificate:
    """The certificate of the address. Raises Http404."""
    for each in certificates(plan, hoy(), unidad, numero):
        if each.plan == plan and each.kind == tipo:
            return each
    raise Http404


def _where(situacion: Situacion) -> Context:
    """Where one is, with the state of the plan: it is the one that matters here, also in the part of a unit."""
    context, version = whereabouts(situacion, "Certificaciones"), situacion.version
    return {**context, "estado": version.estado, "estado_texto": version.get_estado_display()} if version else context


def _place(situacion: Situacion, page: str) -> Context:
    """Where one is, below the certificates of the unit."""
    context = _where(situacion)
    places = list(context["donde"])  # type: ignore[call-overload]
    places[-1] = ("Certificaciones", reverse("certificaciones_unidad", args=[situacion.plan, situacion.unidad]))
    return {**context, "donde": [*places, (page, "")], "plan": situacion.plan, "unidad": situacion.unidad}

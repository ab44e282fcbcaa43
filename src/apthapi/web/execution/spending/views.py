"""The spending of the entity or of a unit, registering a month of a unit, and pasting rows of a spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.spent import Entry, Meaning
from apthapi.web.execution.certifying.printed import names
from apthapi.web.execution.places import tabs
from apthapi.web.execution.spending import page as pages
from apthapi.web.execution.spending.asking import Typed, name_of, read, shown_digest
from apthapi.web.execution.spending.pasting import LONGEST, pasted
from apthapi.web.execution.spending.rehearsal import Rehearsal, Rows, rehearsal_of
from apthapi.web.execution.spending.storing import NotRegisteredError, register, rehearse
from apthapi.web.execution.spending.year import Account, Year, year_of
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Peticion, Situacion, exige, exige_de, hoy
from apthapi.web.process.whereabouts import whereabouts

Context = dict[str, object]
TITLE = "Gasto"
CHANGED = (
    "Mientras usted escribía, otra persona registró algo aquí. Nada se guardó: mire cómo está ahora y acepte otra vez."
)
AGAIN = "Eso ya se había registrado con este mismo pedido."
_OF_ENTITY, _OF_UNIT, _REGISTERS = "ver_gasto", "ver_gasto_unidad", "registrar_gasto"
_sees = exige_de(lambda address: _OF_UNIT if address.get("unidad") else _OF_ENTITY, _OF_ENTITY, _OF_UNIT)


@require_GET
@_sees
def index(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:
    """What is in force, what was devengado by month or the moments of one month, and what is left."""
    situacion, wanted = request.situacion, pages.wanted_of(request.GET.dict())
    year = year_of(plan, hoy(), unidad)
    rows = pages.rows_of(year, names(live(), "partidas", plan), wanted)
    titles = pages.titles(year, wanted.mes)
    context: Context = {
        **where(situacion),
        "lugares": tabs(situacion, TITLE),
        "plan": plan,
        "unidad": unidad,
        "pedido": wanted,
        "mes": pages.MONTHS[wanted.mes - 1][1] if wanted.mes else "",
        "filtros": _filters(year, wanted, unidad),
        "titulos": titles,
        "total": pages.total_of(rows, len(titles)),
        "pagina": Paginator(rows, pages.PER_PAGE).get_page(request.GET.get("page")),
        "registra": situacion.puede(_REGISTERS),
        "otra": situacion.version is not None and situacion.version.estado != "vigente",
    }
    return render(request, "execution/gasto.html", context)


def _filters(year: Year, wanted: pages.Wanted, unidad: str) -> list[Context]:
    def select(name: str, title: str, values: list[tuple[str, str]], every: str, picked: str) -> Context:
        return {"nombre": name, "titulo": title, "elegida": picked, "opciones": [("", every), *values]}

    units = [(each, each) for each in dict.fromkeys(slot.unidad for slot in year.accounts)]
    fuentes = [(each, each) for each in sorted({slot.fuente for slot in year.accounts})]
    months = [(str(number), name) for number, name in pages.MONTHS]
    found = [] if unidad else [select("unidad", "Unidad", units, "Todas", wanted.unidad)]
    return [
        *found,
        select("fuente", "Fuente", fuentes, "Todas", wanted.fuente),
        select("mes", "Mes", months, "Todo el año", str(wanted.mes or "")),
    ]


@require_http_methods(["GET", "POST"])
@exige(_REGISTERS)
def entry(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """Write the four moments of a month of the unit. What was typed stays if it cannot be registered."""
    situacion, today = request.situacion, hoy()
    year = year_of(plan, today, unidad)
    mes = pages.month_of(request.GET.get("mes", "")) or year.until(today) or 1
    shown: Page[Account] = Paginator(_accounts(year), pages.PER_PAGE).get_page(request.GET.get("page"))
    typed, changed, envio = Typed(), False, _envio(request)
    if request.method == "POST":
        typed = read(request.POST.dict(), shown, mes)
        seen = shown_digest(shown, mes)
        changed = request.POST.get("huella", seen) != seen
        answer, changed = (None, True) if changed else _register_typed(request, typed, mes, envio)
        if answer:
            return answer
        year = year_of(plan, today, unidad)
        shown = Paginator(_accounts(year), pages.PER_PAGE).get_page(request.GET.get("page"))
    status = 409 if changed else 422 if typed.told else 200
    partidas = names(live(), "partidas", plan)
    context: Context = {
        **below(situacion, "Registrar un mes"),
        "mes": mes,
        "nombre_mes": pages.MONTHS[mes - 1][1].lower(),
        "gestion": year.gestion,
        "meses": [(number, name) for number, name in pages.MONTHS if number <= year.until(today)],
        "momentos": [stage.capitalize() for stage in STAGES],
        "escrito": typed,
        "cambio": changed,
        "envio": envio,
        "huella": shown_digest(shown, mes),
        "pagina": shown,
        "filas": [_form_row(account, mes, typed, partidas.get(account.slot.partida, "")) for account in shown],
    }
    return render(request, "execution/gasto_mes.html", context, status=status)


def _register_typed(request: Peticion, typed: Typed, mes: int, envio: UUID) -> tuple[HttpResponse | None, bool]:
    """Where to go once it is registered; if it is not `typed` says why, or it is no longer what was there (True)."""
    situacion = request.situacion

    def entries(_: Year) -> list[Entry]:
        return typed.entries

    _, judged = rehearse(situacion, entries)
    typed.refuse(judged)
    if typed.told:
        return None, False
    back = redirect(f"{reverse('gasto_unidad', args=[situacion.plan, situacion.unidad])}?mes={mes}")
    if not judged.changes:
        messages.info(request, "No había nada que cambiar: lo escrito es lo que ya está registrado.")
        return back, False
    try:
        done = register(situacion, request.designacion, entries, envio, seen=judged)
    except NotRegisteredError as problem:
        typed.refuse(problem.judged)
        return None, problem.changed
    messages.success(request, _done(len(judged.changes))) if done else messages.info(request, AGAIN)
    return back, False


def _accounts(year: Year) -> list[Account]:
    return [each for each in year.accounts.values() if each.standing or each.months]


def _form_row(account: Account, mes: int, typed: Typed, name: str) -> Context:
    slot, before = account.slot, mes - 1
    return {
        "lugar": account,
        "nombre": name,
        "devengado": account.total("devengado", before),
        "problemas": typed.of_slot.get(slot, []),
        "celdas": [
            {
                "campo": name_of(slot, stage),
                "titulo": stage.capitalize(),
                "texto": typed.texts.get((slot, stage)),
                "importe": account.of(mes, stage) or None,
                "otro": account.of(mes, stage),
                "mal": (slot, stage) in typed.wrong,
            }
            for stage in STAGES
        ],
    }


@require_http_methods(["GET", "POST"])
@exige(_REGISTERS)
def paste(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:
    """Rows copied from a spreadsheet: first what they would change, then, if it is that, it is registered."""
    situacion, today = request.situacion, hoy()
    meaning = meaning_of(request.POST, today, plan)
    text, found, changed, envio = request.POST.get("filas", ""), None, False, _envio(request)
    status = 200
    if request.method == "POST":
        given = pasted(text, unidad)
        rows = Rows(given.rows, meaning)
        found = rehearsal_of(situacion, rows, given.problems)
        if "aceptar" in request.POST:
            answer, found, changed = accept(request, found, rows, envio)
            if answer:
                return answer
        status = 422 if found.wrong else 409 if changed else 200
    context: Context = {
        **below(situacion, "Pegar filas"),
        "texto": text[:LONGEST],
        "vista": found,
        "cambio": changed,
        "envio": envio,
        **meaning_context(meaning, today, plan),
    }
    return render(request, "execution/gasto_pegar.html", context, status=status)


def accept(
    request: Peticion, found: Rehearsal, rows: Rows, envio: UUID, **more: Any
) -> tuple[HttpResponse | None, Rehearsal, bool]:
    """Register what was looked at: where to go then, or how it would be now and whether it is another thing."""
    situacion = request.situacion
    if not found.acceptable:
        return None, found, False
    if request.POST.get("huella") != found.judged.digest:
        return None, found, True
    try:
        done = register(situacion, request.designacion, rows, envio, seen=found.judged, **more)
    except NotRegisteredError:
        return None, rehearsal_of(situacion, rows, found.problems), True
    messages.success(request, _done(len(found.judged.changes))) if done else messages.info(request, AGAIN)
    return redirect(address("gasto", situacion)), found, False


def meaning_of(form: Any, today: date, plan: str) -> Meaning:
    """What a person says of the amounts; without a form, of the month of today."""
    mes = pages.month_of(form.get("mes", "")) or _usual_month(today, plan)
    return Meaning(mes, form.get("importes") == "acumulados", "incluye" in form)


def meaning_context(meaning: Meaning, today: date, plan: str) -> Context:
    """What the fields of the meaning of the amounts show."""
    last = Year(_gestion(plan), {}).until(today)
    return {"significado": meaning, "meses": [each for each in pages.MONTHS if each[0] <= max(last, 1)]}


def _usual_month(today: date, plan: str) -> int:
    return Year(_gestion(plan), {}).until(today) or 1


def _gestion(plan: str) -> int:
    return int(live().value("select gestion from planes where plan = ?", [plan]) or 0)


def _done(changes: int) -> str:
    return f"Se registró el gasto: {changes} {'fila cambió' if changes == 1 else 'filas cambiaron'}."


def _envio(request: Peticion) -> UUID:
    try:
        return UUID(request.POST.get("envio", ""))
    except ValueError:
        return uuid4()


def address(name: str, situacion: Situacion) -> str:
    """The address of the plan, or of its unit, with that name."""
    if situacion.unidad:
        return reverse(f"{name}_unidad", args=[situacion.plan, situacion.unidad])
    return reverse(name, args=[situacion.plan])


def where(situacion: Situacion) -> Context:
    """Where one is, with the state of the plan: it is the one that matters here, also in the part of a unit."""
    context, version = whereabouts(situacion, TITLE), situacion.version
    return {**context, "estado": version.estado, "estado_texto": version.get_estado_display()} if version else context


def below(situacion: Situacion, title: str) -> Context:
    """Where one is, below the spending."""
    context = where(situacion)
    places = list(context["donde"])  # type: ignore[call-overload]
    places[-1] = (TITLE, address("gasto", situacion))
    return {**context, "donde": [*places, (title, "")], "plan": situacion.plan, "unidad": situacion.unidad}

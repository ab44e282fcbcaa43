"""The evaluation of the plan and of a unit, what is explained, the request that comes of it, and the report."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apthapi.compare.evaluation import Evaluation
from apthapi.compare.evaluation.telling import methods, projection, sentence, until
from apthapi.documents import PaperError
from apthapi.documents.evaluacion import report_title
from apthapi.web.execution.evaluating import page
from apthapi.web.execution.evaluating.explaining import LONGEST, Typed, blank, explain, understand
from apthapi.web.execution.evaluating.gathering import evaluation_at, findings_of, months_to_choose, of_unit
from apthapi.web.execution.evaluating.report import NotIssuedError, issue, report_of, void, write_report
from apthapi.web.execution.evaluating.requesting import request_of
from apthapi.web.execution.places import tabs
from apthapi.web.expediente.archive import workplace
from apthapi.web.expediente.views import pdf_answer
from apthapi.web.process.permisos import Peticion, Situacion, exige
from apthapi.web.process.whereabouts import whereabouts
from apthapi.web.tramites.views import request_form

Context = dict[str, object]
TITLE = "Evaluación"


@require_GET
@exige("ver_evaluacion")
def index(request: Peticion, plan: str) -> HttpResponse:
    """The whole plan at a cut: in a sentence, in pictures, by unit and action, what was found and who is silent."""
    situacion, found = request.situacion, evaluation_at(plan, request.GET.get("mes", ""))
    told = findings_of(found)
    context: Context = {
        **_common(situacion, found, "la entidad"),
        "plan": plan,
        "acps": page.rows(found.acps),
        "unidades": page.rows(found.units),
        "hallazgos": told,
        "esperan": _waiting(sum(each.pending for each in told)),
        "solicita": situacion.puede("solicitar_reformulacion"),
        "emite": situacion.puede("emitir_evaluacion"),
        "informe": report_of(plan, found.cut),
        "titulo_informe": report_title(found.cut),
    }
    return render(request, "execution/evaluacion.html", context)


@require_GET
@exige("ver_evaluacion_unidad")
def unit(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """A unit at a cut, and what it explains."""
    found = evaluation_at(plan, request.GET.get("mes", ""), unidad)
    return _unit(request, found, blank(of_unit(found, unidad)), str(uuid4()))


def _unit(request: Peticion, found: Evaluation, typed: Typed, envio: str) -> HttpResponse:
    situacion = request.situacion
    context: Context = {
        **_common(situacion, found, situacion.unidad),
        "plan": situacion.plan,
        "unidad": situacion.unidad,
        "acps": page.rows(found.actions),
        "operaciones": page.lines(found.operations),
        "escrito": typed,
        "sin_explicar": sum(row.finding.pending for row in typed.rows),
        "explica": situacion.puede("explicar_evaluacion"),
        "solicita": situacion.puede("solicitar_reformulacion"),
        "largo": LONGEST,
        "envio": envio,
    }
    return render(request, "execution/evaluacion_unidad.html", context, status=422 if typed.problems else 200)


@require_POST
@exige("explicar_evaluacion")
def explain_findings(request: Peticion, plan: str, unidad: str, mes: int) -> HttpResponse:
    """Keep the causes and measures of a cut; what was typed stays if something is wrong with it."""
    found = evaluation_at(plan, _month(mes), unidad)
    typed, envio = understand(request.POST.dict(), of_unit(found, unidad)), _envio(request.POST.get("envio", ""))
    if typed.problems:
        return _unit(request, found, typed, envio)
    if explain(request.situacion, request.designacion, mes, typed, UUID(envio)):
        messages.success(request, f"Se guardó lo que explica {unidad} de la evaluación a {until(found)}.")
    else:
        messages.info(request, "No había nada nuevo que guardar.")
    return redirect(_of_month(reverse("evaluacion_unidad", args=[plan, unidad]), mes))


@require_GET
@exige("solicitar_reformulacion")
def request_change(request: Peticion, plan: str, unidad: str, mes: int) -> HttpResponse:
    """The request of a change with the figures of a finding in it: the person reviews it and sends it."""
    found, operacion = evaluation_at(plan, _month(mes), unidad), request.GET.get("operacion", "")
    finding = next((each for each in of_unit(found, unidad) if each.operacion == operacion), None)
    if finding is None:
        raise Http404
    form = request_form(request.situacion, initial=request_of(found, finding))
    return render(request, "tramites/nuevo.html", {**_where(request.situacion), "form": form})


@require_GET
@exige("ver_evaluacion")
def report_file(request: Peticion, plan: str, mes: int) -> HttpResponseBase:
    """The report as it stands, without number or code."""
    found = evaluation_at(plan, _month(mes))
    try:
        with workplace() as work:
            out = work / "papel.pdf"
            write_report(found, request.situacion.entidad, out)
            return pdf_answer(out.open("rb"), f"informe-evaluacion-{found.gestion}-{mes:02d}.pdf")
    except PaperError as problem:
        messages.error(request, str(problem))
        return redirect(_of_month(reverse("evaluacion", args=[plan]), mes))


@require_POST
@exige("emitir_evaluacion")
def issue_report(request: Peticion, plan: str, mes: int) -> HttpResponse:
    """Issue the report with its number and code, to be signed."""
    _month(mes)
    try:
        return redirect("firmas_papel", issue(request.situacion, request.designacion, mes).codigo)
    except NotIssuedError as problem:
        messages.error(request, str(problem))
        return redirect(_of_month(reverse("evaluacion", args=[plan]), mes))


@require_POST
@exige("emitir_evaluacion")
def void_report(request: Peticion, plan: str, mes: int) -> HttpResponse:
    """Void the report, with a reason, so that it can be issued again."""
    reason = request.POST.get("motivo", "").strip()
    if not reason or len(reason) > LONGEST:
        messages.error(request, f"Escriba por qué se anula, en hasta {LONGEST} letras: queda en la traza.")
    else:
        try:
            void(request.situacion, request.designacion, mes, reason)
            messages.success(request, "El informe quedó anulado; puede emitir otro.")
        except NotIssuedError as problem:
            messages.error(request, str(problem))
    return redirect(_of_month(reverse("evaluacion", args=[plan]), mes))


def _common(situacion: Situacion, found: Evaluation, who: str) -> Context:
    """What both pages say."""
    return {
        **_where(situacion),
        "lugares": tabs(situacion, TITLE),
        "corte": found.cut,
        "hasta": until(found),
        "selector": {
            "nombre": "mes",
            "titulo": "Evaluar hasta",
            "opciones": months_to_choose(),
            "elegida": str(found.cut),
        },
        "frase": sentence(found, who),
        "proyeccion": projection(found),
        "figuras": page.pictures(found),
        "callan": found.silent,
        "ausentes": found.gone,
        "metodo": methods(found),
        "otra": situacion.version is not None and situacion.version.estado != "vigente",
    }


def _waiting(pending: int) -> str:
    """How many findings nobody explained yet; empty if none."""
    if not pending:
        return ""
    many = "1 hallazgo espera" if pending == 1 else f"{pending} hallazgos esperan"
    return f"{many} la explicación de su unidad. El informe dirá que no la tiene{'' if pending == 1 else 'n'}."


def _month(mes: int) -> str:
    """The month of an address. Raises Http404 for one that is none."""
    if not 1 <= mes <= 12:
        raise Http404
    return str(mes)


def _of_month(url: str, mes: int) -> str:
    return f"{url}?mes={mes}"


def _envio(given: str) -> str:
    try:
        return str(UUID(given))
    except ValueError:
        return str(uuid4())


def _where(situacion: Situacion) -> Context:
    """Where one is, with the state of the plan: it is the one that matters here, also in the part of a unit."""
    context, version = whereabouts(situacion, TITLE), situacion.version
    return {**context, "estado": version.estado, "estado_texto": version.get_estado_display()} if version else context

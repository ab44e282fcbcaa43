"""The addresses behind the grid: rows, saving, what a paste would mean, news of others, lists. See docs/web.md."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from apthapi.core.sheets import SHEETS, Sheet
from apthapi.core.typed import understand
from apthapi.web.accounts.held import held_by
from apthapi.web.observations.listing import marks_of
from apthapi.web.operations.metrics import count_save
from apthapi.web.plans.copying.old_prices import old_prices
from apthapi.web.plans.lists import LISTS
from apthapi.web.plans.live import live
from apthapi.web.plans.request import BadRequestError, json_of, read_sent, read_texts
from apthapi.web.plans.rows import rows_of
from apthapi.web.plans.saving import changed_by_others, panels, save
from apthapi.web.plans.steps import states_of
from apthapi.web.plans.tieout import tie_out
from apthapi.web.process.permisos import Peticion, Situacion, exige_de, hoy
from apthapi.web.process.visits import changed_since_last_visit, here_now, last_act, note_visit


def _sheet(kwargs: dict[str, Any]) -> Sheet:
    sheet = SHEETS.get(str(kwargs.get("vista", "")))
    if sheet is None or sheet.of_unit != bool(kwargs.get("unidad")):
        raise Http404
    return sheet


def _seen_by(kwargs: dict[str, Any]) -> str:
    return _sheet(kwargs).seen_by


def _written_by(kwargs: dict[str, Any]) -> str:
    return _sheet(kwargs).action


@require_GET
@exige_de(_seen_by, "ver_unidad", "ver_plan", "ver_techos", "ver_modificaciones")
def rows(request: Peticion, plan: str, vista: str, unidad: str = "") -> HttpResponse:
    """Every row of a sheet, with its columns and whether this person may write now."""
    situacion = request.situacion
    sheet = SHEETS[vista]
    editable = situacion.puede(sheet.action)
    changed, before = changed_since_last_visit(situacion, sheet.table_name)
    shown = {each.name for each in sheet.fields}
    marks, observed = marks_of(plan, unidad, vista)
    answer = {
        "vista": vista,
        "tabla": sheet.table_name,
        "titulo": sheet.title,
        "pista": sheet.hint,
        "columnas": sheet.describe(),
        "acto": last_act(situacion),
        "filas": rows_of(live(), sheet, plan, unidad),
        "edita": editable,
        "motivo": "" if editable else situacion.por_que_no(sheet.action),
        "ordena": sheet.movable,
        "cambiadas": changed,
        "antes": [each for each in before if each[1] in shown],
        "observaciones": marks,
        "observado": observed,
        "observa": situacion.puede("observar_parte" if unidad else "observar_plan"),
    }
    if sheet.table_name == "requerimientos":
        answer["traidos"] = [each.renglon for each in old_prices(live(), plan, unidad)]
    return JsonResponse(answer)


@require_POST
@exige_de(_written_by, "editar_unidad", "distribuir_techos", "editar_estructura", "redactar_modificaciones")
def store(request: Peticion, plan: str, vista: str, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """Save changed cells, new rows and removed rows."""
    sheet = SHEETS[vista]
    try:
        sent = read_sent(json_of(request), sheet)
        answer = save(request.situacion, request.designacion, sheet, sent)
        count_save(answer)
        return JsonResponse(answer)
    except BadRequestError as problem:
        return JsonResponse({"mensaje": str(problem)}, status=400)


@require_POST
@exige_de(_written_by, "editar_unidad", "distribuir_techos", "editar_estructura", "redactar_modificaciones")
def interpret(request: Peticion, plan: str, vista: str, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """Say what texts would be stored as, storing nothing."""
    sheet = SHEETS[vista]
    try:
        names, texts = read_texts(json_of(request), sheet)
    except BadRequestError as problem:
        return JsonResponse({"mensaje": str(problem)}, status=400)
    columns = [sheet.table.column(name) for name in names]
    cells = [[understand(column, text) for column, text in zip(columns, row, strict=True)] for row in texts]
    shown = [
        [
            {"valor": cell.value, "mensaje": cell.problem, "opciones": [list(pair) for pair in cell.choices]}
            for cell in row
        ]
        for row in cells
    ]
    return JsonResponse({"celdas": shown})


@require_GET
@exige_de(_seen_by, "ver_unidad", "ver_plan", "ver_techos", "ver_modificaciones")
def news(request: Peticion, plan: str, vista: str, unidad: str = "") -> HttpResponse:
    """What others changed since an act, who else is here, and the tie-out as it is now."""
    situacion = request.situacion
    since = _number(request.GET.get("desde", "0"))
    last = last_act(situacion)
    note_visit(situacion, last)
    marks, observed = marks_of(plan, unidad, vista)
    answer = {
        "acto": last,
        "ajenas": changed_by_others(situacion, SHEETS[vista], since),
        "presentes": _present(situacion),
        "cuadre": tie_out(live(), plan, unidad) if unidad else None,
        "pasos": states_of(live(), plan, unidad) if unidad else {},
        "edita": situacion.puede(SHEETS[vista].action),
        "observaciones": marks,
        "observado": observed,
    }
    return JsonResponse(answer)


def _present(situacion: Situacion) -> list[dict[str, str]]:
    """Name and positions of the others who are here: who shares a page is looked for by what they do."""
    others = [other.persona for other in here_now(situacion)]
    positions = held_by(others, hoy())
    return [{"quien": ", ".join([str(each), *map(str, positions[each.pk])])} for each in others]


def _number(text: str) -> int:
    """The number of an act in an address; 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@require_GET
@exige_de(lambda kwargs: "ver_unidad" if kwargs.get("unidad") else "ver_plan", "ver_unidad", "ver_plan")
def choices(request: Peticion, plan: str, lista: str, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """A list from which a cell is chosen."""
    if lista not in LISTS:
        raise Http404
    response = JsonResponse(LISTS[lista](live(), plan, unidad), safe=False)
    response["Cache-Control"] = "private, max-age=60"
    return response


@require_GET
@exige_de(lambda _: "ver_unidad", "ver_unidad")
def findings(request: Peticion, plan: str, unidad: str) -> HttpResponse:  # noqa: ARG001 - of the address
    """The tie-out and the findings of the unit, made now."""
    return JsonResponse(panels(request.situacion))

"""What the pages of the workbook show: what came and went before, how far a reading is, what a workbook brings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from apthapi.core.money import format_amount
from apthapi.core.sheets import SHEETS, Sheet
from apthapi.core.tables import MONTHS
from apthapi.formats.workbook.received import CellChange, What
from apthapi.web.libros.deciding import READING, ROW
from apthapi.web.libros.models import AT_WORK, KEPT, Decision, Entrega, EstadoDeSubida, LibroRecibido, Subida
from apthapi.web.libros.proposal import Proposed, digest, proposed, undecided
from apthapi.web.plans.history import written
from apthapi.web.plans.live import live
from apthapi.web.plans.rows import columns, these_rows
from apthapi.web.plans.tieout import TOTAL
from apthapi.web.process.background import FORGOTTEN, FORGOTTEN_TEXT
from apthapi.web.process.permisos import Situacion

PER_PAGE = 40
LISTED = 10
"""Workbooks of each kind that the page lists: the last ones."""
NOT_SEEN = (
    "No se guardó nada: mientras usted miraba, alguien decidió otra cosa de este libro o se comparó otra vez. "
    "Así está ahora: mírelo y acepte otra vez."
)
CONSENT = "El libro ya no trae filas que están guardadas: marque que las quita, o consérvelas."

WORDS = {
    What.ADDED: ("Se agrega", "bien", "plus"),
    What.CHANGED: ("Cambia", "acento", "pencil"),
    What.REMOVED: ("Se quita", "falta", "minus"),
    What.CONFLICT: ("Conflicto", "observado", "observado"),
}
"""What happens to a row, in words, and the colour and drawing of it."""

Shown = dict[str, Any]


def workbook_of(situacion: Situacion) -> Shown:
    """The page where the workbook is taken and brought back."""
    of = {"plan": situacion.plan, "unidad": situacion.unidad}
    edits = situacion.puede("editar_unidad")
    waiting = Subida.objects.filter(**of, estado__in=[*AT_WORK, EstadoDeSubida.REVISION, EstadoDeSubida.FALLO])
    return {
        "edita": edits,
        "por_que_no": "" if edits else situacion.por_que_no("editar_unidad"),
        "subidas": waiting.select_related("cargo").order_by("-momento")[:LISTED] if edits else [],
        "entregas": Entrega.objects.filter(**of).select_related("cargo").order_by("-momento")[:LISTED],
        "recibidos": LibroRecibido.objects.filter(**of).select_related("cargo").order_by("-momento")[:LISTED],
        "dias": KEPT.days,
    }


def progress_of(subida: Subida) -> Shown:
    """How far it is, in words and numbers."""
    if subida.estado == EstadoDeSubida.GUARDANDO:
        many = subida.diferencias.count()
        return {"texto": f"Se guardan {many} filas: todas, o ninguna si algo falla", "hecho": 0, "de": 1}
    if subida.estado == EstadoDeSubida.ESPERA:
        waited = timezone.now() - subida.latido
        forgotten = waited > FORGOTTEN and not Subida.objects.filter(estado=EstadoDeSubida.LEYENDO).exists()
        return {"texto": FORGOTTEN_TEXT if forgotten else "En espera de su turno", "hecho": 0, "de": 1}
    return {"texto": subida.paso or "Empezando", "hecho": subida.hechos, "de": max(subida.pasos, 1)}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which differences are shown."""

    vista: str = ""
    que: str = ""
    page: str = "1"
    problems: str = "1"
    """The page of the problems, which are listed apart."""

    def address(self, plan: str, unidad: str, subida: UUID) -> str:
        """The page with this filter."""
        said = {"vista": self.vista, "que": self.que, "page": self.page, "problemas": self.problems}
        asked = {name: value for name, value in said.items() if value}
        return f"{reverse('libro_subido', args=[plan, unidad, subida])}?{urlencode(asked)}"


def filter_of(data: Mapping[str, Any]) -> Filter:
    """As the address or a form says it."""
    vista, que = str(data.get("vista", "")), str(data.get("que", ""))
    pages = (str(data.get(name, "1")) for name in ("page", "problemas"))
    return Filter(
        vista if vista in SHEETS else "",
        que if que in set(What) else "",
        *(each if each.isdecimal() else "1" for each in pages),
    )


def removes(subida: Subida) -> int:
    """How many rows go if it is accepted as it is."""
    return 0 if subida.conserva else subida.diferencias.filter(que=What.REMOVED).count()


def preview_of(subida: Subida, asked: Mapping[str, Any]) -> Shown:
    """What the workbook brings: identity, counts, problems, money, findings, and a page of differences."""
    understood = json.loads(subida.leido)
    chosen = filter_of(asked)
    rows = subida.diferencias.order_by("orden")
    rows = rows.filter(vista=chosen.vista) if chosen.vista else rows
    rows = rows.filter(que=chosen.que) if chosen.que else rows
    page = Paginator(rows, PER_PAGE).get_page(chosen.page)
    counts = understood["cuentas"]
    problems = list(enumerate([*understood["problemas"], *understood["rechazos"]]))
    wrong = Paginator(problems, PER_PAGE).get_page(chosen.problems)
    waiting = undecided(subida)
    return {
        "leido": understood,
        "fichas": [*((WORDS[what][0], what.value, counts[what.value]) for what in What)],
        "total": sum(counts.values()),
        "problemas": [_problem(number, each) for number, each in wrong],
        "pagina_problemas": wrong,
        "impiden": understood["impiden"] + len(understood["rechazos"]),
        "por_elegir": sum(bool(each["choices"]) for each in understood["problemas"]),
        "cuadre_filas": _money(understood["antes"], understood["despues"]),
        "verificaciones": understood["verificaciones"],
        "pagina": page,
        "filas": _rows(subida, proposed(subida, rows[page.start_index() - 1 : page.end_index()] if page else rows)),
        "filtro": chosen,
        "vistas": _sheets(subida),
        "clases": [(what.value, WORDS[what][0]) for what in What if counts[what.value]],
        "por_decidir": waiting,
        "huella": digest(subida),
        "quita": removes(subida),
        "quitaria": counts[What.REMOVED],
        "aceptable": not understood["impiden"] and not understood["rechazos"] and not waiting and sum(counts.values()),
    }


def _problem(number: int, problem: Shown) -> Shown:
    at = f"{problem['hoja']}!{problem['celda']}" if problem["celda"] else problem["hoja"]
    return {**problem, "lugar": at, "nombre": f"{READING}{number}", "id": f"l{number}"}


def _sheets(subida: Subida) -> list[tuple[str, str, int]]:
    """The sheets that have differences: name, title, how many."""
    counted = dict(subida.diferencias.values_list("vista").annotate(Count("pk")).order_by())
    return [(name, sheet.title, counted[name]) for name, sheet in SHEETS.items() if name in counted]


def _money(before: Shown, after: Shown) -> list[Shown]:
    """By fuente, and in all at the end: what there is, what there would be, the techo, and how it would stand."""
    was = {each["fuente"]: each["f3"] for each in before["fuentes"]} | {TOTAL: before["total"]["f3"]}
    will = {each["fuente"]: each for each in [*after["fuentes"], {**after["total"], "fuente": TOTAL}]}
    gone = {each["fuente"]: {**each, "f3": 0} for each in before["fuentes"] if each["fuente"] not in will}
    rows = sorted((gone | will).items(), key=lambda each: (each[0] == TOTAL, each[0]))
    return [
        {**each, "antes": (old := was.get(fuente, 0)), "cambia": old != each["f3"], "corto": _gap(each)}
        for fuente, each in rows
    ]


def _gap(row: Shown) -> str:
    """The state in a few words, with its figure."""
    amount = format_amount(abs(row["diferencia"]))
    return {"cuadra": "Cuadra", "excede": f"Excede en {amount}", "falta": f"Faltan {amount}"}.get(
        row["estado"], "Sin techo"
    )


def _rows(subida: Subida, some: Iterable[Proposed]) -> list[Shown]:
    some = list(some)
    stored = _stored(subida, some)
    return [_row(each, stored.get((each.sheet.table_name, each.row.renglon), {})) for each in some]


def _stored(subida: Subida, some: Iterable[Proposed]) -> dict[tuple[str, int], Shown]:
    """The rows of today, to say which one it is: one query for each sheet."""
    wanted: dict[str, set[int]] = {}
    for each in some:
        if each.row.renglon:
            wanted.setdefault(each.row.moved_from or each.row.sheet, set()).add(each.row.renglon)
    found: dict[tuple[str, int], Shown] = {}
    for name, renglones in wanted.items():
        sheet = SHEETS[name]
        names = columns(sheet).split(", ")
        for row in these_rows(live(), sheet, subida.plan, subida.unidad, renglones):
            found[sheet.table_name, row[0]] = dict(zip(names, row, strict=True))
    return found


_NAMES = ("descripcion", "factor", "texto_acp")


def _row(each: Proposed, stored: Shown) -> Shown:
    row, sheet = each.row, each.sheet
    word, look, drawing = WORDS[row.what]
    sent = {cell.columna: cell.sent for cell in row.cells}
    name = next((str(text) for key in _NAMES if (text := sent.get(key) or stored.get(key))), "")
    code = next(
        (str(text) for key in ("partida", "tarea", "operacion", "acp") if (text := sent.get(key) or stored.get(key))),
        "",
    )
    return {
        "que": row.what.value,
        "palabra": word,
        "aspecto": look,
        "dibujo": drawing,
        "lugar": f"{row.hoja}, fila {row.fila}" if row.fila else row.hoja or sheet.title,
        "codigo": code,
        "nombre": name,
        "de": SHEETS[row.moved_from].title if row.moved_from else "",
        "porque": row.why,
        "celdas": [_cell(sheet, cell) for cell in row.cells if _is_told(each, cell)],
        "valores": _values(sheet, sent if row.what is What.ADDED else {**stored, **dict.fromkeys(MONTHS)}, code),
        "conflicto": row.what is What.CONFLICT,
        "campo": f"{ROW}{each.orden}",
        "decision": each.decision,
        "opciones": [(each.value, each.label) for each in (Decision.GUARDADO, Decision.LIBRO)],
    }


def _is_told(each: Proposed, cell: CellChange) -> bool:
    """Of a row that only one side still has, what the other changed; of the others, all but where the row is."""
    if each.row.why:
        return cell.base != (cell.stored if each.row.removes else cell.sent)
    return cell.columna not in each.sheet.fixed


def _cell(sheet: Sheet, cell: CellChange) -> Shown:
    column = sheet.table.column(cell.columna)
    return {
        "titulo": _title(sheet, cell.columna),
        "celda": cell.celda,
        "base": written(column, cell.base),
        "antes": written(column, cell.stored),
        "despues": written(column, cell.sent),
        "conflicto": cell.conflict,
        "numero": column.is_number,
    }


def _values(sheet: Sheet, row: Mapping[str, Any], code: str) -> list[tuple[str, str]]:
    """The cells that say something more than the name and the code of the row, in the order of the sheet."""
    return [
        (_title(sheet, each.name), written(sheet.table.column(each.name), row[each.name]))
        for each in sheet.fields
        if row.get(each.name) not in (None, "") and each.name not in _NAMES and row[each.name] != code
    ]


def _title(sheet: Sheet, name: str) -> str:
    return next((each.title for each in sheet.fields if each.name == name), name)

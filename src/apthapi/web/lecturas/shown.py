"""A reading as its pages show it: in words, with links, and with the place of each cell on the picture of its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from apthapi.core.schema import Kind
from apthapi.core.tables import TABLES
from apthapi.core.typed import typed_text
from apthapi.formats.scan.reading import Certainty
from apthapi.web.lecturas.addresses import to
from apthapi.web.lecturas.effective import SUMMARY, Celda, Estado, Formulario
from apthapi.web.lecturas.labels import cell_title, form_title, row_title
from apthapi.web.lecturas.looking import Mirada
from apthapi.web.lecturas.models import EstadoDeLectura, Lectura, QueSeDecidio
from apthapi.web.lecturas.pictured import page_shown
from apthapi.web.lecturas.proposal import DeUnidad, Propuesta
from apthapi.web.lecturas.sums import sums_of

_PILLS = {
    EstadoDeLectura.ESPERA: "enviada",
    EstadoDeLectura.HACIENDO: "enviada",
    EstadoDeLectura.LEIDA: "falta",
    EstadoDeLectura.PASADA: "cuadra",
    EstadoDeLectura.FALLO: "error",
    EstadoDeLectura.CANCELADA: "historico",
}
_SURE = {Certainty.DOUBTFUL: "Dudosa", Certainty.UNREAD: "No se pudo leer", Certainty.CERTAIN: "Cierta"}
_BUTTONS = 4
"""Readings that are shown as buttons."""

Shown = dict[str, Any]


def listed(lectura: Lectura) -> Shown:
    """A reading in a line: of what, by whom, how it stands."""
    names = [each.nombre for each in lectura.archivos.all()]
    return {
        "titulo": names[0] if len(names) == 1 else f"{names[0]} y {len(names) - 1} más" if names else "Sin archivos",
        "pedido": lectura.pedido,
        "quien": lectura.cargo.nombre if lectura.cargo else str(lectura.persona),
        "estado": _PILLS[EstadoDeLectura(lectura.estado)],
        "estado_texto": lectura.get_estado_display(),
        "pendiente": lectura.is_pending,
        "abierta": lectura.is_open,
        "pasada": lectura.estado == EstadoDeLectura.PASADA,
        "acto": lectura.acto,
        "mensaje": lectura.mensaje,
        "paginas": lectura.paginas,
        "formularios": lectura.formularios,
        "url": to("lectura", lectura),
        "avance": to("lectura_avance", lectura),
        "decidir": to("lectura_decidir", lectura),
        "pasar": to("lectura_pasar", lectura),
        "descartar": to("lectura_descartar", lectura),
        "lista": to("lecturas", lectura),
    }


def review(seen: Mirada, place: str, after: str, form_place: str) -> Shown:
    """What the page of a review shows: the cell in front (the one asked for, or the next doubtful one) and its form."""
    pending = list(seen.pending)
    cell = seen.cell(place) or (None if form_place and not place else _next(seen, after))
    form = seen.form_of(cell.place if cell else form_place or after) or next(iter(seen.forms), None)
    cells = list(form.cells) if form else []
    sums = sums_of(form) if form else []
    page = seen.page_of(cell) if cell else seen.kept.pages.get(form.pages[0]) if form and form.pages else None
    left = [each for each in cells if each.state is Estado.DUDOSA]
    certain = [each for each in cells if each.state is Estado.CIERTA and not _is_named(seen, each)]
    decided = [each for each in cells if each.state is Estado.DECIDIDA]
    return {
        "formularios": [_tab(seen, each, form) for each in seen.forms],
        "formulario": _form(seen, form) if form else None,
        "actual": _in_front(seen, cell, pending) if cell else None,
        "pagina": page_shown(seen, page, cell) if page else None,
        "quedan": len(pending),
        "resueltas": sum(each.count(Estado.DECIDIDA) for each in seen.forms),
        "por_decidir": [_item(seen, each) for each in left] if form and not seen.destination.why_not(form) else [],
        "decididas": [_item(seen, each) for each in decided],
        "ciertas": [_item(seen, each) for each in certain],
        "por_que": Counter(each.read.why for each in certain).most_common(),
        "no_suman": [each.text for each in sums if not each.holds],
        "suman": sum(each.holds for each in sums),
        "fuera": _left_out(form) if form else [],
        "notas": seen.kept.reading.notes,
        "unidades": sorted(seen.destination.units.items()),
    }


def summary_shown(made: Propuesta) -> Shown:
    """What passing would do, as its page shows it."""
    units = list(made.units.values())
    return {
        "unidades": units,
        "cuenta": _counted(units),
        "problemas": made.problems,
        "no_pasan": made.left,
        "nada": made.is_empty,
    }


def _counted(units: Sequence[DeUnidad]) -> str:
    """`2 filas nuevas y 3 importes del formulario 04`."""
    rows = [row for unit in units for row in unit.changes]
    new = sum(not row.renglon for row in rows)
    amounts = sum(len(unit.differing) for unit in units if unit.declared_changes)
    counted = (
        (new, "fila nueva", "filas nuevas"),
        (len(rows) - new, "fila cambiada", "filas cambiadas"),
        (amounts, "importe del formulario 04", "importes del formulario 04"),
    )
    said = [f"{many} {one if many == 1 else more}" for many, one, more in counted if many]
    return " y ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said) or "nada cambia"


def _next(seen: Mirada, after: str) -> Celda | None:
    """The first doubtful cell after a place, or the first of all."""
    order = {each.place: at for at, each in enumerate(cell for form in seen.forms for cell in form.cells)}
    within = [at for place, at in order.items() if place == after or place.startswith(f"{after}-")] if after else []
    last = max(within, default=-1)
    following = (each for each in seen.pending if order[each.place] > last)
    return next(following, next(iter(seen.pending), None))


def _tab(seen: Mirada, form: Formulario, shown: Formulario | None) -> Shown:
    why = seen.destination.why_not(form)
    left = 0 if why else form.count(Estado.DUDOSA)
    return {
        "titulo": f"Formulario {form.form} · {form.unidad or f'página {min(form.pages, default=0)}'}",
        "quedan": left,
        "fuera": bool(why),
        "url": f"{to('lectura', seen.lectura)}?formulario={form.place}",
        "activo": form is shown,
    }


def _form(seen: Mirada, form: Formulario) -> Shown:
    name = seen.destination.units.get(form.unidad, "")
    return {
        "lugar": form.place,
        "titulo": form_title(form),
        "unidad": f"{form.unidad} · {name}" if name else form.unidad,
        "paginas": ", ".join(str(each) for each in form.pages),
        "notas": form.notes,
        "pasa": form.passes,
        "por_que_no": seen.destination.why_not(form),
        "advertencia": seen.destination.warning(form),
        "celda_unidad": f"{to('lectura', seen.lectura)}?celda={form.place}-h-unidad",
    }


def _in_front(seen: Mirada, cell: Celda, pending: Sequence[Celda]) -> Shown:
    row = seen.row_of(cell.place)
    at = next((at for at, each in enumerate(pending) if each.place == cell.place), -1)
    kind = cell.column.kind
    context = [
        (cell_title(row, each), each.text)
        for each in (row.cells if row else ())
        if row and each.place != cell.place and each.text and each.state is not Estado.APARTE
        if each.column.name not in TABLES[row.table].key
    ]
    return {
        **_item(seen, cell),
        "numero": at + 1,
        "de": len(pending),
        "texto": cell.text,
        "largo": kind is Kind.TEXT,
        "numerico": cell.column.is_number,
        "elige": _list(seen, cell),
        "puede_vaciarse": row is not None,
        "iguales": len(seen.alike(cell)),
        "opciones": [(typed_option, option.why) for option, typed_option in _options(cell)],
        "fila": row.place if row else "",
        "contexto": context[:4],
        "anterior": _url(seen, pending[at - 1]) if at > 0 else "",
        "siguiente": _url(seen, pending[at + 1]) if 0 <= at < len(pending) - 1 else "",
        "cierta": cell.read.certainty is Certainty.CERTAIN,
    }


def _options(cell: Celda) -> list[tuple[Any, str]]:
    """A few readings are buttons; one alone is the field itself, and many are a list."""
    if not 1 < len(cell.read.options) <= _BUTTONS:
        return []
    return [(each, typed_text(cell.column, each.value)) for each in cell.read.options]


def _list(seen: Mirada, cell: Celda) -> list[tuple[str, str]]:
    """What a cell is chosen from, with its name; empty if it is written."""
    if cell.column.name == "unidad":
        return sorted(seen.destination.units.items())
    if cell.column.options:
        return [(each, each.capitalize()) for each in cell.column.options]
    if len(cell.read.options) > _BUTTONS:
        return [(typed_text(cell.column, each.value), "") for each in cell.read.options]
    return []


def _item(seen: Mirada, cell: Celda) -> Shown:
    row = seen.row_of(cell.place)
    decision = cell.decision.get_que_display() if cell.decision and cell.state is Estado.DECIDIDA else ""
    return {
        "lugar": cell.place,
        "fila_titulo": row_title(row.table, row.values) if row else "Encabezado del formulario",
        "titulo": cell_title(row, cell),
        "texto": cell.text,
        "visto": cell.read.text,
        "por_que": cell.read.why,
        "seguro": _SURE[cell.read.certainty],
        "decision": decision,
        "corregida": bool(cell.decision and cell.decision.que == QueSeDecidio.CORREGIDA),
        "numerico": cell.column.is_number,
        "url": _url(seen, cell),
    }


def _url(seen: Mirada, cell: Celda) -> str:
    return f"{to('lectura', seen.lectura)}?celda={cell.place}"


def _is_named(seen: Mirada, cell: Celda) -> bool:
    """Whether the title of its row says it already, as row and fuente of form 04."""
    row = seen.row_of(cell.place)
    return row is not None and row.table == SUMMARY and cell.column.name in ("fila", "fuente")


def _left_out(form: Formulario) -> list[Shown]:
    """The rows that somebody left out of a form that is passed."""
    rows = (each for each in form.rows if not each.passes and form.passes)
    return [{"lugar": each.place, "titulo": row_title(each.table, each.values)} for each in rows]

"""What changed in a plan or in the part of a unit, act by act and cell by cell, as the trace tells it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount
from apthapi.core.schema import SCALE, WORDS, WRITTEN, Column, Kind, Table
from apthapi.core.sheets import Sheet, sheets_of
from apthapi.core.tables import TABLES
from apthapi.documents import figures
from apthapi.web.accounts.models import Persona
from apthapi.web.process.models import Acto, Cambio
from apthapi.web.process.records import shown
from apthapi.web.process.seen import not_seen
from apthapi.web.process.traced import traced

PER_PAGE = 30
KINDS = {
    "guardar": "Cambió",
    "cargar": "Cargó el plan",
    "importar": "Importó una planilla",
    "calcular_resumen": "Se calculó el resumen",
    "reponer_resumen": "Se repuso el resumen: no se pudo enviar",
    "enviar_unidad": "Envió a la dirección",
    "recuperar_envio": "Recuperó el envío",
    "aprobar_unidad": "Aprobó",
    "recuperar_aprobacion": "Recuperó la aprobación",
    "observar_unidad": "Devolvió con observaciones",
    "revisar_unidad": "Dio por revisada",
    "fijar_plazo": "Cambió la fecha límite",
    "fijar_observacion": "Observó",
    "responder_observacion": "Respondió una observación",
    "anotar_observacion": "Anotó en una observación",
    "resolver_observacion": "Resolvió una observación",
    "reabrir_observacion": "Reabrió una observación",
    "retirar_observacion": "Retiró una observación",
    "redactar_modificaciones": "Redactó las modificaciones presupuestarias",
    "justificar": "Justificó hallazgos",
    "retirar_justificacion": "Retiró una justificación",
    "tramite_solicitar": "Solicitó un cambio del plan",
    "tramite_recuperar": "Recuperó su último movimiento del trámite",
    "escribir_papel": "Escribió el borrador de un escrito",
    "emitir_papel": "Emitió",
    "anular_papel": "Anuló un escrito",
    "registrar_documento": "Registró un documento",
    "quitar_documento": "Quitó el registro de un documento",
    "leer_formularios": "Dio formularios impresos a leer",
    "decidir_lectura": "Decidió sobre lo leído",
    "pasar_lectura": "Pasó al plan lo leído",
    "descartar_lectura": "Descartó una lectura",
    "firmar_papel": "Firmó un papel",
    "aprobar_papel": "Aprobó un papel con segundo factor",
    "rechazar_papel": "Rechazó un papel",
    "preparar_firma": "Preparó una firma con token",
    "recibir_libro": "Aceptó un libro de Excel",
    "certificar_poa": "Emitió una certificación POA",
    "certificar_presupuestaria": "Emitió una certificación presupuestaria",
    "liberar_certificacion": "Liberó una certificación",
    "utilizar_certificacion": "Dio por utilizada una certificación",
    "informar_avance": "Informó el avance",
    "recordar_avance": "Recordó por correo informar el avance",
    "registrar_gasto": "Registró la ejecución financiera",
    "explicar_evaluacion": "Explicó su evaluación",
    "publicar_avance": "Publicó el avance",
    "retirar_avance": "Retiró el avance publicado",
}
"""What each kind of act on a plan is called."""
_WITH_WORDS = {
    "observar_unidad",
    "fijar_plazo",
    "justificar",
    "retirar_justificacion",
    "emitir_papel",
    "anular_papel",
    "registrar_documento",
    "leer_formularios",
    "decidir_lectura",
    "pasar_lectura",
    "firmar_papel",
    "aprobar_papel",
    "rechazar_papel",
    "preparar_firma",
    "recibir_libro",
    "certificar_poa",
    "certificar_presupuestaria",
    "liberar_certificacion",
    "utilizar_certificacion",
    "informar_avance",
    "recordar_avance",
    "registrar_gasto",
    "explicar_evaluacion",
    "publicar_avance",
    "retirar_avance",
    *(kind for kind in KINDS if kind.endswith("_observacion")),
}
_TRAMITE = "tramite_"
"""How the acts of a trámite begin: the rest is its action, and their detail is written for people too."""
"""Acts whose detail is written for people to read."""
SHOWN_CHANGES = 40
"""Changes of one act that are told one by one; of more, only how many."""
_MANY = 400
"""Of an act with more changes only the first are read: opening a version has a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Told:
    """One cell (or row) that changed, for people: where, from what, to what."""

    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldAct:
    """One act: who (position), its unit if any, when, what, its changes; `more` are those not told one by one."""

    who: str
    unidad: str
    when: datetime
    what: str
    reason: str
    changes: list[Told]
    more: int


def history(
    plan: str, unidad: str | None, page: str, new_to: Persona | None = None
) -> tuple[Page[Acto], list[ToldAct]]:
    """A page of the acts, the last one first: on a part, on the plan itself (''), or on all of it (None).

    With `new_to`, only what others did since that person last looked. The states that acts change are not told apart:
    the act itself says them. The number of queries does not grow with the changes.
    """
    acts: QuerySet[Acto] = Acto.objects.filter(plan=plan).select_related("cargo").order_by("-pk")
    acts = acts if unidad is None else acts.filter(unidad=unidad)
    acts = acts if new_to is None else not_seen(new_to, acts)
    found = Paginator(acts, PER_PAGE).get_page(page)
    changes, unread = _changes_of([act.pk for act in found])
    return found, [_told(act, changes.get(act.pk, []), unread.get(act.pk, 0)) for act in found]


def title_of(clase: str) -> str:
    """What a kind of act is called; those of a trámite are named as its table names them."""
    if clase in KINDS:
        return KINDS[clase]
    words = clase.removeprefix(_TRAMITE).replace("_", " ").capitalize()
    return f"Trámite: {words[:1].lower()}{words[1:]}" if clase.startswith(_TRAMITE) else words


def _changes_of(acts: list[int]) -> tuple[dict[int, list[Cambio]], dict[int, int]]:
    """The changes of rows of the format by act, and of how many more of an act only the number is known."""
    wanted = Cambio.objects.filter(acto__in=acts, tabla__in=TABLES)
    counts = dict(wanted.values_list("acto").annotate(Count("pk")).order_by())
    place = Window(RowNumber(), partition_by=[F("acto")], order_by=[F("pk")])
    first = wanted.annotate(place=place).filter(place__lte=_MANY)
    changes: dict[int, list[Cambio]] = {}
    for change in Cambio.objects.filter(pk__in=first.values("pk")).order_by("pk"):
        changes.setdefault(change.acto, []).append(change)
    return changes, {act: counts[act] - len(found) for act, found in changes.items()}


def _told(act: Acto, changes: list[Cambio], unread: int) -> ToldAct:
    told = [each for change in _joined(changes) for each in tell(change)]
    what = title_of(act.clase)
    reason = act.detalle if act.clase in _WITH_WORDS or act.clase.startswith(_TRAMITE) else ""
    more = max(len(told) - SHOWN_CHANGES, 0) + unread
    who = str(act.cargo or "El sistema")
    return ToldAct(who, act.unidad, act.momento, what, reason, told[:SHOWN_CHANGES], more)


def _joined(changes: list[Cambio]) -> list[Cambio]:
    """A row that an act takes away and writes again, as form 04 when it is computed, is one that it changes."""
    removed = {_row(each): each for each in changes if each.antes and not each.despues}
    written = {_row(each) for each in changes if each.despues and not each.antes}
    found = []
    for each in changes:
        if each.antes and not each.despues and _row(each) in written:
            continue
        before = removed.get(_row(each)) if each.despues and not each.antes else None
        found.append(Cambio(tabla=each.tabla, antes=before.antes, despues=each.despues) if before else each)
    return found


def _row(change: Cambio) -> tuple[str, ...]:
    """Which row of the format it is, by its key."""
    values = json.loads(change.despues or change.antes)
    return (change.tabla, *(str(values.get(name)) for name in TABLES[change.tabla].key))


def tell(change: Cambio) -> Iterable[Told]:
    """The cells of a change, in words."""
    before = json.loads(change.antes) if change.antes else {}
    after = json.loads(change.despues) if change.despues else {}
    if change.tabla not in TABLES:
        return _told_of_own(change, before, after)
    return _told_of_format(TABLES[change.tabla], before, after)


def _told_of_own(change: Cambio, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Told]:
    """The cells of a table of the application: its name, the columns by their titles."""
    table = traced().get(change.tabla)
    about = table.about.capitalize() if table else change.tabla
    place = " ".join(part for part in (change.plan, change.unidad) if part) or f"n.º {change.renglon}"
    if not before or not after:
        yield Told(f"{about}, {place}", "" if after else "fila quitada", "fila nueva" if after else "")
    for name, old, new in ((name, before.get(name), after.get(name)) for name in after or before):
        if old != new and name != "id":
            title = table.titles.get(name, name) if table else name
            yield Told(f"{about}, {place}: {title}", shown(old) if before else "", shown(new) if after else "")


def _told_of_format(table: Table, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Told]:
    row = after or before
    sheet = sheet_of(table.name, row)
    name = sheet.title if sheet else table.about.split(":")[0]
    own = [key for key in table.key if key not in ("plan", "unidad")] or list(table.key)
    where = f"{name}, {', '.join(str(row.get(key) or '—') for key in own)}"
    if not before or not after:
        amount = f": {format_amount(row['importe'])}" if isinstance(row.get("importe"), int) else ""
        yield Told(where, "" if after else f"fila quitada{amount}", f"fila nueva{amount}" if after else "")
    titles = titles_of(table.name, row)
    for column in table.columns:
        old, new = before.get(column.name), after.get(column.name)
        if old != new and (before and after) and not column.name.endswith((WORDS, WRITTEN)):
            yield Told(f"{where}: {titles.get(column.name, column.name)}", written(column, old), written(column, new))


def titles_of(table: str, row: dict[str, Any]) -> dict[str, str]:
    """The titles of the columns in the sheet of a row."""
    sheet = sheet_of(table, row)
    return {field.name: field.title for field in sheet.fields} if sheet else {}


def sheet_of(table: str, row: dict[str, Any]) -> Sheet | None:
    """The sheet in which a row is filled in: of those of its table, that of its form or quadrant."""
    form = {"requerimientos": row.get("formulario"), "situacion": row.get("cuadrante")}.get(table) or ""
    return next((each for each in sheets_of(table) if each.name.endswith(str(form))), None)


def written(column: Column, value: object) -> str:
    """A value of the trace for people."""
    if value in (None, ""):
        return "vacío"
    if column.kind is Kind.MONEY and isinstance(value, int):
        return format_amount(value)
    if column.is_number and isinstance(value, int):
        return plain_number(value, SCALE[column.kind]).replace(".", ",")
    return figures.day(str(value)) if column.kind is Kind.DATE else str(value)

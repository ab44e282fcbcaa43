"""What changed in a plan or in the part of a unit, act by act and cell by cell, as the trace tells it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount
from apthapi.core.schema import SCALE, WORDS, WRITTEN, Column, Kind
from apthapi.core.tables import TABLES
from apthapi.web.plans.sheets import sheets_of
from apthapi.web.process.models import Acto, Cambio

PER_PAGE = 30
_KINDS = {
    "guardar": "Cambió",
    "cargar": "Cargó el plan",
    "calcular_resumen": "Se calculó el resumen",
    "reponer_resumen": "Se repuso el resumen: no se pudo enviar",
    "enviar_unidad": "Envió a la dirección",
    "recuperar_envio": "Recuperó el envío",
    "aprobar_unidad": "Aprobó",
    "recuperar_aprobacion": "Recuperó la aprobación",
    "observar_unidad": "Devolvió con observaciones",
    "revisar_unidad": "Dio por revisada",
    "fijar_plazo": "Cambió la fecha límite",
    "redactar_modificaciones": "Redactó las modificaciones presupuestarias",
}
_WITH_WORDS = {"observar_unidad", "fijar_plazo"}
"""Acts whose detail is written for people to read."""
SHOWN_CHANGES = 40
"""Changes of one act that are told one by one; of more, only how many."""


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


def history(plan: str, unidad: str | None, page: str) -> tuple[Page[Acto], list[ToldAct]]:
    """A page of the acts, the last one first: on a part, on the plan itself (''), or on all of it (None).

    Three queries whatever the number of changes.
    """
    acts: QuerySet[Acto] = Acto.objects.filter(plan=plan).select_related("cargo").order_by("-pk")
    acts = acts if unidad is None else acts.filter(unidad=unidad)
    found = Paginator(acts, PER_PAGE).get_page(page)
    changes: dict[int, list[Cambio]] = {}
    for change in Cambio.objects.filter(acto__in=[act.pk for act in found]).order_by("pk"):
        changes.setdefault(change.acto, []).append(change)
    return found, [_told(act, changes.get(act.pk, [])) for act in found]


def _told(act: Acto, changes: list[Cambio]) -> ToldAct:
    told = [each for change in _joined(changes) for each in tell(change)]
    what = _KINDS.get(act.clase, act.clase.replace("_", " ").capitalize())
    reason = act.detalle if act.clase in _WITH_WORDS else ""
    more = max(len(told) - SHOWN_CHANGES, 0)
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
    table = TABLES[change.tabla]
    before = json.loads(change.antes) if change.antes else {}
    after = json.loads(change.despues) if change.despues else {}
    row = after or before
    sheets = sheets_of(change.tabla)
    name = sheets[0].title if len(sheets) == 1 else table.about.split(":")[0]
    own = [key for key in table.key if key not in ("plan", "unidad")]
    where = f"{name}, {', '.join(str(row.get(key) or '—') for key in own)}"
    if not before or not after:
        amount = f": {format_amount(row['importe'])}" if isinstance(row.get("importe"), int) else ""
        yield Told(where, "" if after else f"fila quitada{amount}", f"fila nueva{amount}" if after else "")
    titles = {field.name: field.title for sheet in sheets for field in sheet.fields}
    for column in table.columns:
        old, new = before.get(column.name), after.get(column.name)
        if old != new and (before and after) and not column.name.endswith((WORDS, WRITTEN)):
            yield Told(f"{where}: {titles.get(column.name, column.name)}", written(column, old), written(column, new))


def written(column: Column, value: object) -> str:
    """A stored value as people read it; what is not there is «vacío»."""
    if value in (None, ""):
        return "vacío"
    if column.kind is Kind.MONEY and isinstance(value, int):
        return format_amount(value)
    if column.is_number and isinstance(value, int):
        return plain_number(value, SCALE[column.kind]).replace(".", ",")
    return str(value)

"""Saves what a person changed in a sheet: one act, one transaction, its totals and the findings of the unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from apthapi.core.database import Database, Prepared
from apthapi.core.sheets import Sheet
from apthapi.web.accounts.models import Designacion
from apthapi.web.plans.answers import keep_answer
from apthapi.web.plans.lately import verified_lately, verified_now
from apthapi.web.plans.live import live
from apthapi.web.plans.request import BadRequestError, Sent
from apthapi.web.plans.rows import these_rows
from apthapi.web.plans.summary import withdraw
from apthapi.web.plans.tieout import tie_out
from apthapi.web.plans.units import UNITS, open_parts
from apthapi.web.plans.writer import Conflict, Outcome, Refusal, Writer
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

Answer = dict[str, Any]
SAVE = "guardar"
_HOLD = Prepared(
    "update process_partedeunidad set ultimo_acto = ?, preparada_por_id = ? where plan = ? and unidad = ? "
    "returning estado, resumen_declarado, (select v.estado from process_version v where v.plan = ?)"
)
_NO_END = 2**62
"""Later than any act."""
MOST_LOOKED_BACK = 50
"""Changes of a row among which the one of a cell is looked for."""


def save(situacion: Situacion, designacion: Designacion, sheet: Sheet, sent: Sent) -> Answer:
    """Store what can be stored and answer as docs/web.md describes. The same request again gets the same answer.

    Raises EstadoNoAdmite if the unit was sent meanwhile, BadRequestError if the `envio` is of somebody else.
    """
    try:
        answer = _store(situacion, designacion, sheet, sent)
    except IntegrityError:
        # The same `envio` once more, perhaps at the same time: the first one answers for all.
        before = _answered(situacion, sheet, sent)
        if before is None:
            raise
        answer = before
    answer["ajenas"] = changed_by_others(situacion, sheet, sent.since, answer["acto"])
    return answer | panels(situacion, lately=True)


def panels(situacion: Situacion, *, lately: bool = False) -> Answer:
    """The tie-out of the unit as it is now, and its findings: as they are now, or were a moment ago if that will do."""
    if not situacion.unidad:
        return {}
    verified = verified_lately if lately else verified_now
    return {"cuadre": tie_out(live(), situacion.plan, situacion.unidad), "verificaciones": verified(situacion)}


def changed_by_others(situacion: Situacion, sheet: Sheet, since: int, until: int | None = None) -> Answer:
    """Rows of the sheet that acts after `since` (and before `until`) changed or removed."""
    if sheet.of_unit:
        where, values = "c.plan = ? and c.unidad = ?", [situacion.plan, situacion.unidad]
    else:
        where = "c.acto in (select id from process_acto where plan = ? and unidad = '')"
        values = [situacion.plan]
    sql = f"select c.renglon, c.despues = '' from process_cambio c where {where} and c.tabla = ? and c.acto > ?"
    changes = live().query(Prepared(f"{sql} and c.acto < ?"), [*values, sheet.table_name, since, until or _NO_END])
    touched = {renglon for renglon, _ in changes}
    if not touched:
        return {"filas": [], "borradas": []}
    rows = these_rows(live(), sheet, situacion.plan, situacion.unidad, touched)
    there = {row[0] for row in rows}
    gone = {renglon for renglon, is_gone in changes if is_gone}
    return {"filas": [{"renglon": row[0], "valores": row} for row in rows], "borradas": sorted(gone - there)}


def _answered(situacion: Situacion, sheet: Sheet, sent: Sent) -> Answer | None:
    before = Acto.objects.filter(envio=sent.envio).first()
    if before is None:
        return None
    unidad = situacion.unidad if sheet.of_unit else ""
    same = (situacion.persona.pk, SAVE, situacion.plan, unidad, sheet.name)
    if (before.persona_id, before.clase, before.plan, before.unidad, before.detalle) != same:
        raise BadRequestError("Ese envío ya se usó.")
    if not before.respuesta:
        day = timezone.localdate(before.momento).strftime("%d-%m-%Y")
        raise BadRequestError(
            f"Estos cambios ya se guardaron el {day}. Descártelos y actualice la página para ver cómo quedaron."
        )
    answer: Answer = json.loads(before.respuesta)
    return answer


def _store(situacion: Situacion, designacion: Designacion, sheet: Sheet, sent: Sent) -> Answer:
    plan, unidad = situacion.plan, situacion.unidad if sheet.of_unit else ""
    with act(
        SAVE, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=sheet.name, envio=sent.envio
    ) as acto:
        database = live()
        if sheet.of_unit:
            declared = _hold_part(database, situacion, sheet, acto)
            if sheet.table_name == "requerimientos" and not declared:
                withdraw(database, plan, unidad)
        else:
            _hold_version(situacion, sheet)
        outcome = Writer(database, sheet, plan, unidad).write(sent.changes)
        if sheet.table_name == UNITS:
            open_parts(database, plan)
        answer = _answer(database, situacion, sheet, acto, outcome)
        keep_answer(database, acto, json.dumps(answer, ensure_ascii=False))
    return answer


def _hold_version(situacion: Situacion, sheet: Sheet) -> None:
    """The version as it is now: it may have been approved while the person wrote."""
    if situacion.version is not None:
        situacion.version.refresh_from_db(fields=["estado"])
    _refuse_if_closed(situacion, sheet)


def _hold_part(database: Database, situacion: Situacion, sheet: Sheet, acto: Acto) -> bool:
    """Lock the part of the unit while it is written: it cannot be sent or approved half way.

    The states of the part and of the version as they are now: both may have changed while the person wrote. Whether
    its form 04 was declared on paper.
    """
    asked = [acto.pk, situacion.persona.pk, situacion.plan, situacion.unidad, situacion.plan]
    [(of_part, declared, of_version)] = database.query(_HOLD, asked)
    if situacion.parte is not None:
        situacion.parte.estado = of_part
    if situacion.version is not None:
        situacion.version.estado = of_version
    _refuse_if_closed(situacion, sheet)
    return bool(declared)


def _refuse_if_closed(situacion: Situacion, sheet: Sheet) -> None:
    if not situacion.admite(sheet.action):
        raise EstadoNoAdmite(f"{situacion.por_que_no(sheet.action)} Lo que escribió no se guardó.")


def _answer(database: Database, situacion: Situacion, sheet: Sheet, acto: Acto, outcome: Outcome) -> Answer:
    rows = these_rows(database, sheet, situacion.plan, situacion.unidad, outcome.written)
    return {
        "acto": acto.pk,
        "filas": [{"renglon": row[0], "nuevo": outcome.written.get(row[0], ""), "valores": row} for row in rows],
        "borradas": outcome.removed,
        "rechazos": [_refusal(each) for each in outcome.refusals],
        "conflictos": _conflicts(acto, sheet, outcome.conflicts),
    }


def _refusal(each: Refusal) -> Answer:
    return {
        "renglon": each.renglon,
        "nuevo": each.new,
        "columna": each.column,
        "texto": each.text,
        "mensaje": each.message,
        "opciones": [list(choice) for choice in each.choices],
    }


def _conflicts(acto: Acto, sheet: Sheet, conflicts: Sequence[Conflict]) -> list[Answer]:
    return [
        {
            "renglon": each.renglon,
            "nuevo": "",
            "columna": each.column,
            "mia": each.mine,
            "suya": each.theirs,
            **_author(acto, sheet, each),
        }
        for each in conflicts
    ]


def _author(acto: Acto, sheet: Sheet, each: Conflict) -> Answer:
    """Who last changed the cell before this act, by position, and at what time."""
    changes = Cambio.objects.filter(tabla=sheet.table_name, renglon=each.renglon, acto__lt=acto.pk).order_by("-pk")
    last = next((change for change in changes[:MOST_LOOKED_BACK] if _changed(change, each.column)), None)
    found = Acto.objects.select_related("cargo").filter(pk=last.acto).first() if last else None
    if found is None:
        return {"quien": "", "cuando": ""}
    return {"quien": str(found.cargo or "El sistema"), "cuando": timezone.localtime(found.momento).strftime("%H:%M")}


def _changed(change: Cambio, column: str) -> bool:
    before = json.loads(change.antes) if change.antes else {}
    return bool(change.despues) and json.loads(change.despues).get(column) != before.get(column)

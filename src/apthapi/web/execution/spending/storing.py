"""Registers spending in the version in force: everything that was looked at in one act, or nothing.

The balances are read and the spending written while nobody else of the entity certifies or registers, as a certificate
is issued: the last boliviano is certified or spent, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import IntegrityError

from apthapi.charts.months import NAMES
from apthapi.core.money import format_amount
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.spent import Entry, Slot
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.spending.judging import Change, Judged, judge
from apthapi.web.execution.spending.year import Year, year_of
from apthapi.web.expediente.numbering import lock
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy

ACT = "registrar_gasto"
_KEY = ("unidad", "partida", "fuente", "organismo", "mes")
_COLUMNS = ("plan", "categoria", "categoria_escrita", *_KEY, *STAGES)

Entries = Callable[[Year], Sequence[Entry]]
"""What is registered, once it is known what is there: accumulated amounts depend on it."""
Also = Callable[[Acto, Judged], None]


class NotRegisteredError(Exception):
    """It was not registered: something is refused, or (`changed`) it is not what was looked at. `judged` says what."""

    def __init__(self, judged: Judged, *, changed: bool) -> None:
        super().__init__("No se registró.")
        self.judged, self.changed = judged, changed


def rehearse(situacion: Situacion, entries: Entries) -> tuple[Year, Judged]:
    """How the year stands, and what registering would change and refuse now."""
    year = year_of(situacion.plan, hoy(), situacion.unidad)
    return year, judge(year, entries(year), hoy())


def register(
    situacion: Situacion,
    designacion: Designacion,
    entries: Entries,
    envio: UUID,
    *,
    seen: Judged,
    source: str = "",
    also: Also | None = None,
) -> bool:
    """Store what `entries` say if it is still what was looked at, once for each `envio`; False if that was done before.

    `source` is told with the act; `also` is done within it. Raises NotRegisteredError, or EstadoNoAdmite if the plan is
    no longer in force.
    """
    plan, unidad, persona = situacion.plan, situacion.unidad, situacion.persona
    detail = "\n".join(part for part in (told(seen), source) if part)
    try:
        with act(ACT, persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=envio) as acto:
            lock(situacion.entidad)
            _refuse_if_closed(situacion)
            _, judged = rehearse(situacion, entries)
            if judged.refused or judged.digest != seen.digest:
                raise NotRegisteredError(judged, changed=not judged.refused)
            _write(plan, judged.changes)
            if also:
                also(acto, judged)
    except IntegrityError:
        if Acto.objects.filter(envio=envio, plan=plan, persona=persona).exists():
            return False
        raise
    return True


def told(judged: Judged) -> str:
    """What changes in a sentence: months, how many places, and how much more is devengado."""
    months = sorted({each.mes for each in judged.changes})
    names = ", ".join(NAMES[mes - 1] for mes in months) or "nada que cambiar"
    more = sum(each.after.get("devengado", 0) - each.before.get("devengado", 0) for each in judged.changes)
    rows = f"{len(judged.changes)} {'fila' if len(judged.changes) == 1 else 'filas'}"
    return f"{names[0].upper()}{names[1:]}: {rows}, devengado {'+' if more >= 0 else ''}{format_amount(more)} Bs."


def _refuse_if_closed(situacion: Situacion) -> None:
    if situacion.version is not None:
        situacion.version.refresh_from_db()
    if not situacion.admite(ACT):
        raise EstadoNoAdmite(situacion.por_que_no(ACT))


def _write(plan: str, changes: Sequence[Change]) -> None:
    database = live()
    schema = SCHEMAS[database.engine]
    there = {
        (Slot(*slot), mes): renglon
        for *slot, mes, renglon in database.query(
            f"select {', '.join(_KEY)}, renglon from {schema}.ejecucion_financiera where plan = ?", [plan]
        )
    }
    fresh = []
    for each in changes:
        amounts = [each.after.get(stage, 0) for stage in STAGES]
        renglon = there.get((each.slot, each.mes))
        if renglon is None:
            fresh.append((plan, each.categoria, each.categoria, *each.slot, each.mes, *amounts))
        else:
            database.execute(
                f"update {schema}.ejecucion_financiera set categoria = ?, categoria_escrita = ?, "
                f"{', '.join(f'{stage} = ?' for stage in STAGES)} where renglon = ?",
                [each.categoria, each.categoria, *amounts, renglon],
            )
    if fresh:
        database.insert("ejecucion_financiera", _COLUMNS, fresh)

"""Publishing what was done up to a month, and withdrawing it: each an act."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from apthapi.compare.evaluation import Evaluation, evaluation_of
from apthapi.compare.totals import MONTH_NAMES
from apthapi.formats.site.published import NOTHING_DONE, Advance
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.accounts.models import Designacion
from apthapi.web.expediente.numbering import lock
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of
from apthapi.web.portal.models import AvancePublicado
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Situacion, hoy


class NotPublishedError(Exception):
    """It is not done; the message (Spanish) says why and what to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is published of a gestión: its cut with the day on which it was, and the cuts before it, newest first."""

    advance: Advance = NOTHING_DONE
    date: str = ""
    cuts: tuple[AvancePublicado, ...] = ()


def told_of(entidad: str, gestion: int) -> Told:
    """How far it is told what an entity did in a gestión."""
    cuts = tuple(AvancePublicado.objects.filter(entidad=entidad, gestion=gestion).order_by("-mes"))
    if not cuts:
        return Told()
    return Told(Advance(cuts[0].mes, frozenset(cut.mes for cut in cuts)), cuts[0].fecha.isoformat(), cuts)


def gestion_of(plan: str) -> int:
    """The gestión of a plan."""
    return int(live().value("select gestion from planes where plan = ?", [plan]))


def last_executed(plan: str) -> int:
    """The last month of which anything was registered, over the versions of the gestión; 0 if none is."""
    of_plan = _in_place(plan)
    months = [
        of_plan.query(f"select max(mes) from {reading} where plan = ?", [plan])[0][0]
        for reading in ("ejecucion_vigente", "avance_vigente")
    ]
    return max(int(month or 0) for month in months)


def evaluated(plan: str, month: int) -> Evaluation:
    """How the plan goes at the end of a month, as its pages would tell it."""
    return evaluation_of(_in_place(plan).query, plan, month)


def _in_place(plan: str) -> PlanInPlace:
    database = live()
    return PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine])


def open_months(plan: str, entidad: str) -> list[int]:
    """The months that may be published now: after the last that is, with something registered, and over."""
    gestion, today = gestion_of(plan), hoy()
    first, last = told_of(entidad, gestion).advance.month + 1, last_executed(plan)
    return [month for month in range(first, last + 1) if last_day(gestion, month) < today]


def last_day(gestion: int, month: int) -> date:
    """The day of a cut."""
    return date(gestion, month, calendar.monthrange(gestion, month)[1])


def publish(situacion: Situacion, designacion: Designacion, month: int) -> None:
    """Tell anybody what was done until the end of the month. Raises NotPublishedError."""
    plan, gestion = situacion.plan, gestion_of(situacion.plan)
    with act("publicar_avance", situacion.persona, designacion, plan=plan, detalle=_named(month, gestion)):
        lock(situacion.entidad)
        if situacion.version is None or not situacion.version.publicada:
            raise NotPublishedError("Esta versión no está publicada: publique primero el plan, en su trámite.")
        if month not in open_months(plan, situacion.entidad):
            raise NotPublishedError(
                "Ese mes no se puede publicar: elija uno que ya terminó, con ejecución registrada y posterior al "
                "último que se publicó."
            )
        AvancePublicado.objects.create(entidad=situacion.entidad, gestion=gestion, mes=month, plan=plan, fecha=hoy())


def withdraw(situacion: Situacion, designacion: Designacion, month: int) -> None:
    """Take the last cut back: the pages tell the one before, or nothing. Raises NotPublishedError."""
    plan, gestion = situacion.plan, gestion_of(situacion.plan)
    with act("retirar_avance", situacion.persona, designacion, plan=plan, detalle=_named(month, gestion)):
        lock(situacion.entidad)
        cuts = told_of(situacion.entidad, gestion).cuts
        if not cuts or cuts[0].mes != month:
            raise NotPublishedError("Solo se retira el último avance que se publicó; vuelva a ver la página.")
        cuts[0].delete()


def _named(month: int, gestion: int) -> str:
    return f"Hasta {MONTH_NAMES[month - 1]} de {gestion}" if 1 <= month <= 12 else ""

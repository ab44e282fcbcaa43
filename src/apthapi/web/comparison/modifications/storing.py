"""Saves the modifications that were drafted: all of them in one act, in place of those that were there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from apthapi.web.accounts.models import Designacion
from apthapi.web.comparison.modifications.drafted import STORED, Row
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

ACT = "redactar_modificaciones"


def store(situacion: Situacion, designacion: Designacion, rows: Sequence[Row], *, envio: UUID) -> bool:
    """Put the rows in place of those of the plan; False if that `envio` did it already.

    Raises EstadoNoAdmite if the version closed meanwhile.
    """
    if Acto.objects.filter(envio=envio).exists():
        return False
    plan = situacion.plan
    with act(ACT, situacion.persona, designacion, plan=plan, envio=envio, detalle=f"{len(rows)} renglones"):
        if situacion.version is not None:
            situacion.version.refresh_from_db()
        if not situacion.admite(ACT):
            raise EstadoNoAdmite(situacion.por_que_no(ACT))
        database = live()
        database.execute("delete from modificaciones where plan = ?", [plan])
        database.insert("modificaciones", STORED, (row.stored(plan) for row in rows))
    return True

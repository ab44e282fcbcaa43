"""Saves the modifications that were drafted: all of them in one act, in place of those that were there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import IntegrityError

from apthapi.web.accounts.models import Designacion
from apthapi.web.comparison.modifications.drafted import STORED, Row
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

ACT = "redactar_modificaciones"


class DraftChangedError(Exception):
    """The draft is no longer the one that the person had in front."""


def store(
    situacion: Situacion, designacion: Designacion, rows: Sequence[Row], *, envio: UUID, still: Callable[[], bool]
) -> None:
    """Put the rows in place of those of the plan, once for each `envio`.

    `still` is asked inside of the act whether the rows are those of the draft as it is then. Raises DraftChangedError
    if not, EstadoNoAdmite if the version closed meanwhile.
    """
    try:
        _store(situacion, designacion, rows, envio, still)
    except IntegrityError:
        if not stored_before(situacion, envio):
            raise


def stored_before(situacion: Situacion, envio: UUID) -> bool:
    """Whether the person saved the modifications of the plan with that `envio` already."""
    return Acto.objects.filter(envio=envio, clase=ACT, plan=situacion.plan, persona=situacion.persona).exists()


def _store(
    situacion: Situacion, designacion: Designacion, rows: Sequence[Row], envio: UUID, still: Callable[[], bool]
) -> None:
    plan = situacion.plan
    with act(ACT, situacion.persona, designacion, plan=plan, envio=envio, detalle=f"{len(rows)} renglones"):
        if situacion.version is not None:
            situacion.version.refresh_from_db()
        if not situacion.admite(ACT):
            raise EstadoNoAdmite(situacion.por_que_no(ACT))
        if not still():
            raise DraftChangedError
        database = live()
        database.execute("delete from modificaciones where plan = ?", [plan])
        database.insert("modificaciones", STORED, (row.stored(plan) for row in rows))

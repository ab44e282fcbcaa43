"""Registers a modification to the version in force, judged inside of the act that stores it, or only tries it.

The lock is that of the certificates: of a modification that lowers a partida and a certificate of its last boliviano,
one is done. The database lets its rows be added and never changed: what corrects one is another.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from django.db import IntegrityError

from apthapi.core.money import format_amount
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.budget.asked import Asked
from apthapi.web.execution.budget.judging import Verdict, judge
from apthapi.web.expediente.models import Correlativo
from apthapi.web.expediente.numbering import Propuesta, lock, take
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

ACT = "registrar_modificacion"
STEM, SERIES = "MP", "modificacion"
"""How its number begins, and the correlative that it is of."""
_COLUMNS = (
    "plan modificacion orden tipo norma aprobador unidad categoria categoria_escrita partida fuente organismo importe "
    "fecha incorporada"
).split()


class NotRegisteredError(Exception):
    """It is not registered; the verdict says why: refusals, or warnings that nobody had in front."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(" ".join([*verdict.refusals, *verdict.warnings]))
        self.verdict = verdict


class _TriedError(Exception):
    """Undoes what was only tried."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict


def register(situacion: Situacion, designacion: Designacion, asked: Asked, envio: UUID, seen: str) -> str:
    """Register it, once for each `envio`; its number, or '' if that was done before.

    `seen` is the stamp of the verdict whose warnings the person had in front. Raises NotRegisteredError, and
    EstadoNoAdmite if the version is no longer in force.
    """

    def decide(verdict: Verdict) -> None:
        if verdict.refusals or verdict.stamp not in ("", seen):
            raise NotRegisteredError(verdict)

    try:
        return _store(situacion, designacion, asked, envio, decide)
    except IntegrityError:
        if Acto.objects.filter(envio=envio, plan=situacion.plan, persona=situacion.persona).exists():
            return ""
        raise


def rehearse(situacion: Situacion, designacion: Designacion, asked: Asked) -> Verdict:
    """What is said of it; nothing is stored. Raises EstadoNoAdmite."""

    def undo(verdict: Verdict) -> None:
        raise _TriedError(verdict)

    try:
        _store(situacion, designacion, asked, uuid4(), undo)
    except _TriedError as tried:
        return tried.verdict
    raise AssertionError("a trial is always undone")


def _store(
    situacion: Situacion, designacion: Designacion, asked: Asked, envio: UUID, decide: Callable[[Verdict], None]
) -> str:
    """Write it and let `decide` raise if it may not stay."""
    plan = situacion.plan
    detail = f"{asked.kind}: aumenta Bs {format_amount(asked.increases)}, disminuye Bs {format_amount(asked.decreases)}"
    with act(ACT, situacion.persona, designacion, plan=plan, detalle=f"{detail}. {asked.norm}", envio=envio):
        lock(situacion.entidad)
        if situacion.version is not None:
            situacion.version.refresh_from_db()
        if not situacion.admite(ACT):
            raise EstadoNoAdmite(situacion.por_que_no(ACT))
        number = _take_number(situacion)
        live().insert("modificaciones", _COLUMNS, _rows(plan, number, asked))
        decide(judge(plan, asked, number))
    return number


def _take_number(situacion: Situacion) -> str:
    """The next of the correlative of the entity and the gestión; those that came with a loaded plan are passed over."""
    database, entidad = live(), situacion.entidad
    schema = SCHEMAS[database.engine]
    gestion = int(database.value(f"select gestion from {schema}.planes where plan = ?", [situacion.plan]))
    used = database.query(
        f"select distinct m.modificacion from {schema}.modificaciones m join {schema}.planes p on p.plan = m.plan "
        "where p.entidad = ? and p.gestion = ?",
        [entidad, gestion],
    )
    taken = {row[0] for row in used}
    last = Correlativo.objects.filter(entidad=entidad, serie=SERIES, gestion=gestion).first()
    numero = last.ultimo + 1 if last else 1
    while _number(numero) in taken:
        numero += 1
    take(entidad, gestion, Propuesta("", SERIES, numero))
    return _number(numero)


def _number(numero: int) -> str:
    return f"{STEM}-{numero:04d}"


def _rows(plan: str, number: str, asked: Asked) -> list[tuple[object, ...]]:
    return [
        (
            plan,
            number,
            order,
            asked.kind,
            asked.norm,
            asked.approver,
            line.place.unidad,
            line.place.categoria,
            line.place.categoria,
            line.place.partida,
            line.place.fuente,
            line.place.organismo,
            line.amount,
            asked.day,
            "no",
        )
        for order, line in enumerate(asked.lines, start=1)
    ]

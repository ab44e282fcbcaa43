"""Issues a certificate, never beyond what is in force, and closes it: released or used.

The balance is read and the certificate written in one act, while nobody else of the entity certifies, closes or puts
another version in force: the last boliviano is certified once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError

from apthapi.compare.slots import Place
from apthapi.core.money import format_amount
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.balance import GROUND, Balance, balances
from apthapi.web.execution.certifying.certificates import Certificate, certificates
from apthapi.web.expediente.models import Correlativo, Emitido, EstadoDeEmitido
from apthapi.web.expediente.numbering import Propuesta, lock, take
from apthapi.web.firmas.expected import CERTIFICATE
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy

STEMS = {"poa": "POA", "presupuestaria": "PRE"}
"""How the number of each kind begins."""
_COLUMNS = (
    "plan certificacion orden tipo fecha estado vence unidad acp operacion categoria categoria_escrita partida fuente "
    "organismo importe objeto motivo"
).split()


class NotCertifiedError(Exception):
    """It is not done; `problems` (Spanish) say why and what to do, each for its place (None: the whole)."""

    def __init__(self, problems: Mapping[Place | None, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be certified: centavos in each place, what for, of which operation, until when (ISO, or empty)."""

    kind: str
    purpose: str
    acp: str
    operacion: str
    expires: str
    amounts: Mapping[Place, int]


def issue(situacion: Situacion, designacion: Designacion, asked: Asked, envio: UUID) -> str:
    """Certify, once for each `envio`; the number, or '' if that was done before. Raises NotCertifiedError."""
    try:
        return _issue(situacion, designacion, asked, envio)
    except IntegrityError:
        if Acto.objects.filter(envio=envio, plan=situacion.plan, persona=situacion.persona).exists():
            return ""
        raise


def _issue(situacion: Situacion, designacion: Designacion, asked: Asked, envio: UUID) -> str:
    plan, unidad = situacion.plan, situacion.unidad
    accion = f"certificar_{asked.kind}"
    detail = f"Bs {format_amount(sum(asked.amounts.values()))}: {asked.purpose}"
    with act(accion, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=envio):
        lock(situacion.entidad)
        _refuse_if_closed(situacion, accion)
        if problems := beyond(asked, balances(plan, hoy(), unidad)):
            raise NotCertifiedError(problems)
        number = _take_number(situacion, asked.kind)
        live().insert("certificaciones", _COLUMNS, _rows(plan, unidad, number, asked))
    return number


def beyond(asked: Asked, left: Mapping[Place, Balance]) -> dict[Place | None, str]:
    """Why each amount that does not fit in its place does not, and how it is repaired."""
    found: dict[Place | None, str] = {}
    for place, amount in asked.amounts.items():
        room = left[place].left(asked.kind) if place in left else 0
        if amount > room:
            found[place] = (
                f"{place.unidad}, partida {place.partida}, fuente {place.pair}: pide Bs {format_amount(amount)} y "
                f"quedan Bs {format_amount(max(room, 0))} por certificar ({GROUND}). Baje el importe, libere una "
                "certificación que ya no se usará o tramite una modificación."
            )
    return found


def close(situacion: Situacion, designacion: Designacion, found: Certificate, state: str, reason: str) -> None:
    """Release an issued certificate, or mark it as used. Raises NotCertifiedError."""
    plan, unidad = situacion.plan, situacion.unidad
    clase = "liberar_certificacion" if state == "liberada" else "utilizar_certificacion"
    detail = f"{found.title}. {reason}".strip()
    with act(clase, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail):
        lock(situacion.entidad)
        _refuse_if_closed(situacion, f"cerrar_{found.kind}")
        [now] = [each for each in certificates(plan, hoy(), unidad, found.number) if each.plan == plan]
        _refuse_unless_open(now, state)
        database = live()
        database.execute(
            f"update {SCHEMAS[database.engine]}.certificaciones set estado = ?, motivo = ? "
            "where plan = ? and certificacion = ?",
            [state, reason, plan, found.number],
        )
        if state == "liberada":
            papers = Emitido.objects.filter(plan=plan, papel__startswith=CERTIFICATE, documento=found.number)
            papers.update(estado=EstadoDeEmitido.ANULADO, motivo=f"Se liberó la certificación: {reason}")


def _refuse_unless_open(now: Certificate, state: str) -> None:
    if now.state == "vencida" and state == "utilizada":
        raise NotCertifiedError({None: f"{now.title} venció y ya no aparta saldo: emita otra para el gasto."})
    if now.state not in ("emitida", "vencida"):
        raise NotCertifiedError({None: f"{now.title} ya está «{now.word.lower()}»: no cambia más."})


def _refuse_if_closed(situacion: Situacion, accion: str) -> None:
    if situacion.version is not None:
        situacion.version.refresh_from_db()
    if not situacion.admite(accion):
        raise EstadoNoAdmite(situacion.por_que_no(accion))


def _take_number(situacion: Situacion, kind: str) -> str:
    """The next of the correlative of the entity, the gestión and the kind; it goes with the transaction.

    Numbers that came with a plan that was loaded are passed over.
    """
    database, entidad, serie = live(), situacion.entidad, f"{CERTIFICATE}{kind}"
    schema = SCHEMAS[database.engine]
    gestion = int(database.value(f"select gestion from {schema}.planes where plan = ?", [situacion.plan]))
    used = database.query(
        f"select distinct c.certificacion from {schema}.certificaciones c join {schema}.planes p on p.plan = c.plan "
        "where p.entidad = ? and p.gestion = ?",
        [entidad, gestion],
    )
    taken = {row[0] for row in used}
    last = Correlativo.objects.filter(entidad=entidad, serie=serie, gestion=gestion).first()
    numero = last.ultimo + 1 if last else 1
    while _number(kind, numero) in taken:
        numero += 1
    take(entidad, gestion, Propuesta("", serie, numero))
    return _number(kind, numero)


def _number(kind: str, numero: int) -> str:
    return f"{STEMS[kind]}-{numero:04d}"


def _rows(plan: str, unidad: str, number: str, asked: Asked) -> list[tuple[object, ...]]:
    day: date = hoy()
    return [
        (
            plan,
            number,
            order,
            asked.kind,
            day.isoformat(),
            "emitida",
            asked.expires,
            unidad,
            asked.acp,
            asked.operacion,
            place.categoria,
            place.categoria,
            place.partida,
            place.fuente,
            place.organismo,
            amount,
            asked.purpose,
            "",
        )
        for order, (place, amount) in enumerate(sorted(asked.amounts.items()), start=1)
    ]

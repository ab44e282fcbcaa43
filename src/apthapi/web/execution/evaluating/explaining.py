"""Keeps what the responsible of a unit explain of a cut, in the version in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError

from apthapi.compare.totals import MONTH_NAMES
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.evaluating.gathering import Finding
from apthapi.web.expediente.numbering import lock
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

ACTION = "explicar_evaluacion"
LONGEST = 1000
"""Letters of a cause, and of a measure."""
_COLUMNS = ("plan", "unidad", "operacion", "mes", "causa", "medida")


@dataclass(slots=True)
class Row:
    """A finding with what was typed of it, and what is wrong with that."""

    finding: Finding
    place: int
    cause: str
    measure: str
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Whether it says something else than what is there."""
        return (self.cause, self.measure) != (self.finding.said.cause, self.finding.said.measure)


@dataclass(slots=True)
class Typed:
    """What was typed in a form of explanations."""

    rows: list[Row] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """All that is wrong, each with what it is about."""
        return [f"{row.finding.name}: {row.problem}" for row in self.rows if row.problem]


def blank(findings: Sequence[Finding]) -> Typed:
    """The form as it is before anybody types."""
    return Typed([Row(each, place, each.said.cause, each.said.measure) for place, each in enumerate(findings)])


def understand(form: Mapping[str, str], findings: Sequence[Finding]) -> Typed:
    """What was typed; of a row that somebody began, both parts are asked for."""
    typed = Typed()
    for place, each in enumerate(findings):
        cause, measure = (form.get(f"{name}-{each.operacion}", "").strip() for name in ("causa", "medida"))
        row = Row(each, place, cause, measure)
        if max(len(cause), len(measure)) > LONGEST:
            row.problem = f"la causa y la medida tienen hasta {LONGEST} letras cada una."
        elif bool(cause) != bool(measure):
            row.problem = "escriba la causa y la medida: una sin la otra no explica (NB-SPO art. 11-I)."
        elif each.must and each.said.cause and not cause:
            row.problem = "lo que está en rojo o pasa la brecha no queda sin explicación (NB-SPO art. 11-I)."
        typed.rows.append(row)
    return typed


def explain(situacion: Situacion, designacion: Designacion, cut: int, typed: Typed, envio: UUID) -> int:
    """Keep what changed, once for each `envio`; how many rows."""
    changed = [row for row in typed.rows if row.changed]
    if not changed:
        return 0
    plan, unidad = situacion.plan, situacion.unidad
    detail = (
        f"Evaluación a {MONTH_NAMES[cut - 1]}: {', '.join(row.finding.operacion or 'la unidad' for row in changed)}"
    )
    try:
        with act(ACTION, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=envio):
            # Nobody puts another version in force meanwhile.
            lock(situacion.entidad)
            _refuse_if_closed(situacion)
            for row in changed:
                _write(plan, unidad, cut, row)
    except IntegrityError:
        if Acto.objects.filter(envio=envio, plan=plan, persona=situacion.persona).exists():
            return 0
        raise
    return len(changed)


def _refuse_if_closed(situacion: Situacion) -> None:
    if situacion.version is not None:
        situacion.version.refresh_from_db()
    if not situacion.admite(ACTION):
        raise EstadoNoAdmite(situacion.por_que_no(ACTION))


def _write(plan: str, unidad: str, cut: int, row: Row) -> None:
    """What a version before this one says stays there: what corrects it is a row of the version in force."""
    database, operacion = live(), row.finding.operacion
    where = "where plan = ? and unidad = ? and operacion = ? and mes = ?"
    table = f"{SCHEMAS[database.engine]}.evaluaciones"
    key = [plan, unidad, operacion, cut]
    if database.value(f"select 1 from {table} {where}", key):
        database.execute(f"update {table} set causa = ?, medida = ? {where}", [row.cause, row.measure, *key])
    else:
        database.insert("evaluaciones", _COLUMNS, [(*key, row.cause, row.measure)])

"""Keeps the report of a month: one act, in the version in force, where every row that is corrected leaves its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError

from apthapi.documents.figures import quantity
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.progress.asking import Line
from apthapi.web.execution.progress.evidence import Given, attach, settle
from apthapi.web.execution.progress.months import span
from apthapi.web.execution.progress.operations import Operation, Progress, Report, progress_of
from apthapi.web.expediente.numbering import lock
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion

ACTION = "informar_avance"
_COLUMNS = ("plan", "unidad", "operacion", "mes", "ejecutado", "evidencia", "nota")


class OvertakenError(Exception):
    """Somebody else reported meanwhile; the message (Spanish) says what there is now. `now` is how it stands."""

    def __init__(self, now: Progress, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.now = now
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Asked:
    """The report of a month: its lines, the files of all of them, why it corrects, and what the person had seen."""

    month: int
    lines: tuple[Line, ...]
    files: tuple[Given, ...]
    reason: str
    seen: str


def report(situacion: Situacion, designacion: Designacion, asked: Asked, envio: UUID) -> int:
    """Keep a report, once for each `envio`; how many operations it changed: 0 if all of it was there already.

    Raises OvertakenError, and FileError if a file is not there any more.
    """
    settle([*asked.files, *(each for line in asked.lines for each in line.files)])
    if not _changed(progress_of(situacion.plan, situacion.unidad), asked):
        return 0
    try:
        return _report(situacion, designacion, asked, envio)
    except IntegrityError:
        if Acto.objects.filter(envio=envio, plan=situacion.plan, persona=situacion.persona).exists():
            return 0
        raise


def _report(situacion: Situacion, designacion: Designacion, asked: Asked, envio: UUID) -> int:
    plan, unidad = situacion.plan, situacion.unidad
    detail = _detail(progress_of(plan, unidad), asked)
    with act(ACTION, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=envio):
        # Nobody puts another version in force meanwhile.
        lock(situacion.entidad)
        _refuse_if_closed(situacion)
        now = progress_of(plan, unidad)
        changed = _changed(now, asked)
        if now.seal != asked.seen and changed:
            raise OvertakenError(now, _overtaken(now, asked))
        for line in changed:
            _write(plan, unidad, asked.month, line, _told(now, line, asked.month))
            attach(situacion, designacion, asked.month, line.operacion, line.files)
        if changed:
            attach(situacion, designacion, asked.month, "", asked.files)
    return len(changed)


def _changed(now: Progress, asked: Asked) -> list[Line]:
    """The lines that say something else than what is there."""
    return [line for line in asked.lines if not _same(line, _told(now, line, asked.month))]


def _same(line: Line, told: Report | None) -> bool:
    return told is not None and (line.done, line.evidence, line.note) == (told.done, told.evidence, told.note)


def _told(now: Progress, line: Line, month: int) -> Report | None:
    operation = _by_code(now).get(line.operacion)
    return operation.reports.get(month) if operation else None


def _by_code(now: Progress) -> Mapping[str, Operation]:
    return {each.code: each for each in now.operations}


def _detail(before: Progress, asked: Asked) -> str:
    operations = _by_code(before)
    first = min(operations[line.operacion].since(asked.month) for line in asked.lines)
    months = span(first, asked.month)
    return f"{months}: {asked.reason}" if asked.reason else months


def _overtaken(now: Progress, asked: Asked) -> list[str]:
    found = ["Mientras usted escribía, otra persona informó este avance: no se guardó el suyo, y sigue en su lugar."]
    for line in asked.lines:
        told = _told(now, line, asked.month)
        if told is not None and told.done != line.done:
            found.append(f"{line.operacion}: ya dice {quantity(told.done)}, y usted puso {quantity(line.done)}.")
    return [*found, "Si lo suyo es lo correcto, escriba por qué se corrige y confírmelo otra vez."]


def _write(plan: str, unidad: str, month: int, line: Line, told: Report | None) -> None:
    """What a version before this one says stays there: what corrects it is a row of the version in force."""
    database = live()
    if told is None or told.plan != plan:
        row = (plan, unidad, line.operacion, month, line.done, line.evidence, line.note)
        database.insert("ejecucion_fisica", _COLUMNS, [row])
        return
    database.execute(
        f"update {SCHEMAS[database.engine]}.ejecucion_fisica set ejecutado = ?, evidencia = ?, nota = ? "
        "where plan = ? and unidad = ? and operacion = ? and mes = ?",
        [line.done, line.evidence, line.note, plan, unidad, line.operacion, month],
    )


def _refuse_if_closed(situacion: Situacion) -> None:
    if situacion.version is not None:
        situacion.version.refresh_from_db()
    if not situacion.admite(ACTION):
        raise EstadoNoAdmite(situacion.por_que_no(ACTION))

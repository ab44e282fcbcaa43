"""The report of an evaluation: as it stands, and issued once for each cut with its number and code, to be signed.

Its number is printed in it, so it is composed with the one that would be next; in the transaction that keeps it that
must still be the next one, or it is composed again.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from apthapi.compare.evaluation import Evaluation
from apthapi.documents import PaperError, render_evaluacion
from apthapi.documents.evaluacion import report_title
from apthapi.documents.verification import Verification
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.evaluating.gathering import evaluation_at
from apthapi.web.expediente.archive import clear_leftovers, placed, sha256_of, workplace
from apthapi.web.expediente.emision import institution_of
from apthapi.web.expediente.models import Correlativo, Emitido, EstadoDeEmitido, Revision
from apthapi.web.expediente.numbering import Propuesta, lock, take
from apthapi.web.firmas.expected import EVALUATION, await_signatures, verification_for
from apthapi.web.plans.package import chain_of, last_change, photograph
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy

ACTION = "emitir_evaluacion"
STEM = "EVA"
ATTEMPTS = 30
"""How often it is composed anew because another report took its number meanwhile."""


class NotIssuedError(Exception):
    """The report is not issued, or not voided; the message (Spanish) says why and what to do."""


class _StaleError(Exception):
    """Another took the number meanwhile."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A report that is composed and not yet kept."""

    evaluation: Evaluation
    number: Propuesta
    code: str
    act: int


def report_of(plan: str, cut: int) -> Emitido | None:
    """The issued report of a cut that is in force, of the plan or of those that it replaces in its gestión."""
    found = Emitido.objects.filter(plan__in=chain_of(plan), papel=EVALUATION, documento=_cut(cut))
    return found.exclude(estado=EstadoDeEmitido.ANULADO).order_by("-pk").first()


def write_report(
    evaluation: Evaluation, entidad: str, out: Path, *, number: str = "", verification: Verification | None = None
) -> None:
    """The report as a PDF. Raises PaperError."""
    chain = chain_of(evaluation.plan)
    package = photograph(chain[:1], before=chain[1:], tables=frozenset({"planes"})).package
    with closing(package):
        render_evaluacion(
            package=package,
            evaluation=evaluation,
            out=out,
            number=number,
            institution=institution_of(entidad),
            verification=verification,
        )


def issue(situacion: Situacion, designacion: Designacion, cut: int) -> Emitido:
    """Issue the report of a cut; the one that there is already. Raises NotIssuedError."""
    if issued := report_of(situacion.plan, cut):
        return issued
    clear_leftovers()
    for _ in range(ATTEMPTS):
        with workplace() as work:
            try:
                return _keep(situacion, designacion, _compose(situacion, cut, work), work)
            except PaperError as problem:
                raise NotIssuedError(str(problem)) from None
            except _StaleError:
                continue
    raise NotIssuedError("Varias personas están emitiendo informes a la vez: espere un momento y emita otra vez.")


def void(situacion: Situacion, designacion: Designacion, cut: int, reason: str) -> None:
    """Void the issued report of a cut, so that another may be issued. Raises NotIssuedError."""
    plan, found = situacion.plan, report_of(situacion.plan, cut)
    if found is None:
        raise NotIssuedError("No hay un informe emitido de ese corte: no hay qué anular.")
    with act("anular_papel", situacion.persona, designacion, plan=plan, detalle=f"{found.titulo}: {reason}"):
        lock(situacion.entidad)
        Emitido.objects.filter(pk=found.pk).update(estado=EstadoDeEmitido.ANULADO, motivo=reason)


def _compose(situacion: Situacion, cut: int, work: Path) -> _Ready:
    seen, evaluation = last_change(situacion.plan), evaluation_at(situacion.plan, str(cut))
    number = _next(situacion.entidad, evaluation.gestion)
    verification = verification_for(EVALUATION, situacion.entidad, situacion.plan)
    write_report(evaluation, situacion.entidad, work / "0.pdf", number=number.cite, verification=verification)
    return _Ready(evaluation, number, verification.code, seen)


def _next(entidad: str, gestion: int) -> Propuesta:
    last = Correlativo.objects.filter(entidad=entidad, serie=EVALUATION, gestion=gestion).first()
    number = (last.ultimo if last else 0) + 1
    return Propuesta(f"{STEM}-{number:04d}/{gestion}", EVALUATION, number)


def _keep(situacion: Situacion, designacion: Designacion, ready: _Ready, work: Path) -> Emitido:
    plan, cut, gestion = situacion.plan, ready.evaluation.cut, ready.evaluation.gestion
    title = f"{report_title(cut)} {ready.number.cite}"
    sha256, size = sha256_of(work / "0.pdf"), (work / "0.pdf").stat().st_size
    detail = f"{title}, código {ready.code}, SHA-256 {sha256}"
    with (
        act("emitir_papel", situacion.persona, designacion, plan=plan, detalle=detail),
        placed(work, ready.code),
    ):
        lock(situacion.entidad)
        _refuse_if_closed(situacion)
        if report_of(plan, cut):
            raise NotIssuedError("Otra persona emitió el informe de este corte: vuelva a abrir la página.")
        if _next(situacion.entidad, gestion) != ready.number:
            raise _StaleError
        take(situacion.entidad, gestion, ready.number)
        emitido = Emitido.objects.create(
            codigo=ready.code, entidad=situacion.entidad, plan=plan, papel=EVALUATION, documento=_cut(cut),
            titulo=title, serie=EVALUATION, numero=ready.number.numero, fecha=hoy(), acto=ready.act,
            persona=situacion.persona, cargo=designacion.cargo,
        )  # fmt: skip
        Revision.objects.create(emitido=emitido, numero=0, sha256=sha256, tamano=size)
        await_signatures(emitido)
    return emitido


def _refuse_if_closed(situacion: Situacion) -> None:
    if situacion.version is not None:
        situacion.version.refresh_from_db()
    if not situacion.admite(ACTION):
        raise EstadoNoAdmite(situacion.por_que_no(ACTION))


def _cut(cut: int) -> str:
    return f"evaluacion-{cut:02d}"

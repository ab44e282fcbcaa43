"""The paper of a certificate: as it is now, and issued once with its code, to be signed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from apthapi.core.database import Database
from apthapi.documents import Certificado, PaperError, Renglon, render_certificado
from apthapi.documents.verification import Verification
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.certifying.certificates import Certificate
from apthapi.web.execution.certifying.issuing import NotCertifiedError
from apthapi.web.expediente.archive import clear_leftovers, placed, sha256_of, workplace
from apthapi.web.expediente.emision import institution_of
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.expediente.numbering import lock
from apthapi.web.firmas.expected import CERTIFICATE, await_signatures, verification_for
from apthapi.web.plans.lists import LISTS
from apthapi.web.plans.live import live
from apthapi.web.plans.package import chain_of, last_change, photograph
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Situacion, hoy

_SHOWN = frozenset({"planes", "unidades", "certificaciones"})


def paper_of(found: Certificate) -> Emitido | None:
    """The issued paper of a certificate that is in force."""
    papers = Emitido.objects.filter(plan=found.plan, papel=_kind(found), documento=found.number)
    return papers.exclude(estado=EstadoDeEmitido.ANULADO).exclude(firmas__estado="rechazada").first()


def write_paper(found: Certificate, entidad: str, out: Path, verification: Verification | None = None) -> None:
    """The certificate as it stands, as a PDF. Raises PaperError."""
    package = photograph([found.plan], before=chain_of(found.plan)[1:], tables=_SHOWN).package
    with closing(package):
        package.database.execute("delete from certificaciones where certificacion <> ?", [found.number])
        render_certificado(
            package=package,
            plan=found.plan,
            certificado=_said(live(), found),
            out=out,
            institution=institution_of(entidad),
            verification=verification,
        )


def issue_paper(situacion: Situacion, designacion: Designacion, found: Certificate) -> Emitido:
    """The paper with its code and places to sign; the one that there is already. Raises NotCertifiedError."""
    if issued := paper_of(found):
        return issued
    clear_leftovers()
    verification = verification_for(_kind(found), situacion.entidad, found.plan, found.unidad)
    with workplace() as work:
        try:
            write_paper(found, situacion.entidad, work / "0.pdf", verification)
        except PaperError as problem:
            raise NotCertifiedError({None: str(problem)}) from None
        return _keep(situacion, designacion, found, verification.code, work)


def _keep(situacion: Situacion, designacion: Designacion, found: Certificate, code: str, work: Path) -> Emitido:
    plan, persona = found.plan, situacion.persona
    sha256, size = sha256_of(work / "0.pdf"), (work / "0.pdf").stat().st_size
    detail = f"{found.title}, código {code}, SHA-256 {sha256}"
    with act("emitir_papel", persona, designacion, plan=plan, unidad=found.unidad, detalle=detail), placed(work, code):
        lock(situacion.entidad)
        if paper_of(found):
            raise NotCertifiedError({None: f"Otra persona emitió el papel de {found.title}: vuelva a abrir la página."})
        emitido = Emitido.objects.create(
            codigo=code, entidad=situacion.entidad, plan=plan, unidad=found.unidad, papel=_kind(found),
            documento=found.number, titulo=f"{found.title} de {found.unidad}", fecha=hoy(), acto=last_change(plan),
            persona=persona, cargo=designacion.cargo,
        )  # fmt: skip
        Revision.objects.create(emitido=emitido, numero=0, sha256=sha256, tamano=size)
        await_signatures(emitido)
    return emitido


def _kind(found: Certificate) -> str:
    return f"{CERTIFICATE}{found.kind}"


def _said(database: Database, found: Certificate) -> Certificado:
    partidas = names(database, "partidas", found.plan)
    operaciones = names(database, "operaciones", found.plan, found.unidad)
    acciones = names(database, "acp_unidad", found.plan, found.unidad)
    return Certificado(
        titulo=found.title,
        numero=found.full_number,
        unidad=found.unidad,
        fecha=found.day,
        estado=found.word,
        vence=found.expires,
        acp=f"{found.acp} {acciones.get(found.acp, '')}".strip(),
        operacion=f"{found.operacion} {operaciones.get(found.operacion, '')}".strip(),
        objeto=found.purpose,
        cierre=found.reason,
        renglones=[
            Renglon(
                each.place.categoria,
                each.place.partida,
                partidas.get(each.place.partida, ""),
                each.place.pair,
                each.amount,
            )
            for each in found.lines
        ],
    )


def names(database: Database, which: str, plan: str, unidad: str = "") -> dict[str, str]:
    """The names of a list of the grids, by code."""
    return {code: name for code, name, _ in LISTS[which](database, plan, unidad)}

"""Issuing: a paper is composed from one photograph of the plan, and kept with its number in one act, or not at all.

The CITE is printed in the paper, so the paper is composed with the number that would be next, and in the transaction
that keeps it the number must still be the next one; if not, it is composed again. A number is taken only together with
its paper: none is repeated, and none is missing, however the process ends.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings

from apthapi.core.tables import TABLES
from apthapi.documents.cites import CiteError, check_typed, same_as
from apthapi.documents.escritos import Escrito, render_escrito, write
from apthapi.documents.heading import Institution
from apthapi.documents.hechos import Documento, Hechos, hechos_de
from apthapi.documents.marcadores import Contexto
from apthapi.documents.papeles_escritos import ESCRITOS, name_of
from apthapi.rules import check
from apthapi.web.accounts.models import Designacion
from apthapi.web.entities.models import Logo
from apthapi.web.expediente.archive import clear_leftovers, keep_file, placed, sha256_of, workplace
from apthapi.web.expediente.justified import justified
from apthapi.web.expediente.models import Borrador, Emitido, EstadoDeEmitido, Revision
from apthapi.web.expediente.numbering import Propuesta, issued_cites, lock, propose, take, used_cites
from apthapi.web.expediente.rows import (
    cited_by,
    cites_of,
    delete_document,
    free_code,
    replace_cites,
    store_document,
)
from apthapi.web.expediente.sealing import await_signatures, seal_for
from apthapi.web.expediente.textos import text_of
from apthapi.web.expediente.voided import FOLLOW_APPROVAL, standing_rows, voided_documents
from apthapi.web.plans.package import Photo, chain_of, photograph
from apthapi.web.process.acts import act
from apthapi.web.process.models import BEING_MADE, EstadoDePlan
from apthapi.web.process.permisos import Situacion, hoy

ATTEMPTS = 30
"""How often a paper is composed anew because others took its number meanwhile."""
BALANCE = "V53"
"""The rule of transfers: what goes down is what goes up."""
_BY_SITUATION = frozenset({"situacion", "operaciones", "tareas"})
"""Tables of no fact that a paper states: they do not come along."""


class NotIssuedError(Exception):
    """The paper is not issued; the message (Spanish) says why and what to do."""


class _StaleError(Exception):
    """Something that the paper says changed while it was composed."""


@dataclass(frozen=True, slots=True)
class Listo:
    """A paper that is composed and not yet kept; `fila` is its row among the documents of the plan, if it has one."""

    escrito: Escrito
    numero: Propuesta
    codigo: str
    acto: int
    texto: str
    fila: Documento | None


def latest(plan: str, papel: str) -> Emitido | None:
    """The issued paper of that kind that is in force."""
    return Emitido.objects.filter(plan=plan, papel=papel).exclude(estado=EstadoDeEmitido.ANULADO).first()


def photo_of(plan: str) -> Photo:
    """What papers are written from: the plan, the one that it replaces, and the heading of those before."""
    chain = chain_of(plan)
    return photograph(chain[:2], before=chain[2:], tables=frozenset(TABLES) - _BY_SITUATION)


def facts_of(photo: Photo, plan: str) -> Hechos:
    """The facts of the plan of a photograph, which is closed; documents of voided papers are none."""
    with closing(photo.package) as package:
        hechos = hechos_de(package, plan)
    voided = voided_documents(plan)
    standing = tuple(each for each in hechos.documentos if each.documento not in voided)
    return replace(hechos, documentos=standing, justificados=justified(plan))


def issue(
    situacion: Situacion, designacion: Designacion, papel: str, *, cite: str = "", fecha: date | None = None
) -> Emitido:
    """Issue a paper of the plan with the next CITE, or one typed by hand. Raises NotIssuedError, or TextError.

    A paper that is registered among the documents of the plan keeps the CITE and date that are written there.
    """
    clear_leftovers()
    try:
        typed = check_typed(cite) if cite else ""
        for _ in range(ATTEMPTS):
            with workplace() as work:
                try:
                    ready = _compose(situacion, papel, typed, fecha, work)
                    return _keep(situacion, designacion, ready, work)
                except _StaleError:
                    continue
    except CiteError as problem:
        raise NotIssuedError(str(problem)) from None
    raise NotIssuedError("Varias personas están numerando escritos a la vez: espere un momento y emita otra vez.")


def _compose(situacion: Situacion, papel: str, typed: str, fecha: date | None, work: Path) -> Listo:
    photo = photo_of(situacion.plan)
    unbalanced = _unbalanced(photo, situacion.plan)
    hechos = facts_of(photo, situacion.plan)
    if unbalanced and papel not in {"instructivo", *FOLLOW_APPROVAL}:
        raise NotIssuedError(unbalanced)
    if found := latest(situacion.plan, papel):
        raise NotIssuedError(f"{found.titulo} ya está emitido con el CITE {found.cite}; para rehacerlo, anúlelo antes.")
    fila = hechos.documento(papel)
    numero = _number(hechos, papel, typed, fila)
    day = fecha.isoformat() if fecha else fila.fecha if fila and fila.fecha else hoy().isoformat()
    _refuse_another(situacion, fila, numero.cite, day)
    texto = text_of(situacion.plan, situacion.entidad, papel).texto
    escrito = write(texto, Contexto(ESCRITOS[papel], hechos, numero.cite, day))
    _refuse_unless_ready(escrito)
    sello = seal_for(papel, situacion.entidad, situacion.plan)
    render_escrito(
        escrito=escrito,
        out=work / "0.pdf",
        institution=institution_of(hechos.plan.entidad),
        sealed=sello.stamp,
    )
    return Listo(escrito, numero, sello.codigo, photo.acto, texto, fila)


def _unbalanced(photo: Photo, plan: str) -> str:
    """What is wrong with the transfers of the plan, with its repair; empty if they add up to zero.

    While they are typed this is only a warning, for the norm is to be confirmed; but no paper asks for what is none.
    """
    found = [each for each in check(photo.package, only=[BALANCE]).findings if each.plan == plan]
    said = " ".join(f"{each.message} {each.repair}" for each in found)
    return f"No se emite mientras los traspasos no sumen cero ({BALANCE}): {said}" if found else ""


def _number(hechos: Hechos, papel: str, typed: str, fila: Documento | None) -> Propuesta:
    plan = hechos.plan
    if typed:
        return Propuesta(typed)
    if fila and fila.cite:
        return Propuesta(check_typed(fila.cite))
    return propose(plan.entidad, plan.sigla, plan.gestion, papel)


def _refuse_another(situacion: Situacion, fila: Documento | None, cite: str, day: str) -> None:
    """Once the version is approved, what is registered of a paper does not change: neither its CITE nor its date."""
    if fila is None or situacion.version is None or situacion.version.estado in BEING_MADE:
        return
    other = f"otro CITE ({fila.cite})" if fila.cite and same_as(fila.cite) != same_as(cite) else ""
    if not other and fila.fecha not in ("", day):
        other = f"otra fecha ({_spanish(fila.fecha)})"
    if other:
        raise NotIssuedError(
            f"El escrito está registrado con {other}, y lo de una versión aprobada no cambia. "
            "Emítalo con los datos registrados: deje vacíos el CITE y la fecha."
        )


def _refuse_unless_ready(escrito: Escrito) -> None:
    if escrito.faltan:
        raise NotIssuedError(" ".join(dict.fromkeys(each.mensaje for each in escrito.faltan)))
    for tipo in escrito.citados:
        found = escrito.hechos.documento(tipo)
        if found and found.fecha > escrito.fecha:
            raise NotIssuedError(
                f"El escrito sería del {_spanish(escrito.fecha)} y cita «{name_of(tipo)}», que es del "
                f"{_spanish(found.fecha)}: no se cita lo que todavía no existe (V58). Revise las fechas."
            )


def _keep(situacion: Situacion, designacion: Designacion, ready: Listo, work: Path) -> Emitido:
    """The act: its number, its row, its citations, the issued paper and its file."""
    papel, plan = ready.escrito.papel, situacion.plan
    file = work / "0.pdf"
    sha256, size = sha256_of(file), file.stat().st_size
    detalle = f"{papel.nombre} {ready.numero.cite}, código {ready.codigo}, SHA-256 {sha256}"
    with act("emitir_papel", situacion.persona, designacion, plan=plan, detalle=detalle), placed(work, ready.codigo):
        lock(situacion.entidad)
        _refuse_if_closed(situacion, papel.papel)
        _still_so(situacion, ready)
        take(situacion.entidad, ready.escrito.hechos.plan.gestion, ready.numero)
        emitido = _row(situacion, designacion, ready, _document(situacion, ready))
        Revision.objects.create(emitido=emitido, numero=0, sha256=sha256, tamano=size)
        await_signatures(emitido)
        Borrador.objects.filter(plan=plan, papel=papel.papel).delete()
    return emitido


def _refuse_if_closed(situacion: Situacion, papel: str) -> None:
    """The version as it is now. Raises NotIssuedError if in its state that paper is not written."""
    if situacion.version is not None:
        situacion.version.refresh_from_db()
    if not situacion.admite(f"escribir_{papel}"):
        raise NotIssuedError(situacion.por_que_no(f"escribir_{papel}"))


def _still_so(situacion: Situacion, ready: Listo) -> None:
    """Whether all that the paper says of numbers and of other papers is as it was. Raises _StaleError, or says why."""
    hechos, papel = ready.escrito.hechos, ready.escrito.papel.papel
    if latest(situacion.plan, papel):
        raise NotIssuedError(f"Otra persona emitió {ready.escrito.papel.the} mientras tanto. Vuelva a abrir la página.")
    if ready.numero.numero is not None:
        if propose(hechos.plan.entidad, hechos.plan.sigla, hechos.plan.gestion, papel) != ready.numero:
            raise _StaleError
    elif other := _other_of(ready):
        raise NotIssuedError(f"El CITE {ready.numero.cite} ya es de {other}: un CITE no se repite.")
    if text_of(situacion.plan, situacion.entidad, papel).texto != ready.texto:
        raise _StaleError
    now = standing_rows(situacion.plan)
    for tipo in (*ready.escrito.citados, papel):
        if hechos.documento(tipo) != next((each for each in reversed(now) if each.tipo == tipo), None):
            raise _StaleError


def _other_of(ready: Listo) -> str:
    """What already has the CITE of the paper; its own row among the documents is not another."""
    entidad, cite = ready.escrito.hechos.plan.entidad, ready.numero.cite
    if ready.fila and ready.fila.cite and same_as(ready.fila.cite) == same_as(cite):
        return issued_cites(entidad).get(same_as(cite), "")
    return used_cites(entidad).get(same_as(cite), "")


def _document(situacion: Situacion, ready: Listo) -> str:
    """Write the row of the paper among the documents of the plan, and how it cites the others; answers its code."""
    escrito = ready.escrito
    if ready.fila and not _is_being_made(situacion):
        return ready.fila.documento
    code = ready.fila.documento if ready.fila else free_code(situacion.plan, escrito.papel.papel)
    who = "; ".join(escrito.de or escrito.firmas)
    row = Documento(
        code,
        escrito.papel.papel,
        ready.fila.cite if ready.fila and same_as(ready.fila.cite) == same_as(ready.numero.cite) else ready.numero.cite,
        escrito.fecha,
        (ready.fila.emisor if ready.fila else "") or who,
        (ready.fila.asunto if ready.fila else "") or escrito.referencia or escrito.hechos.version,
    )
    store_document(situacion.plan, row, ready.fila)
    replace_cites(situacion.plan, code, cites_of(escrito))
    return code


def _row(situacion: Situacion, designacion: Designacion, ready: Listo, documento: str) -> Emitido:
    escrito = ready.escrito
    return Emitido.objects.create(
        codigo=ready.codigo,
        entidad=situacion.entidad,
        plan=situacion.plan,
        papel=escrito.papel.papel,
        documento=documento,
        titulo=escrito.papel.nombre,
        cite=ready.numero.cite,
        cite_clave=same_as(ready.numero.cite),
        serie=ready.numero.serie,
        numero=ready.numero.numero,
        fecha=date.fromisoformat(escrito.fecha),
        acto=ready.acto,
        texto=ready.texto,
        persona=situacion.persona,
        cargo=designacion.cargo,
    )


def void(situacion: Situacion, designacion: Designacion, papel: str, reason: str) -> Emitido:
    """Void the issued paper of that kind: it keeps its number and its file, and the plan no longer counts with it.

    Once the plan is approved, its row among the documents stays and counts no more. Raises NotIssuedError if there is
    none, others cite it, or the plan is approved and the paper does not follow the approval or is signed.
    """
    if not reason.strip():
        raise NotIssuedError("Escriba por qué se anula.")
    plan = situacion.plan
    with act("anular_papel", situacion.persona, designacion, plan=plan, detalle=f"{papel}: {reason.strip()}"):
        lock(situacion.entidad)
        found = latest(plan, papel)
        if found is None:
            raise NotIssuedError("No hay un escrito emitido que anular.")
        if _is_being_made(situacion):
            remove_document(plan, found.documento)
        else:
            _refuse_unless_it_follows(situacion, found)
        found.estado, found.motivo = EstadoDeEmitido.ANULADO, reason.strip()
        found.save(update_fields=["estado", "motivo"])
    return found


def _is_being_made(situacion: Situacion) -> bool:
    """Whether the version, as it is now, is still on its way to be approved."""
    if situacion.version is not None:
        situacion.version.refresh_from_db()
    return situacion.version is not None and situacion.version.estado in BEING_MADE


def _refuse_unless_it_follows(situacion: Situacion, found: Emitido) -> None:
    in_force = situacion.version is not None and situacion.version.estado == EstadoDePlan.VIGENTE
    if not in_force or found.papel not in FOLLOW_APPROVAL:
        raise NotIssuedError("El plan ya está aprobado: sus documentos no se anulan.")
    if found.estado == EstadoDeEmitido.FIRMADO:
        raise NotIssuedError("El plan ya está aprobado y este papel está firmado: no se anula.")


def remove_document(plan: str, documento: str) -> None:
    """Take a document away from those of the plan, with what it cites. Raises NotIssuedError if others cite it."""
    if citing := cited_by(plan, documento):
        raise NotIssuedError(f"Lo citan {', '.join(citing)}: anule antes lo que lo cita.")
    delete_document(plan, documento)


def institution_of(entidad: str) -> Institution | None:
    """The entity with its logo, which papers take from a file; None without a logo."""
    logo = Logo.objects.filter(entidad__codigo=entidad).first()
    if logo is None:
        return None
    path = Path(settings.MEDIA_ROOT) / "logos" / f"{logo.sello}.png"
    if not path.exists():
        keep_file(bytes(logo.png), path)
    return Institution(logo=path)


def _spanish(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))

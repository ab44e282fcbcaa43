"""Makes a signature of an issued paper: the file first, whole and verified; then rows and act, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from apthapi.documents import PaperError
from apthapi.documents.signing.certificates import read_roots
from apthapi.documents.signing.errors import SignatureError
from apthapi.documents.signing.keys import Key, from_file
from apthapi.documents.signing.seal import DIGITAL, SIMPLE, Seal
from apthapi.documents.signing.signing import Means, Signed, sign, time_authority
from apthapi.documents.signing.stamping import approve
from apthapi.documents.signing.verifying import Examined, sha256_of, verify
from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas.expected import way_of
from apthapi.web.firmas.keeping import DamagedError, content_of, put, written
from apthapi.web.firmas.models import EstadoDeFirma, Firma, Modo
from apthapi.web.firmas.turn import next_of, position_for, why_not
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import hoy


class NotSignedError(Exception):
    """It was not signed, and nothing changed; the message (Spanish) says why and what to do."""


@dataclass(frozen=True, slots=True)
class Made:
    """A signed paper before it is kept."""

    content: bytes
    modo: Modo
    level: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """All that is known of a signature before it is kept."""

    firma: Firma
    persona: Persona
    designacion: Designacion
    base: Revision
    made: Made
    found: Examined


Maker = Callable[[bytes, Firma, Seal], Made]
"""Given the paper, the signature to make and its seal, answers the signed paper."""


def means_of(entidad: str) -> Means:
    """What the installation signs with, for an entity. Raises SignatureError if its roots cannot be read."""
    stamper = time_authority(settings.SELLO_TIEMPO) if settings.SELLO_TIEMPO else None
    return Means(read_roots(settings.RAICES, fetch=settings.REVOCACION), stamper, way_of(entidad).estricta)


def sign_with_file(emitido: Emitido, persona: Persona, p12: bytes, password: str) -> Firma:
    """Sign with a certificate file, which is used once and kept nowhere. Raises NotSignedError."""

    def make(content: bytes, firma: Firma, seal: Seal) -> Made:
        key: Key = from_file(p12, password)
        signed: Signed = sign(content, key, firma.campo, seal, means_of(emitido.entidad))
        return Made(signed.content, Modo.CERTIFICADO, signed.level, signed.notes)

    return complete(emitido, persona, make, simple=False)


def approve_simply(emitido: Emitido, persona: Persona) -> Firma:
    """Approve, for an entity that chose so; whoever calls has asked for the second factor. Raises NotSignedError."""

    def make(content: bytes, firma: Firma, seal: Seal) -> Made:
        note = "No es una firma digital: vale la copia que confirma la página de verificación."
        return Made(approve(content, firma.campo, seal), Modo.SEGUNDO_FACTOR, "", (note,))

    return complete(emitido, persona, make, simple=True)


def complete(emitido: Emitido, persona: Persona, make: Maker, *, simple: bool) -> Firma:
    """Make the signature whose turn it is. Raises NotSignedError if it may not be made, or is not."""
    firma, designacion = mine(emitido, persona)
    if firma.simple != simple:
        raise NotSignedError(f"Este papel se firma de otra manera: {firma.get_como_display().lower()}.")
    base = last_revision(emitido)
    try:
        content = content_of(base)
        made = make(content, firma, seal_of(firma, designacion))
    except (SignatureError, PaperError, DamagedError) as problem:
        raise NotSignedError(str(problem)) from None
    found = _verified(content, made, firma)
    with written(emitido, made.content) as path:
        _keep(Attempt(firma, persona, designacion, base, made, found), path)
    return firma


def mine(emitido: Emitido, persona: Persona) -> tuple[Firma, Designacion]:
    """The signature that the person makes now and the position by which they do. Raises NotSignedError."""
    firmas = list(Firma.objects.filter(emitido=emitido).select_related("emitido"))
    firma = next_of(firmas)
    if firma is None:
        raise NotSignedError("Este papel no espera ninguna firma.")
    designacion = position_for(firma, persona.designaciones_vigentes(hoy()))
    if designacion is None:
        raise NotSignedError(f"Ahora le toca a {firma.get_rol_display()}, y usted no ejerce hoy ese cargo.")
    if why := why_not(firma, firmas, persona):
        raise NotSignedError(why)
    return firma, designacion


def last_revision(emitido: Emitido) -> Revision:
    """The one that is signed next. Raises NotSignedError if the paper has no file."""
    found = Revision.objects.filter(emitido=emitido).select_related("emitido").order_by("-numero").first()
    if found is None:
        raise NotSignedError("Este papel no tiene un archivo que firmar: la entidad debe emitirlo otra vez.")
    return found


def seal_of(firma: Firma, designacion: Designacion) -> Seal:
    """What the seal says: the position that signs, its unit (or the entity), when, and how."""
    cargo = designacion.cargo
    names = live().query(
        "select nombre from unidades where plan = ? and unidad = ?", [firma.emitido.plan, cargo.unidad]
    )
    return Seal(
        firma.titulo,
        f"{cargo.nombre} a.i." if designacion.interino else cargo.nombre,
        str(names[0][0]) if cargo.unidad and names else cargo.entidad.nombre,
        timezone.now(),
        firma.emitido.codigo,
        SIMPLE if firma.simple else DIGITAL,
    )


def _verified(before: bytes, made: Made, firma: Firma) -> Examined:
    """What we are about to keep, read again as anybody would. Raises NotSignedError if it is not sound."""
    found = verify(made.content)
    sound = made.content.startswith(before) and len(made.content) > len(before)
    if made.modo != Modo.SEGUNDO_FACTOR:
        last = found.signatures[-1] if found.signatures else None
        sound &= last is not None and last.field == firma.campo and last.covers
        sound &= all(each.intact for each in found.signatures)
    if not sound:
        raise NotSignedError("La firma no corresponde a este papel. No se guardó nada; vuelva a intentarlo.")
    return found


def _keep(attempt: Attempt, path: Path) -> None:
    """Give the file its name and store its rows. Raises NotSignedError if somebody acted meanwhile."""
    firma, made, base = attempt.firma, attempt.made, attempt.base
    emitido = firma.emitido
    clase = "aprobar_papel" if made.modo == Modo.SEGUNDO_FACTOR else "firmar_papel"
    detail = f"{emitido} ({emitido.codigo}): {firma.titulo.lower()}"
    who = (attempt.persona, attempt.designacion)
    with act(clase, *who, plan=emitido.plan, unidad=emitido.unidad, detalle=detail) as acto:
        held(emitido)
        if next_of(Firma.objects.filter(emitido=emitido)) != firma or last_revision(emitido) != base:
            raise NotSignedError("Otra persona actuó antes sobre este papel: ábralo otra vez.")
        revision = Revision(
            emitido=emitido, numero=base.numero + 1, sha256=sha256_of(made.content), tamano=len(made.content)
        )
        # Only now: until it is one's turn, whoever signs first clears this file away.
        if sha256_of(path.read_bytes()) != revision.sha256:
            raise NotSignedError("El disco no guardó bien el papel. No se firmó nada; avise a la administración.")
        put(path, revision)
        revision.save(force_insert=True)
        _fill(attempt, revision, acto)
        if not Firma.objects.filter(emitido=emitido).exclude(estado=EstadoDeFirma.FIRMADA).exists():
            Emitido.objects.filter(pk=emitido.pk).update(estado=EstadoDeEmitido.FIRMADO)


def held(emitido: Emitido) -> Emitido:
    """The paper, locked until the act ends. Raises NotSignedError if it is no longer to be signed."""
    papers = Emitido.objects.filter(pk=emitido.pk)
    found = (papers.select_for_update() if connection.features.has_select_for_update else papers).get()
    if found.estado != EstadoDeEmitido.POR_FIRMAR:
        raise NotSignedError(f"El papel está «{found.get_estado_display().lower()}»: ya no se firma.")
    return found


def _fill(attempt: Attempt, revision: Revision, acto: Acto) -> None:
    firma, made, designacion = attempt.firma, attempt.made, attempt.designacion
    firma.estado, firma.persona, firma.cargo = EstadoDeFirma.FIRMADA, attempt.persona, designacion.cargo
    firma.interino, firma.momento, firma.acto = designacion.interino, timezone.now(), acto.pk
    firma.modo, firma.nivel, firma.notas = made.modo, made.level, "\n".join(made.notes)
    firma.revision, firma.sha256_antes, firma.sha256_despues = revision.numero, attempt.base.sha256, revision.sha256
    signatures = attempt.found.signatures
    if made.modo != Modo.SEGUNDO_FACTOR and (who := signatures[-1].identity):
        firma.certificado_numero, firma.certificado_emisor = who.serial, who.issuer[:200]
        firma.certificado_huella = who.fingerprint
    firma.save()


def reject(emitido: Emitido, persona: Persona, reason: str) -> Firma:
    """Refuse to sign, saying why: nobody signs the paper any more, and another is issued. Raises NotSignedError."""
    if not reason.strip():
        raise NotSignedError("Escriba por qué no lo firma.")
    firma, designacion = mine(emitido, persona)
    detail = f"{emitido} ({emitido.codigo}): {reason.strip()}"
    with act("rechazar_papel", persona, designacion, plan=emitido.plan, unidad=emitido.unidad, detalle=detail) as acto:
        held(emitido)
        if next_of(Firma.objects.filter(emitido=emitido)) != firma:
            raise NotSignedError("Otra persona actuó antes sobre este papel: ábralo otra vez.")
        firma.estado, firma.motivo, firma.persona = EstadoDeFirma.RECHAZADA, reason.strip(), persona
        firma.cargo, firma.interino, firma.momento = designacion.cargo, designacion.interino, timezone.now()
        firma.acto = acto.pk
        firma.save()
    return firma

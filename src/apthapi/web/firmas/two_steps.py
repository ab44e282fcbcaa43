"""Signing with a token that is in the computer of whoever signs: the server prepares, the token signs the digest.

The order that is downloaded has the digest and nothing of the paper; what comes back is a signature (CMS) that is
worth nothing on another paper, and that `complete` verifies like any other before it is kept.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from apthapi.documents import PaperError
from apthapi.documents.signing.certificates import refuse_unfit
from apthapi.documents.signing.errors import SignatureError
from apthapi.documents.signing.seal import Seal
from apthapi.documents.signing.signing import Prepared, doubts, finish, prepare, signer_of
from apthapi.documents.signing.verifying import sha256_of
from apthapi.web.accounts.models import Persona
from apthapi.web.expediente.models import Emitido
from apthapi.web.firmas.keeping import DamagedError, content_of, folder_of, written
from apthapi.web.firmas.models import Firma, Modo, Preparada
from apthapi.web.firmas.signing import Made, NotSignedError, complete, held, last_revision, means_of, mine, seal_of
from apthapi.web.firmas.turn import next_of
from apthapi.web.process.acts import act

LASTS = timedelta(minutes=30)
"""How long an order can be signed: the seal says the hour at which it was prepared."""
LARGEST = 60_000
"""Bytes of the largest signature that is read."""


def begin(emitido: Emitido, persona: Persona) -> Preparada:
    """Prepare the paper for the signature of a token; an order of before is replaced. Raises NotSignedError."""
    firma, designacion = mine(emitido, persona)
    if firma.simple:
        raise NotSignedError(f"Este papel se firma de otra manera: {firma.get_como_display().lower()}.")
    base = last_revision(emitido)
    try:
        prepared = prepare(content_of(base), firma.campo, seal_of(firma, designacion))
    except (SignatureError, PaperError, DamagedError) as problem:
        raise NotSignedError(str(problem)) from None
    name = f"preparada-{firma.pk}"
    with written(emitido, prepared.content) as path:
        detail = f"{emitido} ({emitido.codigo})"
        with act("preparar_firma", persona, designacion, plan=emitido.plan, unidad=emitido.unidad, detalle=detail):
            held(emitido)
            if next_of(Firma.objects.filter(emitido=emitido)) != firma:
                raise NotSignedError("Otra persona actuó antes sobre este papel: ábralo otra vez.")
            path.replace(folder_of(emitido) / name)
            made, _ = Preparada.objects.update_or_create(
                firma=firma,
                defaults={
                    "persona": persona,
                    "archivo": name,
                    "base": base.sha256,
                    "resumen": prepared.digest.hex(),
                    "inicio": prepared.start,
                    "fin": prepared.end,
                    "momento": timezone.now(),
                },
            )
    return made


def order_of(emitido: Emitido, persona: Persona) -> Preparada | None:
    """The order that the person has prepared and that still can be signed."""
    found = Preparada.objects.filter(firma__emitido=emitido, persona=persona, firma__estado="pendiente").first()
    return found if found is not None and found.momento > timezone.now() - LASTS else None


def end(emitido: Emitido, persona: Persona, signature: bytes) -> Firma:
    """Put the signature of the token in its place. Raises NotSignedError."""
    order = order_of(emitido, persona)
    if order is None:
        raise NotSignedError("El pedido de firma ya venció o no es suyo: prepare otro.")
    if len(signature) > LARGEST:
        raise NotSignedError("El archivo es demasiado grande para ser una firma (.p7s).")

    def make(content: bytes, firma: Firma, seal: Seal) -> Made:
        del seal  # The one that was prepared.
        if order.firma_id != firma.pk or sha256_of(content) != order.base:
            raise SignatureError("El papel cambió después de preparar el pedido: prepare otro.")
        means = means_of(emitido.entidad)
        certificate, others = signer_of(signature)
        refuse_unfit(certificate, timezone.now())
        notes = doubts(certificate, others, means)
        signed = finish(_prepared(emitido, order, content), signature, means)
        return Made(signed.content, Modo.TOKEN, signed.level, (*notes, *signed.notes))

    firma = complete(emitido, persona, make, simple=False)
    (folder_of(emitido) / order.archivo).unlink(missing_ok=True)
    return firma


def _prepared(emitido: Emitido, order: Preparada, base: bytes) -> Prepared:
    try:
        content = (folder_of(emitido) / order.archivo).read_bytes()
    except OSError:
        content = b""
    if not content.startswith(base):
        raise SignatureError("El papel preparado ya no está: prepare otro pedido.")
    return Prepared(content, bytes.fromhex(order.resumen), order.inicio, order.fin)

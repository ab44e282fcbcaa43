"""Signs the next field of a paper (PAdES), at once or in two steps, into a new file that begins with the old one."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from asn1crypto import cms, x509
from pkcs11 import PKCS11Error
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import (
    CMSExtractionError,
    CMSStructuralError,
    SigningError,
    extract_certificate_info,
    simple_cms_attribute,
)
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfTBSDocument, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from apthapi.documents.signing.certificates import REVOKED, STRICT, Roots, distrust, refuse_unfit, revocation_is_known
from apthapi.documents.signing.errors import SignatureError
from apthapi.documents.signing.keys import Key, chain_of
from apthapi.documents.signing.seal import Seal
from apthapi.documents.signing.stamping import stamp_of, writer_on

DIGEST = "sha256"
T = TypeVar("T")
ROOM = 32_768
"""Bytes left in the paper for a signature that comes later: certificates and a timestamp fit."""
_TIME_IN_SECONDS = 10
_NO_CMS = "El archivo no es una firma (.p7s) hecha con el pedido de este papel."
_log = logging.getLogger(__name__)
# It warns on every signature whose data of revocation come from files and not from the network, as ours do.
logging.getLogger("pyhanko").setLevel(logging.ERROR)
B_B, B_T, B_LT = "PAdES B-B", "PAdES B-T", "PAdES B-LT"


@dataclass(frozen=True, slots=True)
class Means:
    """What an installation signs with: whom it trusts, who says the time, and whether a stranger may sign."""

    roots: Roots = field(default_factory=Roots)
    timestamper: TimeStamper | None = None
    strict: bool = False
    """Whether a certificate of an unknown authority is refused, or only told."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The bytes of the signed paper, what the signature reaches, and what must be said of it (Spanish)."""

    content: bytes
    level: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A paper that waits for the signature of a key that is elsewhere: its bytes, and what that key must sign."""

    content: bytes
    digest: bytes
    start: int
    end: int


def sign(content: bytes, key: Key, field: str, seal: Seal, means: Means) -> Signed:
    """The paper with its field signed. Raises SignatureError, or PaperError if the seal cannot be composed."""
    notes = examine(key, means, seal.moment)
    keeps = not notes and revocation_is_known(key.certificate, chain_of(key), means.roots)
    metadata = _metadata(field, seal)
    if keeps:
        metadata = replace(
            metadata,
            embed_validation_info=True,
            validation_context=means.roots.context(None, key.others, STRICT),
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
        )
    signer = PdfSigner(
        metadata, signer=key.signer, timestamper=means.timestamper, stamp_style=stamp_of(content, field, seal)
    )
    out = _guarded(lambda: signer.sign_pdf(writer_on(content), existing_fields_only=True))
    level = B_B if means.timestamper is None else B_LT if keeps else B_T
    return Signed(out.getvalue(), level, (*notes, *_lacks(means, keeps=keeps)))


def examine(key: Key, means: Means, moment: datetime) -> tuple[str, ...]:
    """What must be said of a key that may sign. Raises SignatureError for one that may not."""
    refuse_unfit(key.certificate, moment)
    return doubts(key.certificate, chain_of(key), means)


def doubts(certificate: x509.Certificate, others: Sequence[x509.Certificate], means: Means) -> tuple[str, ...]:
    """What must be said of who issued a certificate. Raises SignatureError if it was revoked, or if that is refused."""
    doubt = distrust(certificate, others, means.roots)
    if not doubt:
        return ()
    if means.strict or doubt == REVOKED:
        raise SignatureError(f"Con ese certificado no se puede firmar: {doubt}.")
    return (f"El certificado {doubt}.",)


def _lacks(means: Means, *, keeps: bool) -> list[str]:
    notes = []
    if means.timestamper is None:
        notes.append("La hora es la del equipo que firma: no lleva sello de tiempo de un tercero.")
    if not keeps:
        notes.append("No lleva datos de revocación: para comprobarlo dentro de años harán falta los de su emisor.")
    return notes


def time_authority(url: str) -> TimeStamper:
    """The time authority at an address (RFC 3161)."""
    made: TimeStamper = RequestsHTTPTimeStamper(url, timeout=_TIME_IN_SECONDS)  # type: ignore[no-untyped-call]
    return made


def prepare(content: bytes, field: str, seal: Seal) -> Prepared:
    """The paper with everything but the signature, for a key that is not here. Raises as `sign`."""
    signer = PdfSigner(
        _metadata(field, seal),
        # It never signs: it is only asked how large a signature is, and that is said.
        signer=ExternalSigner(signing_cert=None, cert_registry=None, signature_value=bytes(256)),
        stamp_style=stamp_of(content, field, seal),
    )
    out = io.BytesIO()
    work = signer.async_digest_doc_for_signing(
        writer_on(content), existing_fields_only=True, bytes_reserved=ROOM, output=out
    )
    digest, _, _ = _guarded(lambda: asyncio.run(work))
    return Prepared(out.getvalue(), digest.document_digest, digest.reserved_region_start, digest.reserved_region_end)


def sign_digest(key: Key, digest: bytes) -> bytes:
    """The signature (CMS) of what `prepare` gave, by whoever holds the key. Raises SignatureError."""
    made = _guarded(lambda: asyncio.run(key.signer.async_sign(digest, DIGEST, use_pades=True)))
    return bytes(made.dump())


def signer_of(signature: bytes) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The certificate of whoever made a signature (CMS), and those that came with it. Raises SignatureError."""
    try:
        found = extract_certificate_info(_loaded(signature)["content"])
        return found.signer_cert, tuple(found.other_certs)
    except (CMSExtractionError, CMSStructuralError, ValueError, TypeError, KeyError, AttributeError):
        raise SignatureError(_NO_CMS) from None


def _loaded(signature: bytes) -> cms.ContentInfo:
    return cms.ContentInfo.load(signature, strict=True)


def finish(prepared: Prepared, signature: bytes, means: Means) -> Signed:
    """The paper with the signature in its place. Whether it is of this paper is for `verifying` to say.

    Raises SignatureError.
    """
    try:
        made = _loaded(signature)
        [info] = made["content"]["signer_infos"]
        value = info["signature"].native
    except (ValueError, TypeError, KeyError):
        raise SignatureError(_NO_CMS) from None
    if means.timestamper is not None:
        info["unsigned_attrs"] = cms.CMSAttributes([_time_of(means.timestamper, value)])
    out = io.BytesIO(prepared.content)
    digest = PreparedByteRangeDigest(prepared.digest, prepared.start, prepared.end)
    _guarded(lambda: PdfTBSDocument.finish_signing(out, digest, made.dump(force=True)))
    return Signed(out.getvalue(), B_B if means.timestamper is None else B_T, tuple(_lacks(means, keeps=False)))


def _time_of(timestamper: TimeStamper, value: bytes) -> cms.CMSAttribute:
    token = _guarded(lambda: asyncio.run(timestamper.async_timestamp(hashlib.sha256(value).digest(), DIGEST)))
    return simple_cms_attribute("signature_time_stamp_token", token)  # type: ignore[no-untyped-call]


def _metadata(field: str, seal: Seal) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=field,
        md_algorithm=DIGEST,
        reason=f"{seal.title}: {seal.cargo}",
        subfilter=SigSeedSubFilter.PADES,
        # Who may sign was decided by `examine`, in our words.
        signer_key_usage=set(),
    )


def _guarded(work: Callable[[], T]) -> T:
    """What pyHanko raises, in words for whoever signs."""
    try:
        return work()
    except TimestampRequestError:
        raise SignatureError(
            "No se obtuvo el sello de tiempo: su servicio no responde. No se firmó nada; vuelva a intentarlo."
        ) from None
    except PKCS11Error:
        raise SignatureError("El token no pudo firmar. ¿Sigue conectado? No se firmó nada.") from None
    except (SigningError, PdfError, ValueError) as problem:
        _log.warning("The paper could not be signed: %s", problem)
        raise SignatureError("El papel no se pudo firmar: su estructura no lo admite. No se firmó nada.") from None

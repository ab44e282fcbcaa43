"""Says of a PDF whose it is, whether it is whole, and what its signatures are worth.

pyHanko's comparison of revisions walks the tag tree and can take minutes on a tagged paper; it is not used. Instead the
last signature must cover the file to its end, and what we kept of each revision must be the beginning of the next. A
file from elsewhere is only opened in a process with little time and memory (see `bounded`).
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from apthapi.documents.signing.certificates import KEY_USAGE, Identity, Roots, distrust, identity

MALFORMED = (
    PdfError,
    SignatureValidationError,
    CMSExtractionError,
    CMSStructuralError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    OverflowError,
    AssertionError,
)
"""What reading a file that is no sound PDF may raise: it is an answer, not an error."""
_CODE = re.compile(r"firma del papel (\S+)$")


class Verdict(StrEnum):
    """What a file is."""

    IDENTICAL = "identico"
    SIGNED = "firmado"
    ALTERED = "alterado"
    UNSIGNED = "sin_firmas"
    UNREADABLE = "ilegible"


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision that was kept: its number, hash and size in bytes."""

    number: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a file. `doubt` is why its certificate is not trusted (Spanish), empty if it is."""

    field: str
    intact: bool
    covers: bool
    """Whether it covers the file to its end: always, for the last one of a whole file."""
    moment: datetime | None
    stamped: bool
    """Whether a time authority says the moment, or only who signed."""
    identity: Identity | None
    doubt: str
    long_term: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found: the verdict, why (Spanish), the revision that it is, and its signatures in order."""

    verdict: Verdict
    why: str
    sha256: str
    revision: int | None = None
    signatures: tuple[Signature, ...] = ()
    codes: tuple[str, ...] = ()
    """The codes that its fields name: which of our papers it says that it is."""


def sha256_of(content: bytes) -> str:
    """Hexadecimal digest."""
    return hashlib.sha256(content).hexdigest()


def compared(content: bytes, kept: Sequence[Kept]) -> Examined | None:
    """What the kept hashes alone say: identical, or ours with something added; None if they say nothing."""
    digest = sha256_of(content)
    for each in kept:
        if digest == each.sha256:
            return Examined(Verdict.IDENTICAL, f"Es idéntico a la revisión {each.number}.", digest, each.number)
    for each in sorted(kept, key=lambda revision: -revision.size):
        if len(content) > each.size and sha256_of(content[: each.size]) == each.sha256:
            more = len(content) - each.size
            added = "un byte" if more == 1 else f"{more} bytes"
            why = f"Empieza como la revisión {each.number}, y alguien le agregó {added}."
            return Examined(Verdict.ALTERED, why, digest, each.number)
    return None


def verify(content: bytes, kept: Sequence[Kept] = (), roots: Roots | None = None) -> Examined:
    """What the file is. Never raises for what is in the file; may take long for one made to: see `bounded`."""
    known = compared(content, kept)
    digest = sha256_of(content)
    try:
        signatures, codes = _read(content, roots or Roots())
    except MALFORMED:
        return known or Examined(Verdict.UNREADABLE, "El archivo no se puede leer como PDF.", digest)
    if known is not None:
        return Examined(known.verdict, known.why, digest, known.revision, signatures, codes)
    return Examined(*_judge(signatures), digest, None, signatures, codes)


def _judge(signatures: Sequence[Signature]) -> tuple[Verdict, str]:
    if not signatures:
        return Verdict.UNSIGNED, "El archivo no tiene firmas digitales."
    broken = [each.field for each in signatures if not each.intact]
    if broken:
        return Verdict.ALTERED, f"Fue alterado después de firmarse: no concuerda con {_those(broken)}."
    if not signatures[-1].covers:
        return Verdict.ALTERED, "Se le agregó algo después de la última firma."
    return Verdict.SIGNED, "Sus firmas concuerdan con el contenido y nada se agregó después de la última."


def _those(fields: Sequence[str]) -> str:
    return f"la firma «{fields[0]}»" if len(fields) == 1 else "las firmas " + ", ".join(f"«{each}»" for each in fields)


def _read(content: bytes, roots: Roots) -> tuple[tuple[Signature, ...], tuple[str, ...]]:
    reader = PdfFileReader(io.BytesIO(content))
    codes = []
    for _, _, reference in enumerate_sig_fields(reader):
        if found := _CODE.search(str(reference.get_object().get("/TU", ""))):
            codes.append(found[1])
    signatures = [_signature(each, roots) for each in reader.embedded_regular_signatures]
    return tuple(signatures), tuple(dict.fromkeys(codes))


def _signature(embedded: EmbeddedPdfSignature, roots: Roots) -> Signature:
    field = str(embedded.field_name)
    try:
        return _sound(embedded, field, roots)
    except MALFORMED:
        return Signature(field, False, False, None, False, None, "la firma no se puede leer")


def _sound(embedded: EmbeddedPdfSignature, field: str, roots: Roots) -> Signature:
    certificate = embedded.signer_cert
    others: list[x509.Certificate] = list(embedded.other_embedded_certs)
    # Whom it chains to is asked apart: this looks at the bytes and at the signature over them.
    status = asyncio.run(
        async_validate_pdf_signature(
            embedded,
            Roots((certificate,)).context(certificate.not_valid_before, others, "soft-fail"),
            ts_validation_context=roots.context(None, others, "soft-fail"),
            key_usage_settings=KEY_USAGE,
            skip_diff=True,
        )
    )
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    moment = stamp.timestamp if stamp is not None and stamped else embedded.self_reported_timestamp
    return Signature(
        field,
        status.intact and status.valid,
        embedded.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE,
        moment,
        stamped and stamp is not None and stamp.trusted,
        identity(certificate),
        distrust(certificate, others, roots, moment),
        "/DSS" in embedded.reader.root,
    )

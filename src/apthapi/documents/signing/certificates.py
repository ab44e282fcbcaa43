"""Certificates: whether one may sign, whom it chains to, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import crl, pem, x509
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLFetchError,
    InsufficientRevinfoError,
    OCSPFetchError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)

from apthapi.documents.signing.errors import SignatureError

SIGNS = frozenset({"digital_signature", "non_repudiation"})
"""Uses of a key of which one must be there."""
KEY_USAGE = KeyUsageConstraints(key_usage=SIGNS, match_all_key_usages=False)
_SHORTEST_RSA = 2048
STRICT = "require"
"""The mode of pyHanko in which revocation must be known."""
REVOKED = "fue revocado por quien lo emitió"
UNKNOWN = "no encadena con ninguna autoridad de certificación que esta instalación conozca"


@dataclass(frozen=True, slots=True)
class Roots:
    """The authorities that the installation trusts, with the lists of revoked certificates that it was given.

    `fetch` lets what the certificates name (OCSP, lists) be asked for over the network.
    """

    certificates: tuple[x509.Certificate, ...] = ()
    lists: tuple[bytes, ...] = ()
    fetch: bool = False

    def context(self, moment: datetime | None, others: Iterable[x509.Certificate], mode: str) -> ValidationContext:
        """What pyHanko asks whom to trust, at a moment (None: now)."""
        return ValidationContext(
            trust_roots=list(self.certificates),
            other_certs=list(others),
            moment=moment,
            allow_fetching=self.fetch and moment is None,
            crls=list(self.lists),
            revocation_mode=mode,
            retroactive_revinfo=True,
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """What is kept of a certificate: its number, who issued it, its SHA-256, until when it is valid. No name."""

    serial: str
    issuer: str
    fingerprint: str
    until: datetime


def read_roots(folder: Path | None, *, fetch: bool = False) -> Roots:
    """The certificates (.pem, .crt, .cer) and lists (.crl) of a folder. Raises SignatureError for what is none."""
    if folder is None:
        return Roots()
    certificates: list[x509.Certificate] = []
    lists: list[bytes] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            if path.suffix.lower() in (".pem", ".crt", ".cer"):
                certificates += [x509.Certificate.load(each, strict=True) for each in _parts(path)]
            elif path.suffix.lower() == ".crl":
                lists += [crl.CertificateList.load(each, strict=True).dump() for each in _parts(path)]
        except (ValueError, TypeError):
            raise SignatureError(f"«{path.name}» de la carpeta de raíces no es un certificado ni una lista.") from None
    return Roots(tuple(certificates), tuple(lists), fetch)


def _parts(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [part for _, _, part in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]


def identity(certificate: x509.Certificate) -> Identity:
    """What is kept of it."""
    issuer = certificate.issuer.native
    name = issuer.get("common_name") or issuer.get("organization_name") or certificate.issuer.human_friendly
    return Identity(
        f"{certificate.serial_number:x}",
        str(name),
        certificate.sha256.hex(),
        certificate.not_valid_after.astimezone(UTC),
    )


def refuse_unfit(certificate: x509.Certificate, moment: datetime) -> None:
    """Raises SignatureError for a certificate that cannot sign at that moment, whoever issued it."""
    if moment < certificate.not_valid_before:
        raise SignatureError(f"El certificado todavía no vale: empieza el {certificate.not_valid_before:%d/%m/%Y}.")
    if moment > certificate.not_valid_after:
        raise SignatureError(
            f"El certificado venció el {certificate.not_valid_after:%d/%m/%Y}. Renuévelo en su entidad certificadora."
        )
    usage = certificate.key_usage_value
    if usage is None or not SIGNS & usage.native:
        raise SignatureError("El certificado no es para firmar: no declara el uso de firma digital ni de no repudio.")
    key = certificate.public_key
    if key.algorithm == "rsa" and key.bit_size < _SHORTEST_RSA:
        raise SignatureError(f"La llave del certificado es de {key.bit_size} bits; se admite desde {_SHORTEST_RSA}.")


def distrust(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], roots: Roots, moment: datetime | None = None
) -> str:
    """Why the certificate is not trusted at that moment (None: now), in words; empty if it is."""
    # What we were given is looked at also for certificates that name no list, which pyHanko's softer modes do not.
    if roots.lists or roots.fetch:
        found = _path_problem(certificate, others, roots, moment, STRICT)
        if found in ("", REVOKED):
            return found
    return _path_problem(certificate, others, roots, moment, "soft-fail")


def revocation_is_known(certificate: x509.Certificate, others: Sequence[x509.Certificate], roots: Roots) -> bool:
    """Whether there is a list or an answer for each certificate of the chain, so that it can be kept in the paper."""
    if not roots.lists and not roots.fetch:
        return False
    return not _path_problem(certificate, others, roots, None, STRICT)


def _path_problem(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Roots,
    moment: datetime | None,
    mode: str,
) -> str:
    if not roots.certificates:
        return UNKNOWN
    validator = CertificateValidator(certificate, list(others), validation_context=roots.context(moment, others, mode))
    try:
        asyncio.run(validator.async_validate_path())
    except RevokedError:
        return REVOKED
    except PathBuildingError:
        return UNKNOWN
    except (InsufficientRevinfoError, CRLFetchError, OCSPFetchError):
        return "no hay datos para saber si fue revocado"
    except (PathError, ValidationError):
        return "su cadena de certificación no es válida"
    return ""

"""By what somebody signs: a certificate file (PKCS#12) or a token (PKCS#11). Nothing of it is kept or written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pkcs11
from asn1crypto import keys, pkcs12, x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from apthapi.documents.signing.certificates import SIGNS
from apthapi.documents.signing.errors import SignatureError
from apthapi.documents.signing.opening import opened

LARGEST_P12 = 100_000
"""Bytes of the largest certificate file that is read; those of the authorities have about 5,000."""
_MOST_ROUNDS = 5_000_000
"""Rounds of the derivation of the password beyond which a file is only there to keep the server busy."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that signs, with its certificate and those that came with it."""

    signer: Signer
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


def from_file(content: bytes, password: str) -> Key:
    """The key of a PKCS#12 file. Raises SignatureError."""
    if len(content) > LARGEST_P12:
        raise SignatureError("El archivo es demasiado grande para ser un certificado (.p12 o .pfx).")
    _refuse_strange(content)
    found = opened(content, password)
    if found is None:
        raise SignatureError(
            "La contraseña no abre el archivo del certificado. Revise mayúsculas y minúsculas; "
            "si es correcta, el archivo usa un cifrado que ya no se admite: pídalo otra vez a su entidad certificadora."
        )
    if not found.key or not found.certificate:
        raise SignatureError("El archivo no tiene a la vez una llave y su certificado.")
    certificate = x509.Certificate.load(found.certificate)
    others = tuple(x509.Certificate.load(each) for each in found.others)
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple([certificate, *others])
    signer = SimpleSigner(certificate, keys.PrivateKeyInfo.load(found.key), registry)
    return Key(signer, certificate, tuple(registry))


def _refuse_strange(content: bytes) -> None:
    try:
        file = pkcs12.Pfx.load(content, strict=True)
        mac = file["mac_data"]
        rounds = [mac["iterations"].native] if mac.native else []
        for part in file.authenticated_safe:
            if part["content_type"].native == "encrypted_data":
                algorithm = part["content"]["encrypted_content_info"]["content_encryption_algorithm"]
                rounds.append(algorithm.kdf_iterations)
    except (ValueError, TypeError, KeyError):
        raise SignatureError("El archivo no es un certificado PKCS#12 (.p12 o .pfx).") from None
    if any(each > _MOST_ROUNDS for each in rounds):
        raise SignatureError("El archivo del certificado pide un cálculo desmedido; no se abre.")


@contextmanager
def from_token(library: str, token: str, pin: str, *, label: str = "") -> Iterator[Key]:
    """The key of a token while it lasts; `label` chooses one if it has several. Raises SignatureError."""
    try:
        session = open_pkcs11_session(library, token_criteria=TokenCriteria(label=token), user_pin=pin)
    except pkcs11.PinIncorrect:
        raise SignatureError("El PIN no es el del token. Cuidado: después de varios errores se bloquea.") from None
    except pkcs11.PinLocked:
        raise SignatureError("El token está bloqueado por intentos fallidos; lo desbloquea quien lo dio.") from None
    except (pkcs11.PKCS11Error, RuntimeError, OSError):
        where = f"No se encontró el token «{token}» con el programa «{library}»."
        raise SignatureError(f"{where} ¿Está conectado?") from None
    with session:
        yield _of_session(session, label)


def _of_session(session: pkcs11.Session, label: str) -> Key:
    found = list(_signing(session, label))
    if not found:
        which = f" con el nombre «{label}»" if label else ""
        raise SignatureError(f"El token no tiene un certificado para firmar{which}.")
    if len(found) > 1:
        names = ", ".join(f"«{name}»" for name, _, _ in found)
        raise SignatureError(f"El token tiene varios certificados ({names}); diga con cuál firma.")
    [(_, key_id, certificate)] = found
    signer = PKCS11Signer(session, key_id=key_id, cert_id=key_id, other_certs_to_pull=None)
    try:
        others = tuple(signer.cert_registry)
    except (SigningError, pkcs11.PKCS11Error):
        raise SignatureError("No se pudieron leer los certificados del token.") from None
    return Key(signer, certificate, others)


def _signing(session: pkcs11.Session, label: str) -> Iterator[tuple[str, bytes, x509.Certificate]]:
    """The certificates that sign and whose key is there: name, number in the token, certificate."""
    keys = {
        bytes(each[pkcs11.Attribute.ID])
        for each in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
    }
    for each in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}):
        name, number = str(each[pkcs11.Attribute.LABEL]), bytes(each[pkcs11.Attribute.ID])
        certificate = x509.Certificate.load(each[pkcs11.Attribute.VALUE])
        usage = certificate.key_usage_value
        if number in keys and label in ("", name) and usage is not None and SIGNS & usage.native:
            yield name, number, certificate


def chain_of(key: Key) -> Sequence[x509.Certificate]:
    """The certificates that came with the key, without its own."""
    return [each for each in key.others if each.dump() != key.certificate.dump()]

"""A token made of software (SoftHSM), with a key and its certificate in it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from support.authority import rsa_key

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
PIN, LABEL = "1234", "token-de-prueba"


@contextmanager
def token(folder: Path, name: str, certificate: x509.Certificate) -> Iterator[Path]:
    """A token whose settings are in the folder; the environment names them while it lasts."""
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "5678", "--pin", PIN],
            check=True,
            capture_output=True,
        )
        _fill(name, certificate)
        yield settings


def _fill(name: str, certificate: x509.Certificate) -> None:
    der = rsa_key(name).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    library = pkcs11.lib(LIBRARY)
    library.reinitialize()
    with library.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        number = {pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.LABEL: "firma", pkcs11.Attribute.TOKEN: True}
        private = decode_rsa_private_key(der)
        session.create_object({**private, **number, pkcs11.Attribute.SIGN: True, pkcs11.Attribute.PRIVATE: True})
        public = decode_x509_certificate(certificate.public_bytes(serialization.Encoding.DER))
        session.create_object({**public, **number})

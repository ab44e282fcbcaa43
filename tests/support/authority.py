"""A made-up certification authority: certificates of positions, wrong ones too, what it revoked, a time authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

PASSWORD = "clave de prueba"
_DAY = timedelta(days=1)
_PEM = serialization.Encoding.PEM
_DER = serialization.Encoding.DER


def rsa_key(name: str, size: int = 2048) -> rsa.RSAPrivateKey:
    """The key of that name, made once: making one takes a while."""
    return _made(name, size)


@cache
def _made(name: str, size: int) -> rsa.RSAPrivateKey:
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "BO"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Entidad de prueba"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _usage(*used: str) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{each: each in used for each in every})


@dataclass
class Authority:
    """Issues certificates of positions that do not exist."""

    name: str = "Autoridad de prueba"
    serial: int = 1000
    revoked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = rsa_key(self.name)
        self.certificate = self._build(self.name, self.key, _usage("key_cert_sign", "crl_sign"), ca=True)

    def _build(
        self,
        name: str,
        key: rsa.RSAPrivateKey,
        usage: x509.KeyUsage | None,
        *,
        ca: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
        purposes: Sequence[x509.ObjectIdentifier] = (),
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        self.serial += 1
        made = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(self.name))
            .public_key(key.public_key())
            .serial_number(self.serial)
            .not_valid_before(since or now - 30 * _DAY)
            .not_valid_after(until or now + 365 * _DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if usage is not None:
            made = made.add_extension(usage, critical=True)
        if purposes:
            made = made.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
        return made.sign(self.key, hashes.SHA256())

    def certificate_of(
        self,
        name: str,
        *,
        uses: Sequence[str] | None = ("digital_signature", "content_commitment"),
        since: datetime | None = None,
        until: datetime | None = None,
        size: int = 2048,
    ) -> x509.Certificate:
        """A certificate of a position."""
        usage = _usage(*uses) if uses is not None else None
        return self._build(name, rsa_key(name, size), usage, since=since, until=until)

    def file_of(self, name: str, *, password: str = PASSWORD, size: int = 2048, **more: object) -> bytes:
        """The same as a PKCS#12 file, with its key."""
        certificate = self.certificate_of(name, size=size, **more)  # type: ignore[arg-type]
        return pkcs12.serialize_key_and_certificates(
            name.encode(),
            rsa_key(name, size),
            certificate,
            [self.certificate],
            serialization.BestAvailableEncryption(password.encode()),
        )

    def pem(self) -> bytes:
        """Its own certificate, to be trusted."""
        return self.certificate.public_bytes(_PEM)

    def crl(self) -> bytes:
        """The list of what it revoked, in force today."""
        now = datetime.now(UTC)
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_named(self.name))
            .last_update(now - _DAY)
            .next_update(now + 30 * _DAY)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for serial in self.revoked:
            made = made.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - 2 * _DAY).build()
            )
        return made.sign(self.key, hashes.SHA256()).public_bytes(_DER)

    def timestamper(self) -> DummyTimeStamper:
        """A time authority in this process."""
        name = "Autoridad de tiempo de prueba"
        certificate = self._build(
            name, rsa_key(name), _usage("digital_signature"), purposes=[ExtendedKeyUsageOID.TIME_STAMPING]
        )
        key = rsa_key(name).private_bytes(_DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return DummyTimeStamper(
            asn1_x509.Certificate.load(certificate.public_bytes(_DER)),
            asn1_keys.PrivateKeyInfo.load(key),
            certs_to_embed=None,
        )

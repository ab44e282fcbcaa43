"""Signing and verifying papers: a short form, and one of a thousand lines whose tags make other comparisons slow."""

from __future__ import annotations

import shutil
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from apthapi.bench.measure import call
from apthapi.bench.session import Figure, Session
from apthapi.core.package import read_package
from apthapi.documents.paper import make_paper
from apthapi.documents.signing.bounded import SECONDS, verify_bounded
from apthapi.documents.signing.keys import Key, from_file
from apthapi.documents.signing.seal import Seal
from apthapi.documents.signing.signing import Means, finish, prepare, sign, sign_digest
from apthapi.documents.signing.verifying import Kept, Verdict, sha256_of, verify
from apthapi.documents.single import form_draft
from apthapi.documents.verification import Signer, Verification
from apthapi.example import write_example

LINES, TIMES = 1000, 5
_CODE = "7KQM-3XWP-B9TR"
_SIGNERS = tuple(Signer(f"firma-{number}", "Firmado por", f"Cargo {number}") for number in (1, 2, 3))


def run(session: Session) -> None:
    """Seconds of each step, by the median of some."""
    folder = session.folder / "firmas"
    shutil.rmtree(folder, ignore_errors=True)
    write_example(folder / "plan", units=1, lines=LINES)
    key = _key()
    for form, name in (("04", "formulario 04"), ("3_01", f"formulario de {LINES} líneas")):
        _of_paper(session, _issued(folder, form), name, key)
    _of_strangers(session, folder)


def _of_paper(session: Session, issued: bytes, name: str, key: Key) -> None:
    size = f"{len(issued) / 1000:.0f} KB"
    taken = call(lambda: sign(issued, key, "firma-1", _seal(1), Means()), times=TIMES)
    session.add(Figure(f"firmar, {name}", taken, "s", at_most=1, remark=f"{size}; con su sello compuesto"))
    signed = [issued]
    for number in (1, 2, 3):
        signed.append(sign(signed[-1], key, f"firma-{number}", _seal(number), Means()).content)
    kept = [Kept(number, sha256_of(content), len(content)) for number, content in enumerate(signed)]
    for number in (1, 3):
        content = signed[number]
        assert verify(content, kept).verdict == Verdict.IDENTICAL
        taken = call(lambda content=content: verify(content, kept), times=TIMES)  # type: ignore[misc]
        session.add(Figure(f"verificar {number} firmas, {name}", taken, "s", at_most=0.5))
    prepared = prepare(issued, "firma-1", _seal(1))
    taken = call(lambda: finish(prepared, sign_digest(key, prepared.digest), Means()), times=TIMES)
    session.add(Figure(f"firmar un pedido y ponerlo, {name}", taken, "s"))
    altered = bytearray(signed[3])
    altered[len(altered) // 2] ^= 1
    taken = call(lambda: verify_bounded(bytes(altered), kept), times=TIMES)
    session.add(Figure(f"comparar una copia alterada, {name}", taken, "s", at_most=5, remark="en su proceso aparte"))


def _of_strangers(session: Session, folder: Path) -> None:
    """A file that unfolds to two gigabytes is given its time and its memory, and no more."""
    bomb = folder / "bomba.pdf"
    bomb.write_bytes(_bomb())
    start = time.perf_counter()
    found = verify_bounded(bomb.read_bytes())
    taken = time.perf_counter() - start
    remark = f"{bomb.stat().st_size / 1e6:.1f} MB que se despliegan en 2 GB; dice: {found.why}"
    session.add(Figure("examinar un archivo hostil", taken, "s", at_most=SECONDS + 2, remark=remark))


def _bomb() -> bytes:
    packer = zlib.compressobj(9)
    stream = b"".join([*(packer.compress(bytes(2**20)) for _ in range(2048)), packer.flush()])
    head = b"%PDF-1.7\n"
    holder = b"2 0 obj<</Type/ObjStm/N 1/First 6/Filter/FlateDecode/Length %d>>stream\n" % len(stream)
    body = head + holder + stream + b"\nendstream endobj\n"
    rows = bytes([0, 0, 0, 0, 0, 0]) + bytes([2, 0, 0, 0, 2, 0]) + bytes([1, 0, 0, 0, len(head), 0])
    cross = b"3 0 obj<</Type/XRef/Size 3/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
    return body + cross + rows + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(body)


def _issued(folder: Path, form: str) -> bytes:
    package = read_package(folder / "plan")
    plan = package.latest_plan()
    [(unidad,)] = package.database.query("select unidad from unidades where plan = ? limit 1", [plan])
    verification = Verification(_CODE, f"https://poa.entidad.gob.bo/verificar/{_CODE}", _SIGNERS)
    draft = replace(form_draft(package, plan, unidad, form), verification=verification)
    content = make_paper(draft, folder / f"{form}.pdf").path.read_bytes()
    package.close()
    return content


def _seal(number: int) -> Seal:
    return Seal("Firmado por", f"Cargo {number}", "", datetime.now(UTC), _CODE)


def _key() -> Key:
    """A certificate that signs itself: who issued it costs nothing to look at."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Medición")]), datetime.now(UTC)
    usage = {"digital_signature": True, "content_commitment": True} | dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
         "decipher_only"), False
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(private, hashes.SHA256())
    )
    secret = serialization.BestAvailableEncryption(b"medir")
    return from_file(pkcs12.serialize_key_and_certificates(b"m", private, certificate, None, secret), "medir")

"""Signed papers: what they still declare, what independent validators say, how an altered one is told."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import core, pkcs12, tsp

from apthapi.core.package import Package
from apthapi.documents.paper import compose, make_paper
from apthapi.documents.signing import bounded, opening
from apthapi.documents.signing.bounded import verify_bounded
from apthapi.documents.signing.certificates import read_roots
from apthapi.documents.signing.errors import SignatureError
from apthapi.documents.signing.fields import add_fields
from apthapi.documents.signing.keys import from_file
from apthapi.documents.signing.loops import alone
from apthapi.documents.signing.seal import SIMPLE, Seal
from apthapi.documents.signing.signing import Means, finish, prepare, sign, sign_digest, time_authority
from apthapi.documents.signing.stamping import approve, empty_fields
from apthapi.documents.signing.verifying import Kept, Verdict, sha256_of, verify
from apthapi.documents.single import form_draft
from apthapi.documents.verification import LETTERS, Signer, Verification, as_code, new_code
from documents.conftest import PLAN
from documents.pdf_text import pages_of
from documents.test_conformance import JARS, assert_conforms, elements, require
from support.authority import PASSWORD, Authority

CODE = "7KQM-3XWP-B9TR"
URL = f"https://poa.ejemplo.gob.bo/verificar/{CODE}"
SIGNERS = (
    Signer("firma-1", "Elaborado por", "Responsable de elaboración", "Dirección Departamental de Tarija"),
    Signer("firma-2", "Aprobado por", "Director(a) Departamental", "Dirección Departamental de Tarija"),
    Signer("firma-3", "Visto por", "Dirección Nacional de Planificación"),
)
IN_A_CIRCLE = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/AcroForm 1 0 R/Fields[1 0 R]/Kids[1 0 R]>>endobj\n"
    b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer<</Root 1 0 R/Size 2>>\nstartxref\n105\n%%EOF"
)


def seal(number: int, how: str = "Firmado digitalmente") -> Seal:
    who = SIGNERS[number - 1]
    return Seal(who.title, who.cargo, who.unidad, datetime.now(UTC), CODE, how)


@pytest.fixture
def issued(segip: Package, tmp_path: Path) -> bytes:
    """Form 04 of a unit as it is issued, to be signed three times."""
    draft = replace(form_draft(segip, PLAN, "DDTJ", "04"), verification=Verification(CODE, URL, SIGNERS))
    return make_paper(draft, tmp_path / "papel.pdf").path.read_bytes()


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def roots(authority: Authority, tmp_path: Path) -> Path:
    """A folder that trusts the authority and has its list of what it revoked."""
    folder = tmp_path / "raices"
    folder.mkdir()
    (folder / "autoridad.pem").write_bytes(authority.pem())
    (folder / "autoridad.crl").write_bytes(authority.crl())
    return folder


@pytest.fixture
def signed(issued: bytes, authority: Authority, roots: Path) -> list[bytes]:
    """The paper as it was issued and after each of its three signatures."""
    found = [issued]
    for number, who in enumerate(SIGNERS, start=1):
        key = from_file(authority.file_of(who.cargo), PASSWORD)
        means = Means(read_roots(roots), authority.timestamper() if number == 1 else None)
        found.append(sign(found[-1], key, who.field, seal(number), means).content)
    return found


def test_a_signed_paper_is_still_what_it_declared(signed: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "firmado.pdf"
    path.write_bytes(signed[-1])
    assert_conforms(path, "Dirección Departamental de Tarija", "application/zip")
    with pikepdf.open(path) as document, pikepdf.open(tmp_path / "papel.pdf") as before:
        assert document.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert document.docinfo == before.docinfo
        forms = [each for each in elements(document.Root.StructTreeRoot) if str(each.S) == "/Form"]
        assert [str(each.Alt) for each in forms] == [f"{w.title} · {w.cargo}: lugar de la firma" for w in SIGNERS]
        parents = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
        for form in forms:
            widget = form.K.Obj
            assert parents[int(widget.StructParent)].objgen == form.objgen
            assert str(widget.TU).endswith(f"firma del papel {CODE}")
            assert int(widget.F) & 4  # printed
            assert "/N" in widget.AP
            seal_fonts = _fonts_of(widget.AP.N)
            assert seal_fonts
            assert all("/FontFile2" in font.FontDescriptor for font in seal_fonts)
        assert bool(document.Root.AcroForm.get("/NeedAppearances", False)) is False


def _fonts_of(form: pikepdf.Object) -> list[pikepdf.Object]:
    """The fonts of an appearance, also of what it draws in turn."""
    resources: Any = form.get("/Resources", {})
    found = [each.DescendantFonts[0] for each in resources.get("/Font", {}).values()]
    for drawn in resources.get("/XObject", {}).values():
        found += _fonts_of(drawn)
    return found


def test_the_seal_says_position_hour_and_code_and_no_name(signed: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "firmado.pdf"
    path.write_bytes(signed[-1])
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("Firmado digitalmente") == 3
    assert re.search(r"Elaborado por\s+·\s+\d\d/\d\d/\d{4}, \d\d:\d\d \(La Paz\)", text)
    assert CODE in pages_of(path)[-1]


@pytest.mark.tools
def test_an_independent_validator_accepts_every_signature(signed: list[bytes], tmp_path: Path) -> None:
    require("" if shutil.which("pdfsig") else "pdfsig")
    path = tmp_path / "firmado.pdf"
    path.write_bytes(signed[-1])
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 3, said
    assert said.count("Signature Type: ETSI.CAdES.detached") == 3
    assert (said.count("Not total document signed"), said.count("- Total document signed")) == (2, 1)


@pytest.mark.tools
def test_openssl_finds_the_signature_and_its_chain_good(signed: list[bytes], roots: Path, tmp_path: Path) -> None:
    require("" if shutil.which("openssl") else "openssl")
    content = signed[-1]
    (tmp_path / "firmado.pdf").write_bytes(content)
    with pikepdf.open(tmp_path / "firmado.pdf") as document:
        signature = document.Root.AcroForm.Fields[2].V
        first, length, second, rest = (int(each) for each in signature.ByteRange)
        (tmp_path / "datos").write_bytes(content[first : first + length] + content[second : second + rest])
        (tmp_path / "firma.der").write_bytes(bytes(signature.Contents))
    done = subprocess.run(
        [
            "openssl", "cms", "-verify", "-inform", "DER", "-in", tmp_path / "firma.der", "-content",
            tmp_path / "datos", "-binary", "-purpose", "any", "-CAfile", roots / "autoridad.pem", "-out", "/dev/null",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.tools
@pytest.mark.parametrize("how", ["certificado", "segundo factor"])
def test_the_signed_pages_are_valid_pdf_a_1b_for_an_independent_validator(
    segip: Package, authority: Authority, tmp_path: Path, how: str
) -> None:
    """Preflight only knows PDF/A-1b: the same pages composed so, with the same fields and the same seals over them."""
    java = shutil.which("java")
    require("java" if java is None else "", *(jar.name for jar in JARS if not jar.is_file()))
    verification = Verification(CODE, URL, SIGNERS)
    draft = replace(form_draft(segip, PLAN, "DDTJ", "04"), attachment=None, verification=verification)
    path = tmp_path / "f.pdf"
    places = compose(draft, tmp_path / "a1b.pdf", standards=["a-1b"])
    add_fields(tmp_path / "a1b.pdf", places, CODE)
    with pikepdf.open(tmp_path / "a1b.pdf") as document:
        # Preflight takes the indirect destination of a bookmark, which is legal, for an error.
        del document.Root.Outlines
        document.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    if how == "certificado":
        key = from_file(authority.file_of("Una dirección"), PASSWORD)
        path.write_bytes(sign(path.read_bytes(), key, "firma-1", seal(1), Means()).content)
    else:
        path.write_bytes(approve(path.read_bytes(), "firma-1", seal(1, SIMPLE)))
    done = subprocess.run(
        [str(java), "-cp", ":".join(map(str, JARS)), "org.apache.pdfbox.preflight.Validator_A1b", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "is a valid PDF/A-1b file" in done.stdout, done.stdout + done.stderr


def test_a_long_term_signature_carries_what_tells_revocation(issued: bytes, authority: Authority, roots: Path) -> None:
    key = from_file(authority.file_of("Una dirección"), PASSWORD)
    trusted = read_roots(roots)
    kept = sign(issued, key, "firma-1", seal(1), Means(trusted, authority.timestamper()))
    assert (kept.level, kept.notes) == ("PAdES B-LT", ())
    assert verify(kept.content, (), trusted).signatures[0].long_term
    (roots / "autoridad.crl").unlink()
    timed = sign(issued, key, "firma-1", seal(1), Means(read_roots(roots), authority.timestamper()))
    assert timed.level == "PAdES B-T"
    assert "No lleva datos de revocación" in timed.notes[0]
    bare = sign(issued, key, "firma-1", seal(1), Means())
    assert bare.level == "PAdES B-B"
    assert "no encadena con ninguna autoridad" in bare.notes[0]
    assert any("no lleva sello de tiempo" in note for note in bare.notes)


def test_a_time_authority_is_asked_over_the_network(issued: bytes, authority: Authority) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = authority.timestamper().request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    key = from_file(authority.file_of("Una dirección"), PASSWORD)
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        assert sign(issued, key, "firma-1", seal(1), Means(timestamper=time_authority(url))).level == "PAdES B-T"
        server.shutdown()
    with pytest.raises(SignatureError, match="No se obtuvo el sello de tiempo"):
        sign(issued, key, "firma-1", seal(1), Means(timestamper=time_authority(url)))


def test_a_key_elsewhere_signs_the_digest(issued: bytes, authority: Authority, roots: Path) -> None:
    prepared = prepare(issued, "firma-1", seal(1))
    key = from_file(authority.file_of("Una dirección"), PASSWORD)
    done = finish(prepared, sign_digest(key, prepared.digest), Means(read_roots(roots), authority.timestamper()))
    found = verify(done.content, (), read_roots(roots))
    assert (found.verdict, found.signatures[0].doubt, found.signatures[0].stamped) == (Verdict.SIGNED, "", True)
    other = finish(prepared, sign_digest(key, bytes(32)), Means())
    assert verify(other.content).verdict == Verdict.ALTERED
    for nonsense in (b"", b"nada", bytes(500)):
        with pytest.raises(SignatureError, match="no es una firma"):
            finish(prepared, nonsense, Means())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"until": datetime(2025, 1, 31, tzinfo=UTC), "since": datetime(2024, 1, 1, tzinfo=UTC)},
            "venció el 31/01/2025",
        ),
        ({"since": datetime.now(UTC) + timedelta(days=2)}, "todavía no vale"),
        ({"uses": ["key_encipherment"]}, "no es para firmar"),
        ({"uses": None}, "no es para firmar"),
        ({"size": 1024}, "1024 bits"),
    ],
    ids=["vencido", "futuro", "otro uso", "sin uso", "corta"],
)
def test_an_unfit_certificate_is_refused_with_its_reason(
    issued: bytes, authority: Authority, options: dict[str, object], words: str
) -> None:
    key = from_file(authority.file_of("Una dirección", **options), PASSWORD)  # type: ignore[arg-type]
    with pytest.raises(SignatureError, match=words):
        sign(issued, key, "firma-1", seal(1), Means())


def test_a_revoked_certificate_and_a_strict_installation_refuse(
    issued: bytes, authority: Authority, roots: Path
) -> None:
    key = from_file(authority.file_of("Una dirección"), PASSWORD)
    stranger = from_file(Authority("Otra autoridad").file_of("Una dirección"), PASSWORD)
    with pytest.raises(SignatureError, match="no encadena con ninguna autoridad"):
        sign(issued, stranger, "firma-1", seal(1), Means(read_roots(roots), strict=True))
    authority.revoked.append(key.certificate.serial_number)
    (roots / "autoridad.crl").write_bytes(authority.crl())
    with pytest.raises(SignatureError, match="fue revocado"):
        sign(issued, key, "firma-1", seal(1), Means(read_roots(roots)))


def test_what_is_no_certificate_file_is_told_plainly(authority: Authority) -> None:
    good = authority.file_of("Una dirección")
    for content, password, words in (
        (good, "otra", "contraseña no abre"),
        (good[:-40], PASSWORD, "no es un certificado PKCS#12"),
        (b"nada", PASSWORD, "no es un certificado PKCS#12"),
        (bytes(200_000), PASSWORD, "demasiado grande"),
    ):
        with pytest.raises(SignatureError, match=words):
            from_file(content, password)


def test_a_certificate_file_that_computes_for_ever_is_stopped(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SECONDS", 2)
    file = pkcs12.Pfx.load(authority.file_of("Una dirección"))
    safe = file.authenticated_safe
    for part in (each for each in safe if each["content_type"].native == "data"):
        bags = pkcs12.SafeContents.load(part["content"].native)
        for bag in bags:
            kdf = bag["bag_value"]["encryption_algorithm"]["parameters"]["key_derivation_func"]
            kdf["parameters"]["iteration_count"] = 2**31 - 1
        part["content"] = core.OctetString(bags.dump(force=True))
    whole = {"content_type": "data", "content": core.OctetString(safe.dump(force=True))}
    endless = pkcs12.Pfx({"version": "v3", "auth_safe": whole}).dump()
    with pytest.raises(SignatureError, match="cálculo desmedido"):
        from_file(endless, PASSWORD)


def test_one_flipped_byte_breaks_every_signature(signed: list[bytes]) -> None:
    content = bytearray(signed[-1])
    content[4000] ^= 1
    found = verify(bytes(content))
    assert found.verdict in (Verdict.ALTERED, Verdict.UNREADABLE)
    assert not any(each.intact for each in found.signatures)


def test_what_is_added_after_the_last_signature_is_told(signed: list[bytes], roots: Path) -> None:
    kept = [Kept(number, sha256_of(content), len(content)) for number, content in enumerate(signed)]
    whole = verify(signed[-1], kept, read_roots(roots))
    assert (whole.verdict, whole.revision) == (Verdict.IDENTICAL, 3)
    assert [each.doubt for each in whole.signatures] == ["", "", ""]
    assert [each.covers for each in whole.signatures] == [False, False, True]
    assert verify(signed[1], kept).revision == 1
    more = approve(signed[1], "firma-2", seal(2, SIMPLE))
    added = verify(more, kept)
    assert (added.verdict, added.revision) == (Verdict.ALTERED, 1)
    # Its signature alone still is good: it takes the coverage, or the kept hash, to see what was added.
    assert verify(more).verdict == Verdict.ALTERED
    assert verify(more).signatures[0].intact
    assert verify(signed[-1] + b"\n% nada").verdict == Verdict.ALTERED


def test_a_simple_approval_says_so_and_is_no_signature(issued: bytes, tmp_path: Path) -> None:
    done = approve(issued, "firma-1", seal(1, SIMPLE))
    assert done.startswith(issued)
    path = tmp_path / "aprobado.pdf"
    path.write_bytes(done)
    assert_conforms(path, "Dirección Departamental de Tarija", "application/zip")
    with pikepdf.open(path) as document:
        widget = document.Root.AcroForm.Fields[0]
        assert "/V" not in widget
        assert str(widget.TU).startswith("Aprobado con segundo factor: Responsable de elaboración, ")
    assert verify(done).verdict == Verdict.UNSIGNED
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Aprobado con segundo factor" in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n",
        b"%PDF-1.7\nstartxref\n99999999\n%%EOF",
        IN_A_CIRCLE,
        bytes(range(256)) * 400,
    ],
    ids=["vacío", "cabeza", "tabla lejos", "en círculo", "basura"],
)
def test_a_malformed_file_is_an_answer(content: bytes) -> None:
    found = verify_bounded(content)
    assert found.verdict in (Verdict.UNREADABLE, Verdict.UNSIGNED)
    assert found.sha256 == sha256_of(content)


def test_a_file_that_would_take_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch, issued: bytes) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 0.05)
    began = time.monotonic()
    found = verify_bounded(issued)
    assert (found.verdict, time.monotonic() - began < 5) == (Verdict.UNREADABLE, True)
    assert "tiempo" in found.why


def test_the_same_answer_comes_from_the_bounded_process(signed: list[bytes], roots: Path) -> None:
    here = verify(signed[2], (), read_roots(roots))
    assert verify_bounded(signed[2], (), roots) == here
    assert here.codes == (CODE,)


def test_the_fields_are_the_ones_that_are_left(signed: list[bytes]) -> None:
    assert [empty_fields(each) for each in signed] == [
        ["firma-1", "firma-2", "firma-3"],
        ["firma-2", "firma-3"],
        ["firma-3"],
        [],
    ]


def test_codes_have_no_letter_that_looks_like_another() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(set(code) <= {*LETTERS, "-"} and as_code(code) == code for code in codes)
    assert not set("01ILO") & set(LETTERS)
    assert as_code(" 7kqm3xwp b9tr ") == CODE
    assert [as_code(each) for each in ("", "7KQM", "7KQM-3XWP-B9T0", "x" * 5000)] == ["", "", "", ""]


def test_it_is_signed_and_verified_also_where_an_event_loop_runs(issued: bytes, authority: Authority) -> None:
    key = from_file(authority.file_of("Una dirección"), PASSWORD)

    async def inside() -> Verdict:
        return verify(sign(issued, key, "firma-1", seal(1), Means()).content).verdict

    assert alone(lambda: asyncio.run(inside())) == Verdict.SIGNED

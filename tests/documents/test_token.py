"""Signing with a token (PKCS#11), played by SoftHSM."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apthapi.core.package import Package
from apthapi.documents.paper import make_paper
from apthapi.documents.signing.certificates import read_roots
from apthapi.documents.signing.errors import SignatureError
from apthapi.documents.signing.keys import from_token
from apthapi.documents.signing.seal import Seal
from apthapi.documents.signing.signing import Means, finish, prepare, sign, sign_digest
from apthapi.documents.signing.verifying import Verdict, verify
from apthapi.documents.single import form_draft
from apthapi.documents.verification import Signer, Verification
from documents.conftest import PLAN
from documents.test_conformance import require
from support.authority import Authority
from support.token import LABEL, LIBRARY, PIN, token

CODE = "7KQM-3XWP-B9TR"
SEAL = Seal("Aprobado por", "Dirección", "", datetime.now(UTC), CODE)

pytestmark = pytest.mark.tools


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def plugged(authority: Authority, tmp_path: Path) -> Iterator[None]:
    require("" if shutil.which("softhsm2-util") and Path(LIBRARY).exists() else "softhsm2")
    with token(tmp_path, "Dirección", authority.certificate_of("Dirección")):
        yield


@pytest.fixture
def issued(segip: Package, tmp_path: Path) -> bytes:
    signer = Signer("firma-1", "Aprobado por", "Dirección")
    verification = Verification(CODE, f"https://poa.ejemplo.gob.bo/verificar/{CODE}", (signer,))
    draft = replace(form_draft(segip, PLAN, "DDTJ", "04"), verification=verification)
    return make_paper(draft, tmp_path / "papel.pdf").path.read_bytes()


@pytest.mark.usefixtures("plugged")
def test_a_token_signs_at_once_and_in_two_steps(issued: bytes, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "raices").mkdir()
    (tmp_path / "raices" / "autoridad.pem").write_bytes(authority.pem())
    roots = read_roots(tmp_path / "raices")
    with from_token(LIBRARY, LABEL, PIN) as key:
        done = sign(issued, key, "firma-1", SEAL, Means(roots))
        prepared = prepare(issued, "firma-1", SEAL)
        later = finish(prepared, sign_digest(key, prepared.digest), Means(roots))
    for content in (done.content, later.content):
        found = verify(content, (), roots)
        assert (found.verdict, found.signatures[0].doubt) == (Verdict.SIGNED, "")


@pytest.mark.usefixtures("plugged")
def test_what_goes_wrong_with_a_token_is_told_plainly() -> None:
    for library, name, pin, words in (
        (LIBRARY, LABEL, "9999", "El PIN no es el del token"),
        (LIBRARY, "otro", PIN, "No se encontró el token «otro»"),
        ("/no/existe.so", LABEL, PIN, "No se encontró el token"),
    ):
        with pytest.raises(SignatureError, match=words), from_token(library, name, pin):
            pass
    with pytest.raises(SignatureError, match="con el nombre «otra»"), from_token(LIBRARY, LABEL, PIN, label="otra"):
        pass

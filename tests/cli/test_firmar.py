"""`apthapi firmar` and `apthapi firmas`: a paper is signed in its next free place, and checked by anybody."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from apthapi.core.package import read_package
from apthapi.documents.paper import make_paper
from apthapi.documents.single import form_draft
from apthapi.documents.verification import Signer, Verification
from cli.conftest import run
from support.authority import PASSWORD, Authority

CODE = "7KQM-3XWP-B9TR"


@pytest.fixture
def here(tmp_path: Path, reference_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an issued paper, a certificate, its password and the authority that issued it."""
    monkeypatch.chdir(tmp_path)
    signers = tuple(Signer(f"firma-{number}", "Elaborado por", f"Cargo {number}") for number in (1, 2))
    verification = Verification(CODE, f"https://poa.ejemplo.gob.bo/verificar/{CODE}", signers)
    package = read_package(reference_folder)
    make_paper(
        replace(form_draft(package, package.latest_plan(), "DDTJ", "04"), verification=verification), Path("papel.pdf")
    )
    package.close()
    authority = Authority()
    Path("cargo.p12").write_bytes(authority.file_of("Cargo"))
    Path("clave.txt").write_text(f"{PASSWORD}\n", encoding="utf-8")
    Path("raices").mkdir()
    Path("raices/autoridad.pem").write_bytes(authority.pem())
    return tmp_path


SIGN = ("--p12", "cargo.p12", "--clave-en", "clave.txt", "--raices", "raices")


@pytest.mark.usefixtures("here")
def test_a_paper_is_signed_place_by_place_and_checked() -> None:
    once = run("firmar", "papel.pdf", *SIGN)
    assert (once.status, once.out.startswith("papel-firma-1.pdf  (PAdES B-B)")) == (0, True)
    twice = run("firmar", "papel-firma-1.pdf", *SIGN, "--salida", "firmado.pdf", "--json")
    assert json.loads(twice.out)["archivo"] == "firmado.pdf"
    checked = run("firmas", "verify", "firmado.pdf", "--raices", "raices")
    assert checked.status == 0
    assert checked.out.count("concuerda, ") == 2
    assert "no encadena" not in checked.out
    assert "no encadena" in run("firmas", "verify", "firmado.pdf").out
    full = run("firmar", "firmado.pdf", *SIGN)
    assert (full.status, "no tiene un lugar de firma libre" in full.err) == (2, True)


@pytest.mark.usefixtures("here")
def test_an_altered_paper_ends_with_1() -> None:
    run("firmar", "papel.pdf", *SIGN)
    signed = Path("papel-firma-1.pdf")
    signed.write_bytes(signed.read_bytes() + b"%")
    told = run("firmas", "verify", signed, "--json")
    assert (told.status, json.loads(told.out)["resultado"]) == (1, "alterado")
    assert run("firmas", "verify", "papel.pdf").status == 1
    assert run("firmas", "verify", "clave.txt").status == 1


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("papel.pdf",), "Indique con qué se firma"),
        ((), "uno de los dos"),
        (("papel.pdf", "--p12", "clave.txt", "--clave-en", "clave.txt"), "no es un certificado PKCS#12"),
        (("clave.txt", *SIGN), "no se puede leer como PDF"),
        (("--pedido", "clave.txt", *SIGN), "no es un pedido de firma"),
        (("papel.pdf", *SIGN, "--campo", "otro"), "«otro»"),
        (("papel.pdf", "--pkcs11", "/no.so", "--token", "t", "--clave-en", "clave.txt"), "No se encontró el token"),
    ],
)
def test_what_does_not_serve_is_told_in_a_sentence(arguments: tuple[str, ...], words: str) -> None:
    ended = run("firmar", *arguments)
    assert (ended.status, words in ended.err, "Traceback" in ended.err) == (2, True, False), ended.err


@pytest.mark.usefixtures("here")
def test_without_a_terminal_the_password_is_not_asked() -> None:
    arguments = [sys.executable, "-m", "apthapi.cli", "firmar", "papel.pdf", "--p12", "cargo.p12"]
    done = subprocess.run(
        arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, start_new_session=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "no hay una terminal" in done.stderr
    assert "--clave-en" in done.stderr
    assert "Warning" not in done.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "arguments",
    [
        ("firmas", "verify", "no está.pdf"),
        ("firmar", "no está.pdf", *SIGN),
        ("firmar", "--pedido", "no está.pdf", *SIGN),
    ],
)
def test_a_file_that_is_not_there_is_named(arguments: tuple[str, ...]) -> None:
    told = run(*arguments)
    assert (told.status, told.err) == (2, "apthapi: No existe «no está.pdf». Revise el nombre del archivo.\n")

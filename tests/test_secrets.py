"""A secret that somebody leaves in a file is found, and nothing else is taken for one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "scripts" / "find-secrets"
LETTERS = "q7Zk2Vx9Lm4Tn8Rb5Wc3Yd6Hf1Gj0Ps" * 2

PLANTED = {
    "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "cloud key": "id = " + "AKIA" + "ABCDEFGHIJ234567",
    "token of a service": "x " + "ghp_" + LETTERS[:36],
    "token of the API": "Bearer " + "apthapi_" + "0123456789_" + LETTERS[:43],
    "signed token": "eyJ" + LETTERS[:12] + "." + "eyJ" + LETTERS[:12] + "." + LETTERS[:20],
    "password in an address": "postgresql://poa:" + "s3creta-de-verdad@base/poa",
    "assigned": "SECRET_KEY = '" + LETTERS[:40] + "'",
}
INNOCENT = (
    "smtp://usuario:contraseña@servidor:587",
    "token = secrets.token_urlsafe(32)",
    'password = "una clave larga de prueba"',
    "--hash=sha256:" + "0123456789abcdef" * 4,
    "clave = 'clave_de_las_operaciones'",
    "x ghp_" + LETTERS[:36] + "  # secreto de ejemplo",
)


def _run(*files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, PROGRAM, *files], capture_output=True, text=True, check=False)


def test_each_kind_is_found_where_it_is_and_is_not_repeated(tmp_path: Path) -> None:
    files = []
    for number, line in enumerate(PLANTED.values()):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(f"nada\n{line}\n", encoding="utf-8")
    found = _run(*files)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [f"{file}:2: {kind}" for file, kind in zip(files, PLANTED, strict=True)]


@pytest.mark.parametrize("line", INNOCENT)
def test_what_only_looks_like_one_is_let_be(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(line, encoding="utf-8")
    assert _run(tmp_path / "a.txt").returncode == 0

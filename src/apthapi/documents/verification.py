"""By what anybody can ask about a printed paper: a code, and the same address as a QR."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass

import segno

from apthapi.documents.heading import Data

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L, which look alike on paper."""
GROUPS, EACH = 3, 4
QR_FILE = "verificacion.svg"


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is to sign a paper: by which field, in what capacity. `unidad` is empty for the whole entity."""

    field: str
    title: str
    cargo: str
    unidad: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The code of a paper, the address at which it is confirmed, and who signs it, in order.

    `simple` says that they approve with a second factor instead of a digital signature: the paper says so.
    """

    code: str
    url: str
    signers: tuple[Signer, ...] = ()
    simple: bool = False


def new_code() -> str:
    """A code for a new paper, `7KQM-3XWP-B9TR`: 59 bits of chance, so that nobody finds one by trying."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(EACH)) for _ in range(GROUPS))


def as_code(text: str) -> str:
    """The code that somebody typed in any case and with or without hyphens; empty if it cannot be one."""
    letters = [each for each in text.upper() if each.isalnum()]
    if len(letters) != GROUPS * EACH or not set(letters) <= set(LETTERS):
        return ""
    return "-".join("".join(letters[start : start + EACH]) for start in range(0, GROUPS * EACH, EACH))


def qr_svg(url: str) -> str:
    """The QR of an address, with the quiet zone that readers need."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=2, dark="#1c1a18", light="#ffffff")
    return out.getvalue().decode("utf-8")


def printed(verification: Verification | None) -> Data | None:
    """What the templates show of it."""
    if verification is None:
        return None
    return {
        "codigo": verification.code,
        "direccion": verification.url,
        "qr": QR_FILE,
        "simple": verification.simple,
        "firmas": [
            {"campo": each.field, "titulo": each.title, "cargo": each.cargo, "unidad": each.unidad}
            for each in verification.signers
        ],
    }

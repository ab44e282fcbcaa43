"""From the data of a paper to a PDF: PDF/A-3a and PDF/UA-1, the same bytes for the same input."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apthapi.documents.attachment import Attachment
from apthapi.documents.errors import PaperError
from apthapi.documents.glyphs import FONTS, printable_data
from apthapi.documents.heading import Data, Institution
from apthapi.documents.running import TEMPLATES, Beat, run_step
from apthapi.documents.signing.fields import Place, add_fields
from apthapi.documents.verification import QR_FILE, Verification, printed, qr_svg
from apthapi.documents.worker import save_small

STANDARDS = ("a-3a", "ua-1")
BORRADOR = "BORRADOR"
"""The word across a paper whose plan is not approved."""
_COMPRESSED_HERE = 2 * 2**20
"""Bytes, as Typst writes them, of some thousand lines: more are compressed in a process that gives its memory back."""
_LOGO_TYPES = {".svg", ".png"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was made: where it is, how many pages, and the SHA-256 of the data it carries ("" if none)."""

    path: Path
    pages: int
    data_sha256: str


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a paper says before it is composed. `timestamp` is in seconds since 1970 and dates the file.

    With `borrador` each page carries that word behind the text, and the footer and the title say it too: who listens
    to the paper hears the title, while backgrounds and footers are not read aloud. With `verification` it ends with
    a code that anybody can ask about, and with the fields in which it is signed.
    """

    template: str
    title: str
    plan_title: str
    institution: Institution
    control: str
    timestamp: int
    body: Data
    attachment: Attachment | None = None
    borrador: bool = False
    verification: Verification | None = None


def make_paper(draft: Draft, out: Path, *, beat: Beat | None = None) -> Paper:
    """Compose the draft and put it at `out`, whole or not at all.

    Raises PaperError with the reason, OSError if nothing can be written at `out`.
    """
    try:
        pages = _make(draft, out, beat)
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise PaperError("No queda espacio en el disco para guardar el documento.") from None
    return Paper(out, pages, draft.attachment.sha256 if draft.attachment else "")


def _make(draft: Draft, out: Path, beat: Beat | None) -> int:
    """The same; answers how many pages."""
    with tempfile.TemporaryDirectory(prefix="apthapi-") as folder:
        large, small = Path(folder) / "papel.pdf", Path(folder) / "menor.pdf"
        places = compose(draft, large, beat=beat)
        pages = _compress(large, small, beat)
        if draft.verification and places:
            add_fields(small, places, draft.verification.code)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(small, out)
    return pages


def _compress(large: Path, small: Path, beat: Beat | None) -> int:
    """Save it compressed; answers how many pages. A short one is done by the time that a process has begun."""
    if large.stat().st_size <= _COMPRESSED_HERE:
        return save_small(str(large), str(small))
    return int(run_step("compress", {"output": str(large), "small": str(small)}, beat))


def compose(draft: Draft, out: Path, *, standards: Sequence[str] = STANDARDS, beat: Beat | None = None) -> list[Place]:
    """Compose the draft as Typst writes it, not yet compressed; answers where its signatures go.

    Raises PaperError with the reason.
    """
    with tempfile.TemporaryDirectory(prefix="apthapi-") as folder:
        root = Path(folder) / "raiz"
        shutil.copytree(TEMPLATES, root)
        job: Data = {
            "root": str(root),
            "main": f"{draft.template}.typ",
            "fonts": str(FONTS),
            "data": json.dumps(printable_data({**_head(draft, root), **draft.body}), ensure_ascii=False),
            "standards": list(standards),
            "timestamp": draft.timestamp,
            "places": bool(draft.verification and draft.verification.signers),
            "output": str(out),
        }
        return [Place(**each) for each in json.loads(run_step("compose", job, beat))]


def _head(draft: Draft, root: Path) -> Data:
    """What every template reads; the files that it names are put beside the templates."""
    name, sigla = draft.institution.name, draft.institution.sigla
    control = f"{BORRADOR}, no aprobado  ·  {draft.control}" if draft.borrador else draft.control
    if draft.attachment:
        (root / draft.attachment.name).write_bytes(draft.attachment.content)
        control += f"  ·  datos adjuntos {draft.attachment.name}, SHA-256 {_short(draft.attachment.sha256)}"
    if draft.verification:
        (root / QR_FILE).write_text(qr_svg(draft.verification.url), encoding="utf-8")
    return {
        "titulo": f"{BORRADOR} – {draft.title}" if draft.borrador else draft.title,
        "titulo_plan": draft.plan_title,
        "institucion": name,
        "sigla": sigla,
        "encabezado": f"{name.upper()} ({sigla})" if sigla else name.upper(),
        "logo": _logo(draft.institution.logo, root),
        "control": control,
        "marca": BORRADOR if draft.borrador else None,
        "attached": _attached(draft.attachment),
        "verificacion": printed(draft.verification),
    }


def _attached(attachment: Attachment | None) -> Data | None:
    if attachment is None:
        return None
    return {
        "file": attachment.name,
        "mime": attachment.mime,
        "description": attachment.description,
        "relationship": attachment.relationship,
    }


def _short(digest: str) -> str:
    """Sixteen digits in groups of four: enough to compare by eye, the rest is computed."""
    return " ".join(digest[i : i + 4] for i in range(0, 16, 4))


def _logo(logo: Path | None, root: Path) -> str | None:
    if logo is None:
        return None
    if logo.suffix.lower() not in _LOGO_TYPES or not logo.is_file():
        raise PaperError(f"El logotipo «{logo}» debe ser un archivo SVG o PNG que exista.")
    target = root / f"logo{logo.suffix.lower()}"
    shutil.copyfile(logo, target)
    return target.name

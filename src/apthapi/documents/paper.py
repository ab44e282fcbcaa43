"""From the data of a paper to a PDF: PDF/A-3a and PDF/UA-1, the same bytes for the same input."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apthapi.documents.attachment import Attachment
from apthapi.documents.errors import PaperError
from apthapi.documents.glyphs import FONTS, printable, printable_data
from apthapi.documents.heading import Data, Institution

STANDARDS = ("a-3a", "ua-1")
WORKER = Path(__file__).with_name("worker.py")
TEMPLATES = Path(__file__).parent / "templates"
SECONDS_AT_MOST = 900
"""A book of a thousand pages takes under a minute; beyond this something is wrong."""

_LOGO_TYPES = {".svg", ".png"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was made: where it is, how many pages, and the SHA-256 of the data it carries ("" if none)."""

    path: Path
    pages: int
    data_sha256: str


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a paper says before it is composed. `timestamp` is in seconds since 1970 and dates the file."""

    template: str
    title: str
    plan_title: str
    institution: Institution
    control: str
    timestamp: int
    body: Data
    attachment: Attachment | None = None


def make_paper(draft: Draft, out: Path) -> Paper:
    """Compose the draft and put it at `out`, whole or not at all. Raises PaperError with the reason."""
    with tempfile.TemporaryDirectory(prefix="apthapi-") as folder:
        large, small = Path(folder) / "papel.pdf", Path(folder) / "menor.pdf"
        compose(draft, large)
        pages = int(_run("compress", {"output": str(large), "small": str(small)}))
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(small, out)
    return Paper(out, pages, draft.attachment.sha256 if draft.attachment else "")


def compose(draft: Draft, out: Path, *, standards: Sequence[str] = STANDARDS) -> None:
    """Compose the draft as Typst writes it, not yet compressed. Raises PaperError with the reason."""
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
            "output": str(out),
        }
        _run("compose", job)


def _head(draft: Draft, root: Path) -> Data:
    """What every template reads; the files that it names are put beside the templates."""
    name, sigla = draft.institution.name, draft.institution.sigla
    control = draft.control
    if draft.attachment:
        (root / draft.attachment.name).write_bytes(draft.attachment.content)
        control += f"  ·  datos adjuntos {draft.attachment.name}, SHA-256 {_short(draft.attachment.sha256)}"
    return {
        "titulo": draft.title,
        "titulo_plan": draft.plan_title,
        "institucion": name,
        "sigla": sigla,
        "encabezado": f"{name.upper()} ({sigla})" if sigla else name.upper(),
        "logo": _logo(draft.institution.logo, root),
        "control": control,
        "attached": _attached(draft.attachment),
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


def _run(step: str, job: Data) -> str:
    command = [sys.executable, "-P", str(WORKER), step]
    try:
        done = subprocess.run(
            command, input=json.dumps(job), capture_output=True, text=True, timeout=SECONDS_AT_MOST, check=False
        )
    except subprocess.TimeoutExpired:
        raise PaperError(f"Componer el documento pasó de {SECONDS_AT_MOST} segundos y se detuvo.") from None
    if done.returncode != 0:
        reason = done.stderr.strip() or f"el proceso terminó con el código {done.returncode}"
        raise PaperError(f"No se pudo componer el documento: {printable(reason)}")
    return done.stdout

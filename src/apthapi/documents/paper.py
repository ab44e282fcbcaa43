"""From the data of a paper to a PDF: PDF/A-3a and PDF/UA-1, the same bytes for the same input."""

from __future__ import annotations

import errno
import json
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from apthapi.documents.attachment import Attachment
from apthapi.documents.errors import PaperError
from apthapi.documents.glyphs import FONTS, printable, printable_data
from apthapi.documents.heading import Data, Institution
from apthapi.documents.worker import COMPOSE_FAILED

STANDARDS = ("a-3a", "ua-1")
WORKER = Path(__file__).with_name("worker.py")
TEMPLATES = Path(__file__).parent / "templates"
BORRADOR = "BORRADOR"
"""The word across a paper whose plan is not approved."""
SECONDS_AT_MOST = 900
"""A book of a thousand pages takes under a minute; beyond this something is wrong."""

_log = logging.getLogger(__name__)
_LOGO_TYPES = {".svg", ".png"}
BEAT = 0.5
"""Seconds between two calls of `Beat`."""

Beat = Callable[[], None]
"""Called now and then while a paper is composed; what it raises stops the work."""


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
    to the paper hears the title, while backgrounds and footers are not read aloud.
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
        compose(draft, large, beat=beat)
        pages = int(_run("compress", {"output": str(large), "small": str(small)}, beat))
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(small, out)
    return pages


def compose(draft: Draft, out: Path, *, standards: Sequence[str] = STANDARDS, beat: Beat | None = None) -> None:
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
        _run("compose", job, beat)


def _head(draft: Draft, root: Path) -> Data:
    """What every template reads; the files that it names are put beside the templates."""
    name, sigla = draft.institution.name, draft.institution.sigla
    control = f"{BORRADOR}, no aprobado  ·  {draft.control}" if draft.borrador else draft.control
    if draft.attachment:
        (root / draft.attachment.name).write_bytes(draft.attachment.content)
        control += f"  ·  datos adjuntos {draft.attachment.name}, SHA-256 {_short(draft.attachment.sha256)}"
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


def _run(step: str, job: Data, beat: Beat | None = None) -> str:
    command = [sys.executable, "-P", str(WORKER), step]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            output, errors = _wait(process, json.dumps(job), beat or (lambda: None))
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise PaperError(f"No se pudo componer el documento: {_reason(process.returncode, errors)}")
    return output


def _wait(process: subprocess.Popen[str], job: str, beat: Beat) -> tuple[str, str]:
    until = time.monotonic() + SECONDS_AT_MOST
    waiting: str | None = job
    while time.monotonic() < until:
        try:
            return process.communicate(waiting, timeout=BEAT)
        except subprocess.TimeoutExpired:
            # What was given once is remembered by `communicate`, and must not be given again.
            waiting = None
        beat()
    raise PaperError(f"Componer el documento pasó de {SECONDS_AT_MOST} segundos y se detuvo.")


def _reason(status: int, errors: str) -> str:
    """What the worker said, if it is about the paper: anything else it says is for whoever keeps the software."""
    if status == COMPOSE_FAILED:
        return printable(errors.strip())
    if status == -signal.SIGKILL or "MemoryError" in errors or "memory allocation" in errors:
        return "no hubo memoria suficiente. Pida el documento por unidades."
    if "No space left" in errors:
        return "no queda espacio en el disco."
    _log.error("The worker ended with %s: %s", status, errors)
    return f"el programa que lo compone se detuvo (código {status})."

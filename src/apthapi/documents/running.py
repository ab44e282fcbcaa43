"""Runs one step of the worker in a process of its own, within a time, and says plainly what went wrong."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from apthapi.documents.errors import PaperError
from apthapi.documents.glyphs import printable
from apthapi.documents.heading import Data
from apthapi.documents.worker import COMPOSE_FAILED

WORKER = Path(__file__).with_name("worker.py")
TEMPLATES = Path(__file__).parent / "templates"
SECONDS_AT_MOST = 900
"""A book of a thousand pages takes under a minute; beyond this something is wrong."""
BEAT = 0.5
"""Seconds between two calls of `Beat`."""

Beat = Callable[[], None]
"""Called now and then while a paper is composed; what it raises stops the work."""

_log = logging.getLogger(__name__)


def run_step(step: str, job: Data, beat: Beat | None = None) -> str:
    """One step of the worker, in a process of its own; answers what it prints. Raises PaperError."""
    command = [sys.executable, "-P", str(WORKER), step]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        # Through a pipe, `communicate` would forget what the worker had not read at its first timeout.
        json.dump(job, given)
        given.seek(0)
        with subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                output, errors = _wait(process, beat or (lambda: None))
            except BaseException:
                process.kill()
                raise
    if process.returncode != 0:
        raise PaperError(f"No se pudo componer el documento: {_reason(process.returncode, errors)}")
    return output


def _wait(process: subprocess.Popen[str], beat: Beat) -> tuple[str, str]:
    until = time.monotonic() + SECONDS_AT_MOST
    while time.monotonic() < until:
        try:
            return process.communicate(timeout=BEAT)
        except subprocess.TimeoutExpired:
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

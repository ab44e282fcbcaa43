"""Asks tesseract for the words of a picture: a program of the system, run with little time and one thread."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from apthapi.core.bounded import RefusedError

LANGUAGE = "spa"
BY_ROWS = 6
"""How tesseract looks at a page: as one block of rows, which is what a table is once its lines are taken away."""
SECONDS = 30
MISSING = (
    "Para leer páginas escaneadas o fotografiadas falta el programa tesseract con el idioma español. "
    "Instálelo (en Debian: apt install tesseract-ocr tesseract-ocr-spa) y vuelva a intentar; "
    "los PDF que tienen texto se leen sin él."
)

PlacedWord = tuple[str, float, float, float, float, float]
"""Text, left, top, right, bottom in pixels, confidence 0 to 100."""


def installed() -> bool:
    """Whether there is a tesseract."""
    return shutil.which("tesseract") is not None


def words_of_picture(picture: Path, layout: int, letters: str = "") -> list[PlacedWord]:
    """The words of a picture, or what those letters alone write.

    Raises RefusedError if tesseract is not there or does not finish.
    """
    if not installed():
        raise RefusedError(MISSING)
    command = ["tesseract", str(picture), "-", "-l", LANGUAGE, "--psm", str(layout), "--dpi", "300"]
    command += [*(["-c", f"tessedit_char_whitelist={letters}"] if letters else ()), "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise RefusedError("La página tarda demasiado en leerse; escanéela a 200 puntos por pulgada.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        raise RefusedError(MISSING if "language" in said else "La página no se pudo leer como imagen de texto.")
    return _words(done.stdout.decode("utf-8", "replace"))


def _words(table: str) -> list[PlacedWord]:
    """The rows of level 5 of the table that tesseract writes."""
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return [_word(row) for row in rows if len(row) == 12 and row[0] == "5" and row[11].strip()]


def _word(row: list[str]) -> PlacedWord:
    left, top, width, height = (float(each) for each in row[6:10])
    return row[11].strip(), left, top, left + width, top + height, max(float(row[10]), 0.0)

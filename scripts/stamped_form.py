"""A form 04 as it comes back from an office: of a plan with other amounts, photographed, with ink over an amount."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

UNIT = "DDBN"
_OTHER = {
    "1803737.51": "1804737.51",
    "4091192.41": "4092192.41",
    "2003037.51": "2004037.51",
    "4418492.41": "4419492.41",
}
"""A thousand bolivianos more in services: the form still adds up."""
_DOTS = 150
_INK = (0.765, 0.268, 0.79, 0.32)
"""What the ink of a stamp covers, in fractions of the page: an amount, and a little of those above and below."""


def stamped_form(plan: Path, folder: Path, apthapi: Path) -> Path:
    """The photograph, in the folder; `plan` is the package whose form it is, with other amounts."""
    package = folder / "plan"
    shutil.copytree(plan, package)
    table = package / "formulario04.csv"
    text = table.read_text(encoding="utf-8")
    for old, new in _OTHER.items():
        text = text.replace(old, new)
    table.write_text(text, encoding="utf-8")
    command = [apthapi, "forms", package, "--unidad", UNIT, "--formulario", "04", "--salida", folder]
    subprocess.run(command, check=True, capture_output=True)
    printed = pypdfium2.PdfDocument(folder / f"{UNIT}-04.pdf")[0]
    page = printed.render(scale=_DOTS / 72).to_pil().convert("L")
    target = folder / "formulario 04 Beni.jpg"
    _photographed(page).save(target, quality=75)
    return target


def _photographed(page: Image.Image) -> Image.Image:
    covered = [round(part * side) for part, side in zip(_INK, page.size * 2, strict=True)]
    ImageDraw.Draw(page).rectangle(covered, fill=40)
    tilted = page.rotate(1.2, fillcolor=240, resample=Image.Resampling.BICUBIC)
    return tilted.filter(ImageFilter.GaussianBlur(0.6))

"""LibreOffice without a window, to recalculate and save again what the product writes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

MISSING = "falta LibreOffice Calc; instálelo con scripts/install-system-tools"
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>"""
"""Recalculate whatever is opened, as if a person asked for it."""


def saved_again(books: Sequence[Path], folder: Path, kind: str = "xlsx") -> list[Path]:
    """The books as LibreOffice saves them after computing every formula anew; `folder` keeps its settings."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    profile = folder / "perfil"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_ALWAYS, encoding="utf-8")
    out = folder / "guardado"
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    done = subprocess.run(
        [*command, "--outdir", str(out), *map(str, books)], capture_output=True, text=True, timeout=300, check=False
    )
    made = [out / f"{book.stem}.{kind}" for book in books]
    assert all(each.is_file() for each in made), done.stderr
    return made

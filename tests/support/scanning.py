"""What tests of scans need: tesseract, and papers as somebody would scan them."""

from __future__ import annotations

import os

import pytest

from apthapi.formats.scan import ocr

MISSING = "falta tesseract; instálelo con scripts/install-system-tools"


def need_tesseract() -> None:
    """Skip without tesseract, or fail in CI, where every tool must be there."""
    if ocr.installed():
        return
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)

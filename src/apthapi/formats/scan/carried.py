"""The tables that one of our own papers carries attached: what a bounded process runs."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from apthapi.core.package import read_package
from apthapi.core.source import UnreadableError
from apthapi.core.tables import TABLES
from apthapi.formats.scan.opening import open_pdf

NAME = "datos.zip"
"""The attachment with the tables, as `documents.attachment` writes it."""
_OF_FORMS = ("planes", "unidades", "situacion", "acp_unidad", "formulario04", "requerimientos")


def carried(path: str) -> dict[str, Any] | None:
    """The SHA-256 of the attachment and the rows of its tables that forms show; None if nothing of ours is attached."""
    import pypdfium2  # noqa: PLC0415

    document = open_pdf(Path(path))
    try:
        found = [document.get_attachment(at) for at in range(document.count_attachments())]
        content = next((bytes(each.get_data()) for each in found if each.get_name() == NAME), None)
        return None if content is None else _tables(content)
    except (pypdfium2.PdfiumError, UnreadableError):
        return None


def _tables(content: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="apthapi-") as folder:
        target = Path(folder) / NAME
        target.write_bytes(content)
        package = read_package(target)
        tables = {
            name: package.dicts(f"select {', '.join(TABLES[name].names)} from {name} order by renglon")
            for name in _OF_FORMS
            if name in package.present
        }
        package.close()
    return {"sha256": hashlib.sha256(content).hexdigest(), "tables": tables}

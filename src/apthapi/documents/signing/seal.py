"""The visible seal of a signature: in what capacity, when and how; composed like a paper and laid over the field."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from apthapi.documents.glyphs import FONTS, printable_data
from apthapi.documents.running import TEMPLATES, run_step

LA_PAZ = ZoneInfo("America/La_Paz")
DIGITAL, SIMPLE = "Firmado digitalmente", "Aprobado con segundo factor"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a seal says. Positions only: the name of the person is in the certificate."""

    title: str
    cargo: str
    unidad: str
    moment: datetime
    code: str
    how: str = DIGITAL

    @property
    def when(self) -> str:
        """Day and hour in Bolivia."""
        there = self.moment.astimezone(LA_PAZ)
        return f"{there:%d/%m/%Y}, {there:%H:%M} (La Paz)"


def compose_seal(seal: Seal, width: float, height: float) -> bytes:
    """A page of that size in points, PDF/A-1b, which may be laid over any PDF/A. Raises PaperError."""
    data = {
        "ancho": width,
        "alto": height,
        "titulo": seal.title,
        "cargo": seal.cargo,
        "unidad": seal.unidad,
        "como": seal.how,
        "cuando": seal.when,
        "codigo": seal.code,
    }
    with tempfile.TemporaryDirectory(prefix="apthapi-") as folder:
        root, out = Path(folder) / "raiz", Path(folder) / "sello.pdf"
        shutil.copytree(TEMPLATES, root)
        job: dict[str, object] = {
            "root": str(root),
            "main": "seal.typ",
            "fonts": str(FONTS),
            "data": json.dumps(printable_data(data), ensure_ascii=False),
            "standards": ["a-1b"],
            "timestamp": int(seal.moment.timestamp()),
            "untagged": True,
            "output": str(out),
        }
        run_step("compose", job)
        return out.read_bytes()

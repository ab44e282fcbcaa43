"""The first page of a case: what is in it, with CITE, date, state, pages and SHA-256 of each file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from apthapi.documents.attachment import JSON, Attachment
from apthapi.documents.heading import Institution
from apthapi.documents.hechos import Hechos
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.single import control_line, presented


@dataclass(frozen=True, slots=True)
class Entrada:
    """A file of the case; `paginas` is 0 if it is not counted."""

    archivo: str = ""
    titulo: str = ""
    cite: str = ""
    fecha: str = ""
    estado: str = ""
    paginas: int = 0
    sha256: str = ""


def render_indice(
    *, hechos: Hechos, entradas: Sequence[Entrada], out: Path, hecho_el: str, institution: Institution | None = None
) -> Paper:
    """Write the index as PDF/A-3a + UA-1 with its lines attached as JSON. Raises PaperError. `hecho_el` is a day."""
    plan = hechos.plan
    rows = [asdict(each) for each in entradas]
    content = (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    draft = Draft(
        template="indice",
        title=f"ÍNDICE DEL EXPEDIENTE – {plan.title}",
        plan_title=plan.title,
        institution=presented(plan, institution),
        control=control_line(plan),
        timestamp=(date.fromisoformat(hecho_el) - date(1970, 1, 1)).days * 86_400,
        body={"indice": {"titulo": "ÍNDICE DEL EXPEDIENTE", "filas": [_shown(each) for each in entradas]}},
        attachment=Attachment("indice.json", content, JSON, "Archivos del expediente, con su SHA-256"),
    )
    return make_paper(draft, out)


def _shown(entry: Entrada) -> dict[str, str]:
    digest = " ".join(entry.sha256[start : start + 8] for start in range(0, 64, 8))
    pages = str(entry.paginas) if entry.paginas else ""
    return {**{name: str(value) for name, value in asdict(entry).items()}, "sha256": digest, "paginas": pages}

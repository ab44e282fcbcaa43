"""Breaks the rules about the process, its papers and its execution, V22 and V57 to V60."""

from __future__ import annotations

from apthapi.example.breaking.draft import Breaker, Draft


def v22(draft: Draft) -> None:
    """A form is dated before the instruction."""
    draft.rows("unidades", unidad=draft.unit(22))[0]["fecha_f01"] = f"{draft.gestion}-01-02"


def v57(draft: Draft) -> None:
    """The reformulation has no justification."""
    draft.rows("planes")[0]["justificacion"] = ""


def v58(draft: Draft) -> None:
    """A document is cited by another name."""
    draft.rows("citas")[0]["cite_escrito"] = "OTRO/0001"


def v59(draft: Draft) -> None:
    """The same post prepares and approves."""
    row = draft.rows("unidades", unidad=draft.unit(59))[0]
    row["cargo_aprobacion"] = row["cargo_elaboracion"]


def v60(draft: Draft) -> None:
    """Progress has no evidence."""
    draft.rows("ejecucion_fisica")[-1]["evidencia"] = ""


BREAKERS: dict[str, Breaker] = {"V22": v22, "V57": v57, "V58": v58, "V59": v59, "V60": v60}

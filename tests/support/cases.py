"""The cases of the rules: folders in the plan format that must hold, or must give exactly what `esperado.txt` says."""

from __future__ import annotations

from pathlib import Path

from apthapi.core.findings import Finding

CASES = Path(__file__).parent.parent / "cases"


def folders(kind: str) -> list[Path]:
    """The cases of `debe_pasar` or `debe_fallar`, in order."""
    return sorted(path for path in (CASES / kind).iterdir() if path.is_dir())


def rule_of(folder: Path) -> str:
    """The rule a case is about: `V58-orden` is a case of V58."""
    return folder.name.partition("-")[0]


def expected(folder: Path) -> list[str]:
    """The lines of `esperado.txt`: severidad | plan | unidad | tabla | fila | mensaje."""
    return (folder / "esperado.txt").read_text(encoding="utf-8").splitlines()


def line_of(finding: Finding) -> str:
    """A finding as `esperado.txt` writes it."""
    row = "" if finding.row is None else str(finding.row)
    cells = (finding.severity.value, finding.plan, finding.unidad, finding.table, row, finding.message)
    return " | ".join(cells)

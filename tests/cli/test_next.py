"""`apthapi next` writes the plan of the gestión that follows and what has to be decided."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import run


def test_next_writes_the_plan_and_the_list_and_refuses_to_overwrite(reference_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "segip-2025"
    ended = run("next", reference_folder, "--salida", target)
    assert ended.status == 0
    assert "SEGIP-2024-1 → SEGIP-2025-0" in ended.out
    assert "no se puede decir" in ended.out, "the real plan has no execution"
    told = (target / "decisiones.txt").read_text(encoding="utf-8")
    assert told.startswith("SEGIP-2025-0: lo que hay que decidir o justificar")
    assert "No pasan: techos" in told
    again = run("next", reference_folder, "--salida", target)
    assert again.status == 2
    assert "ya existe" in again.err
    found = json.loads(run("next", reference_folder, "--salida", target, "--sobrescribir", "--json").out)
    assert found["plan"] == "SEGIP-2025-0"
    assert found["filas"]["unidades"] == 14
    assert json.loads(run("check", target, "--json").out)["planes"] == ["SEGIP-2025-0"]

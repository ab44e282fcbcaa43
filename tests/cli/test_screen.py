"""What a terminal shows at 60, 80 and 120 columns, and what a pipe gets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from cli.conftest import on_terminal, run, seen

ESCAPE = "\x1b"
WIDTHS = pytest.mark.parametrize("columns", [60, 80, 120])


def plain(lines: Iterable[str]) -> list[str]:
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]


@pytest.mark.parametrize("verb", ["check", "totals", "diff"])
def test_a_pipe_gets_plain_text(verb: str, reference_folder: Path) -> None:
    assert ESCAPE not in seen(verb, reference_folder).out


@WIDTHS
@pytest.mark.parametrize("verb", ["check", "totals", "diff"])
def test_no_line_is_wider_than_the_terminal(columns: int, verb: str, reference_folder: Path) -> None:
    lines = on_terminal(columns, verb, reference_folder)
    assert any(ESCAPE in line for line in lines)
    assert max(map(len, plain(lines))) <= columns


@WIDTHS
def test_codes_and_amounts_are_whole(columns: int, reference_folder: Path) -> None:
    numbers = re.compile(r"-?[\d.]+,\d\d|\b\d\d 000 \d{3}\b")
    for verb in ("totals", "diff"):
        shown = "\n".join(plain(on_terminal(columns, verb, reference_folder))).replace("\u00a0", " ")
        assert set(numbers.findall(seen(verb, reference_folder).out)) <= set(numbers.findall(shown))


def test_names_give_way_to_codes_and_amounts(reference_folder: Path) -> None:
    narrow = plain(on_terminal(80, "diff", reference_folder))
    assert "DDTJ    Dirección Depar…   6.779.967,00   6.624.967,00    -155.000,00  baja" in narrow


def test_figures_without_room_go_on_in_a_table_below(reference_folder: Path) -> None:
    lines = plain(on_terminal(60, "totals", reference_folder))
    headings = [line.split() for line in lines if line.startswith("unidad")]
    assert headings == [["unidad", "categoría", "fuente", "20", "fuente", "41"], ["unidad", "total", "techo"]]


def test_a_folded_line_keeps_its_indent(reference_folder: Path) -> None:
    lines = plain(on_terminal(60, "check", reference_folder, "--reglas", "V44"))
    start = next(n for n, line in enumerate(lines) if "(DDTJ) programa" in line)
    block = lines[start : next(n for n in range(start, len(lines)) if "fila" in lines[n])]
    assert len(block) > 1
    assert all(re.match(r" {4}\S", line) for line in block)
    title = next(n for n, line in enumerate(lines) if line.startswith("  V44  "))
    assert re.match(r" {7}\S", lines[title + 1])


def test_no_colour_when_it_is_not_wanted(reference_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert ESCAPE not in run("totals", reference_folder).out

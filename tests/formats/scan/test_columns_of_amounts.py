"""The columns of a form 04 whose words have places, when titles were not read."""

from __future__ import annotations

import pytest

from apthapi.core.fields import Value
from apthapi.formats.scan.form04 import read_form04
from apthapi.formats.scan.reading import Box, Certainty, Known, Line, ReadCell, Word

KNOWN = Known(fuentes=("20", "41"))
RIGHTS = (0.66, 0.8, 0.94)
ROWS = (
    ("DETERMINACIÓN DE SERVICIOS", "191.492,00", "357.494,00", "548.986,00"),
    ("ACTIVOS FIJOS", "11.160,00", "35.448,00", "46.608,00"),
    ("MATERIALES Y SUMINISTROS", "33.408,00", "25.728,00", "59.136,00"),
    ("PASAJES", "0,00", "18.648,00", "18.648,00"),
    ("VIÁTICOS", "4.280,00", "0,00", "4.280,00"),
    ("TOTAL", "240.340,00", "437.318,00", "677.658,00"),
    ("TECHO P:", "240.340,00", "437.318,00", "677.658,00"),
)


def _placed(text: str, right: float, top: float) -> Word:
    return Word(text, Box(right - 0.008 * len(text), top, right, top + 0.015))


def _form(*titles: str) -> list[Line]:
    def line(at: int, name: str, texts: tuple[str, ...]) -> Line:
        top = 0.2 + 0.03 * at
        words = [
            Word(each, Box(0.1 + 0.05 * n, top, 0.14 + 0.05 * n, top + 0.015)) for n, each in enumerate(name.split())
        ]
        for right, text in zip(RIGHTS, texts, strict=True):
            parts = text.split()
            ends = [right - 0.03 * (len(parts) - 1 - n) for n in range(len(parts))]
            words += [_placed(part, end, top) for part, end in zip(parts, ends, strict=True)]
        return Line(tuple(words))

    return [line(0, "DESCRIPCIÓN", titles), *(line(at, row[0], row[1:]) for at, row in enumerate(ROWS, 1))]


def _fuentes(lines: list[Line]) -> dict[Value, ReadCell]:
    """The cell `fuente` of each amount of the row of services."""
    rows, _ = read_form04(lines, KNOWN, 1)
    found = {row.cells[2].value: row.cells[1] for row in rows if row.cells[0].value == "3_01"}
    assert len(found) == 3
    return found


def test_titles_that_were_read_are_certain() -> None:
    cells = _fuentes(_form("FUENTE 20", "FUENTE 41", "TOTAL"))
    assert [(cell.value, cell.certainty) for cell in cells.values()] == [
        (each, Certainty.CERTAIN) for each in ("20", "41", "total")
    ]


@pytest.mark.parametrize("titles", [("", "FUENTE 41", "TOTAL"), ("FUENTE 2E", "FUENTE 41", "")])
def test_a_title_that_was_not_read_leaves_its_column_alone_doubtful(titles: tuple[str, str, str]) -> None:
    cells = _fuentes(_form(*titles))
    lost, read, total = cells[19149200], cells[35749400], cells[54898600]
    assert (lost.value, lost.certainty) == ("20", Certainty.DOUBTFUL)
    assert {option.value for option in lost.options} == {"20", "41"}
    assert (read.value, read.certainty) == ("41", Certainty.CERTAIN)
    assert (total.value, total.certainty) == ("total", Certainty.CERTAIN)

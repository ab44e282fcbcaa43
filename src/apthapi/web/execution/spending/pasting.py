"""Rows that were copied from a spreadsheet and pasted as text, as rows of the spending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from apthapi.core.schema import Column
from apthapi.core.tables import EJECUCION_FINANCIERA
from apthapi.core.typed import understand
from apthapi.formats.mapping.content import pair_of
from apthapi.formats.mapping.known import classifier_code
from apthapi.formats.mapping.meanings import PAIR, STAGES
from apthapi.formats.mapping.names import LIKELY, best_name
from apthapi.formats.mapping.rows import Row
from apthapi.formats.mapping.spent import TABLE
from apthapi.formats.mapping.values import read_month
from apthapi.formats.workbook.received import Problem

LONGEST = 2_000_000
"""Letters of a paste: some 30.000 rows."""
_NAMES = ("unidad", "partida", PAIR, "fuente", "organismo", "mes", *STAGES)
_BY_WIDTH = {
    3: ("partida", PAIR, "devengado"),
    4: ("partida", PAIR, "mes", "devengado"),
    6: ("partida", PAIR, *STAGES),
    7: ("partida", PAIR, "mes", *STAGES),
}
"""What the columns are when no titles say it, by how many there are."""


@dataclass(slots=True)
class Pasted:
    """What was understood of a paste, row by row, and what was not."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def pasted(text: str, unidad: str = "") -> Pasted:
    """The rows of a paste. With `unidad`, rows that say no unit are of it; without it they are to say it."""
    found = Pasted()
    if len(text) > LONGEST:
        found.problems.append(_problem(1, "", "Es demasiado largo para pegarlo.", "Impórtelo como archivo."))
        return found
    lines = [(number, line.split("\t" if "\t" in text else ";")) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, [cell.strip() for cell in cells]) for number, cells in lines if any(map(str.strip, cells))]
    if not lines:
        found.problems.append(_problem(1, "", "No hay filas.", "Copie las filas en su planilla y péguelas aquí."))
        return found
    columns = _titles(lines[0][1])
    for number, cells in lines[1:] if columns else lines:
        _take(number, cells, columns or _by_width(cells, unidad), unidad, found)
    return found


def _titles(cells: Sequence[str]) -> tuple[str, ...]:
    """What the first row names, if it is one of titles; else nothing."""
    meant = []
    for cell in cells:
        points = {name: best_name(cell, TABLE, name)[0] for name in _NAMES} if cell else {}
        best = max(points, key=lambda name: points[name], default="")
        meant.append(best if best and points[best] >= LIKELY else "")
    return tuple(meant) if "partida" in meant and set(meant) & set(STAGES) else ()


def _by_width(cells: Sequence[str], unidad: str) -> tuple[str, ...]:
    if unidad:
        return _BY_WIDTH.get(len(cells), ())
    below = _BY_WIDTH.get(len(cells) - 1, ())
    return ("unidad", *below) if below else ()


def _take(number: int, cells: Sequence[str], columns: Sequence[str], unidad: str, found: Pasted) -> None:
    if not columns:
        before = "" if unidad else "unidad y "
        shapes = f"{before}partida, fuente-organismo y lo devengado; o los cuatro momentos, con el mes antes o sin él"
        found.problems.append(
            _problem(
                number, "", f"Tiene {len(cells)} columnas y no se sabe qué son.", f"Pegue {shapes}, o con títulos."
            )
        )
        return
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        extra = f"Tiene {len(cells)} columnas y los títulos son {len(columns)}."
        found.problems.append(_problem(number, "", extra, "Ponga un título a cada columna."))
        return
    row = Row(TABLE, {"unidad": unidad}, "", number)
    for name, text in zip(columns, cells, strict=False):
        if name and text:
            _put(row, name, text, found)
    if row.cells["unidad"] == "":
        found.problems.append(_problem(number, "", "No dice de qué unidad es.", "Agregue la columna de la sigla."))
    elif unidad and row.cells["unidad"] != unidad:
        said = str(row.cells["unidad"])
        found.problems.append(
            _problem(number, said, f"Es de otra unidad que {unidad}.", "Péguela en la de esa unidad.")
        )
    elif not row.cells.get("partida"):
        found.problems.append(_problem(number, "", "No dice la partida.", "Agregue la columna de la partida."))
    else:
        found.rows.append(row)


def _put(row: Row, name: str, text: str, found: Pasted) -> None:
    cells = row.cells
    if name == "unidad":
        cells["unidad"] = text
    elif name == PAIR:
        if pair := pair_of(text):
            cells["fuente"], cells["organismo"] = pair
        else:
            found.problems.append(
                _problem(row.fila, text, "No es fuente y organismo.", "Escríbalos juntos, como 41-111.", "fuente")
            )
    elif name in ("partida", "fuente", "organismo"):
        cells[name] = classifier_code(name, text)
    else:
        typed = read_month(text) if name == "mes" else understand(_column(name), text)
        if typed.problem:
            choices = " o ".join(shown for shown, _ in typed.choices)
            repair = f"¿Es {choices}?" if choices else "Corríjalo aquí mismo."
            found.problems.append(_problem(row.fila, text, typed.problem, repair, name))
        else:
            cells[name] = typed.value


def _column(name: str) -> Column:
    return EJECUCION_FINANCIERA.column(name)


def _problem(number: int, seen: str, message: str, repair: str, column: str = "") -> Problem:
    return Problem("", f"fila {number}", seen, message, repair, columna=column)

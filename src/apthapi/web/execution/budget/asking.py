"""What somebody typed or pasted becomes the modification that is asked, or all that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from apthapi.compare.slots import Place
from apthapi.core.fields import plain_text
from apthapi.core.quoting import quoted
from apthapi.core.tables import MODIFICACIONES
from apthapi.core.typed import typed_text, understand
from apthapi.web.execution.budget.asked import Asked, Line
from apthapi.web.execution.budget.known import Known
from apthapi.web.execution.budget.registered import KINDS

LONGEST = 300
"""Letters of a norm or of an authority."""
MOST_LINES = 200
BLANKS = 4
"""Lines that a form begins with, and that are added when more are asked for."""
CELLS = ("unidad", "categoria", "partida", "fuente", "importe")
"""The cells of a line, in the order in which they are pasted."""
_DAY, _AMOUNT, _CATEGORY = (MODIFICACIONES.column(name) for name in ("fecha", "importe", "categoria"))
_PAIR = re.compile(r"\s*([0-9]+)\s*[-/ ]\s*([0-9]+)\s*")


@dataclass(slots=True)
class TypedLine:
    """A line as it was written, and what is wrong with it."""

    unidad: str = ""
    categoria: str = ""
    partida: str = ""
    fuente: str = ""
    importe: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in it."""
        return not any(getattr(self, cell) for cell in CELLS)


@dataclass(slots=True)
class Typed:
    """The form as it was written, and what is wrong: by the name of its field, or in its line."""

    kind: str = ""
    norm: str = ""
    approver: str = ""
    day: str = ""
    lines: list[TypedLine] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> list[str]:
        """Every problem, in the order of the page."""
        of_lines = [
            f"Renglón {number}: {problem}"
            for number, line in enumerate(self.lines, start=1)
            for problem in line.problems
        ]
        return [*self.problems.values(), *of_lines]

    def with_room(self) -> Typed:
        """The same with blank lines at its end."""
        self.lines = [line for line in self.lines if not line.is_blank]
        self.lines += [TypedLine() for _ in range(BLANKS)]
        return self


def typed_of(form: Mapping[str, str]) -> Typed:
    """What is written in the fields of the form, without judging it."""
    kind, norm, approver, day = (form.get(name, "").strip() for name in ("tipo", "norma", "aprobador", "fecha"))
    typed = Typed(kind, norm, approver, day)
    count = min(int(text), MOST_LINES) if (text := form.get("renglones", "")).isdecimal() and len(text) < 6 else 0
    for number in range(count):
        typed.lines.append(_line_of([form.get(f"{cell}-{number}", "").strip() for cell in CELLS]))
    return typed


def _line_of(cells: list[str]) -> TypedLine:
    unidad, categoria, partida, fuente, importe = cells
    return TypedLine(unidad, categoria, partida, fuente, importe)


def pasted(text: str) -> tuple[list[TypedLine], list[str]]:
    """The lines of a block copied from a workbook, and why those that are not one are not (Spanish)."""
    found: list[TypedLine] = []
    problems: list[str] = []
    for number, row in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        cells = [cell.strip() for cell in row.split("\t" if "\t" in row else ";")]
        if not any(cells) or plain_text(cells[0]) == "unidad":
            continue
        if len(cells) == len(CELLS) + 1:
            cells[3:5] = ["-".join(cells[3:5])]
        if len(cells) != len(CELLS):
            problems.append(
                f"Fila {number} de lo pegado: tiene {len(cells)} columnas. Pegue cinco: unidad, categoría, partida, "
                "fuente-organismo e importe; o seis, con la fuente y el organismo aparte."
            )
        elif len(found) == MOST_LINES:
            problems.append(f"Fila {number} de lo pegado: una modificación lleva hasta {MOST_LINES} renglones.")
            break
        else:
            found.append(_line_of(cells))
    if not found and not problems:
        problems.append("No hay nada pegado: copie las filas en Excel y péguelas en el cuadro.")
    return found, problems


def read(typed: Typed, known: Known, on: date) -> Asked | None:
    """What is asked, or None: what is wrong is noted in `typed`."""
    _look_at_words(typed, on)
    lines = [_line(line, known) for line in typed.lines if not line.is_blank]
    if not lines:
        typed.problems["renglones"] = "Escriba al menos un renglón con su importe."
    if typed.told:
        return None
    return Asked(typed.kind, typed.norm, typed.approver, typed.day, tuple(line for line in lines if line is not None))


def _look_at_words(typed: Typed, on: date) -> None:
    if typed.kind not in KINDS:
        typed.problems["tipo"] = "Elija la clase de modificación."
    for name, value, ask in (
        ("norma", typed.norm, "Escriba la norma o el documento que la aprueba."),
        ("aprobador", typed.approver, "Escriba la autoridad que la aprueba."),
    ):
        if not value:
            typed.problems[name] = ask
        elif len(value) > LONGEST:
            typed.problems[name] = f"{ask[:-1]}: caben {LONGEST} letras."
    found = understand(_DAY, typed.day)
    day = str(found.value or "")
    if found.problem or not day:
        typed.problems["fecha"] = found.problem or "Escriba la fecha de la norma o del documento."
    elif day > on.isoformat():
        typed.problems["fecha"] = "La fecha de la norma todavía no llega: una modificación se registra ya aprobada."
    else:
        typed.day = day


def _line(line: TypedLine, known: Known) -> Line | None:
    """The line that is meant; None if something in it is wrong, which is noted in it."""
    unidad = line.unidad
    if unidad not in known.units:
        line.problems.append(_unknown("la unidad", unidad, "del plan"))
    categoria = _category(line, known)
    if line.partida not in known.partidas:
        line.problems.append(_unknown("la partida", line.partida, "imputable del clasificador de la gestión"))
    fuente, organismo = _pair(line, known)
    cell = understand(_AMOUNT, line.importe)
    if cell.problem:
        line.problems.append(cell.problem)
    elif not isinstance(cell.value, int) or not cell.value:
        line.problems.append("Escriba el importe: negativo si disminuye, positivo si aumenta.")
    if line.problems or not isinstance(cell.value, int):
        return None
    return Line(Place(unidad, categoria, line.partida, fuente, organismo), cell.value)


def _category(line: TypedLine, known: Known) -> str:
    """The category that is written, or that of the unit."""
    own = known.units.get(line.unidad, "")
    if not line.categoria:
        if not own and line.unidad in known.units:
            line.problems.append("Escriba la categoría: la unidad no tiene una propia.")
        return own
    digits = max((len(code.split(" ")[0]) for code in known.categories), default=2)
    found = understand(_CATEGORY, line.categoria, programa_digits=digits)
    category = str(found.value or "")
    if found.problem:
        line.problems.append(found.problem)
    elif category not in known.categories:
        line.problems.append(_unknown("la categoría", line.categoria, "del plan ni del presupuesto aprobado"))
    return category


def _pair(line: TypedLine, known: Known) -> tuple[str, str]:
    found = _PAIR.fullmatch(line.fuente)
    if not found:
        line.problems.append("Escriba la fuente y el organismo: 20-230.")
        return "", ""
    fuente, organismo = found.groups()
    if fuente not in known.fuentes:
        line.problems.append(_unknown("la fuente", fuente, "del clasificador de la gestión"))
    if organismo not in known.organismos:
        line.problems.append(_unknown("el organismo", organismo, "del clasificador de la gestión"))
    return fuente, organismo


def _unknown(what: str, code: str, of: str) -> str:
    return f"Elija {what}." if not code else f"{what.capitalize()} {quoted(code)} no es {of}."


def opposite(lines: Iterable[Line]) -> list[TypedLine]:
    """The lines that undo those, as they are written in the form."""
    return [
        TypedLine(
            line.place.unidad,
            line.place.categoria,
            line.place.partida,
            line.place.pair,
            typed_text(_AMOUNT, -line.amount),
        )
        for line in lines
    ]

"""What the page of a sheet shows: its first rows with the titles marked, and its columns with what each may mean."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.formats.cells import shown
from apthapi.formats.mapping.meanings import COARSER, LEVELS, STAGES, TITLES, about, column_of
from apthapi.formats.mapping.numbers import COMMA, FRACTION, POINT, bare
from apthapi.formats.spreadsheet import cell_name
from apthapi.web.importacion.choosing import FILLED, OF_SHEET, Chosen, constants_of, options_of

ABOVE, BELOW, WIDEST = 6, 8, 26
_EXAMPLES = 3
STYLES = ((COMMA, "1.234,50 (coma)"), (POINT, "1,234.50 (punto)"), (FRACTION, "0,25 es 25 %"))
Choice = tuple[str, str, bool]
CONSTANT_TITLES = {
    "unidad": "Unidad",
    "acp": "Acción de corto plazo",
    "operacion": "Operación",
    "partida": "Partida",
    "fuente": "Fuente",
    "organismo": "Organismo",
    "categoria": "Categoría programática",
    "cuadrante": "Cuadrante",
    "mes": "Mes",
    "momento": "Momento del gasto",
}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the workbook: its number, its cells, and whether it is one of titles."""

    number: int
    cells: tuple[str, ...]
    is_title: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its letter, title, some of its cells, what it may mean, and why it is proposed to mean what it does."""

    number: int
    letter: str
    title: str
    examples: tuple[str, ...]
    options: tuple[tuple[str, tuple[Choice, ...]], ...]
    means: str
    sure: int
    why: str
    styles: tuple[Choice, ...]
    repeats: bool
    may_repeat: str

    @property
    def state(self) -> str:
        """How sure it is, as a state that has a colour and a word."""
        return "" if not self.means else "cuadra" if self.sure >= 80 else "falta"

    @property
    def word(self) -> str:
        """The same in words."""
        return "" if not self.means else f"{'Segura' if self.sure >= 80 else 'Por revisar'} · {self.sure} %"


@dataclass(frozen=True, slots=True)
class Constant:
    """What holds for the whole sheet: a text to write, or one of some choices."""

    name: str
    title: str
    value: str
    options: tuple[Choice, ...] = ()


def rows_around(each: Chosen) -> tuple[list[str], list[PreviewRow]]:
    """The letters of the columns, and the rows about the titles."""
    header = each.header
    first = max(0, header.row - ABOVE) if header else 0
    last = (header.body if header else first) + BELOW
    rows = each.sheet.rows[first:last]
    width = min(WIDEST, max((len(row) for row in rows), default=0))
    found = [
        PreviewRow(
            first + at + 1,
            tuple(_short(shown(row[column])) if column < len(row) else "" for column in range(width)),
            header is not None and header.row <= first + at < header.body,
        )
        for at, row in enumerate(rows)
    ]
    return [cell_name(0, column)[:-1] for column in range(width)], found


def _short(text: str, most: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def columns_of(each: Chosen) -> list[Column]:
    """The columns of a sheet."""
    if each.part is None or each.header is None:
        return []
    groups = _groups(each.part.tabla)
    return [
        Column(
            guess.column,
            cell_name(0, guess.column)[:-1],
            guess.titulo,
            _examples(each, guess.column),
            tuple((title, tuple((name, text, name == guess.es) for name, text in pairs)) for title, pairs in groups),
            guess.es,
            guess.confianza,
            guess.motivo,
            _styles(each.part.tabla, guess.es, guess.numeros, each, guess.column),
            guess.es in each.part.hacia_abajo,
            guess.es if guess.es in FILLED else "",
        )
        for guess in each.guesses
    ]


def _groups(table: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may mean, in groups: of the table itself, then of what its rows hang from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for meaning in options_of(table):
        other = meaning.partition(".")[0] if "." in meaning else table
        groups.setdefault(TITLES[other], []).append((meaning, about(table, meaning)))
    return list(groups.items())


def _styles(table: str, means: str, chosen: str, each: Chosen, column: int) -> tuple[Choice, ...]:
    """The writing of decimals, where the cells are texts."""
    if not means or not column_of(table, means).is_number or each.header is None:
        return ()
    texts = any(
        isinstance(cell := each.sheet.at(row, column), str) and bare(cell)
        for row in range(each.header.body, len(each.sheet.rows))
    )
    offered = STYLES if means.endswith("ponderacion") else STYLES[:2]
    return tuple((name, text, name == chosen) for name, text in offered) if texts or len(offered) > 2 else ()


def _examples(each: Chosen, column: int) -> tuple[str, ...]:
    assert each.header is not None
    found: list[str] = []
    for row in range(each.header.body, len(each.sheet.rows)):
        text = _short(shown(each.sheet.at(row, column)), 40)
        if text and text not in found:
            found.append(text)
        if len(found) == _EXAMPLES:
            break
    return tuple(found)


def tables(each: Chosen) -> list[Choice]:
    """The tables that a sheet may be."""
    mine = each.part.tabla if each.part else ""
    return [(name, TITLES[name], name == mine) for name in COARSER]


def group_titles(each: Chosen) -> list[Choice]:
    """What rows with one text alone may name."""
    mine = each.part.titulos_de_grupo if each.part else ""
    return [(name, CONSTANT_TITLES.get(name, name.capitalize()), name == mine) for name in LEVELS]


def constants(each: Chosen, units: dict[str, str]) -> list[Constant]:
    """What may be said of the whole sheet."""
    if each.part is None:
        return []
    part = each.part
    found = []
    for name in constants_of(part, each.places):
        value = part.constantes.get(name, "")
        options: tuple[Choice, ...] = ()
        if name == "unidad":
            pairs = [
                (OF_SHEET, f"La que nombra cada hoja («{each.sheet.name}»)"),
                *((u, f"{u} · {n}") for u, n in units.items()),
            ]
            if value and value not in units:
                pairs.append((value, f"«{value}», como dice la planilla"))
            options = tuple(
                (code, text, code == OF_SHEET if part.unidad_de_la_hoja else code == value) for code, text in pairs
            )
        elif name == "momento":
            options = tuple((stage, stage.capitalize(), stage == (value or "devengado")) for stage in STAGES)
        found.append(Constant(name, CONSTANT_TITLES[name], value, options))
    return found

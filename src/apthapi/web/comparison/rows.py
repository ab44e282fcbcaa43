"""The rows of two versions side by side: hierarchy, targets and schedule, lines of requirements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from apthapi.compare.pairs import Kind, Pair, cells_that_differ, counts_of, pairs_of, whole_rows
from apthapi.core import schema
from apthapi.core.fields import Value
from apthapi.core.sheets import sheets_of
from apthapi.core.tables import MONTHS, TABLES
from apthapi.documents import figures
from apthapi.web.comparison.asked import Asked
from apthapi.web.comparison.versions import Places
from apthapi.web.plans.history import written

Row = Mapping[str, Value]

_SHAPE = {"operaciones": ("acp", "descripcion", "tipo"), "tareas": ("operacion", "descripcion", "medio_verificacion")}
"""What of an operation and of a task belongs to the hierarchy; the rest are targets and schedule."""

_TABLES: dict[str, tuple[str, ...]] = {
    "jerarquia": (
        "pdes",
        "acciones_estrategicas",
        "acciones_corto_plazo",
        "unidades",
        "acp_unidad",
        "operaciones",
        "tareas",
        "situacion",
    ),
    "metas": ("operaciones", "tareas"),
    "lineas": ("requerimientos",),
}
TITLES = {
    "pdes": "PDES",
    "acciones_estrategicas": "Acciones estratégicas del PEI",
    "acciones_corto_plazo": "Acciones de corto plazo",
    "unidades": "Unidades",
    "acp_unidad": "Articulación de las unidades",
    "operaciones": "Operaciones",
    "tareas": "Tareas",
    "situacion": "Análisis de situación",
    "requerimientos": "Requerimientos",
}
_NAMED = {
    "pdes": ("nivel", "codigo", "descripcion"),
    "acciones_estrategicas": ("ae", "descripcion"),
    "acciones_corto_plazo": ("acp", "descripcion"),
    "unidades": ("nombre",),
    "acp_unidad": ("acp", "texto_acp"),
    "operaciones": ("operacion", "descripcion"),
    "tareas": ("tarea", "descripcion"),
    "situacion": ("cuadrante", "orden", "factor"),
    "requerimientos": ("linea", "partida", "descripcion"),
}
"""By what a row of each table is known to people."""

WORDS_OF_KIND = {Kind.ADDED: "Nueva", Kind.REMOVED: "Quitada", Kind.CHANGED: "Cambia"}
_MONTH = dict(zip(MONTHS, "ene feb mar abr may jun jul ago sep oct nov dic".split(), strict=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that differs and the table in which it stands."""

    table: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell before and after, as people read it; `columns` are those that it tells of."""

    title: str
    before: str
    after: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row that differs, with the cells that do."""

    table: str
    pair: Pair
    unidad: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def kind(self) -> str:
        """What happened to it, in a word."""
        return WORDS_OF_KIND[self.pair.kind]

    @property
    def moved(self) -> int | None:
        """By how much its amount moved, in centavos; None if it has none."""
        before, after = self.pair.amount_before, self.pair.amount_after
        return None if before is None and after is None else (after or 0) - (before or 0)


@dataclass(frozen=True, slots=True)
class OfUnit:
    """The differing lines of a unit, counted and added up, in centavos."""

    unidad: str
    added: int
    removed: int
    changed: int
    before: int
    after: int

    @property
    def increase(self) -> int:
        """By how much they rise together, 0 if they do not."""
        return max(self.after - self.before, 0)

    @property
    def decrease(self) -> int:
        """By how much they fall together, 0 if they do not."""
        return max(self.before - self.after, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """Every difference of a level, how many rows are the same, and the tables that one version does not bring."""

    differences: tuple[Difference, ...]
    same: int
    unknown: tuple[tuple[str, str], ...]


def find(places: Places, asked: Asked) -> Found:
    """What differs at the level that is asked for. The number of queries does not depend on the number of rows."""
    names = _TABLES[asked.level]
    side = places.of(names[0])
    counts = counts_of(places.ask, names, side)
    found: list[Difference] = []
    same, unknown = 0, []
    for name in names:
        before, after = counts[name]
        if not (before and after):
            if before or after:
                unknown.append((TITLES[name], side.after if before else side.before))
            continue
        pairs = _pairs(places, name, asked)
        same += after - sum(pair.kind is not Kind.REMOVED for pair in pairs)
        found += [Difference(name, pair) for pair in pairs]
    return Found(tuple(found), same, tuple(unknown))


def by_unit(found: Found) -> list[OfUnit]:
    """The differing lines, unit by unit."""
    units: dict[str, list[Pair]] = {}
    for each in found.differences:
        units.setdefault(str(each.pair.key[0]), []).append(each.pair)
    return [_of_unit(unidad, pairs) for unidad, pairs in units.items()]


def show(places: Places, asked: Asked, some: Iterable[Difference]) -> list[ShownRow]:
    """Those differences with their cells, read in at most one query for each table."""
    some = tuple(some)
    made: dict[tuple[str, Pair], ShownRow] = {}
    for name in dict.fromkeys(each.table for each in some):
        pairs = [each.pair for each in some if each.table == name]
        rows = _rows(places, name, pairs)
        made |= {(name, pair): _shown(name, pair, rows, asked) for pair in pairs}
    return [made[each.table, each.pair] for each in some]


def _pairs(places: Places, name: str, asked: Asked) -> list[Pair]:
    side, columns = places.of(name), _columns(name, asked.level)
    if name == "requerimientos" or not asked.wanted.text:
        return pairs_of(places.ask, name, side, asked.wanted, columns)
    pairs = pairs_of(places.ask, name, side, replace(asked.wanted, text=""), columns)
    rows = _rows(places, name, pairs)
    return [pair for pair in pairs if asked.says(*(value for row in _sides(pair, rows) for value in row.values()))]


def _columns(name: str, level: str) -> tuple[str, ...]:
    """The columns of a table that a level compares."""
    shape = _SHAPE.get(name)
    if shape is None:
        return TABLES[name].names
    return shape if level == "jerarquia" else tuple(each for each in TABLES[name].names if each not in shape)


def _rows(places: Places, name: str, pairs: Sequence[Pair]) -> dict[int, dict[str, Value]]:
    wanted = [row for pair in pairs for row in (pair.before, pair.after) if row is not None]
    return whole_rows(places.ask, name, places.of(name), wanted)


def _sides(pair: Pair, rows: Mapping[int, dict[str, Value]]) -> list[dict[str, Value]]:
    return [rows[row] for row in (pair.before, pair.after) if row is not None and row in rows]


def _shown(name: str, pair: Pair, rows: Mapping[int, dict[str, Value]], asked: Asked) -> ShownRow:
    sides = _sides(pair, rows)
    last: Row = sides[-1] if sides else {}
    title = " · ".join(str(last[each]) for each in _NAMED[name] if last.get(each) not in (None, ""))
    compared = _columns(name, asked.level)
    cells = _cells(name, pair, sides, compared) if sides else ()
    return ShownRow(name, pair, str(last.get("unidad") or ""), title, cells)


def _cells(name: str, pair: Pair, sides: list[dict[str, Value]], compared: tuple[str, ...]) -> tuple[Cell, ...]:
    table = TABLES[name]
    if pair.kind is Kind.CHANGED:
        before, after = sides
        columns = [each for each in cells_that_differ(table, before, after) if each.name in compared]
    else:
        return _content(name, pair, sides[0])
    plain = [each for each in columns if each.name not in MONTHS and each.name != "importe"]
    made = [Cell(_title(name, c), _said(c, before), _said(c, after), (c.name,)) for c in plain]
    months = [each for each in columns if each.name in MONTHS]
    if months:
        names = tuple(each.name for each in months)
        made.append(Cell("Meses", _said_months(months, before), _said_months(months, after), names))
    return tuple(made)


def _content(name: str, pair: Pair, row: Row) -> tuple[Cell, ...]:
    """All that a row says that is only in one of the versions, in one cell."""
    table = TABLES[name]
    apart = {"plan", "unidad", *table.key, *_NAMED[name], "importe", *MONTHS}
    filled = [each for each in table.columns if row[each.name] not in (None, "")]
    said = [f"{_title(name, each)}: {_said(each, row)}" for each in filled if each.name not in apart]
    months = [each for each in filled if each.name in MONTHS]
    if months:
        said.append(_said_months(months, row))
    text = " · ".join(said)
    if not text:
        return ()
    return (Cell("Contenido", "", text, ("",)) if pair.before is None else Cell("Contenido", text, "", ("",)),)


_TITLES_OF = {"descripcion": "Descripción", "fuente": "Fuente", "organismo": "Organismo", "formulario": "Formulario"}


def _title(name: str, column: schema.Column) -> str:
    titles = {field.name: field.title for sheet in sheets_of(name) for field in sheet.fields}
    return _TITLES_OF.get(column.name) or titles.get(column.name) or column.about


def _said(column: schema.Column, row: Row) -> str:
    value = row[column.name]
    if value not in (None, "") and column.kind is schema.Kind.DATE:
        return figures.day(str(value))
    if isinstance(value, int) and column.kind is schema.Kind.QUANTITY:
        return figures.quantity(value) or ""
    return written(column, value)


def _said_months(columns: Sequence[schema.Column], row: Row) -> str:
    return " · ".join(f"{_MONTH[c.name]} {_said(c, row)}" for c in columns)


def _of_unit(unidad: str, pairs: Sequence[Pair]) -> OfUnit:
    counts = [sum(pair.kind is kind for pair in pairs) for kind in (Kind.ADDED, Kind.REMOVED, Kind.CHANGED)]
    before, after = (sum(getattr(pair, side) or 0 for pair in pairs) for side in ("amount_before", "amount_after"))
    return OfUnit(unidad, counts[0], counts[1], counts[2], before, after)

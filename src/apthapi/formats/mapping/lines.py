"""A line of a foreign sheet as rows of the tables: its own, one for each month or quadrant, and coarser ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from apthapi.core.fields import Value
from apthapi.core.tables import MONTHS, TABLES
from apthapi.formats.cells import understand_cell
from apthapi.formats.mapping.coding import Codes, Scope
from apthapi.formats.mapping.meanings import COARSER, KEYS, PAIR, QUADRANTS, QUARTERS, TEXT_OF, column_of
from apthapi.formats.mapping.rows import Applied, Row
from apthapi.formats.mapping.sheets import Sheet
from apthapi.formats.mapping.values import CellReader
from apthapi.formats.mapping.walking import Line
from apthapi.formats.spreadsheet import cell_name
from apthapi.formats.workbook.received import Problem

_LEVEL_OF = {table: level for level, (table, _) in TEXT_OF.items()}
_NO_UNIT = "Diga en el mapa cuál es: una columna, una constante o el nombre de la hoja."


@dataclass(slots=True)
class _Told:
    """Cells of a row, and where each stands."""

    cells: dict[str, Value] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: Value, where: str) -> None:
        """One more, if it says anything."""
        if value not in (None, ""):
            self.cells[name], self.at[name] = value, where


class LineReader:
    """One line of a sheet. `composed`: its operations count anew in each action."""

    def __init__(self, sheet: Sheet, line: Line, reader: CellReader, *, composed: bool) -> None:
        self._sheet, self._line, self._reader, self._composed = sheet, line, reader, composed
        self._keys: dict[str, str] = {}
        self._texts: dict[str, tuple[str, str]] = {}

    def find_keys(self, codes: Codes, out: Applied) -> None:
        """The codes that the line hangs from, which must be known before anything else is read of it."""
        for level in KEYS:
            place = self._line.get(level)
            text = place.text if place else self._sheet.constant(level)
            if not text:
                continue
            code, name = codes.resolve(level, self._scope(level), text)
            if level == "operacion" and self._composed and self._keys.get("acp"):
                code = f"{self._keys['acp']}.{code}"
            self._keys[level] = code
            self._texts[level] = name, place.celda if place else ""
            if level == "unidad":
                out.units.setdefault(code, text)
        table = self._sheet.table
        if "unidad" not in self._keys and table == "ejecucion_financiera":
            self._find_by_category(codes)
        if "unidad" not in self._keys and "unidad" in TABLES[table].names and table != "techos":
            where, message = cell_name(self._line.row, 0), "No se sabe de qué unidad es esta fila."
            out.problems.append(Problem(self._sheet.name, where, "", message, _NO_UNIT, columna="unidad"))

    def _find_by_category(self, codes: Codes) -> None:
        """The unit whose category the line names."""
        place = self._line.get("categoria")
        text = place.text if place else self._sheet.constant("categoria")
        if unit := codes.unit_of_category(text):
            self._keys["unidad"], self._texts["unidad"] = unit, ("", place.celda if place else "")

    def _scope(self, level: str) -> Scope:
        """Within what the codes of a level are told apart."""
        if level in ("unidad", "acp"):
            return ()
        within = ["unidad"]
        if level == "tarea":
            within.append("operacion")
        elif self._composed:
            within.append("acp")
        return tuple(self._keys.get(each, "") for each in within)

    def rows(self) -> list[Row]:
        """The rows of the table of the sheet."""
        table = self._sheet.table
        told = self._told("")
        for name in TABLES[table].names:
            if name in self._keys:
                told.cells[name], told.at[name] = self._keys[name], self._texts[name][1]
        self._put_text(table, told)
        if table == "situacion":
            return self._wide(told, QUADRANTS, lambda name: {"cuadrante": name}, "factor")
        if table.startswith("ejecucion"):
            stage = self._sheet.part.constantes.get("momento", "devengado")
            measure = stage if table == "ejecucion_financiera" else "ejecutado"
            return self._wide(told, MONTHS, lambda name: {"mes": int(name[1:])}, measure)
        return [self._row(table, told)]

    def coarser(self) -> Iterator[Row]:
        """What the line says of the rows that its own hangs from."""
        for table in COARSER[self._sheet.table]:
            if not all(self._keys.get(name) for name in TABLES[table].key if name != "plan"):
                continue
            told = self._told(table)
            self._put_text(table, told)
            if told.cells or table == "unidades":
                hanging = {name: code for name, code in self._keys.items() if name in TABLES[table].names}
                yield self._row(table, _Told({**hanging, **told.cells}, told.at))

    def _wide(
        self, told: _Told, columns: Sequence[str], which: Callable[[str], dict[str, Value]], name: str
    ) -> list[Row]:
        """A row for each column that says something, where the sheet has one for each; else the line itself."""
        table = self._sheet.table
        if not any(each in self._sheet.places for each in columns):
            return [self._row(table, told)]
        # That nothing was spent in a month corrects what said otherwise.
        nothing = (None, "") if table == "ejecucion_financiera" else (None, "", 0)
        common = {each: value for each, value in told.cells.items() if each not in columns}
        return [
            self._row(
                table,
                _Told({**common, **which(each), name: told.cells[each]}, {**told.at, name: told.at.get(each, "")}),
            )
            for each in columns
            if each in self._sheet.places and told.cells.get(each) not in nothing
        ]

    def _row(self, table: str, told: _Told) -> Row:
        return Row(table, told.cells, self._sheet.name, self._line.row + 1, told.at)

    def _put_text(self, table: str, told: _Told) -> None:
        """The text that a code brought beside it, where nothing else says it."""
        level = _LEVEL_OF.get(table, "")
        if level in self._texts and not told.cells.get(TEXT_OF[level][1]):
            told.put(TEXT_OF[level][1], *self._texts[level])

    def _told(self, table: str) -> _Told:
        """The cells of the table of the sheet (`""`), or of a coarser one, that the line or the map says."""
        told = _Told()
        prefix = f"{table}." if table else ""
        for meaning in self._said(prefix):
            if place := self._line.get(meaning):
                for column, value in self._reader.values(meaning, meaning.removeprefix(prefix), place).items():
                    told.put(column, value, place.celda)
        names = set(TABLES[table or self._sheet.table].names) - set(KEYS)
        for meaning, text in self._sheet.part.constantes.items():
            column = meaning.removeprefix(prefix)
            if meaning.startswith(prefix) and column in names and column not in told.cells:
                told.cells[column] = understand_cell(column_of(self._sheet.table, meaning), text).value
        return told

    def _said(self, prefix: str) -> list[str]:
        named = dict.fromkeys([*self._sheet.places, *self._line.above])
        if prefix:
            return [name for name in named if name.startswith(prefix)]
        return [name for name in named if "." not in name and name not in KEYS and self._is_own(name)]

    def _is_own(self, name: str) -> bool:
        if name in (*QUADRANTS, *MONTHS, PAIR, *QUARTERS):
            return name in self._sheet.places
        return name in TABLES[self._sheet.table].names

"""A map applied to a workbook: its sheets become rows of the tables, with every problem told by sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.core.fields import Value
from apthapi.core.schema import Kind
from apthapi.core.tables import MONTHS, TABLES
from apthapi.core.typed import Typed
from apthapi.formats.cells import understand_cell
from apthapi.formats.mapping.adding_up import look_at_totals
from apthapi.formats.mapping.coding import Codes, Scope
from apthapi.formats.mapping.content import pair_of
from apthapi.formats.mapping.finishing import finish_line
from apthapi.formats.mapping.known import Known, classifier_code, known
from apthapi.formats.mapping.layout import Header
from apthapi.formats.mapping.mapa import Mapa, SheetMap, matched
from apthapi.formats.mapping.meanings import (
    COARSER,
    KEYS,
    PAIR,
    QUADRANTS,
    QUARTERS,
    TEXT_OF,
    TITLES,
    about,
    column_of,
)
from apthapi.formats.mapping.names import best_name, code_and_text
from apthapi.formats.mapping.numbers import BOTH, UNKNOWN, read_number, style_of
from apthapi.formats.mapping.rows import Applied, Merged, Row, cell_of, warn
from apthapi.formats.mapping.walking import Line, Place, Walked, Walker
from apthapi.formats.spreadsheet import RawBook, RawSheet
from apthapi.formats.workbook.received import Problem

FORMULA_ERRORS = frozenset(
    "#REF! #VALUE! #DIV/0! #N/A #NAME? #NUM! #NULL! #¡REF! #¡VALOR! #¡DIV/0! #N/D #¿NOMBRE? #¡NUM! #¡NULO!".split()
)
_ORDER = {name: at for at, name in enumerate(TABLES)}
_NUMBERED = {"requerimientos": "linea", "situacion": "orden"}


@dataclass(frozen=True, slots=True)
class _Sheet:
    sheet: RawSheet
    part: SheetMap
    header: Header
    places: Mapping[str, int]
    walked: Walked
    styles: Mapping[str, str]


def apply(mapa: Mapa, book: RawBook, *, units: Mapping[str, str] | None = None) -> Applied:
    """What the map makes of a workbook. `units` are the names, by code, of the units that are known already."""
    out = Applied(notices=list(book.notices))
    codes = known(mapa.gestion, mapa.plan.get("entidad", ""))
    found = [_opened(sheet, *match, codes) for sheet in book.sheets if (match := _match(mapa, sheet, out))]
    _tell_unused(mapa, found, out)
    words: dict[str, dict[str, str]] = {}
    for each in mapa.hojas:
        for name, pairs in each.equivalencias.items():
            words.setdefault(name, {}).update(pairs)
    applying = _Applying(out, codes, Codes(units or {}, words))
    for sheet in sorted(found, key=lambda each: _ORDER[each.part.tabla]):
        applying.take(sheet)
    return out


def _match(mapa: Mapa, sheet: RawSheet, out: Applied) -> tuple[SheetMap, Header] | None:
    match = None if sheet.hidden else matched(mapa, sheet)
    if match is None and any(any(cell is not None for cell in row) for row in sheet.rows):
        why = "está oculta" if sheet.hidden else "no tiene los títulos de ninguna hoja del mapa"
        out.left.append(f"La hoja «{sheet.name}» {why} y no se importó.")
    return match


def _tell_unused(mapa: Mapa, found: list[_Sheet], out: Applied) -> None:
    used = {id(each.part) for each in found}
    for part in mapa.hojas:
        if id(part) not in used:
            titles = ", ".join(each.titulo for each in part.columnas if each.es)
            out.problems.append(
                Problem(
                    part.hoja,
                    "",
                    "",
                    f"Ninguna hoja del libro tiene los títulos de {TITLES[part.tabla]} que dice el mapa: {titles}.",
                    "Elija otro libro, o proponga un mapa nuevo.",
                )
            )


def _opened(sheet: RawSheet, part: SheetMap, header: Header, codes: Known) -> _Sheet:
    places = part.places(header)
    walker = Walker(sheet, header, part.tabla, places, fill=part.hacia_abajo, groups=part.titulos_de_grupo, known=codes)
    walked = walker.walk()
    return _Sheet(sheet, part, header, places, walked, _styles(part, places, walked))


def _styles(part: SheetMap, places: Mapping[str, int], walked: Walked) -> dict[str, str]:
    """How each column writes decimals: as the map says, else as its own cells do; months all alike."""
    said = part.numbers()
    groups: dict[str, list[str]] = {}
    for name in places:
        if column_of(part.tabla, name).is_number:
            groups.setdefault("meses" if name in MONTHS else name, []).append(name)
    styles = {}
    for names in groups.values():
        cells = [line.cells[name].raw for name in names for line in walked.lines if name in line.cells]
        found = style_of(cells)
        for name in names:
            styles[name] = said.get(name) or ("" if found in (BOTH, UNKNOWN) else found)
    return styles


class _Applying:
    """The sheets of a workbook, one after the other: codes and numbers of lines go on from one to the next."""

    def __init__(self, out: Applied, codes: Known, coding: Codes) -> None:
        self.out, self.known, self.coding = out, codes, coding
        self.merged = Merged(out)
        self._last: dict[tuple[Value, ...], int] = {}
        self._keys: dict[tuple[object, ...], Row] = {}

    def take(self, each: _Sheet) -> None:
        """Every line of a sheet."""
        self._tell_missing(each)
        composed = self._composed(each)
        for line in each.walked.lines:
            _Reader(self, each, line, composed).take()
        name = each.sheet.name
        self.out.sheets.append((name, each.part.tabla, len(each.walked.lines)))
        self.out.left += [f"«{name}» fila {row + 1}: no se importó «{text}»." for row, text in each.walked.left]
        look_at_totals(self.out, name, each.part.tabla, each.walked, each.styles)

    def _tell_missing(self, each: _Sheet) -> None:
        for column in each.part.columnas:
            if column.es and column.es not in each.places:
                self.out.problems.append(
                    Problem(
                        each.sheet.name,
                        cell_of(each.header.row, 0),
                        "",
                        f"Falta la columna «{column.titulo}», que es {about(each.part.tabla, column.es).lower()}.",
                        "Escriba ese título en la hoja, o cambie el mapa.",
                    )
                )

    def _composed(self, each: _Sheet) -> bool:
        """Whether operations count anew in each action, so that their code needs that of the action."""
        seen: dict[tuple[str, str], set[str]] = {}
        for line in each.walked.lines:
            operation, action, unit = line.get("operacion"), line.get("acp"), line.get("unidad")
            if operation and action and (code := code_and_text(operation.text)[0]):
                seen.setdefault((unit.text if unit else "", code), set()).add(action.text)
        return any(len(actions) > 1 for actions in seen.values())

    def number(self, row: Row) -> None:
        """The next number of a line within what it counts in."""
        column = _NUMBERED.get(row.table)
        if column:
            scope = (row.table, row.cells.get("unidad"), row.cells.get("cuadrante"))
            self._last[scope] = self._last.get(scope, 0) + 1
            row.cells[column] = self._last[scope]

    def keep(self, row: Row) -> None:
        """A row of the table of its sheet, unless another one has its key."""
        self.number(row)
        if row.table in ("unidades", "acp_unidad", "operaciones", "tareas"):
            self.merged.add(row, [name for name in TABLES[row.table].key if name != "plan"])
            return
        key = (row.table, *(row.cells.get(name) or "" for name in TABLES[row.table].key if name != "plan"))
        old = self._keys.setdefault(key, row)
        if old is row:
            self.out.add(row)
            return
        shown = ", ".join(str(part) for part in key[1:] if part)
        self.out.problems.append(
            Problem(
                row.hoja,
                cell_of(row.fila - 1, 0),
                shown,
                f"Ya está en la fila {old.fila} de «{old.hoja}»; esta no se importó.",
                "Deje una sola fila para cada uno, o diga en el mapa qué los distingue.",
            )
        )


class _Reader:
    """One line of a sheet."""

    def __init__(self, applying: _Applying, each: _Sheet, line: Line, composed: bool) -> None:
        self.all, self.each, self.line, self.composed = applying, each, line, composed
        self.table = each.part.tabla
        self.keys: dict[str, str] = {}
        self.texts: dict[str, tuple[str, str]] = {}

    def take(self) -> None:
        """Keep the rows that the line comes to, coarser ones included."""
        self._find_keys()
        cells, at = self._cells("")
        for name in TABLES[self.table].names:
            if name in self.keys:
                cells[name], at[name] = self.keys[name], self.texts.get(name, ("", ""))[1]
        self._own_text(cells, at)
        made = [self._row(self.table, cells, at)]
        if self.table == "situacion":
            made = self._quadrants(cells, at)
        elif self.table.startswith("ejecucion"):
            made = self._months(cells, at)
        self._coarser()
        for row in made:
            finish_line(row, self.all.out, self.all.known)
            self.all.keep(row)

    def _row(self, table: str, cells: dict[str, Value], at: dict[str, str]) -> Row:
        return Row(table, cells, self.each.sheet.name, self.line.row + 1, at)

    def _find_keys(self) -> None:
        for level in KEYS:
            scope: Scope = (
                ()
                if level in ("unidad", "acp")
                else (self.keys.get("unidad", ""), *([self.keys.get("operacion", "")] if level == "tarea" else []))
            )
            place = self.line.get(level)
            text = place.text if place else self._constant(level)
            if not text:
                continue
            if level == "operacion" and self.composed:
                scope = (*scope, self.keys.get("acp", ""))
            code, name = self.all.coding.resolve(level, scope, text)
            if level == "operacion" and self.composed and self.keys.get("acp"):
                code = f"{self.keys['acp']}.{code}"
            self.keys[level] = code
            if level == "unidad":
                self.all.out.units.setdefault(code, text)
            self.texts[level] = (name, cell_of(place.row, place.column) if place else "")
        if "unidad" not in self.keys and "unidad" in TABLES[self.table].names and self.table != "techos":
            self._problem(Place(self.line.row, 0, None), "unidad", "No se sabe de qué unidad es esta fila.", _NO_UNIT)

    def _constant(self, name: str) -> str:
        if name == "unidad" and self.each.part.unidad_de_la_hoja:
            return self.each.sheet.name.strip()
        return self.each.part.constantes.get(name, "")

    def _own_text(self, cells: dict[str, Value], at: dict[str, str]) -> None:
        for level, (table, name) in TEXT_OF.items():
            if table == self.table and level in self.texts and not cells.get(name):
                text, where = self.texts[level]
                if text:
                    cells[name], at[name] = text, where

    def _cells(self, table: str) -> tuple[dict[str, Value], dict[str, str]]:
        """The cells of the table of the sheet, or of a coarser one, that the line says, and where."""
        cells: dict[str, Value] = {}
        at: dict[str, str] = {}
        prefix = f"{table}." if table else ""
        for meaning in self._said(prefix):
            place = self.line.get(meaning)
            name = meaning.removeprefix(prefix)
            if place is not None:
                for column, value in self._values(meaning, name, place):
                    if value not in (None, ""):
                        cells[column] = value
                        at[column] = cell_of(place.row, place.column)
        for name, text in self.each.part.constantes.items():
            own = name.startswith(prefix) and "." not in name.removeprefix(prefix)
            column = name.removeprefix(prefix)
            if own and column not in cells and column not in KEYS and column in TABLES[table or self.table].names:
                cells[column] = understand_cell(column_of(self.table, name), text).value
        return cells, at

    def _said(self, prefix: str) -> list[str]:
        named = dict.fromkeys([*self.each.places, *self.line.above])
        return [
            name
            for name in named
            if name.startswith(prefix)
            and ("." in name) == bool(prefix)
            and name not in KEYS
            and (prefix or self._is_own(name))
        ]

    def _is_own(self, name: str) -> bool:
        if name in (*QUADRANTS, *MONTHS, PAIR, *QUARTERS):
            return name in self.each.places
        return name in TABLES[self.table].names

    def _values(self, meaning: str, name: str, place: Place) -> list[tuple[str, Value]]:
        if isinstance(place.raw, str) and place.raw.strip() in FORMULA_ERRORS:
            self._problem(place, name, f"La fórmula de la celda da {place.text}.", _FORMULA)
            return []
        if name == PAIR:
            if pair := pair_of(place.text):
                return [("fuente", pair[0]), ("organismo", pair[1])]
            self._problem(place, name, f"«{place.text}» no es fuente y organismo, como 41-111.", _AS_SAID)
            return []
        if name == "categoria":
            return [(name, self._categoria(place))]
        if self.all.known.codes(name) is not None:
            code = classifier_code(name, place.text)
            self._look_up(name, code, place)
            return [(name, code)]
        typed = self._typed(meaning, place)
        if typed.problem:
            self._problem(place, name, typed.problem, _AS_SAID, typed.choices)
            return []
        return [(QUARTERS.get(name, name), typed.value)]

    def _typed(self, meaning: str, place: Place) -> Typed:
        column = column_of(self.table, meaning)
        if meaning == "mes":
            return _month(place.text)
        if column.is_number:
            return read_number(column, place.raw, self.each.styles.get(meaning, ""))
        if column.kind is Kind.TEXT and isinstance(place.raw, str):
            return understand_cell(column, place.raw)
        return understand_cell(column, place.raw)

    def _categoria(self, place: Place) -> Value:
        try:
            parse_categoria(place.text)
        except CategoriaError as problem:
            self._problem(place, "categoria", f"{problem}.", _AS_SAID)
            return ""
        return place.text

    def _look_up(self, name: str, code: str, place: Place) -> None:
        if code not in (self.all.known.codes(name) or ()):
            self.all.out.problems.append(
                warn(
                    self.each.sheet.name,
                    cell_of(place.row, place.column),
                    place.text,
                    f"{name.capitalize()} {code}: no está en el clasificador de la gestión.",
                    "Se importó como está; corríjala en su hoja o en el plan.",
                    "Clasificadores presupuestarios de la gestión",
                    name,
                )
            )

    def _problem(
        self, place: Place, name: str, message: str, repair: str, choices: tuple[tuple[str, str], ...] = ()
    ) -> None:
        where = cell_of(place.row, place.column)
        self.all.out.problems.append(
            Problem(self.each.sheet.name, where, place.text, message, repair, columna=name, choices=choices)
        )

    def _quadrants(self, cells: dict[str, Value], at: dict[str, str]) -> list[Row]:
        wide = [name for name in QUADRANTS if name in self.each.places]
        if not wide:
            return [self._row(self.table, cells, at)]
        common = {name: value for name, value in cells.items() if name not in QUADRANTS}
        return [
            self._row(self.table, {**common, "cuadrante": name, "factor": cells[name]}, {**at, "factor": at[name]})
            for name in wide
            if cells.get(name)
        ]

    def _months(self, cells: dict[str, Value], at: dict[str, str]) -> list[Row]:
        wide = [name for name in MONTHS if name in self.each.places]
        if not wide:
            return [self._row(self.table, cells, at)]
        stage = self.each.part.constantes.get("momento", "devengado")
        measure = stage if self.table == "ejecucion_financiera" else "ejecutado"
        common = {name: value for name, value in cells.items() if name not in MONTHS}
        return [
            self._row(self.table, {**common, "mes": int(name[1:]), measure: cells[name]}, {**at, measure: at[name]})
            for name in wide
            if cells.get(name)
        ]

    def _coarser(self) -> None:
        for table in COARSER[self.table]:
            key = [name for name in TABLES[table].key if name != "plan"]
            if not all(self.keys.get(name) for name in key):
                continue
            cells, at = self._cells(table)
            level = next((one for one, (of, _) in TEXT_OF.items() if of == table), "")
            text, where = self.texts.get(level, ("", ""))
            name = TEXT_OF[level][1] if level else ""
            if text and not cells.get(name):
                cells[name], at[name] = text, where
            if not cells and table != "unidades":
                continue
            hanging = {one: self.keys[one] for one in KEYS if one in self.keys and one in TABLES[table].names}
            self.all.merged.add(self._row(table, {**hanging, **cells}, at), key)


def _month(text: str) -> Typed:
    if text.isdigit() and 1 <= int(text) <= 12:
        return Typed(int(text))
    found = max(MONTHS, key=lambda month: best_name(text, "", month)[0])
    return Typed(int(found[1:])) if best_name(text, "", found)[0] >= 90 else Typed(None, f"«{text}» no es un mes.")


_AS_SAID = "Corríjala en su hoja; la fila se importó sin esa celda."
_FORMULA = "Corrija la fórmula en su hoja o escriba el valor; la fila se importó sin esa celda."
_NO_UNIT = "Diga en el mapa cuál es: una columna, una constante o el nombre de la hoja."

"""What a cell of a foreign sheet says in the columns of the format, and why it says nothing when it does not."""

from __future__ import annotations

from collections.abc import Mapping

from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.core.fields import Value
from apthapi.core.tables import MONTHS
from apthapi.core.typed import Typed
from apthapi.formats.cells import understand_cell
from apthapi.formats.mapping.content import pair_of
from apthapi.formats.mapping.known import Known, classifier_code
from apthapi.formats.mapping.meanings import PAIR, QUARTERS, column_of
from apthapi.formats.mapping.names import best_name
from apthapi.formats.mapping.numbers import read_number
from apthapi.formats.mapping.rows import warn
from apthapi.formats.mapping.sheets import Sheet
from apthapi.formats.mapping.walking import Place
from apthapi.formats.spreadsheet import is_error
from apthapi.formats.workbook.received import Problem

Values = Mapping[str, Value]
_NOTHING: Values = {}
_AS_SAID = "Corríjala en su hoja; la fila se importó sin esa celda."
_FORMULA = "Corrija la fórmula en su hoja o escriba el valor; la fila se importó sin esa celda."
_NOT_LISTED = "Se importó como está; corríjala en su hoja o en el plan."
_CLASSIFIERS = "Clasificadores presupuestarios de la gestión"


class CellReader:
    """Reads the cells of a sheet. `meaning` is what the map says of a column; `name`, without its table."""

    def __init__(self, sheet: Sheet, known: Known, problems: list[Problem]) -> None:
        self._sheet, self._known, self._problems = sheet, known, problems

    def values(self, meaning: str, name: str, place: Place) -> Values:
        """By column, what the cell says: nothing, and a problem, if it cannot be understood."""
        if is_error(place.text):
            return self._refused(place, name, f"La fórmula de la celda da {place.text}.", _FORMULA)
        if name == PAIR:
            if pair := pair_of(place.text):
                return {"fuente": pair[0], "organismo": pair[1]}
            return self._refused(place, name, f"«{place.text}» no es fuente y organismo, como 41-111.")
        if name == "categoria":
            return self._categoria(place)
        codes = self._known.codes(name)
        if codes is not None:
            code = classifier_code(name, place.text)
            if code not in codes:
                self._tell_not_listed(name, code, place)
            return {name: code}
        typed = self._typed(meaning, place)
        if typed.problem:
            return self._refused(place, name, typed.problem, choices=typed.choices)
        return {QUARTERS.get(name, name): typed.value}

    def _typed(self, meaning: str, place: Place) -> Typed:
        if meaning == "mes":
            return read_month(place.text)
        column = column_of(self._sheet.table, meaning)
        if column.is_number:
            return read_number(column, place.raw, self._sheet.styles.get(meaning, ""))
        return understand_cell(column, place.raw)

    def _categoria(self, place: Place) -> Values:
        try:
            parse_categoria(place.text)
        except CategoriaError as problem:
            return self._refused(place, "categoria", f"{problem}.")
        return {"categoria": place.text}

    def _refused(
        self,
        place: Place,
        name: str,
        message: str,
        repair: str = _AS_SAID,
        choices: tuple[tuple[str, str], ...] = (),
    ) -> Values:
        self._problems.append(
            Problem(self._sheet.name, place.celda, place.text, message, repair, columna=name, choices=choices)
        )
        return _NOTHING

    def _tell_not_listed(self, name: str, code: str, place: Place) -> None:
        message = f"{name.capitalize()} {code}: no está en el clasificador de la gestión."
        self._problems.append(warn(self._sheet.name, place.celda, place.text, message, _NOT_LISTED, _CLASSIFIERS, name))


def read_month(text: str) -> Typed:
    """A month by its number or its name, from 1 to 12."""
    if text.isdigit() and 1 <= int(text) <= 12:
        return Typed(int(text))
    found = max(MONTHS, key=lambda month: best_name(text, "", month)[0])
    return Typed(int(found[1:])) if best_name(text, "", found)[0] >= 90 else Typed(None, f"«{text}» no es un mes.")

"""The sheets of a workbook that a map knows: where their columns are, their lines, and how they write decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.core.tables import MONTHS, TABLES
from apthapi.formats.mapping.known import Known
from apthapi.formats.mapping.layout import Header
from apthapi.formats.mapping.mapa import Mapa, SheetMap, matched
from apthapi.formats.mapping.meanings import TITLES, about, column_of
from apthapi.formats.mapping.names import code_and_text
from apthapi.formats.mapping.numbers import BOTH, UNKNOWN, style_of
from apthapi.formats.mapping.rows import Applied
from apthapi.formats.mapping.walking import Walked, Walker
from apthapi.formats.spreadsheet import RawBook, RawSheet, cell_name
from apthapi.formats.workbook.received import Problem

_ORDER = {name: at for at, name in enumerate(TABLES)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and what the map says of it. `places`: the column of each meaning; `styles`: how it writes decimals."""

    name: str
    part: SheetMap
    header: Header
    places: Mapping[str, int]
    walked: Walked
    styles: Mapping[str, str]

    @property
    def table(self) -> str:
        """The table of its rows."""
        return self.part.tabla

    def constant(self, meaning: str) -> str:
        """What the map says for all its rows; empty if nothing."""
        if meaning == "unidad" and self.part.unidad_de_la_hoja:
            return self.name.strip()
        return self.part.constantes.get(meaning, "")

    def counts_anew(self) -> bool:
        """Whether operations count anew in each action, so that their code needs that of the action."""
        seen: dict[tuple[str, str], set[str]] = {}
        for line in self.walked.lines:
            operation, action, unit = line.get("operacion"), line.get("acp"), line.get("unidad")
            if operation and action and (code := code_and_text(operation.text)[0]):
                seen.setdefault((unit.text if unit else "", code), set()).add(action.text)
        return any(len(actions) > 1 for actions in seen.values())


def sheets_of(mapa: Mapa, book: RawBook, known: Known, out: Applied) -> list[Sheet]:
    """The sheets that the map knows, coarser tables first; what is missing and what is left aside is told."""
    found = [sheet for raw in book.sheets if (sheet := _opened(mapa, raw, known, out))]
    for part in mapa.hojas:
        if not any(each.part is part for each in found):
            out.problems.append(_unused(part))
    for sheet in found:
        out.problems += [
            _missing(sheet, each.titulo, each.es)
            for each in sheet.part.columnas
            if each.es and each.es not in sheet.places
        ]
    return sorted(found, key=lambda each: _ORDER[each.table])


def _opened(mapa: Mapa, raw: RawSheet, known: Known, out: Applied) -> Sheet | None:
    match = None if raw.hidden else matched(mapa, raw)
    if match is None:
        if any(cell is not None for row in raw.rows for cell in row):
            why = "está oculta" if raw.hidden else "no tiene los títulos de ninguna hoja del mapa"
            out.left.append(f"La hoja «{raw.name}» {why} y no se importó.")
        return None
    part, header = match
    places = part.places(header)
    walker = Walker(raw, header, part.tabla, places, fill=part.hacia_abajo, groups=part.titulos_de_grupo, known=known)
    walked = walker.walk()
    return Sheet(raw.name, part, header, places, walked, _styles(part, places, walked))


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


def _unused(part: SheetMap) -> Problem:
    titles = ", ".join(each.titulo for each in part.columnas if each.es)
    message = f"Ninguna hoja del libro tiene los títulos de {TITLES[part.tabla]} que dice el mapa: {titles}."
    return Problem(part.hoja, "", "", message, "Elija otro libro, o proponga un mapa nuevo.")


def _missing(sheet: Sheet, title: str, meaning: str) -> Problem:
    message = f"Falta la columna «{title}», que es {about(sheet.table, meaning).lower()}."
    where = cell_name(sheet.header.row, 0)
    return Problem(sheet.name, where, "", message, "Escriba ese título en la hoja, o cambie el mapa.")

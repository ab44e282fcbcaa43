"""The map that says what a foreign workbook means: JSON that people read, correct and keep for next year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from apthapi.formats.errors import FileError
from apthapi.formats.mapping.layout import SEARCHED, TALLEST, Header, header_at, key_of
from apthapi.formats.mapping.meanings import COARSER, LEVELS, STAGES, meanings
from apthapi.formats.mapping.numbers import COMMA, FRACTION, POINT
from apthapi.formats.spreadsheet import RawSheet

VERSION = 1
_ALIKE = 0.7
"""The share of the titles of a map that a sheet must have, to be of that map."""
_NUMBERS = ("", COMMA, POINT, FRACTION)
_PLAN = ("plan", "entidad", "nombre_entidad", "sigla", "gestion", "version", "tipo")
_TEXTS = ("hoja", "titulos_de_grupo")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A column by its title: what it means, and how its texts write decimals."""

    titulo: str
    es: str
    numeros: str = ""


@dataclass(frozen=True, slots=True)
class SheetMap:
    """What the sheets with these titles are. `fila`: the row of the titles (from 1), 0 to find it by them."""

    tabla: str
    columnas: tuple[ColumnMap, ...]
    hoja: str = "*"
    filas_de_titulos: int = 1
    fila: int = 0
    constantes: Mapping[str, str] = field(default_factory=dict)
    hacia_abajo: tuple[str, ...] = ()
    """What an empty cell takes from the one above it."""
    titulos_de_grupo: str = ""
    """What a row names that has one text alone, if its text does not say it."""
    unidad_de_la_hoja: bool = False
    equivalencias: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Codes for what a column says in words: `{"unidad": {"Salud": "SMS"}}`."""

    @property
    def titles(self) -> frozenset[str]:
        """The titles by which its sheets are recognised."""
        return frozenset(key_of(each.titulo) for each in self.columnas if each.es)

    def places(self, header: Header) -> dict[str, int]:
        """The column of each meaning in a sheet with those titles."""
        at = {key: column for column, key in reversed(list(enumerate(header.keys)))}
        wanted = [(each.es, key_of(each.titulo)) for each in self.columnas if each.es]
        return {meaning: at[key] for meaning, key in wanted if key in at}

    def numbers(self) -> dict[str, str]:
        """The writing of decimals that was said for each meaning."""
        return {each.es: each.numeros for each in self.columnas if each.es and each.numeros}


@dataclass(frozen=True, slots=True)
class Mapa:
    """A map of a whole workbook, or of several. `plan` are the cells of the only row of `planes`."""

    hojas: tuple[SheetMap, ...]
    plan: Mapping[str, str] = field(default_factory=dict)
    nombre: str = ""

    @property
    def gestion(self) -> int:
        """The gestión of the plan; 0 if it is not said."""
        text = self.plan.get("gestion", "")
        return int(text) if text.isdigit() else 0


def write_mapa(mapa: Mapa) -> str:
    """The map as JSON, with what is of no use left out."""
    sheets = [{name: value for name, value in asdict(each).items() if value} for each in mapa.hojas]
    for sheet in sheets:
        sheet["columnas"] = [{k: v for k, v in column.items() if v or k == "es"} for column in sheet["columnas"]]
    document = {
        "apthapi": "mapa",
        "version": VERSION,
        "nombre": mapa.nombre,
        "plan": dict(mapa.plan),
        "hojas": sheets,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_mapa(text: str) -> Mapa:
    """Understand a map. Raises FileError with everything that is wrong in it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        place = (
            f" (línea {problem.lineno}, columna {problem.colno})" if isinstance(problem, json.JSONDecodeError) else ""
        )
        raise FileError(f"El mapa no es JSON{place}. Corríjalo, o escríbalo de nuevo con --proponer.") from None
    if not isinstance(document, dict) or document.get("apthapi") != "mapa" or document.get("version") != VERSION:
        raise FileError(f'No es un mapa de apthapi de la versión {VERSION}: falta "apthapi": "mapa" o "version".')
    problems: list[str] = []
    try:
        sheets = tuple(_sheet(at, each, problems) for at, each in enumerate(document["hojas"], start=1))
        plan = {name: str(value) for name, value in dict(document.get("plan") or {}).items() if name in _PLAN}
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise FileError(f"El mapa no tiene la forma esperada: falta o sobra {problem}.") from None
    if problems:
        raise FileError("El mapa no se entiende: " + " ".join(problems))
    return Mapa(sheets, plan, str(document.get("nombre", ""))[:120])


def load_mapa(path: Path) -> Mapa:
    """The map of a file. Raises FileError."""
    try:
        return read_mapa(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise FileError(f"No existe el mapa «{path}». Revise el nombre del archivo.") from None
    except (OSError, UnicodeDecodeError):
        raise FileError(f"No se puede leer el mapa «{path}»: indique un archivo de texto, en JSON.") from None


def _sheet(at: int, each: dict[str, Any], problems: list[str]) -> SheetMap:
    table = str(each["tabla"])
    where = f"Hoja {at} del mapa:"
    if table not in COARSER:
        problems.append(f"{where} «{table}» no es una tabla que se importe; son {', '.join(COARSER)}.")
        return SheetMap(table, ())
    columns = tuple(
        ColumnMap(str(one["titulo"]), str(one.get("es", "")), str(one.get("numeros", ""))) for one in each["columnas"]
    )
    said = [one.es for one in columns if one.es]
    problems += [
        f"{where} la columna «{one.titulo}» no puede ser «{one.es}» en {table}."
        for one in columns
        if one.es and one.es not in meanings(table)
    ]
    problems += [
        f"{where} hay dos columnas que son «{name}»." for name in sorted({n for n in said if said.count(n) > 1})
    ]
    problems += [f"{where} «numeros» es coma, punto o fraccion." for one in columns if one.numeros not in _NUMBERS]
    constants = {str(name): str(value) for name, value in dict(each.get("constantes") or {}).items()}
    allowed = {*meanings(table), "momento"}
    problems += [f"{where} la constante «{name}» no es de {table}." for name in constants if name not in allowed]
    if constants.get("momento", STAGES[0]) not in STAGES:
        problems.append(f"{where} «momento» es {', '.join(STAGES)}.")
    if (group := str(each.get("titulos_de_grupo", ""))) not in ("", *LEVELS):
        problems.append(f"{where} «titulos_de_grupo» es {', '.join(LEVELS)}.")
    return SheetMap(
        table,
        columns,
        str(each.get("hoja", "*")),
        max(1, min(int(each.get("filas_de_titulos", 1)), TALLEST)),
        max(0, int(each.get("fila", 0))),
        constants,
        tuple(map(str, each.get("hacia_abajo", ()))),
        group,
        bool(each.get("unidad_de_la_hoja", False)),
        {
            str(name): {str(said): str(code) for said, code in dict(pairs).items()}
            for name, pairs in dict(each.get("equivalencias") or {}).items()
        },
    )


def matched(mapa: Mapa, sheet: RawSheet) -> tuple[SheetMap, Header] | None:
    """The part of a map that is of this sheet, and where its titles are now; None if none is."""
    found = [
        (share, fnmatchcase(sheet.name.casefold(), each.hoja.casefold()), -at, header)
        for at, each in enumerate(mapa.hojas)
        for share, header in [titles_in(each, sheet)]
        if header is not None
    ]
    if not found:
        return None
    _, _, at, header = max(found, key=lambda each: each[:3])
    return mapa.hojas[-at], header


def titles_in(part: SheetMap, sheet: RawSheet) -> tuple[float, Header | None]:
    """The share of the titles of a map that a sheet has, and where; None if it has too few of them."""
    best: tuple[float, Header | None] = (0.0, None)
    wanted = part.titles
    rows = [part.fila - 1] if part.fila else range(min(SEARCHED, len(sheet.rows)))
    for row in rows:
        if not wanted or row + part.filas_de_titulos > len(sheet.rows):
            continue
        header = header_at(sheet, row, part.filas_de_titulos)
        share = len(wanted & set(header.keys)) / len(wanted)
        if share >= _ALIKE and share > best[0]:
            best = (share, header)
    return best


def named(mapa: Mapa, nombre: str) -> Mapa:
    """The same map under another name."""
    return replace(mapa, nombre=nombre)

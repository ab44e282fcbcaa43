"""What a person chose of each sheet of a workbook: proposed first, corrected on the screens, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from apthapi.formats.errors import FileError
from apthapi.formats.mapping.layout import TALLEST, Header, header_at
from apthapi.formats.mapping.mapa import ColumnMap, Mapa, SheetMap, read_mapa, write_mapa
from apthapi.formats.mapping.meanings import COARSER, KEYS, LEVELS, STAGES, meanings
from apthapi.formats.mapping.numbers import COMMA, FRACTION, POINT
from apthapi.formats.mapping.proposing import Guess, Proposal, propose, propose_book
from apthapi.formats.mapping.spent import TABLE
from apthapi.formats.spreadsheet import RawBook, RawSheet, read_spreadsheet
from apthapi.web.importacion.models import Asunto, Importacion, MapaDeEntidad
from apthapi.web.plans.live import live

FILLED = (*LEVELS, "fuente", "organismo", "fuente_organismo", "categoria", "cuadrante")
CONSTANTS = ("unidad", "acp", "operacion", "partida", "fuente", "organismo", "categoria", "cuadrante", "mes", "momento")
OF_SHEET = "(hoja)"
"""The choice that the name of each sheet is its unit."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sheet, what is proposed for it, and what was chosen (`part`; None if nothing is known of it)."""

    number: int
    sheet: RawSheet
    taken: bool
    part: SheetMap | None
    why: str
    sure: int
    guesses: tuple[Guess, ...] = ()
    header: Header | None = None
    remembered: bool = False

    @property
    def places(self) -> dict[str, int]:
        """The column of each meaning that was chosen."""
        return self.part.places(self.header) if self.part and self.header else {}


def open_book(waiting: Importacion) -> RawBook:
    """The workbook. Raises FileError."""
    return read_spreadsheet(waiting.file, name=waiting.nombre)


def start(waiting: Importacion, entidad: str) -> None:
    """Propose something for each sheet, by the maps that the entity remembers first. Raises FileError."""
    table = TABLE if waiting.asunto == Asunto.GASTO else ""
    proposals = propose_book(open_book(waiting), entidad=entidad, maps=remembered(entidad), table=table)
    store(waiting, [_as_json(each, waiting.unidad) for each in proposals])


def remembered(entidad: str) -> list[Mapa]:
    """The maps of an entity, the last used first."""
    return [read_mapa(each.mapa) for each in MapaDeEntidad.objects.filter(entidad=entidad).order_by("-momento")]


def _as_json(each: Proposal, unidad: str) -> dict[str, object]:
    part = of_unit(each.part, unidad) if each.part else None
    return {
        "tomada": each.taken,
        "mapa": _written(replace(part, hoja=each.hoja, fila=each.header.row + 1)) if part and each.header else "",
        "motivo": each.motivo,
        "confianza": each.confianza,
        "recordada": each.remembered,
        "columnas": [[one.column, one.titulo, one.confianza, one.motivo] for one in each.guesses],
    }


def of_unit(part: SheetMap, unidad: str) -> SheetMap:
    """Below a unit, what says no unit is of it."""
    told = part.unidad_de_la_hoja or part.titulos_de_grupo == "unidad"
    if not unidad or told or any(each.es == "unidad" for each in part.columnas) or "unidad" not in meanings(part.tabla):
        return part
    return replace(part, constantes={**part.constantes, "unidad": unidad})


def _written(part: SheetMap) -> str:
    return write_mapa(Mapa((part,)))


def store(waiting: Importacion, chosen: list[dict[str, object]]) -> None:
    """Keep what was chosen."""
    waiting.eleccion = json.dumps(chosen, ensure_ascii=False)
    waiting.save()


def chosen_of(waiting: Importacion, book: RawBook) -> list[Chosen]:
    """What was chosen of each sheet, in their order."""
    return [
        _chosen(number, sheet, said)
        for number, (sheet, said) in enumerate(zip(book.sheets, json.loads(waiting.eleccion or "[]"), strict=False), 1)
    ]


def _chosen(number: int, sheet: RawSheet, said: dict[str, object]) -> Chosen:
    text = str(said["mapa"])
    part = read_mapa(text).hojas[0] if text else None
    header = header_at(sheet, part.fila - 1, part.filas_de_titulos) if part else None
    columns = said["columnas"]
    assert isinstance(columns, list)
    meant = {each.titulo: each for each in part.columnas} if part else {}
    guesses = tuple(
        Guess(at, label, one.es if (one := meant.get(label)) else "", sure, why, one.numeros if one else "")
        for at, label, sure, why in columns
    )
    sure = said["confianza"]
    assert isinstance(sure, int)
    return Chosen(
        number, sheet, bool(said["tomada"]), part, str(said["motivo"]), sure, guesses, header, bool(said["recordada"])
    )


def take(waiting: Importacion, numbers: frozenset[int]) -> None:
    """Which sheets are imported, by their numbers from 1. One of which nothing is known cannot be."""
    chosen = json.loads(waiting.eleccion)
    for number, each in enumerate(chosen, 1):
        each["tomada"] = number in numbers and bool(each["mapa"])
    store(waiting, chosen)


def propose_again(waiting: Importacion, each: Chosen, form: Mapping[str, str], entidad: str) -> None:
    """Look at a sheet anew, with the rows of titles and the table that the person says. Raises FileError."""
    row, height = _number(form.get("fila", ""), len(each.sheet.rows)), _number(form.get("alto", "1"), TALLEST)
    table = form.get("tabla", "")
    if table not in COARSER:
        table = ""
    header = header_at(each.sheet, row - 1, height)
    found = propose(each.sheet, entidad=entidad, header=header, table=table)
    if found.part is None:
        raise FileError("Con esos títulos no se reconoce qué es la hoja: elija también de qué tabla es.")
    chosen = json.loads(waiting.eleccion)
    chosen[each.number - 1] = {**_as_json(found, waiting.unidad), "tomada": True}
    store(waiting, chosen)


def _number(text: str, most: int) -> int:
    if not text.isdecimal() or len(text) > 7 or not 1 <= int(text) <= most:
        raise FileError(f"Escriba un número de fila de 1 a {most}.")
    return int(text)


def correct(waiting: Importacion, each: Chosen, form: Mapping[str, str]) -> None:
    """Keep what the person says of each column, and of what no column says. Raises FileError if it does not fit."""
    assert each.part is not None
    part, columns = each.part, []
    for one in each.guesses:
        means = form.get(f"es-{one.column}", "")
        style = form.get(f"numeros-{one.column}", "")
        columns.append(ColumnMap(one.titulo, means, style if style in (COMMA, POINT, FRACTION) else ""))
    said = {each.es for each in columns}
    fill = tuple(name for name in FILLED if name in said and f"abajo-{name}" in form)
    constants = {name: text for name in CONSTANTS if (text := form.get(f"constante-{name}", "").strip())}
    constants = {name: text for name, text in constants.items() if name not in said and text != OF_SHEET}
    by_sheet = form.get("constante-unidad") == OF_SHEET and "unidad" not in said
    kept = {name: text for name, text in part.constantes.items() if "." in name}
    groups = form.get("grupos", "")
    new = replace(
        part,
        columnas=tuple(columns),
        constantes={**kept, **constants},
        hacia_abajo=fill,
        unidad_de_la_hoja=by_sheet,
        titulos_de_grupo=groups if groups in LEVELS else "",
    )
    text = _written(new)
    read_mapa(text)
    chosen = json.loads(waiting.eleccion)
    chosen[each.number - 1] |= {"mapa": text, "tomada": True}
    store(waiting, chosen)


def say_units(waiting: Importacion, pairs: Mapping[str, str]) -> None:
    """Remember which unit of the plan each text of the workbook is."""
    chosen = json.loads(waiting.eleccion)
    for each in chosen:
        if each["mapa"]:
            part = read_mapa(each["mapa"]).hojas[0]
            words = {**part.equivalencias.get("unidad", {}), **pairs}
            each["mapa"] = _written(replace(part, equivalencias={**part.equivalencias, "unidad": words}))
    store(waiting, chosen)


def mapa_of(waiting: Importacion, chosen: list[Chosen], nombre: str = "") -> Mapa:
    """The map of the sheets that are imported, for the plan in which they are."""
    [(entidad, name, short, gestion)] = live().query(
        "select entidad, nombre_entidad, sigla, gestion from planes where plan = ?", [waiting.plan]
    )
    parts = tuple(each.part for each in chosen if each.taken and each.part is not None)
    plan = {
        "plan": f"{waiting.plan}-importado",
        "entidad": entidad,
        "nombre_entidad": name,
        "sigla": short,
        "gestion": str(gestion or ""),
        "version": "0",
        "tipo": "formulacion",
    }
    return Mapa(parts, plan, nombre)


def to_remember(mapa: Mapa) -> str:
    """The map as it serves another year: titles wherever they are, sheets with the same titles told once."""
    parts: dict[object, SheetMap] = {}
    for part in mapa.hojas:
        key = (part.tabla, part.columnas, part.unidad_de_la_hoja)
        parts[key] = replace(parts.get(key, part), hoja="*" if key in parts else part.hoja, fila=0)
    return write_mapa(Mapa(tuple(parts.values()), {}, mapa.nombre))


def options_of(table: str) -> tuple[str, ...]:
    """What a column may mean, keys first."""
    found = meanings(table)
    return (*(name for name in KEYS if name in found), *(name for name in found if name not in KEYS))


def constants_of(part: SheetMap, places: Mapping[str, int]) -> list[str]:
    """What may be said for the whole sheet, for no column says it."""
    wide = part.tabla == "ejecucion_financiera" and not set(STAGES) & places.keys()
    allowed = {*meanings(part.tabla), *(["momento"] if wide else [])}
    found = [name for name in CONSTANTS if name in allowed and name not in places]
    return [name for name in found if not (name in ("fuente", "organismo") and "fuente_organismo" in places)]

"""What a sheet seems to be, and each of its columns: by name and by content, how surely, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from apthapi.core.tables import MONTHS
from apthapi.formats.errors import FileError
from apthapi.formats.mapping.content import Seen, in_style, multiplies
from apthapi.formats.mapping.judging import Evidence, by_arithmetic, evidence
from apthapi.formats.mapping.known import Known, classifier_code, known
from apthapi.formats.mapping.layout import Fact, Header, facts_above, find_header
from apthapi.formats.mapping.mapa import ColumnMap, Mapa, SheetMap, matched
from apthapi.formats.mapping.meanings import (
    COARSER,
    LEVELS,
    STAGES,
    TEXT_OF,
    is_month,
    meanings,
)
from apthapi.formats.mapping.names import folded
from apthapi.formats.mapping.numbers import BOTH, COMMA, FRACTION, POINT, UNKNOWN, style_of
from apthapi.formats.mapping.walking import Walker, lines_of
from apthapi.formats.spreadsheet import RawBook, RawSheet
from apthapi.formats.workbook.hidden_sheet import FIRST_WORD

LEAST = 45
"""Points below which a column is not proposed to be anything."""
LOOKED_AT = 400
_PROVEN = 0.9


@dataclass(frozen=True, slots=True)
class Guess:
    """A column: its title, what it seems to mean (empty: nothing of use), how surely (0 to 100) and why (Spanish)."""

    column: int
    titulo: str
    es: str
    confianza: int
    motivo: str
    numeros: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a sheet seems to be. Without a header nothing is proposed, and `motivo` says so."""

    hoja: str
    oculta: bool
    motivo: str
    header: Header | None = None
    confianza: int = 0
    guesses: tuple[Guess, ...] = ()
    part: SheetMap | None = None
    facts: tuple[Fact, ...] = ()
    remembered: bool = False

    @property
    def taken(self) -> bool:
        """Whether it is proposed to import it."""
        return self.part is not None and not self.oculta


def propose(sheet: RawSheet, *, entidad: str = "", header: Header | None = None, table: str = "") -> Proposal:
    """What a sheet seems to be; `header` and `table` if a person said them."""
    header = header or find_header(sheet)
    if header is None:
        why = (
            "La hoja está vacía."
            if not any(map(any, sheet.rows))
            else ("No se reconoció ninguna fila de títulos: diga cuál es, o deje fuera la hoja.")
        )
        return Proposal(sheet.name, sheet.hidden, why)
    facts = facts_above(sheet, header.row)
    gestion = next((int(fact.text) for fact in facts if fact.column == "gestion"), 0)
    codes = known(gestion, entidad)
    columns = _columns(sheet, header, codes)
    fits = {name: _assigned(name, header, columns) for name in ([table] if table else COARSER)}
    scored = {name: _points(name, found) for name, found in fits.items()}
    best = max(scored, key=lambda name: scored[name])
    if not table and not scored[best]:
        return Proposal(
            sheet.name,
            sheet.hidden,
            "Sus columnas no son las de ninguna tabla que se importe.",
            header,
            facts=tuple(facts),
        )
    return _proposal(sheet, header, best, fits[best], facts, columns, codes)


def _columns(sheet: RawSheet, header: Header, codes: Known) -> list[Seen]:
    rows = list(lines_of(sheet, header))[:LOOKED_AT] or list(lines_of(sheet, header, 2))[:LOOKED_AT]
    return [Seen([sheet.at(row, column) for row in rows], codes) for column in range(len(header.titles))]


Assigned = dict[int, tuple[str, Evidence]]


def _assigned(table: str, header: Header, columns: Sequence[Seen]) -> Assigned:
    """The meaning of each column: the surest pairs first, each column and each meaning once."""
    pairs = [
        (found, at, meaning)
        for at, title in enumerate(header.titles)
        if columns[at].filled or title
        for meaning in meanings(table)
        if (found := evidence(table, meaning, title, columns[at])).points >= LEAST
    ]
    pairs.sort(key=lambda each: (-each[0].points, each[1]))
    chosen: Assigned = {}
    taken: set[str] = set()
    for found, at, meaning in pairs:
        if at not in chosen and meaning not in taken:
            chosen[at] = (meaning, found)
            taken.add(meaning)
    chosen |= by_arithmetic(table, chosen, columns)
    return _keyed(table, chosen)


def _keyed(table: str, chosen: Assigned) -> Assigned:
    """Without a column of codes the text of a unit, action or operation is what tells them apart."""
    for key, (other, name) in TEXT_OF.items():
        said = {meaning: at for at, (meaning, _) in chosen.items()}
        text = name if other == table else f"{other}.{name}"
        if key in meanings(table) and key not in said and text in said:
            at = said[text]
            chosen[at] = (key, chosen[at][1])
    return chosen


_SIGNATURES: dict[str, tuple[tuple[str, ...], ...]] = {
    "requerimientos": (("partida", "descripcion"), ("importe", "cantidad", "precio_unitario", "m01")),
    "operaciones": (("operacion",), ("indicador", "meta", "linea_base", "m01", "t1", "ponderacion", "inicio")),
    "tareas": (("tarea",), ("operacion", "medio_verificacion")),
    "acp_unidad": (("acp",), ("ponderacion", "productos_esperados", "beneficiarios")),
    "situacion": (("factor", "fortaleza"), ("cuadrante", "incidencia", "acciones", "debilidad")),
    "unidades": (("unidad",), ("nombre", "categoria", "padre")),
    "acciones_corto_plazo": (("acp",), ("descripcion",)),
    "acciones_estrategicas": (("ae",), ("descripcion",)),
    "techos": (("unidad",), ("importe",)),
    "presupuesto_aprobado": (("grupo", "categoria"), ("importe",)),
    "recursos": (("rubro",), ("importe",)),
    "ejecucion_financiera": (("partida",), STAGES),
    "ejecucion_fisica": (("operacion",), ("ejecutado",)),
}
"""For each table, what a sheet of it surely has: one of each."""


def _points(table: str, chosen: Assigned) -> float:
    said = {meaning for meaning, _ in chosen.values()}
    if not all(said & set(some) for some in _SIGNATURES[table]):
        return 0
    if table == "techos" and said & {"partida", "acp", "operacion"}:
        return 0
    # Columns of coarser tables help less: otherwise the finest table would win always.
    return sum(found.points * (0.6 if "." in meaning else 1) for meaning, found in chosen.values())


def _proposal(
    sheet: RawSheet,
    header: Header,
    table: str,
    chosen: Assigned,
    facts: list[Fact],
    columns: Sequence[Seen],
    codes: Known,
) -> Proposal:
    guesses = tuple(
        _guess(at, header, chosen, columns) for at in range(len(header.titles)) if _counts(at, header, columns)
    )
    places = {guess.es: guess.column for guess in guesses if guess.es}
    fill = _fill(sheet, header, table, places, codes)
    part = SheetMap(
        table,
        tuple(ColumnMap(guess.titulo, guess.es, _said(guess.numeros)) for guess in guesses),
        sheet.name,
        header.height,
        0,
        _constants(table, places, facts, header, codes),
        fill,
        _groups(sheet, header, table, places, fill, facts, codes),
    )
    known_points = [guess.confianza for guess in guesses if guess.es]
    sure = round(sum(known_points) / max(1, len(known_points)))
    many = f"{len(known_points)} de {len(guesses)} columnas reconocidas"
    why = f"Títulos en la fila {header.row + 1}; {many}."
    return Proposal(sheet.name, sheet.hidden, why, header, sure, guesses, part, tuple(facts))


def _said(style: str) -> str:
    return "" if style in (BOTH, UNKNOWN) else style


def _counts(at: int, header: Header, columns: Sequence[Seen]) -> bool:
    return bool(header.titles[at] or columns[at].filled)


def _guess(at: int, header: Header, chosen: Assigned, columns: Sequence[Seen]) -> Guess:
    label = header.labels[at]
    if at not in chosen:
        return Guess(at, label, "", 0, "No se reconoció; no se importa." if columns[at].filled else "Está vacía.")
    meaning, found = chosen[at]
    style = _style(at, meaning, chosen, columns)
    return Guess(at, label, meaning, round(found.points), found.why, style)


def _style(at: int, meaning: str, chosen: Assigned, columns: Sequence[Seen]) -> str:
    """How a column writes decimals. The twelve months are one column that was cut in twelve."""
    if meaning.endswith("ponderacion") and columns[at].percents() == FRACTION:
        return FRACTION
    if not is_month(meaning):
        return _by_product(meaning, chosen, columns) if columns[at].style == UNKNOWN else columns[at].style
    months = [column for column, (name, _) in chosen.items() if name in MONTHS]
    return style_of(cell for column in months for cell in columns[column].filled)


def _by_product(meaning: str, chosen: Assigned, columns: Sequence[Seen]) -> str:
    """The only style of a column in which quantity by price is the total, if one is."""
    names = ("cantidad", "precio_unitario", "importe")
    at = {name: column for column, (name, _) in chosen.items() if name in names}
    if meaning not in names or len(at) < len(names):
        return UNKNOWN
    fits = []
    for style in (COMMA, POINT):
        seen = [in_style(columns[at[name]], style) if name == meaning else columns[at[name]] for name in names]
        if multiplies(*seen) >= _PROVEN:
            fits.append(style)
    return fits[0] if len(fits) == 1 else UNKNOWN


def _fill(sheet: RawSheet, header: Header, table: str, places: dict[str, int], codes: Known) -> tuple[str, ...]:
    """Columns whose empty cells repeat the one above: codes on which lines hang, if the first line has them."""
    candidates = [
        name
        for name in (*LEVELS, "fuente", "organismo", "fuente_organismo", "categoria", "cuadrante")
        if name in places
    ]
    finest = {"acp_unidad": "acp", "operaciones": "operacion", "tareas": "tarea", "unidades": "unidad"}.get(table)
    lines = Walker(sheet, header, table, places, fill=tuple(candidates), known=codes).walk().lines
    told = {name: sum(name in line.cells for line in lines) for name in candidates}
    return tuple(name for name in candidates if name != finest and 0 < told[name] < len(lines))


def _constants(
    table: str, places: dict[str, int], facts: Iterable[Fact], header: Header, codes: Known
) -> dict[str, str]:
    """What the lines above say, for what no column says."""
    allowed = set(meanings(table))
    found: dict[str, str] = {}
    for fact in facts:
        if fact.column not in allowed or fact.column in places or fact.column == "gestion":
            continue
        text = fact.text
        if (classifier := codes.codes(fact.column)) is not None:
            text = classifier_code(fact.column, text)
            if text not in classifier:
                continue
        found[fact.column] = text
    if "fuente_organismo" in places:
        found.pop("fuente", None)
        found.pop("organismo", None)
    if table == "ejecucion_financiera" and "m01" in places:
        title = folded(header.titles[places["m01"]])
        found["momento"] = next((stage for stage in STAGES if stage in title), "devengado")
    return found


def _groups(
    sheet: RawSheet,
    header: Header,
    table: str,
    places: dict[str, int],
    fill: tuple[str, ...],
    facts: Iterable[Fact],
    codes: Known,
) -> str:
    """What rows of one text name, if they name the only thing that nothing else says: the unit."""
    walked = Walker(sheet, header, table, places, fill=fill, known=codes).walk()
    told = "unidad" in places or any(fact.column == "unidad" for fact in facts)
    told = told or any("unidad" in line.above for line in walked.lines)
    return "unidad" if walked.alone and not told and "unidad" in meanings(table) else ""


def propose_book(book: RawBook, *, entidad: str = "", maps: Sequence[Mapa] = (), table: str = "") -> list[Proposal]:
    """What each sheet seems to be, or how far it is of `table`. One that a remembered map recognises is as it says.

    Raises FileError for the workbook of a unit that the system wrote: it comes back with its keys, not by a map.
    """
    if any(sheet.at(0, 0) == FIRST_WORD for sheet in book.sheets):
        raise FileError(
            "Este es el libro de una unidad que escribió este sistema, y no hace falta decirle qué es cada columna: "
            "tráigalo en «Excel», en la página de la unidad, o con apthapi workbook read."
        )
    known_maps = [each for each in maps if not table or all(part.tabla == table for part in each.hojas)]
    found = [_remembered(sheet, known_maps) or propose(sheet, entidad=entidad, table=table) for sheet in book.sheets]
    return _by_unit(
        [replace(each, motivo=_NOT_IT, part=None) if table and not _is(table, each) else each for each in found]
    )


_NOT_IT = "No tiene las columnas que hacen falta."


def _is(table: str, each: Proposal) -> bool:
    """Whether a sheet has at least what one of that table surely has; a person may say so of others."""
    said = {guess.es for guess in each.guesses}
    return all(said & {*some, *(MONTHS if some == STAGES else ())} for some in _SIGNATURES[table])


def _remembered(sheet: RawSheet, maps: Sequence[Mapa]) -> Proposal | None:
    for mapa in maps:
        if (match := matched(mapa, sheet)) is None:
            continue
        part, header = match
        places = {column: meaning for meaning, column in part.places(header).items()}
        guesses = tuple(
            Guess(at, header.labels[at], places.get(at, ""), 100 if at in places else 0, f"Como en «{mapa.nombre}».")
            for at in range(len(header.titles))
            if header.titles[at] or at in places
        )
        facts = facts_above(sheet, header.row)
        fresh = {fact.column: fact.text for fact in facts if fact.column in part.constantes}
        part = replace(part, constantes={**part.constantes, **fresh})
        why = f"Reconocida por sus títulos, en la fila {header.row + 1}: como en «{mapa.nombre}»."
        return Proposal(sheet.name, sheet.hidden, why, header, 100, guesses, part, tuple(facts), remembered=True)
    return None


def _by_unit(proposals: list[Proposal]) -> list[Proposal]:
    """Several sheets with the same titles and no unit in them: each is of the unit that names it."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for at, each in enumerate(proposals):
        if each.taken and each.header is not None and each.part is not None:
            places = each.part.places(each.header)
            told = "unidad" in places or "unidad" in each.part.constantes or each.part.titulos_de_grupo
            if not told and "unidad" in meanings(each.part.tabla):
                groups.setdefault((each.part.tabla, *sorted(each.part.titles)), []).append(at)
    for same in groups.values():
        if len(same) > 1:
            for at in same:
                part = proposals[at].part
                assert part is not None
                proposals[at] = replace(proposals[at], part=replace(part, unidad_de_la_hoja=True))
    return proposals


def mapa_of(proposals: Sequence[Proposal], entidades: Known, nombre: str = "") -> Mapa:
    """The map that the proposals come to: sheets with the same titles and meanings are told once."""
    parts: dict[object, SheetMap] = {}
    for each in proposals:
        if not each.taken or each.part is None:
            continue
        part = each.part
        key = (part.tabla, part.columnas, part.filas_de_titulos, part.unidad_de_la_hoja, tuple(part.constantes.items()))
        if key in parts:
            old = parts[key]
            fill = tuple(name for name in part.hacia_abajo if name not in old.hacia_abajo)
            parts[key] = replace(old, hoja="*", hacia_abajo=(*old.hacia_abajo, *fill))
        else:
            parts[key] = part
    return Mapa(tuple(parts.values()), plan_of(proposals, entidades), nombre)


def plan_of(proposals: Iterable[Proposal], codes: Known) -> dict[str, str]:
    """The row of `planes` as far as the lines above the titles tell it; the rest is to be written by a person."""
    facts: dict[str, str] = {}
    for each in proposals:
        for fact in each.facts:
            facts.setdefault(fact.column, fact.text)
    name, gestion = facts.get("nombre_entidad", ""), facts.get("gestion", "")
    entidad = facts.get("entidad") or codes.entidades.get(folded(name), "")
    short = "".join(word[0] for word in name.split() if word[0].isupper() and len(word) > 2)[:12]
    plan = "-".join(part for part in (short or entidad or "PLAN", gestion) if part)
    return {
        "plan": plan,
        "entidad": entidad,
        "nombre_entidad": name,
        "sigla": short,
        "gestion": gestion,
        "version": "0",
        "tipo": "formulacion",
    }

"""What the head of a printed form says: the entity, the unit, the gestión, the version and the date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz

from apthapi.formats.scan.alike import folded
from apthapi.formats.scan.reading import Certainty, Known, Line, Option, ReadCell

_ALIKE, _APART, _WHOLE, _NAMED = 88, 8, 100.5, 101.0
_GESTION = re.compile(r"GESTI.?N\W{0,4}((?:19|20)\d{2})", re.I)
_DATE = re.compile(r"\b(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?((?:19|20)\d{2})\b")
_NUMBERED = re.compile(r"(\d{1,2})\W{0,3}\w{0,2}\s*REFORMULACI", re.I)
_ORDINALS = ("PRIMERA", "SEGUNDA", "TERCERA", "CUARTA", "QUINTA", "SEXTA", "SÉPTIMA", "OCTAVA", "NOVENA", "DÉCIMA")
_SAID = "Lo dice el encabezado: «{}»."


def read_heading(lines: Sequence[Line], known: Known, form: str, page: int) -> tuple[ReadCell, ...]:
    """The cells of `unidades` (unidad, nombre, categoria, fecha_fNN) and `planes` that the lines state."""
    texts = [line.text for line in lines]
    return tuple(
        cell
        for found in (
            _unidad(texts, known, page),
            _gestion(texts, page),
            _version(texts, page),
            _fecha(texts, form, page),
        )
        for cell in found
    )


def _unidad(texts: Sequence[str], known: Known, page: int) -> Iterator[ReadCell]:
    """The known unit whose name, or sigla in brackets, is in a line, if no other is about as alike."""
    found: dict[str, tuple[float, str]] = {}
    for text in texts:
        inside = folded(text)
        for sigla, name in known.unidades:
            alike = fuzz.partial_ratio(folded(name), inside) if len(inside) >= len(folded(name)) * 0.8 else 0.0
            if folded(name) in inside:
                alike = _WHOLE
            if re.search(rf"(?:\(|·\s*){re.escape(sigla)}\b", text):
                alike = _NAMED
            if alike > found.get(sigla, (0.0, ""))[0]:
                found[sigla] = alike, text
    ranked = sorted(found.items(), key=lambda each: -each[1][0])
    if not ranked or ranked[0][1][0] < _ALIKE:
        return
    sigla, (alike, text) = ranked[0]
    # A name that stands letter for letter leaves no doubt for one that only resembles it.
    apart = 0.5 if alike == _WHOLE else _APART
    near = [sigla] if alike == _NAMED else [each for each, (other, _) in ranked if alike - other < apart]
    if len(near) == 1:
        yield ReadCell("unidad", sigla, text, Certainty.CERTAIN, _SAID.format(text), (), page)
        return
    options = tuple(Option(each, "Su nombre se parece a lo que se leyó.") for each in near)
    yield ReadCell("unidad", sigla, text, Certainty.DOUBTFUL, "Más de una unidad se llama parecido.", options, page)


def _gestion(texts: Sequence[str], page: int) -> Iterator[ReadCell]:
    years = [(int(found[1]), text) for text in texts if (found := _GESTION.search(text))]
    if years:
        sure = len({year for year, _ in years}) == 1
        why = _SAID.format(years[0][1]) if sure else "El encabezado dice más de una gestión."
        options = () if sure else tuple(Option(year, _SAID.format(text)) for year, text in years)
        certainty = Certainty.CERTAIN if sure else Certainty.DOUBTFUL
        yield ReadCell("gestion", years[0][0], years[0][1], certainty, why, options, page)


def _version(texts: Sequence[str], page: int) -> Iterator[ReadCell]:
    """0 for a formulación. «1 REFORMULACIÓN» and «PRIMERA REFORMULACIÓN» say their number; others may have lost it."""
    for text in texts:
        plain = folded(text)
        if "PLANOPERATIVO" not in plain:
            continue
        number = _NUMBERED.search(text)
        ordinal = next((at for at, word in enumerate(_ORDINALS, 1) if folded(word) in plain), 0)
        if number or ordinal:
            version = int(number[1]) if number else ordinal
            yield ReadCell("version", version, text, Certainty.CERTAIN, _SAID.format(text), (), page)
        elif "REFORMULACION" in plain:
            why = "Dice que es una reformulación; no se leyó cuál."
            yield ReadCell("version", 1, text, Certainty.DOUBTFUL, why, (), page)
        elif "FORMULACION" in plain:
            why = "Dice formulación; si el papel dice reformulación, se perdieron letras."
            yield ReadCell("version", 0, text, Certainty.DOUBTFUL, why, (), page)
        if "REFORMULACION" in plain:
            yield ReadCell("tipo", "reformulacion", text, Certainty.CERTAIN, _SAID.format(text), (), page)
        return


def _fecha(texts: Sequence[str], form: str, page: int) -> Iterator[ReadCell]:
    if form not in ("01", "02", "04"):
        return
    for text in texts:
        if found := _DATE.search(text):
            day, month, year = (int(part) for part in found.groups())
            try:
                stored = date(year, month, day).isoformat()
            except ValueError:
                why = f"«{found[0]}» no es una fecha."
                yield ReadCell(f"fecha_f{form}", None, found[0], Certainty.DOUBTFUL, why, (), page)
                return
            yield ReadCell(
                f"fecha_f{form}", stored, found[0], Certainty.DOUBTFUL, "Ninguna otra cosa la comprueba.", (), page
            )
            return

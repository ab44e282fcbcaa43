"""How titles of columns and labels of rows are called in the country, and how alike a title is to a name.

The names are data (`nombres.csv`, `etiquetas.csv`): a new way to write «Partida» is one more word in a file.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import StringIO

from rapidfuzz import fuzz

OTHER = ""
"""What a title means that is known and of no use here."""
SURE, LIKELY = 100, 80
_EMPTY_WORDS = frozenset("de del la el los las en y a al por para bs bolivianos expresado s".split())
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_GENERIC = frozenset(
    "descripcion codigo cod detalle nombre denominacion numero fecha total monto tipo texto resultado programa".split()
)
"""Words that alone say too little: only what is called just so is meant."""
_SHORTEST_ALIKE = 5
"""Shorter words that differ in a letter are other words."""


def folded(text: str) -> str:
    """Small letters, without accents, marks or years: two titles that people would call the same are the same."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = (each for each in plain if not unicodedata.combining(each))
    kept = "".join(each if each.isalnum() else " " for each in letters)
    return " ".join(_YEAR.sub(" ", kept).split()) or " ".join(kept.split())


@cache
def _words(text: str) -> tuple[str, ...]:
    words = folded(text).split()
    return tuple(each for each in words if each not in _EMPTY_WORDS) or tuple(words)


@cache
def likeness(title: str, name: str) -> int:
    """How alike a title is to a name, from 0 to 100: letters, abbreviations («Part. Pres.»), words in common."""
    mine, other = _words(title), _words(name)
    if not mine or not other:
        return 0
    if mine == other or "".join(mine) == "".join(other):
        return SURE
    if _abbreviates(mine, other):
        return 95
    best = 0
    shared = set(mine) & set(other)
    if len(mine) == 1 and mine[0] in _GENERIC:
        return 0
    if len(shared) in (len(set(mine)), len(set(other))) and max(map(len, shared)) >= _SHORTEST_ALIKE - 1:
        best = 68 + 30 * len(shared) // max(len(set(mine)), len(set(other)))
    if min(len("".join(mine)), len("".join(other))) >= _SHORTEST_ALIKE:
        text, wanted = " ".join(mine), " ".join(other)
        alike = max(fuzz.ratio(text, wanted), fuzz.token_sort_ratio(text, wanted))
        best = max(best, int(alike) if alike >= LIKELY else 0)
    return min(best, 97)


def _abbreviates(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether each word is cut short: `part pres` of `partida presupuestaria`, `p u` of `precio unitario`."""
    if len(short) != len(whole) or (len(short) == 1 and len(short[0]) < 3):
        return False
    return all(long.startswith(cut) for cut, long in zip(short, whole, strict=True))


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text)))


@cache
def names() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Table (empty: any), column and the ways in which it is called."""
    return tuple((row["tabla"], row["columna"], tuple(row["nombres"].split("|"))) for row in _rows("nombres.csv"))


@cache
def best_name(title: str, table: str, column: str) -> tuple[int, str]:
    """How well a title names a column of a table, and by which of its names."""
    found = (
        (likeness(title, name), name)
        for of_table, of_column, called in names()
        if of_table in ("", table) and of_column == column
        for name in called
    )
    return max(found, default=(0, ""))


@cache
def subject_of(title: str) -> str:
    """What a title over several columns speaks of: `acp`, `operacion`, `tarea`, `unidad`, `ae`; empty if of none."""
    found = max(_SUBJECTS, key=lambda one: best_name(title, *_SUBJECTS[one])[0])
    return found if best_name(title, *_SUBJECTS[found])[0] >= 90 else ""


_SUBJECTS = {
    "operacion": ("operaciones", "operacion"),
    "tarea": ("tareas", "tarea"),
    "acp": ("acp_unidad", "acp"),
    "unidad": ("unidades", "unidad"),
    "ae": ("acp_unidad", "ae"),
}
NUMBER_TITLES = frozenset("n no nro num numero codigo cod".split())
"""Titles that under another one are the code of what it names."""


@cache
def is_title(text: str) -> int:
    """How likely a cell is the title of some column, from 0 to 100; amounts, of which a CSV is full, are none."""
    if not any(map(str.isalpha, text)):
        return 0
    return max((likeness(text, name) for _, _, called in names() for name in called), default=0)


@cache
def _labels() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = [(name, row["columna"]) for row in _rows("etiquetas.csv") for name in row["nombres"].split("|")]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple(
        (re.compile(rf"{_loose(name)}s?(?![a-z])[.\s]*(?:n[o°º]?[.\s])?\s*"), column) for name, column in pairs
    )


def _loose(name: str) -> str:
    return r"[\s./]*".join(re.escape(word) for word in name.split())


def label_of(text: str) -> tuple[str, str] | None:
    """What «UNIDAD: DDLP» or «Operación 1.1 Atender» speaks of, and what it says of it; None if it is no label."""
    flat = _flat(text)
    for pattern, column in _labels():
        found = pattern.match(flat)
        if found:
            rest = text[found.end() :].lstrip(" :.-–—=\t")
            return column, rest.strip()
    return None


def _flat(text: str) -> str:
    """The same text letter by letter, small and without accents: places in it are those of the text."""
    return "".join(unicodedata.normalize("NFKD", each)[:1].casefold()[:1] or each for each in text)


_CODE = r"[0-9]+(?:[.\-][0-9]+)*|[A-Za-z]{1,6}[.\-]?[0-9]+(?:[.\-][0-9]+)*"
_WORD_BEFORE = r"(?:(?:ACP|AMP|AE|OP|OPERACI[OÓ]N|TAREA|ACCI[OÓ]N|PARTIDA|ACT|ACTIVIDAD)\b\.?\s*(?:N[°ºo]?\.?\s*)?)?"
_CODE_AND_TEXT = re.compile(rf"\s*{_WORD_BEFORE}({_CODE})(?:\s*[.:)\-–—|]+\s*|\s+)(\S.*)", re.IGNORECASE | re.DOTALL)
_CODE_ALONE = re.compile(rf"\s*{_WORD_BEFORE}({_CODE})\s*[.:)]?\s*", re.IGNORECASE)


def code_and_text(text: str) -> tuple[str, str]:
    """`1.1 Atender` is the code `1.1` and its text; without a code, or without a text, that part is empty."""
    if found := _CODE_ALONE.fullmatch(text):
        return found[1], ""
    if found := _CODE_AND_TEXT.fullmatch(text):
        return found[1], " ".join(found[2].split())
    return "", " ".join(text.split())


def initials(text: str, taken: frozenset[str] = frozenset()) -> str:
    """A short code for a name: `Secretaría Municipal de Salud` is SMS, or SMS2 if that is taken."""
    words = [each for each in folded(text).split() if each not in _EMPTY_WORDS]
    short = "".join(each[0] for each in words[:6]).upper() if len(words) > 1 else "".join(words)[:6].upper()
    return next(each for each in _numbered(short or "U") if each not in taken)


def _numbered(short: str) -> Iterator[str]:
    yield short
    yield from (f"{short}{number}" for number in range(2, 10_000))

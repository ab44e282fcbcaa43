"""Form 02 understood by its vocabulary: the actions of the plan are known, and each one found begins a row.

What stands around the text of an action says the rest: its code, its weight, its products and its beneficiaries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from apthapi.formats.scan.form02_cells import WEIGHT, Seen, Span, code_in, joined, row_of, spans_of, weights_in
from apthapi.formats.scan.form02_columns import seen_in_columns
from apthapi.formats.scan.reading import Known, Line, Page, ReadRow, Word
from apthapi.formats.scan.vocabulary import Spoken, spoken
from apthapi.formats.scan.weights import weighed

_SINGLE = re.compile(r"[\dIl|]")
_END = re.compile(r"RESPONSA|FIRMA Y SELLO|SUMA DE LAS|ELABORADO|V.?B.?\b|CONCEPTO|^\W*\w?\W*$", re.I)
_SUM = re.compile(r"SUMA\W*DE\W*LAS\W*PONDERACI\D*(\d{1,3}(?:[.,]\d{1,2})?)", re.I)
_NEAR = 3
"""Lines before the text of an action among which its code is looked for."""

_FOR_WHOM = re.compile(r"^\W*(?:[1IlS]{1,2}[)\]]|11 |SI |l\) |Poblaci|Ciudadan|Todos |Todas |SEGIP\b|Instituci)", re.I)


def read_form02(pages: Sequence[Page], known: Known) -> tuple[tuple[ReadRow, ...], tuple[str, ...]]:
    """The rows of `acp_unidad`, and what is to be told of the form as a whole (Spanish)."""
    if not known.acp:
        return (), ("Para leer el formulario 02 hacen falta las acciones de corto plazo del plan.",)
    lines = [line for page in pages for line in page.lines if line.words]
    seen = seen_in_columns(pages, known) or _seen_in_text(lines, known)
    if not seen:
        return (), ("No se reconoció ninguna acción de corto plazo en el formulario 02.",)
    printed = next((found[1] for line in lines if (found := _SUM.search(line.text))), None)
    number = pages[0].number
    weights, notes = weighed([each.weights for each in seen], printed, number)
    rows = tuple(row_of(each, weight, known, number) for each, weight in zip(seen, weights, strict=True))
    return rows, notes


def _seen_in_text(lines: Sequence[Line], known: Known) -> list[Seen]:
    within = spoken([word for line in lines for word in line.words])
    starts, spans = _starts(lines), spans_of(within, known)
    return [_seen(within, starts, spans, at) for at, span in enumerate(spans) if span.kind == "acp"]


def _starts(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the words that begin a line."""
    found, at = [], 0
    for line in lines:
        found.append(at)
        at += len(line.words)
    return frozenset(found)


def _seen(within: Spoken, starts: frozenset[int], spans: list[Span], at: int) -> Seen:
    """What stands before the text of an action (its code) and after it (its weight, products and beneficiaries)."""
    words, found = within.words, spans[at].found
    before = spans[at - 1].found.last if at else 0
    following = spans[at + 1] if at + 1 < len(spans) else None
    ahead = _lines(words[before : found.first], before, starts)
    behind = _lines(words[found.last : following.found.first if following else len(words)], found.last, starts)
    # Just before another action of short term stands the code of that one.
    own = behind[:-_NEAR] if following and following.kind == "acp" else behind
    codes = [code for line in ahead[-_NEAR:] if (code := code_in(line))] or [
        code for line in own if (code := code_in(line))
    ]
    texts = [text for line in behind if (text := _without_figures(line)) and not _END.search(text)]
    cut = next((number for number, text in enumerate(texts) if _FOR_WHOM.search(text)), len(texts))
    return Seen(
        found=found,
        text=joined([" ".join(word.text for word in words[found.first : found.last])]),
        codes=tuple(dict.fromkeys(codes)),
        weights=tuple(weight for line in behind for weight in weights_in(line)),
        products=joined(texts[:cut]),
        beneficiaries=joined(texts[cut:]),
    )


def _lines(words: Sequence[Word], first: int, starts: frozenset[int]) -> list[str]:
    lines: list[list[str]] = []
    for number, word in enumerate(words, first):
        if number in starts or not lines:
            lines.append([])
        lines[-1].append(word.text)
    return [" ".join(line) for line in lines]


def _without_figures(line: str) -> str:
    """A line without the weight and the codes that stand in it."""
    text = WEIGHT.sub("", line).strip(" |_—•")
    return "" if code_in(line) or _SINGLE.fullmatch(text) or not re.search(r"\w\w", text) else text

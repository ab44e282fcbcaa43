"""Form 02 understood by its vocabulary: the actions of the plan are known, and each one found begins a row.

What stands around the text of an action says the rest: its code, its weight, its products and its beneficiaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apthapi.formats.scan.amounts import LETTERS
from apthapi.formats.scan.form02_cells import Seen, row_of
from apthapi.formats.scan.reading import Known, Line, ReadRow, Word
from apthapi.formats.scan.vocabulary import Found, Spoken, places_of, spoken
from apthapi.formats.scan.weights import weighed

_CODE = re.compile(r"\d ?[.,] ?\d{1,2}|\d\d")
_SINGLE = re.compile(r"[\dIl|]")
_WEIGHT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_END = re.compile(r"RESPONSA|FIRMA Y SELLO|SUMA DE LAS|ELABORADO|V.?B.?\b|CONCEPTO|^\W*\w?\W*$", re.I)
_SUM = re.compile(r"SUMA DE LAS PONDERACIONES\D*(\d{1,3}(?:[.,]\d{1,2})?)", re.I)
_NEAR = 3
"""Lines before the text of an action among which its code is looked for."""

_FOR_WHOM = re.compile(r"^\W*(?:[1IlS]{1,2}[)\]]|11 |SI |l\) |Poblaci|Ciudadan|Todos |Todas |SEGIP\b|Instituci)", re.I)


@dataclass(frozen=True, slots=True)
class _Span:
    """Words of a known action (`acp` or `ae`)."""

    kind: str
    found: Found


def read_form02(lines: Sequence[Line], known: Known, page: int) -> tuple[tuple[ReadRow, ...], tuple[str, ...]]:
    """The rows of `acp_unidad`, and what is to be told of the form as a whole (Spanish)."""
    if not known.acp:
        return (), ("Para leer el formulario 02 hacen falta las acciones de corto plazo del plan.",)
    lines = [line for line in lines if line.words]
    within = spoken([word for line in lines for word in line.words])
    starts = _starts(lines)
    spans = _spans(within, known)
    actions = [at for at, span in enumerate(spans) if span.kind == "acp"]
    if not actions:
        return (), ("No se reconoció ninguna acción de corto plazo en el formulario 02.",)
    seen = [_seen(within, starts, spans, at) for at in actions]
    printed = next((found[1] for line in lines if (found := _SUM.search(line.text))), None)
    weights, notes = weighed([each.weights for each in seen], printed, page)
    rows = tuple(row_of(each, weight, known, page) for each, weight in zip(seen, weights, strict=True))
    return rows, notes


def _starts(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the words that begin a line."""
    found, at = [], 0
    for line in lines:
        found.append(at)
        at += len(line.words)
    return frozenset(found)


def _spans(within: Spoken, known: Known) -> list[_Span]:
    """Where the known actions are, the more alike ones first to take their words; in the order of the paper.

    An action that is written twice running is first the strategic one and then that of short term.
    """
    candidates = [_Span("acp", each) for code, _, text in known.acp for each in places_of(code, text, within)]
    candidates += [_Span("ae", each) for code, text in known.acciones for each in places_of(code, text, within)]
    candidates.sort(key=lambda span: (-span.found.alike, span.kind))
    taken: list[_Span] = []
    for span in candidates:
        if all(span.found.last <= other.found.first or span.found.first >= other.found.last for other in taken):
            taken.append(span)
    taken.sort(key=lambda span: span.found.first)
    last = {span.found.code: at for at, span in enumerate(taken) if span.kind == "acp"}
    return [
        span if span.kind == "ae" or last[span.found.code] == at else _Span("ae", span.found)
        for at, span in enumerate(taken)
    ]


def _seen(within: Spoken, starts: frozenset[int], spans: list[_Span], at: int) -> Seen:
    """What stands before the text of an action (its code) and after it (its weight, products and beneficiaries)."""
    words, found = within.words, spans[at].found
    before = spans[at - 1].found.last if at else 0
    following = spans[at + 1] if at + 1 < len(spans) else None
    ahead = _lines(words[before : found.first], before, starts)
    behind = _lines(words[found.last : following.found.first if following else len(words)], found.last, starts)
    # Just before another action of short term stands the code of that one.
    own = behind[:-_NEAR] if following and following.kind == "acp" else behind
    codes = [code for line in ahead[-_NEAR:] if (code := _code(line))] or [
        code for line in own if (code := _code(line))
    ]
    texts = [text for line in behind if (text := _without_figures(line)) and not _END.search(text)]
    cut = next((number for number, text in enumerate(texts) if _FOR_WHOM.search(text)), len(texts))
    return Seen(
        found=found,
        text=joined([" ".join(word.text for word in words[found.first : found.last])]),
        codes=tuple(dict.fromkeys(codes)),
        weights=tuple(weight for line in behind for weight in _weights(line)),
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


def _code(line: str) -> str:
    """The code of an action in a line of figures (`1.1`, `5 5.1 3%`, `61`), empty if there is none."""
    plain = _WEIGHT.sub("", line).strip(" .|_—-")
    if not plain or len(plain) > 8:
        return ""
    for part in re.split(r"\s+(?=\d[.,]?\d)", plain.translate(LETTERS)):
        if _CODE.fullmatch(part):
            digits = re.sub(r"\D", "", part)
            return f"{digits[0]}.{digits[1:]}"
    return ""


def _weights(line: str) -> Iterator[str]:
    yield from (found[1] for found in _WEIGHT.finditer(line))


def _without_figures(line: str) -> str:
    """A line without the weight and the codes that stand in it."""
    text = _WEIGHT.sub("", line).strip(" |_—•")
    return "" if _code(line) or _SINGLE.fullmatch(text) or not re.search(r"\w\w", text) else text


def joined(texts: Sequence[str]) -> str:
    """Lines as one text, words cut at their end put together."""
    text = ""
    for each in texts:
        text = text[:-1] + each if re.search(r"\w[-\u00ad]$", text) else f"{text} {each}".strip()
    return text

"""The actions of a form 02 whose words have a place: what stands beside each, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from apthapi.formats.scan.form02_cells import Seen, code_in, joined, spans_of, weights_in
from apthapi.formats.scan.form02_content import columns_by_content
from apthapi.formats.scan.layout import Columns, Placed, columns_of, lines_in
from apthapi.formats.scan.reading import Known, Page
from apthapi.formats.scan.vocabulary import Found, spoken

_COLUMNS = 7
_CODES, _TEXTS, _WEIGHTS, _PRODUCTS, _BENEFICIARIES = 2, 3, 4, 5, 6
_SAME_LINE = 0.008


def seen_in_columns(pages: Sequence[Page], known: Known) -> list[Seen] | None:
    """What is seen of each action; None if the columns cannot be told apart or no action is found in theirs.

    By the titles of the columns, or by what they hold where a stamp over the titles makes them say less.
    """
    ways = (columns_of(pages, "BENEFICIARIOS", _COLUMNS), columns_by_content(pages, known))
    found = [seen for columns in ways if columns and (seen := _seen(columns, known))]
    return max(found, key=_how_much, default=None)


def _how_much(seen: Sequence[Seen]) -> int:
    return sum(1 + bool(each.codes) + bool(each.weights) for each in seen)


def _seen(columns: Columns, known: Known) -> list[Seen]:
    words = columns[_TEXTS]
    within = spoken([each.word for each in words])
    spans = [span.found for span in spans_of(within, known) if span.kind == "acp"]
    tops = [words[span.first].top for span in spans]
    bottoms = [words[span.last - 1].bottom for span in spans]
    codes = [(top, code) for top, text in lines_in(columns[_CODES]) if (code := code_in(text))]
    level = sum(any(abs(code - top) < _SAME_LINE for code, _ in codes) for top in tops) * 2 >= len(tops)
    # Texts begin level with their code, or codes stand in the middle of their row: then so do all the texts.
    starts = [top - _SAME_LINE if level or not at else (bottoms[at - 1] + top) / 2 for at, top in enumerate(tops)]
    orphans = _by_code(codes, spans, tops, bottoms, known)
    rows = sorted([*zip(starts, spans, strict=True), *orphans], key=lambda row: row[0])
    stops = [*(start for start, _ in rows[1:]), float("inf")] if rows else []
    return [_row(columns, start, stop, span) for (start, span), stop in zip(rows, stops, strict=True)]


def _by_code(
    codes: Sequence[tuple[float, str]],
    spans: Sequence[Found],
    tops: Sequence[float],
    bottoms: Sequence[float],
    known: Known,
) -> Iterator[tuple[float, Found]]:
    """Actions of which only the code was read: where each begins, and that nothing was found of its text."""
    told = {span.code for span in spans}
    for top, code in codes:
        beside = any(above - _SAME_LINE <= top < bottom for above, bottom in zip(tops, bottoms, strict=True))
        if not beside and code not in told and any(code == each for each, _, _ in known.acp):
            told.add(code)
            yield top - _SAME_LINE, Found(code, 0, 0, 0.0)


def _row(columns: Columns, start: float, stop: float, span: Found) -> Seen:
    def texts(column: int) -> list[str]:
        return [text for _, text in lines_in(_between(columns[column], start, stop))]

    words = columns[_TEXTS][span.first : span.last] or _between(columns[_TEXTS], start, stop)
    return Seen(
        found=span,
        text=joined([text for _, text in lines_in(words)]),
        codes=tuple(dict.fromkeys(code for text in texts(_CODES) if (code := code_in(text)))),
        weights=tuple(weights_in(" ".join(texts(_WEIGHTS)))),
        products=joined(_readable(texts(_PRODUCTS))),
        beneficiaries=joined(_readable(texts(_BENEFICIARIES))),
    )


def _between(words: Sequence[Placed], start: float, stop: float) -> list[Placed]:
    return [each for each in words if start <= each.top < stop]


def _readable(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if re.search(r"\w", text)]

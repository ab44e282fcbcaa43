"""The actions of a form 02 whose words have a place: what stands beside each, column by column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apthapi.formats.scan.form02_cells import Seen, code_in, joined, spans_of, weights_in
from apthapi.formats.scan.form02_content import columns_by_content
from apthapi.formats.scan.layout import Columns, Placed, columns_of, lines_in
from apthapi.formats.scan.reading import Known, Page
from apthapi.formats.scan.vocabulary import spoken

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


def _seen(columns: Columns, known: Known) -> list[Seen] | None:
    words = columns[_TEXTS]
    within = spoken([each.word for each in words])
    spans = [span.found for span in spans_of(within, known) if span.kind == "acp"]
    if not spans:
        return None
    tops = [words[span.first].top for span in spans]
    bottoms = [words[span.last - 1].bottom for span in spans]
    codes = [top for top, text in lines_in(columns[_CODES]) if code_in(text)]
    level = sum(any(abs(code - top) < _SAME_LINE for code in codes) for top in tops) * 2 >= len(tops)
    # Texts begin level with their code, or codes stand in the middle of their row: then so do all the texts.
    starts = [top - _SAME_LINE if level or not at else (bottoms[at - 1] + top) / 2 for at, top in enumerate(tops)]
    found = []
    for at, span in enumerate(spans):
        stop = starts[at + 1] if at + 1 < len(starts) else float("inf")

        def texts(column: int, start: float = starts[at], stop: float = stop) -> list[str]:
            return [text for _, text in lines_in(_between(columns[column], start, stop))]

        found.append(
            Seen(
                found=span,
                text=joined([text for _, text in lines_in(words[span.first : span.last])]),
                codes=tuple(dict.fromkeys(code for text in texts(_CODES) if (code := code_in(text)))),
                weights=tuple(weights_in(" ".join(texts(_WEIGHTS)))),
                products=joined(_readable(texts(_PRODUCTS))),
                beneficiaries=joined(_readable(texts(_BENEFICIARIES))),
            )
        )
    return found


def _between(words: Sequence[Placed], start: float, stop: float) -> list[Placed]:
    return [each for each in words if start <= each.top < stop]


def _readable(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if re.search(r"\w", text)]

"""What is seen of an action in a form 02, and its row as cells: what proves its code, its texts as read and known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apthapi.formats.scan.amounts import LETTERS
from apthapi.formats.scan.reading import Certainty, Known, Option, ReadCell, ReadRow
from apthapi.formats.scan.vocabulary import APART, Found, Spoken, cleaned, nearest, places_of

_CODE = re.compile(r"\d ?[.,] ?\d{1,2}|\d\d")
WEIGHT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
EDGES = " .,|_—-\"'“”‘’«»:;"
"""What lines, stamps and dust leave beside a code."""
_CLEAN = 90.0
"""From this likeness on the known text is offered before the one that was read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of an action: its text, the codes and weights beside it, and the texts that follow."""

    found: Found
    text: str
    codes: tuple[str, ...]
    weights: tuple[str, ...]
    products: str
    beneficiaries: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a known action (`acp` or `ae`)."""

    kind: str
    found: Found


def spans_of(within: Spoken, known: Known) -> list[Span]:
    """Where the known actions are, the more alike ones first to take their words; in the order of the paper.

    An action that is written twice running is first the strategic one and then that of short term.
    """
    candidates = [Span("acp", each) for code, _, text in known.acp for each in places_of(code, text, within)]
    candidates += [Span("ae", each) for code, text in known.acciones for each in places_of(code, text, within)]
    candidates.sort(key=lambda span: (-span.found.alike, span.kind))
    taken: list[Span] = []
    for span in candidates:
        if all(span.found.last <= other.found.first or span.found.first >= other.found.last for other in taken):
            taken.append(span)
    taken.sort(key=lambda span: span.found.first)
    last = {span.found.code: at for at, span in enumerate(taken) if span.kind == "acp"}
    return [
        span if span.kind == "ae" or last[span.found.code] == at else Span("ae", span.found)
        for at, span in enumerate(taken)
    ]


def code_in(line: str) -> str:
    """The code of an action in a line of figures (`1.1`, `5 5.1 3%`, `61`), empty if there is none."""
    plain = WEIGHT.sub("", line).strip(EDGES)
    if not plain or len(plain) > 8:
        return ""
    for part in re.split(r"\s+(?=\d[.,]?\d)", plain.translate(LETTERS)):
        if _CODE.fullmatch(part):
            digits = re.sub(r"\D", "", part)
            return f"{digits[0]}.{digits[1:]}"
    return ""


def weights_in(line: str) -> Iterator[str]:
    yield from (found[1] for found in WEIGHT.finditer(line))


def joined(texts: Sequence[str]) -> str:
    """Lines as one text, words cut at their end put together."""
    text = ""
    for each in texts:
        text = text[:-1] + each if re.search(r"\w[-\u00ad]$", text) else f"{text} {each}".strip()
    return text


def row_of(seen: Seen, weight: ReadCell, known: Known, page: int) -> ReadRow:
    """The row of `acp_unidad`."""
    acp = _acp(seen, known, page)
    of = {code: (ae, text) for code, ae, text in known.acp}
    ae, text = of[seen.found.code]
    lexicon = [word for _, text in (*known.acciones, *(each[1:] for each in known.acp)) for word in text.split()]
    strategic = dict(known.acciones).get(ae, "")
    why = f"Es la acción estratégica de la ACP {seen.found.code}."
    texts = (Option(text, "Es el texto del plan."), Option(seen.text, "Es lo que se leyó."))
    if seen.found.alike < _CLEAN:
        texts = texts[::-1]
    same = "El texto del plan se parece al que se leyó; el papel puede variarlo."
    return ReadRow(
        "acp_unidad",
        (
            acp,
            ReadCell("ae", ae, "", acp.certainty, why, (), page),
            ReadCell("texto_ae", strategic, "", Certainty.DOUBTFUL, same, (), page),
            ReadCell("texto_acp", texts[0].value, seen.text, Certainty.DOUBTFUL, same, texts, page),
            weight,
            _plain("productos_esperados", seen.products, lexicon, page),
            _plain("beneficiarios", seen.beneficiaries, lexicon, page),
        ),
    )


def _acp(seen: Seen, known: Known, page: int) -> ReadCell:
    """Certain if its text is that of one action and of no other, and the code beside it, if it was read, agrees."""
    code, alike = seen.found.code, seen.found.alike
    others = [
        each
        for each, score in nearest(seen.text, [(code, text) for code, _, text in known.acp])
        if score > alike - APART
    ]
    read = [each for each in seen.codes if each in {code for code, _, _ in known.acp}]
    shown = " ".join(seen.codes)
    if alike and set(others) <= {code} and (not read or read == [code]):
        how = f"El código leído y el texto son los de la ACP {code}." if read else f"Su texto es el de la ACP {code}."
        return ReadCell("acp", code, shown, Certainty.CERTAIN, how, (), page)
    options = tuple(
        Option(each, "Es el código que se leyó." if each in read else "Su texto se parece.")
        for each in dict.fromkeys((code, *read, *others))
    )
    why = f"El texto se parece al de la ACP {code}, pero el código leído u otra acción también caben."
    if not alike:
        why = f"Se leyó el código {code}, pero su texto no se reconoció."
    return ReadCell("acp", code, shown, Certainty.DOUBTFUL, why, options, page)


def _plain(column: str, text: str, lexicon: Sequence[str], page: int) -> ReadCell:
    """A text that nothing known says: as it was read, words that are nearly known ones put right."""
    if not text:
        return ReadCell(column, None, "", Certainty.UNREAD, "No se leyó.", (), page)
    better = cleaned(text, lexicon)
    why = "Es lo que se leyó; nada lo comprueba."
    if better == text:
        return ReadCell(column, text, text, Certainty.DOUBTFUL, why, (), page)
    options = (Option(better, "Corrige palabras casi iguales a otras del plan."), Option(text, "Es lo que se leyó."))
    return ReadCell(column, better, text, Certainty.DOUBTFUL, why, options, page)

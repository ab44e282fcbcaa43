"""A row of form 02 as cells: what proves the code of an action, and its texts as read and as known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.formats.scan.reading import Certainty, Known, Option, ReadCell, ReadRow
from apthapi.formats.scan.vocabulary import APART, Found, cleaned, nearest

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
    if set(others) <= {code} and (not read or read == [code]):
        how = f"El código leído y el texto son los de la ACP {code}." if read else f"Su texto es el de la ACP {code}."
        return ReadCell("acp", code, shown, Certainty.CERTAIN, how, (), page)
    options = tuple(
        Option(each, "Es el código que se leyó." if each in read else "Su texto se parece.")
        for each in dict.fromkeys((code, *read, *others))
    )
    why = f"El texto se parece al de la ACP {code}, pero el código leído u otra acción también caben."
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

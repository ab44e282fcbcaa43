"""The weights of a form 02: each as read, and proved when they add up to what they should."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.core.fields import plain_number
from apthapi.formats.scan.reading import Certainty, Option, ReadCell

WHOLE = 100_00
"""What the weights of a unit should add up to, in hundredths of a percent."""


def weighed(
    seen: Sequence[Sequence[str]], printed: str | None, page: int
) -> tuple[tuple[ReadCell, ...], tuple[str, ...]]:
    """A cell for each action from the weights seen beside it, and what is to be told (Spanish).

    They are proved by adding up to 100, or to the sum that is printed under them. A single missing one is offered
    as what is missing to 100, never taken: real forms do not always add up to 100.
    """
    values = [_hundredths(each[0]) if len(each) == 1 else None for each in seen]
    known = [value for value in values if value is not None]
    total, whole = sum(known), len(known) == len(values)
    wanted = {WHOLE} if printed is None else {_hundredths(printed)}
    proved = whole and total in wanted
    missing = WHOLE - total if len(values) - len(known) == 1 and 0 < WHOLE - total <= WHOLE else None
    cells = tuple(
        _cell(texts, value, missing, total, page, proved=proved, whole=whole)
        for texts, value in zip(seen, values, strict=True)
    )
    if proved and total == WHOLE:
        return cells, ()
    return cells, (f"Las ponderaciones que se leyeron suman {_shown(total)} %.",)


def _cell(
    texts: Sequence[str], value: int | None, missing: int | None, total: int, page: int, *, proved: bool, whole: bool
) -> ReadCell:
    text = " ".join(f"{each}%" for each in texts)
    if value is not None and proved:
        why = f"Las ponderaciones leídas suman {_shown(total)} %, como deben o como está impreso."
        return ReadCell("ponderacion", value, text, Certainty.CERTAIN, why, (), page)
    if value is not None:
        why = f"Se leyó, pero las ponderaciones leídas suman {_shown(total)} % y no lo comprueban."
        options = _options(value, total) if whole else ()
        return ReadCell("ponderacion", value, text, Certainty.DOUBTFUL, why, options, page)
    if texts:
        options = tuple(Option(_hundredths(each), "Está junto a esta acción.") for each in texts)
        why = "Hay más de una ponderación junto a esta acción."
        return ReadCell("ponderacion", options[0].value, text, Certainty.DOUBTFUL, why, options, page)
    if missing is not None:
        option = Option(missing, "Es lo que falta para 100 %; no se leyó en el papel.")
        return ReadCell("ponderacion", None, "", Certainty.DOUBTFUL, "No se leyó su ponderación.", (option,), page)
    return ReadCell("ponderacion", None, "", Certainty.UNREAD, "No se leyó su ponderación.", (), page)


def _options(value: int, total: int) -> tuple[Option, ...]:
    """A weight as it was read, and what it would be if it were the only one that is wrong."""
    other = value + WHOLE - total
    if other == value or not 0 < other <= WHOLE:
        return ()
    return Option(value, "Es lo que se leyó."), Option(other, "Es lo que falta para 100 % si las demás están bien.")


def _hundredths(text: str) -> int:
    whole, _, decimals = text.replace(",", ".").partition(".")
    return int(whole) * 100 + int(decimals.ljust(2, "0") or 0)


def _shown(hundredths: int) -> str:
    return plain_number(hundredths, 2).removesuffix(".00").replace(".", ",")

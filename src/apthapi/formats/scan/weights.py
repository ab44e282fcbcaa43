"""The weights of a form 02: each as read, and proved when they add up to what they should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.core.fields import plain_number
from apthapi.formats.scan.reading import Certainty, Option, ReadCell

WHOLE = 100_00
"""What the weights of a unit should add up to, in hundredths of a percent."""


def weighed(
    seen: Sequence[Sequence[str]], printed: str | None, page: int
) -> tuple[tuple[ReadCell, ...], tuple[str, ...]]:
    """A cell for each action from the weights seen beside it, and what is to be told (Spanish).

    They are proved by adding up to 100, or to the sum that is printed under them. A single missing one is offered as
    what is missing to that sum; to 100, if none was read, only as an option: real forms do not always add up to 100.
    """
    values = [_hundredths(each[0]) if len(each) == 1 else None for each in seen]
    known = [value for value in values if value is not None]
    sums = _Sums(
        sum(known), len(values) - len(known), WHOLE if printed is None else _hundredths(printed), bool(printed)
    )
    cells = tuple(_cell(texts, value, sums, page) for texts, value in zip(seen, values, strict=True))
    if sums.proved and sums.total == WHOLE:
        return cells, ()
    return cells, (f"Las ponderaciones que se leyeron suman {_shown(sums.total)} %.",)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the weights that were read add up to, how many were not, and what all should: as is `printed` or not."""

    total: int
    unread: int
    wanted: int
    printed: bool

    @property
    def proved(self) -> bool:
        return not self.unread and self.total == self.wanted

    def left_for(self, value: int) -> int | None:
        """What a weight is, read as that (0: not read), if all the others are right."""
        left = value + self.wanted - self.total
        return left if 0 < left <= WHOLE and left != value and self.unread == (0 if value else 1) else None


def _cell(texts: Sequence[str], value: int | None, sums: _Sums, page: int) -> ReadCell:
    text = " ".join(f"{each}%" for each in texts)
    total, left = _shown(sums.total), sums.left_for(value or 0)
    lacking = [Option(left, f"Es lo que falta para {_shown(sums.wanted)} % si las demás están bien.")] if left else []
    if value is not None and sums.proved:
        why = f"Las ponderaciones leídas suman {total} %, como deben o como está impreso."
        return ReadCell("ponderacion", value, text, Certainty.CERTAIN, why, (), page)
    if value is not None:
        why = f"Se leyó, pero las ponderaciones leídas suman {total} % y no lo comprueban."
        options = (Option(value, "Es lo que se leyó."), *lacking) if lacking else ()
        return ReadCell("ponderacion", value, text, Certainty.DOUBTFUL, why, options, page)
    if texts:
        options = (*(Option(_hundredths(each), "Está junto a esta acción.") for each in texts), *lacking)
        why = "Hay más de una ponderación junto a esta acción."
        return ReadCell("ponderacion", options[0].value, text, Certainty.DOUBTFUL, why, options, page)
    why = "No se leyó su ponderación."
    if left:
        likely = left if sums.printed else None
        return ReadCell("ponderacion", likely, "", Certainty.DOUBTFUL, why, tuple(lacking), page)
    return ReadCell("ponderacion", None, "", Certainty.UNREAD, why, (), page)


def _hundredths(text: str) -> int:
    whole, _, decimals = text.replace(",", ".").partition(".")
    return int(whole) * 100 + int(decimals.ljust(2, "0") or 0)


def _shown(hundredths: int) -> str:
    return plain_number(hundredths, 2).removesuffix(".00").replace(".", ",")

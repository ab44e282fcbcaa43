"""Amounts as they come out of an image: separators lost or mixed, letters for digits, words split or run together.

A digit is never replaced by another digit here: that is for the sums to suggest and for a person to accept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apthapi.core.money import LIMIT
from apthapi.formats.scan.reading import Box, Word

LETTERS = str.maketrans("OoDQlI|iSsBGZz", "00001111558622")
"""Letters that a reader of images takes for digits, and the digit that each one is."""

_NUMERIC = re.compile(r"[\d.,'’]*\d[\d.,'’]*")
_ONE = r"(?:\d{1,3}(?:[.,]\d{3})+?[.,]\d{2}|\d{1,3}[.,]\d{2})"
_WHOLE = re.compile(r"\d{1,3}(?:[.,]\d{3})*[.,]\d{2}")
_RUN_TOGETHER = re.compile(rf"{_ONE}{{2,}}")
_HUGE = 10**11
_EACH = re.compile(_ONE)
_MARKS = ".,'’"
_TAIL = re.compile(r"(?<=[.,]\d\d)[.,]+$")
_SEPARATORS = re.compile(r"[.,'’]")
_BREAKS = re.compile(r"[.,'’ ]+")
_ENDED = re.compile(r".*[.,'’]\d{2}|.*[.,'’]\d{5}")
_WITH_DECIMALS = re.compile(r".*\d[.,'’ ]+\d{2}|.*[.,'’ ]\d{5}|\d{5,}")
_LEAD = re.compile(r"\d{1,3}")
_CONTINUES = re.compile(r"\d{3}([.,'’]\d{3})*([.,'’]\d{1,2}|\d{2})?|\d{2}")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount that was seen. `readings` are the centavos that it can be without changing a digit, likeliest first.

    `repaired` says that the text is not a well written amount; `confidence` is the lowest of its words.
    """

    text: str
    readings: tuple[int, ...]
    repaired: bool
    box: Box | None = None
    confidence: float = 100.0

    @property
    def ended(self) -> bool:
        """Whether it ends with two decimals that a mark or a space separates, or that were run together."""
        return bool(_WITH_DECIMALS.fullmatch(self.text.translate(LETTERS)))


def amounts_in(words: Sequence[Word]) -> tuple[Amount, ...]:
    """The amounts among the words of a line, from left to right. Words that are no numbers separate them."""
    return tuple(amount for run in _runs(words) for amount in _of_run(run))


def is_numeric(text: str) -> bool:
    """Whether a word is made of digits, separators and at most as many letters that are taken for digits."""
    changed = text.translate(LETTERS)
    if not _NUMERIC.fullmatch(changed):
        return False
    digits = sum(letter.isdigit() for letter in text)
    return digits * 2 >= sum(letter.isdigit() for letter in changed)


def digits_of(text: str) -> str:
    """The digits of an amount, letters that stand for digits among them."""
    return "".join(letter for letter in text.translate(LETTERS) if letter.isdigit())


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words:
        text = _TAIL.sub("", word.text.strip("()[]{}:;_-—~*\"'“”"))
        goes_on = bool(run) and len(text) in (2, 3) and bool(_NUMERIC.fullmatch(text.translate(LETTERS)))
        if is_numeric(text) or goes_on:
            run.append(Word(text, word.box, word.confidence))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _of_run(run: list[Word]) -> Iterator[Amount]:
    held: list[Word] = []
    for word in run:
        plain = word.text.translate(LETTERS)
        if held and not _joins(held, plain):
            yield from _ended(held)
            held = []
        if _RUN_TOGETHER.fullmatch(plain) and not _is_one(plain):
            yield from _ended(held)
            held = []
            for each in _EACH.finditer(plain):
                yield from _ended([Word(word.text[each.start() : each.end()], word.box, word.confidence)])
            continue
        held.append(word)
        if _ENDED.fullmatch(plain) or (len(held) > 1 and len(plain) == 2):
            yield from _ended(held)
            held = []
    yield from _ended(held)


def _is_one(plain: str) -> bool:
    """Whether a word that could be two amounts is one with mixed marks: not of thousands of millions."""
    return _is_well_written(plain) or (bool(_WHOLE.fullmatch(plain)) and int(digits_of(plain)) < _HUGE)


def _joins(held: list[Word], plain: str) -> bool:
    """Whether a word goes on with the amount before it. A number of up to three digits before it always may."""
    before = "".join(word.text for word in held).translate(LETTERS)
    if before[-1] in _MARKS or plain[0] in _MARKS or _LEAD.fullmatch(before):
        return True
    if len(held) == 1 and _SEPARATORS.search(before):
        return bool(re.fullmatch(r"\d{2,3}", plain))
    return bool(_CONTINUES.fullmatch(plain))


def _ended(held: list[Word]) -> Iterator[Amount]:
    if not held:
        return
    text = " ".join(word.text for word in held)
    readings = _readings(text)
    if len(held) == 2 and _LEAD.fullmatch(held[0].text.translate(LETTERS)):
        alone = _readings(held[1].text)
        proper = _CONTINUES.fullmatch(held[1].text.translate(LETTERS))
        readings = (*readings, *alone) if proper else (*alone, *readings)
    if readings:
        confidence = min(word.confidence for word in held)
        yield Amount(text, tuple(dict.fromkeys(readings)), not _is_well_written(text), _around(held), confidence)


def _readings(text: str) -> tuple[int, ...]:
    groups = [each for each in _BREAKS.split(text.translate(LETTERS)) if each]
    digits = "".join(groups)
    if not 3 <= len(digits) <= 15 or (len(groups) == 1 and len(digits) < 4):
        return ()
    whole, last = int(digits), len(groups[-1])
    found: tuple[int, ...]
    if len(groups) == 1:
        found = (whole, whole * 100)
    elif last == 1:
        found = (whole * 10,)
    elif last == 3:
        found = (whole * 100, whole)
    else:
        found = (whole,)
    return tuple(value for value in found if value <= LIMIT)


def _is_well_written(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(\.\d{3})*,\d{2}|\d{1,3}(,\d{3})*\.\d{2}", text))


def _around(words: Sequence[Word]) -> Box | None:
    boxes = [word.box for word in words if word.box]
    if not boxes:
        return None
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )

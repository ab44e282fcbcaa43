"""Known texts found among the words of a form, however misread, and which of them a text is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from apthapi.formats.scan.alike import folded
from apthapi.formats.scan.reading import Word

FOUND = 72.0
"""How alike (0 to 100) a known text must be to be taken for the one that is printed."""

APART = 8.0
"""How much less alike every other known text must be for that to be certain."""

_EDGE = 8
"""Words at each end of a place that are tried with it and without it."""

_WORD, _NEARLY = 6, 88.0
"""The shortest word that is put right, and how alike a known one must be."""

_SHORTEST = 0.6
"""The part of a known text that must be there."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words, as one string to be searched, and the word that each of its letters belongs to."""

    words: tuple[Word, ...]
    text: str
    owner: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A known text: its code, the words from `first` up to `last` (not included), and how alike (0 to 100)."""

    code: str
    first: int
    last: int
    alike: float


def spoken(words: Sequence[Word]) -> Spoken:
    """Words ready to be searched."""
    pieces = [folded(word.text) for word in words]
    owner = tuple(number for number, piece in enumerate(pieces) for _ in piece)
    return Spoken(tuple(words), "".join(pieces), owner)


def places_of(code: str, known: str, within: Spoken) -> Iterator[Found]:
    """Every place where a known text is written, none over another."""
    wanted = folded(known)
    gaps = [(0, len(within.text))]
    while gaps and wanted:
        start, end = gaps.pop()
        if end - start < len(wanted) * _SHORTEST:
            continue
        aligned = fuzz.partial_ratio_alignment(wanted, within.text[start:end], score_cutoff=FOUND)
        if aligned is None or aligned.dest_end - aligned.dest_start < len(wanted) * _SHORTEST:
            continue
        first, last = start + aligned.dest_start, start + aligned.dest_end
        yield _fitted(Found(code, within.owner[first], within.owner[last - 1] + 1, aligned.score), wanted, within)
        gaps += [(start, first), (last, end)]


def _fitted(found: Found, wanted: str, within: Spoken) -> Found:
    """The same place with the words at its ends that make it most alike: it was found as long as the known text."""
    best = found
    for first in range(max(0, found.first - _EDGE), min(found.first + _EDGE, found.last)):
        best = max(best, _between(best, wanted, within, first, best.last), key=lambda each: each.alike)
    for last in range(max(best.first + 1, found.last - _EDGE), min(len(within.words), found.last + _EDGE) + 1):
        best = max(best, _between(best, wanted, within, best.first, last), key=lambda each: each.alike)
    return best


def _between(found: Found, wanted: str, within: Spoken, first: int, last: int) -> Found:
    text = "".join(folded(word.text) for word in within.words[first:last])
    return Found(found.code, first, last, fuzz.ratio(wanted, text))


def cleaned(text: str, lexicon: Sequence[str]) -> str:
    """A text with each word that is unknown but nearly a known one put right; words in capitals keep them."""
    known = {folded(word): word.strip(".,;:()") for word in lexicon}
    return " ".join(_put_right(word, known) for word in text.split())


def _put_right(word: str, known: dict[str, str]) -> str:
    plain = folded(word)
    if len(plain) < _WORD or plain in known:
        return word
    # Of another length or end it would be another form of the word: a plural, a gender, a tense.
    same = [each for each in known if len(each) == len(plain) and each[-2:] == plain[-2:]]
    near = process.extract(plain, same, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=2)
    if not near or (len(near) > 1 and near[0][1] - near[1][1] < APART / 2):
        return word
    found = known[near[0][0]].lower()
    tail = word[len(word.rstrip(".,;:)")) :]
    return (found.capitalize() if word[:1].isupper() else found) + tail


def nearest(text: str, known: Sequence[tuple[str, str]]) -> list[tuple[str, float]]:
    """Codes of the known texts, the most alike first, with how alike (0 to 100)."""
    plain = folded(text)
    scored = [(code, fuzz.ratio(plain, folded(each))) for code, each in known]
    return sorted(scored, key=lambda each: -each[1])

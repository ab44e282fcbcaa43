"""Puts words that have places into the lines that a person would read, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

from apthapi.formats.scan.reading import Box, Line, Word


def lines_of(words: Iterable[Word]) -> tuple[Line, ...]:
    """The words of each height of the page, whatever its columns, from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (_middle(each), _box(each).left)):
        if lines and _middle(word) - _middle(lines[-1][-1]) < min(_height(word), _height(lines[-1][-1])) / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(Line(tuple(sorted(line, key=lambda each: _box(each).left))) for line in lines)


def _box(word: Word) -> Box:
    assert word.box is not None
    return word.box


def _middle(word: Word) -> float:
    return (_box(word).top + _box(word).bottom) / 2


def _height(word: Word) -> float:
    return _box(word).bottom - _box(word).top

"""¿De dónde viene y a dónde va? Money as bands from its fuente through the unidad to what it is spent on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from apthapi.charts.drawing import Drawing, plain_numbers
from apthapi.charts.lettering import NBSP, fit, share, short_amount, whole_amount, wrap
from apthapi.charts.picture import EMPTY, WIDE, Cell, Draw, Picture, picture, refuse_negative

MOST_NODES = 24
"""More places than these in a column are told as one: the smallest of them."""

SCALE_HEIGHT = 400.0
"""Height of all the money, in units of the picture; labels may need more."""

BAR, GAP, STEP = 10.0, 7.0, 16.0
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Stream:
    """Money in centavos by what it passes through: a code of each of the three stages, '' where it is not told."""

    places: tuple[str, str, str]
    amount: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the three columns: what its places are, their names by code, and how one without code is called."""

    title: str
    names: Mapping[str, str]
    unknown: str

    def label(self, code: str) -> str:
        """Code and name of a place."""
        return f"{code} {self.names.get(code, '')}".strip() or self.unknown


@dataclass(slots=True)
class Node:
    """A place in a column, from `top` down; `entered` and `left` are how much of it has bands already."""

    code: str
    amount: int
    height: float
    slot: float
    lines: list[str] = field(default_factory=list)
    top: float = 0.0
    entered: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """Money between two neighbouring columns: where it leaves, where it arrives and how thick it is."""

    stage: int
    origin: str
    places: tuple[str, str]
    amount: int
    start: float
    end: float
    thickness: float


@dataclass(frozen=True, slots=True)
class FlowLayout:
    """Where everything stands, before it is drawn."""

    width: float
    height: float
    columns: tuple[dict[str, Node], ...]
    bands: tuple[Band, ...]


def flow(name: str, streams: Sequence[Stream], stages: tuple[Stage, Stage, Stage]) -> Picture:
    """The money of a plan through three stages; the places of the middle one in the order in which they come.

    NegativeAmountError if an amount is negative.
    """
    refuse_negative(each.amount for each in streams)
    known = [each for each in streams if each.amount]
    rows: list[tuple[Cell, ...]] = [
        (*(stage.label(code) for stage, code in zip(stages, each.places, strict=True)), each.amount) for each in known
    ]
    total = sum(each.amount for each in known)
    title = "De dónde viene y a dónde va: {}, {} y {}".format(*(stage.title.lower() for stage in stages))
    columns = [*(stage.title for stage in stages), "Importe Bs"]
    if not total:
        return picture(name, title=title, summary=EMPTY, columns=columns, rows=(), layout=None)
    folded = _fold(known)

    def laid_out(width: float) -> tuple[float, Draw]:
        layout = lay_out(folded, stages, width)
        return layout.height, lambda drawing: _draw(drawing, layout, stages)

    summary = _summary(known, stages, total)
    return picture(
        name, title=title, summary=summary, columns=columns, rows=[*rows, ("Total", "", "", total)], layout=laid_out
    )


def lay_out(streams: Sequence[Stream], stages: Sequence[Stage], width: float) -> FlowLayout:
    """Places and bands for a width. Thickness is in proportion to money; a place takes the room of its label."""
    scale = SCALE_HEIGHT / sum(each.amount for each in streams)
    columns = tuple(_column(streams, index, stage, scale, width) for index, stage in enumerate(stages))
    body = max(sum(node.slot for node in column.values()) + GAP * (len(column) - 1) for column in columns)
    head = 26.0
    for column in columns:
        _stack(list(column.values()), head, body)
    bands = tuple(_bands(streams, columns, scale))
    return FlowLayout(width, head + body + 4, columns, bands)


def _column(streams: Sequence[Stream], index: int, stage: Stage, scale: float, width: float) -> dict[str, Node]:
    amounts: dict[str, int] = {}
    for each in streams:
        amounts[each.places[index]] = amounts.get(each.places[index], 0) + each.amount
    order = amounts if index == 1 else sorted(amounts, key=lambda code: (not code, code))
    nodes = {}
    for code in order:
        amount = amounts[code]
        lines = _label(stage, index, code, amount, sum(amounts.values()), width)
        nodes[code] = Node(code, amount, amount * scale, max(amount * scale, len(lines) * STEP), lines)
    return nodes


def _label(stage: Stage, index: int, code: str, amount: int, total: int, width: float) -> list[str]:
    """Units are many: one line. Fuentes and what is spent on are few: name, amount and share."""
    wide = width >= WIDE
    if index == 1:
        return [f"{fit(code or stage.unknown, 130 if wide else 58, 13)}{NBSP}{NBSP}{short_amount(amount)}"]
    written = short_amount(amount)
    if wide:
        return [*wrap(stage.label(code), 150, 13, lines=2), f"{written} · {share(amount, total)}"]
    return [*wrap(stage.label(code), 106, 13, lines=3), written]


def _stack(nodes: Sequence[Node], top: float, body: float) -> None:
    """Put the places below each other, the free room shared out between them; a bar in the middle of its slot."""
    spare = body - sum(node.slot for node in nodes)
    between = spare / (len(nodes) - 1) if len(nodes) > 1 else 0.0
    at = top if len(nodes) > 1 else top + spare / 2
    for node in nodes:
        node.top = at + (node.slot - node.height) / 2
        at += node.slot + between


def _bands(streams: Sequence[Stream], columns: Sequence[dict[str, Node]], scale: float) -> list[Band]:
    """Bands in the order of the places at both ends, so that they cross as little as they can."""
    ranks = [{code: rank for rank, code in enumerate(column)} for column in columns]
    origins, middles, lasts = ranks
    first = _merged(streams, 0, key=lambda each: (origins[each.places[0]], middles[each.places[1]]))
    second = _merged(
        streams, 1, key=lambda each: (middles[each.places[1]], lasts[each.places[2]], origins[each.places[0]])
    )
    made = []
    for stage, found in ((0, first), (1, second)):
        left, right = columns[stage], columns[stage + 1]
        starts = _offsets(found, left, 0, scale)
        ends = _offsets(sorted(found, key=_by_end(stage, ranks)), right, 1, scale)
        for item in found:
            origin, places, amount = item
            made.append(Band(stage, origin, places, amount, starts[item], ends[item], amount * scale))
    return made


_Item = tuple[str, tuple[str, str], int]


def _merged(streams: Sequence[Stream], stage: int, key: Callable[[Stream], tuple[int, ...]]) -> list[_Item]:
    found = []
    for _, group in groupby(sorted(streams, key=key), key=key):
        same = list(group)
        places = (same[0].places[stage], same[0].places[stage + 1])
        found.append((same[0].places[0], places, sum(each.amount for each in same)))
    return found


def _by_end(stage: int, ranks: Sequence[Mapping[str, int]]) -> Callable[[_Item], tuple[int, int, int]]:
    return lambda item: (ranks[stage + 1][item[1][1]], ranks[stage][item[1][0]], ranks[0][item[0]])


def _offsets(items: Sequence[_Item], nodes: Mapping[str, Node], side: int, scale: float) -> dict[_Item, float]:
    """Where each band touches its place: one below the other from the top of the bar."""
    used = {code: node.top for code, node in nodes.items()}
    found = {}
    for item in items:
        code = item[1][side]
        found[item] = used[code]
        used[code] += item[2] * scale
    return found


def _fold(streams: Sequence[Stream]) -> list[Stream]:
    """The same money with the smallest places of a crowded column told as one."""
    folded = list(streams)
    for index in range(3):
        amounts: dict[str, int] = {}
        for each in folded:
            amounts[each.places[index]] = amounts.get(each.places[index], 0) + each.amount
        if len(amounts) <= MOST_NODES:
            continue
        kept = set(sorted(amounts, key=lambda code: -amounts[code])[: MOST_NODES - 1])
        rest = f"otras {len(amounts) - len(kept)}"
        folded = [_moved(each, index, rest) if each.places[index] not in kept else each for each in folded]
    return folded


def _moved(stream: Stream, index: int, code: str) -> Stream:
    places = list(stream.places)
    places[index] = code
    return Stream((places[0], places[1], places[2]), stream.amount)


def _xs(width: float) -> tuple[float, float, float]:
    """Left edges of the three columns of bars."""
    return (164.0, 420.0, width - 164.0 - BAR) if width >= WIDE else (0.0, 128.0, width - BAR)


def _draw(drawing: Drawing, layout: FlowLayout, stages: Sequence[Stage]) -> None:
    xs = _xs(layout.width)
    colour = {code: 1 + place % COLOURS for place, code in enumerate(layout.columns[0])}
    for band in layout.bands:
        names = " → ".join(stages[band.stage + side].label(code) for side, code in enumerate(band.places))
        via = f" ({stages[0].label(band.origin)})" if band.stage else ""
        tip = f"{names}{via}: {whole_amount(band.amount)}"
        drawing.path(f"band serie-{colour[band.origin]}", _ribbon(band, xs), tip=tip)
    for index, column in enumerate(layout.columns):
        for node in column.values():
            css = f"bar serie-{colour[node.code]}" if index == 0 else "bar ink"
            tip = f"{stages[index].label(node.code)}: {whole_amount(node.amount)}"
            drawing.rect(css, xs[index], node.top, BAR, node.height, tip=tip)
    _write(drawing, layout, stages, xs)


def _ribbon(band: Band, xs: Sequence[float]) -> str:
    x0, x1 = xs[band.stage] + BAR, xs[band.stage + 1]
    middle = (x0 + x1) / 2
    top, bottom = band.start, band.start + band.thickness
    end_top, end_bottom = band.end, band.end + band.thickness
    return plain_numbers(
        f"M {x0:.1f} {top:.1f} C {middle:.1f} {top:.1f} {middle:.1f} {end_top:.1f} {x1:.1f} {end_top:.1f} "
        f"L {x1:.1f} {end_bottom:.1f} C {middle:.1f} {end_bottom:.1f} {middle:.1f} {bottom:.1f} {x0:.1f} {bottom:.1f} Z"
    )


def _write(drawing: Drawing, layout: FlowLayout, stages: Sequence[Stage], xs: Sequence[float]) -> None:
    """Labels: beside the first and last columns where there is room, otherwise over the bands on a halo of paper."""
    wide = layout.width >= WIDE
    spots = (
        (xs[0] - 8, "end") if wide else (xs[0] + BAR + 6, "start"),
        (xs[1] + BAR + 6, "start"),
        (xs[2] + BAR + 8, "start") if wide else (xs[2] - 6, "end"),
    )
    for index, (column, (x, anchor)) in enumerate(zip(layout.columns, spots, strict=True)):
        drawing.text("heading", x, 14, stages[index].title, anchor=anchor)
        for node in column.values():
            first = node.top + node.height / 2 - (len(node.lines) - 1) * STEP / 2 + 4.5
            drawing.lines("label", x, first, node.lines, STEP, anchor=anchor)


def _summary(streams: Sequence[Stream], stages: Sequence[Stage], total: int) -> str:
    parts = [f"En total {whole_amount(total)}."]
    for index, stage in enumerate(stages):
        amounts: dict[str, int] = {}
        for each in streams:
            amounts[each.places[index]] = amounts.get(each.places[index], 0) + each.amount
        largest = max(amounts, key=lambda code: amounts[code])
        said = f"{stage.label(largest)}, {whole_amount(amounts[largest])} ({share(amounts[largest], total)})"
        parts.append(f"{stage.title} con más: {said}." if len(amounts) > 1 else f"{stage.title}: {said}.")
    return " ".join(parts)

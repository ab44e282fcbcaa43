"""¿En qué se gasta? Areas in proportion to money: a block for each group, a cell for each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.charts.drawing import Drawing
from apthapi.charts.lettering import share, short_amount, whole_amount, width_of, wrap
from apthapi.charts.picture import EMPTY, WIDE, Draw, Picture, picture, refuse_negative

COLOURS = 6
HEADER = 22.0
PAD = 6.0
STEP = 15.0


@dataclass(frozen=True, slots=True)
class Part:
    """Money of a code in centavos, and the code of the group that it belongs to."""

    code: str
    name: str
    amount: int
    group: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """A group: its box, the strip on top of it where its name goes, and the boxes of its parts."""

    group: str
    amount: int
    box: Box
    header: float
    cells: tuple[tuple[Part, Box], ...]


def treemap(
    name: str, parts: Sequence[Part], groups: dict[str, str], *, what: tuple[str, str] = ("partida", "partidas")
) -> Picture:
    """The parts of a plan by group.

    `groups` are the names of the groups, `what` one part and many. NegativeAmountError if an amount is negative.
    """
    refuse_negative(each.amount for each in parts)
    known = sorted((each for each in parts if each.amount), key=lambda each: (-each.amount, each.code))
    total = sum(each.amount for each in known)
    title = f"En qué se gasta, por {what[0]}"
    columns = ("Grupo", what[0].capitalize(), "Importe Bs", "Parte")
    if not total:
        return picture(name, title=title, summary=EMPTY, columns=columns, rows=(), layout=None)

    def laid_out(width: float) -> tuple[float, Draw]:
        height = 460.0 if width >= WIDE else 620.0
        blocks = lay_out(known, width, height)
        return height, lambda drawing: _draw(drawing, blocks, groups, total)

    rows = [
        (
            _label(each.group, groups.get(each.group, "")),
            _label(each.code, each.name),
            each.amount,
            share(each.amount, total),
        )
        for each in sorted(known, key=lambda each: (each.group, each.code))
    ]
    summary = _summary(known, total, what[1])
    return picture(
        name, title=title, summary=summary, columns=columns, rows=[*rows, ("Total", "", total, "")], layout=laid_out
    )


def lay_out(parts: Sequence[Part], width: float, height: float) -> list[Block]:
    """Blocks and cells for a size, the largest first. The strip with the name of a group takes from its block."""
    by_group: dict[str, list[Part]] = {}
    for part in parts:
        by_group.setdefault(part.group, []).append(part)
    amounts = {group: sum(part.amount for part in found) for group, found in by_group.items()}
    order = sorted(amounts, key=lambda group: (-amounts[group], group))
    boxes = squarify([amounts[group] for group in order], Box(0, 0, width, height))
    blocks = []
    for group, box in zip(order, boxes, strict=True):
        header = HEADER if box.width > 70 and box.height > 3 * HEADER else 0.0
        inner = Box(box.x, box.y + header, box.width, box.height - header)
        shown = _fold(by_group[group], inner)
        cells = squarify([part.amount for part in shown], inner)
        blocks.append(Block(group, amounts[group], box, header, tuple(zip(shown, cells, strict=True))))
    return blocks


def squarify(amounts: Sequence[int], box: Box) -> list[Box]:
    """Boxes as square as they can be, with areas in proportion to amounts given from the largest to the smallest.

    Bruls, Huizing and van Wijk, "Squarified treemaps" (2000): a row grows while its worst proportion improves.
    """
    made: list[Box] = []
    rest, left = list(amounts), box
    while rest:
        scale = left.width * left.height / sum(rest)
        short = min(left.width, left.height)
        taken = 1
        while taken < len(rest) and _worst(rest[: taken + 1], short, scale) <= _worst(rest[:taken], short, scale):
            taken += 1
        row, left = _row(rest[:taken], left, scale)
        made += row
        rest = rest[taken:]
    return made


def _worst(row: Sequence[int], short: float, scale: float) -> float:
    """The proportion of the least square box of a row."""
    area = sum(row) * scale
    return max(short**2 * max(row) * scale / area**2, area**2 / (short**2 * min(row) * scale))


def _row(row: Sequence[int], box: Box, scale: float) -> tuple[list[Box], Box]:
    """The boxes of a row along the short side, and what is left."""
    area = sum(row) * scale
    upright = box.width >= box.height
    depth = area / (box.height if upright else box.width)
    made, at = [], box.y if upright else box.x
    for amount in row:
        length = amount * scale / depth
        made.append(Box(box.x, at, depth, length) if upright else Box(at, box.y, length, depth))
        at += length
    if upright:
        return made, Box(box.x + depth, box.y, max(box.width - depth, 0.0), box.height)
    return made, Box(box.x, box.y + depth, box.width, max(box.height - depth, 0.0))


def _fold(parts: Sequence[Part], inner: Box) -> list[Part]:
    """The parts, the smallest of them as one at the end, until every cell can hold its code or few are left."""
    kept, small = list(parts), list[Part]()
    while True:
        shown = [*kept, *_rest(small)]
        boxes = squarify([part.amount for part in shown], inner)
        if len(kept) < 3 or all(map(_holds_code, shown, boxes)):
            return shown
        small += [kept.pop() for _ in range(1 if small else 2)]


def _rest(small: Sequence[Part]) -> list[Part]:
    if not small:
        return []
    return [Part("", f"y {len(small)} más", sum(part.amount for part in small), small[0].group)]


def _holds_code(part: Part, box: Box) -> bool:
    return width_of(part.code or part.name, 11) <= box.width - 4 and box.height >= 14


def _draw(drawing: Drawing, blocks: Sequence[Block], groups: dict[str, str], total: int) -> None:
    for place, block in enumerate(sorted(blocks, key=lambda block: block.group)):
        colour = 1 + place % COLOURS
        for part, box in block.cells:
            tip = f"{_label(part.code, part.name)}: {whole_amount(part.amount)} ({share(part.amount, total)})"
            drawing.rect(f"cell soft-{colour}", *_of(box), tip=tip)
            _write(drawing, part, box)
        _head(drawing, block, groups.get(block.group, ""), total, colour)


def _head(drawing: Drawing, block: Block, name: str, total: int, colour: int) -> None:
    if not block.header:
        return
    box = block.box
    label = _label(block.group, name)
    tip = f"{label}: {whole_amount(block.amount)}"
    drawing.rect(f"head soft-{colour}", box.x, box.y, box.width, block.header, tip=tip)
    drawing.rect(f"tab serie-{colour}", box.x + 1, box.y + 1, box.width - 2, 3)
    base, right = box.y + 17, box.x + box.width - PAD
    for name_shown, amount_shown in _heads(block, label, total):
        if width_of(f"{name_shown}{amount_shown}", 13, bold=True) + 2 * PAD + (10 if amount_shown else 0) <= box.width:
            drawing.text("group-name", box.x + PAD, base, name_shown)
            if amount_shown:
                drawing.text("group-name", right, base, amount_shown, anchor="end")
            return


def _heads(block: Block, label: str, total: int) -> list[tuple[str, str]]:
    """Ways to say a group and its money, the fullest first."""
    amount = short_amount(block.amount)
    return [(label, f"{amount} · {share(block.amount, total)}"), (label, amount), (label, ""), (block.group, "")]


def _write(drawing: Drawing, part: Part, box: Box) -> None:
    """Code, name and amount in as many lines as there is room for; in a small cell its code, or nothing."""
    room = box.width - 2 * PAD
    able = int((box.height - 6) // STEP)
    amount = short_amount(part.amount)
    if width_of(amount, 13) > room:
        amount = ""
    if able < 2 or width_of(part.code or part.name, 13) > room:
        _write_small(drawing, part, box)
        return
    names = wrap(_label(part.code, part.name), room, 13, lines=min(able - bool(amount), 3))
    drawing.lines("label-plain", box.x + PAD, box.y + 16, [*names, *([amount] if amount else [])], STEP)


def _write_small(drawing: Drawing, part: Part, box: Box) -> None:
    label = part.code or part.name
    if _holds_code(part, box):
        drawing.text("tiny", box.x + box.width / 2, box.y + box.height / 2 + 4, label, anchor="middle")


def _of(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def _label(code: str, name: str) -> str:
    return f"{code} {name}".strip() or "Sin detalle"


def _summary(parts: Sequence[Part], total: int, what: str) -> str:
    first = ", ".join(f"{_label(each.code, each.name)} ({whole_amount(each.amount)})" for each in parts[:3])
    many = f"{len(parts)} {what}; las mayores: {first}" if len(parts) > 1 else first
    return f"En total {whole_amount(total)} en {many}."

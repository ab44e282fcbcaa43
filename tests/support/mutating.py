"""Real files, broken as transfers, programs and people break them."""

from __future__ import annotations

import io
import random
import zipfile

_PIECES = [b"\x00", b'"', b"\xff", b"\n", b"\r", b",", b";", b"\xef\xbb\xbf", b"\xff\xfe", b"9" * 5000, b"[" * 5000]
_MARKUP = [
    b"<c>", b"</c>", b"<v/>", b"&lt;", b"&x;", b't="e"', b't="s"', b'r="XFD1"', b'r="A99999"', b"-1e308", b"<row/>",
]  # fmt: skip
_NUMBERS = [b"0", b"-1", b"1e308", b"99999999999999", b"0.005", b"0.1234567", b"45000.5", b"-45000", b"1" * 400]
_VALUES = [
    b"", b" ", b"0", b"-1", b"1e308", b"NaN", b"99999999999999", b"0.005", b"1,5", b"1.234,50", b"x" * 40_000,
    b"#REF!", b"=1+1", b"2024-02-30", b"45000.5", b"-45000", b"TRUE", "ñandú".encode(), b"_x0000_", b"&#7;",
    b"&lt;b&gt;", b"1" * 400,
]  # fmt: skip


def mutated(content: bytes, dice: random.Random) -> bytes:
    """The content with a few bytes changed, taken away, repeated or put in."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(changed) + 1)
        length = dice.choice([1, 1, 2, 50, 2000])
        match dice.randrange(4):
            case 0:
                changed[at : at + length] = dice.randbytes(length)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case _:
                changed[at:at] = dice.choice(_PIECES)
    return bytes(changed)


def mutated_file(content: bytes, dice: random.Random) -> bytes:
    """The same of any file; of a zip, most times, of what is inside, so that it can still be opened."""
    if not zipfile.is_zipfile(io.BytesIO(content)) or dice.random() < 0.15:
        return content[: dice.randrange(len(content))] if dice.random() < 0.1 else mutated(content, dice)
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as after:
        chosen = dice.choice([name for name in before.namelist() if "sheet" in name or "Strings" in name] or [""])
        for name in before.namelist():
            part = before.read(name)
            if name == chosen or dice.random() < 0.02:
                if dice.random() < 0.05:
                    continue
                part = dice.choice([_filled, _filled, _filled, _marked, mutated])(part, dice)
            after.writestr(name, part)
    return memory.getvalue()


def _marked(part: bytes, dice: random.Random) -> bytes:
    """A part of XML with other marks in the place of some of its own."""
    pieces = part.split(b"<")
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(pieces))
        match dice.randrange(3):
            case 0:
                pieces[at] = pieces[dice.randrange(len(pieces))]
            case 1:
                pieces[at] += dice.choice(_MARKUP)
            case _:
                pieces[at] = pieces[at].replace(b'"', dice.choice(_MARKUP), 1)
    return b"<".join(pieces)


def _filled(part: bytes, dice: random.Random) -> bytes:
    """A part of XML that is still well made, with other texts and numbers in some of its elements.

    The number of a shared text stays: any other one only makes the whole book unreadable.
    """
    pieces = part.split(b">")
    for _ in range(dice.randint(1, 40)):
        at = dice.randrange(len(pieces))
        text, mark, tag = pieces[at].partition(b"<")
        of_shared = at > 1 and b't="s"' in pieces[at - 2]
        if text.strip() and mark and not of_shared:
            pieces[at] = dice.choice(_NUMBERS if pieces[at - 1].endswith(b"<v") else _VALUES) + mark + tag
    return b">".join(pieces)

"""Forms 04 as lines of text, as a reader of images gives them, with the damage that it does; all from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from apthapi.core.money import format_amount
from apthapi.formats.scan.reading import Line, Word

GRID = ("3_01", "3_02", "3_03", "pasajes", "viaticos")
NAMES = {
    "3_01": "DETERMINACIÓN DE SERVICIOS",
    "3_02": "ACTIVOS FIJOS",
    "3_03": "MATERIALES Y SUMINISTROS",
    "pasajes": "PASAJES",
    "viaticos": "VIÁTICOS",
}
CODES = {
    "3_01": ("3_01", "3_Ol", "301"),
    "3_02": ("3_02", "3.02", "3 02"),
    "3_03": ("3_03", "303"),
    "pasajes": ("3_04", "3 04"),
    "viaticos": ("",),
}
LETTERS = {"0": "Oo", "1": "lI", "5": "S", "8": "B"}
Key = tuple[str, str]


@dataclass
class Printed:
    """What the paper holds, by row and fuente, and what was read of it."""

    truth: dict[Key, int]
    lines: list[str]
    damage: list[str] = field(default_factory=list)

    @property
    def read(self) -> tuple[Line, ...]:
        """The lines as words."""
        return tuple(Line(tuple(Word(word) for word in line.split())) for line in self.lines if line.strip())


def printed(seed: int, *, damaged: bool = True) -> Printed:
    """A form of one to three fuentes; some do not add up even on paper."""
    random = Random(seed)
    fuentes = ("20", "41", "42")[: random.choice((1, 2, 2, 2, 3))]
    truth = _amounts(random, fuentes)
    damage: list[str] = []
    if random.random() < 0.3:
        damage.append(_typed_wrong(random, truth))
    style = random.choice(("es", "en"))
    lines = _lines(random, truth, fuentes, style)
    if damaged:
        times = random.choice((0, 1, 1, 2, 2, 3, 4))
        damage += [random.choice(DAMAGES)(random, lines) for _ in range(times)]
    return Printed(truth, [" ".join(line) for line in lines], damage)


def _amounts(random: Random, fuentes: tuple[str, ...]) -> dict[Key, int]:
    pool = [random.randrange(1, 10 ** random.randrange(4, 8)) * random.choice((1, 100, 100, 100_00)) for _ in range(4)]
    truth: dict[Key, int] = {}
    zeros = random.random() < 0.4
    for fila in GRID:
        for fuente in fuentes:
            amount = random.choice((None, None, *pool, random.randrange(100, 10**9), random.randrange(1, 10**6) * 100))
            if amount is not None or zeros:
                truth[fila, fuente] = amount or 0
        mine = [truth[fila, fuente] for fuente in fuentes if (fila, fuente) in truth]
        if mine:
            truth[fila, "total"] = sum(mine)
    for fuente in (*fuentes, "total"):
        truth["total", fuente] = sum(truth.get((fila, fuente), 0) for fila in GRID)
    whole = truth["total", "total"]
    truth["techo", "total"] = whole if random.random() < 0.8 else whole + random.randrange(1, 10**6)
    truth["total_f4", "total"] = whole
    return truth


def _typed_wrong(random: Random, truth: dict[Key, int]) -> str:
    """A digit that is wrong on the paper itself."""
    key = random.choice([key for key, value in truth.items() if value])
    digits = list(str(truth[key]))
    at = random.randrange(len(digits))
    digits[at] = random.choice("123456789".replace(digits[at], ""))
    truth[key] = int("".join(digits))
    return f"mal en el papel: {key}"


def _shown(amount: int, style: str) -> str:
    text = format_amount(amount)
    return text if style == "es" else text.translate(str.maketrans(",.", ".,"))


def _lines(random: Random, truth: dict[Key, int], fuentes: tuple[str, ...], style: str) -> list[list[str]]:
    def row(fila: str) -> list[str]:
        return [_shown(truth[fila, fuente], style) for fuente in (*fuentes, "total") if (fila, fuente) in truth]

    titles = [word for fuente in fuentes for word in ("FUENTE", fuente)]
    lines = ["RESUMEN PRESUPUESTO".split()]
    scattered = random.random() < 0.4
    if scattered:
        lines += [["3_01", *NAMES["3_01"].split()], ["DESCRIPCIÓN"]]
        amounts = row("3_01")
        for fuente, text in zip(
            (*fuentes, "TOTAL"), amounts if len(amounts) == len(fuentes) + 1 else [""] * 9, strict=False
        ):
            lines += [["FUENTE", fuente] if fuente != "TOTAL" else ["TOTAL"], [text] if text else []]
        if len(amounts) != len(fuentes) + 1:
            lines += [[text] for text in amounts]
    else:
        lines.append(["FORM", "N°", "DESCRIPCIÓN", *titles, "TOTAL"])
    for fila in GRID[1 if scattered else 0 :]:
        lines.append([*random.choice(CODES[fila]).split(), *NAMES[fila].split(), *row(fila)])
    techo = ["TECHO", "P:", _shown(truth["techo", "total"], style)]
    if random.random() < 0.5:
        lines += [techo, ["TOTAL", *row("total")]]
    else:
        lines += [[*techo, "TOTAL"], "FORM N° 3 y TOTAL deben ser iguales".split(), row("total")]
    lines.append(["TOTAL", "FORM", "N", "4", _shown(truth["total_f4", "total"], style)])
    return [line for line in lines if line]


def _amount_word(random: Random, lines: list[list[str]]) -> tuple[list[str], int] | None:
    places = [(line, at) for line in lines for at, word in enumerate(line) if len(word) >= 4 and word[-3] in ".,"]
    return random.choice(places) if places else None


def _digit(random: Random, lines: list[list[str]]) -> str:
    if not (place := _amount_word(random, lines)):
        return ""
    line, at = place
    spots = [spot for spot, letter in enumerate(line[at]) if letter.isdigit()]
    spot = random.choice(spots)
    before = line[at]
    line[at] = before[:spot] + random.choice("0123456789".replace(before[spot], "")) + before[spot + 1 :]
    return f"{before} → {line[at]}"


def _letter(random: Random, lines: list[list[str]]) -> str:
    if not (place := _amount_word(random, lines)):
        return ""
    line, at = place
    before = line[at]
    line[at] = "".join(
        random.choice(LETTERS[letter]) if letter in LETTERS and random.random() < 0.4 else letter for letter in before
    )
    return f"{before} → {line[at]}"


def _separators(random: Random, lines: list[list[str]]) -> str:
    if not (place := _amount_word(random, lines)):
        return ""
    line, at = place
    before = line[at]
    changes = {"lose": "", "space": " ", "swap": random.choice(".,")}
    change = changes[random.choice(tuple(changes))]
    after = "".join(change if letter in ".," and random.random() < 0.6 else letter for letter in before)
    line[at : at + 1] = after.split()
    return f"{before} → {after}"


def _character(random: Random, lines: list[list[str]]) -> str:
    if not (place := _amount_word(random, lines)):
        return ""
    line, at = place
    before, spot = line[at], random.randrange(len(line[at]))
    line[at] = before[:spot] + before[spot + 1 :]
    return f"{before} → {line[at]}"


def _drop(random: Random, lines: list[list[str]]) -> str:
    if not (place := _amount_word(random, lines)):
        return ""
    line, at = place
    return f"sin {line.pop(at)}"


def _merge(random: Random, lines: list[list[str]]) -> str:
    if not (place := _amount_word(random, lines)):
        return ""
    line, at = place
    if at + 1 < len(line):
        line[at : at + 2] = [line[at] + line[at + 1]]
    return f"junto {line[at]}"


def _split(random: Random, lines: list[list[str]]) -> str:
    if not (place := _amount_word(random, lines)):
        return ""
    line, at = place
    spot = random.randrange(1, len(line[at]))
    line[at : at + 1] = [line[at][:spot], line[at][spot:]]
    return f"partido {line[at]} {line[at + 1]}"


def _reorder(random: Random, lines: list[list[str]]) -> str:
    one, other = random.randrange(1, len(lines)), random.randrange(1, len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return f"cambiadas las líneas {one} y {other}"


def _unlabel(random: Random, lines: list[list[str]]) -> str:
    at = random.randrange(1, len(lines))
    cut = next((spot for spot, word in enumerate(lines[at]) if word[:1].isdigit() and len(word) > 3), 0)
    lines[at : at + 1] = [part for part in (lines[at][:cut], lines[at][cut:]) if part]
    return f"rótulo aparte en la línea {at}"


def _lose_line(random: Random, lines: list[list[str]]) -> str:
    return "sin la línea " + " ".join(lines.pop(random.randrange(1, len(lines))))


DAMAGES = (
    _digit,
    _digit,
    _digit,
    _letter,
    _letter,
    _separators,
    _separators,
    _separators,
    _character,
    _drop,
    _drop,
    _merge,
    _split,
    _reorder,
    _unlabel,
    _lose_line,
)

"""How the public pages say things: amounts that can be read aloud, dates with months, names of files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from apthapi.charts.lettering import NBSP, UNITS, in_unit, whole_amount
from apthapi.compare.totals import MONTH_NAMES
from apthapi.core.fields import write
from apthapi.core.tables import TABLES

_ORDINALS = "primera segunda tercera cuarta quinta sexta séptima octava novena décima".split()
_KINDS = {"reformulacion": "reformulación", "reprogramacion": "reprogramación", "ajuste": "modificación de ajuste"}


_TARGET = TABLES["operaciones"].column("meta")
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}\)\s*")
"""What parts a list that somebody wrote in one cell: `1) Ciudadanos 2) Instituciones`."""


def spoken(amount: int) -> str:
    """`Bs 311,5 millones`: rounded to a decimal; below a million, to the centavo."""
    unit, _, least = UNITS[-1]
    return f"Bs{NBSP}{in_unit(amount, unit)}{NBSP}millones" if abs(amount) >= least else whole_amount(amount)


def day(iso: str) -> str:
    """`14 de febrero de 2024`; empty if there is none."""
    if not iso:
        return ""
    when = date.fromisoformat(iso)
    return f"{when.day} de {MONTH_NAMES[when.month - 1]} de {when.year}"


def version_name(kind: str, number: int) -> str:
    """`plan original`, `primera reformulación`."""
    if number == 0:
        return "plan original"
    which = _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}.ª"
    return f"{which} {_KINDS.get(kind, 'versión')}"


def folded(text: str) -> str:
    """For comparing what people type: lower case, without accents, blanks made one."""
    plain = (each for each in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(each))
    return " ".join("".join(plain).split())


def file_name(code: str) -> str:
    """A code as part of an address: letters, digits, dots and hyphens stay, the rest becomes its number.

    Two codes never share a name.
    """
    made = re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", code)
    return made.replace(".", "_2e_", 1) if made.startswith(".") else made or "_"


def sentence_case(text: str) -> str:
    """A text that shouts, as classifiers do, in the letters of a sentence; others stay."""
    return text.capitalize() if text.isupper() else text


def joined(words: Iterable[str]) -> str:
    """`uno, dos y tres`."""
    found = list(words)
    return " y ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def most_said(texts: Iterable[str]) -> list[str]:
    """The texts without those that say the same with other letters or accents, what is said most first."""
    found: dict[str, list[str]] = {}
    for part in (part for text in texts for part in _NUMBERED.split(text)):
        said = part.strip().rstrip(".")
        if said:
            found.setdefault(folded(said), []).append(said)
    return [same[0] for same in sorted(found.values(), key=lambda same: -len(same))]


def is_example(reason: str) -> bool:
    """Whether the justification of a plan says that it was generated, all or a part."""
    return "EJEMPLO" in reason or reason.startswith("Ejemplo:")


def quantity(value: int) -> str:
    """A quantity in ten-thousandths as an office writes it: `1.200`, `12,5`."""
    return in_office_letters(write(_TARGET, value))


def in_office_letters(number: str) -> str:
    """A number as files write it (`1200.5`) as an office does: `1.200,5`."""
    whole, point, rest = number.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".") if whole.lstrip("-").isdecimal() else whole
    return f"{grouped},{rest}" if point else grouped


def count(number: int, one: str, many: str) -> str:
    """`1 unidad`, `14 unidades`."""
    return f"{number} {one if number == 1 else many}"

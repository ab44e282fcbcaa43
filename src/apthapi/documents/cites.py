"""How the CITE of a paper is made from a format and a number: `{sigla}/DNP/INF-{numero:05}/{gestion}`."""

from __future__ import annotations

import re

LONGEST = 80
_PART = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"numero(?::0?([1-9]))?")
EXAMPLE = "{sigla}/DNP/INF-{numero:05}/{gestion}"


class CiteError(ValueError):
    """A format or a CITE that cannot be; the message (Spanish) says why."""


def check_format(text: str) -> str:
    """The format without blanks at its ends. Raises CiteError if it cannot number papers one by one."""
    text = text.strip()
    parts = _PART.findall(text)
    numbers = [each for each in parts if _NUMBER.fullmatch(each)]
    others = [each for each in parts if each not in numbers and each not in ("sigla", "gestion")]
    if others or "{" in _PART.sub("", text) or "}" in _PART.sub("", text):
        raise CiteError("El formato solo lleva {sigla}, {gestion} y {numero}, o {numero:05} para cinco cifras.")
    if len(numbers) != 1 or "gestion" not in parts:
        raise CiteError(f"El formato lleva {{numero}} una vez, y la {{gestion}}: por ejemplo, {EXAMPLE}.")
    if len(text) > LONGEST:
        raise CiteError(f"El formato es demasiado largo: caben {LONGEST} letras.")
    return text


def made(template: str, *, sigla: str, gestion: int, numero: int) -> str:
    """The CITE of that number: `SEGIP/DNP/INF-00012/2024`."""

    def value(found: re.Match[str]) -> str:
        if number := _NUMBER.fullmatch(found[1]):
            return f"{numero:0{number[1] or 1}d}"
        return {"sigla": sigla, "gestion": str(gestion)}[found[1]]

    return _PART.sub(value, template)


def check_typed(text: str) -> str:
    """A CITE that somebody typed, its blanks made single. Raises CiteError if it is empty or too long."""
    text = " ".join(text.split())
    if not text:
        raise CiteError("Escriba el CITE.")
    if len(text) > LONGEST or not text.isprintable():
        raise CiteError(f"El CITE no puede tener más de {LONGEST} letras, todas visibles.")
    return text


def same_as(cite: str) -> str:
    """What two CITEs that are the same have in common: capitals and blanks do not make another number."""
    return "".join(cite.split()).upper()

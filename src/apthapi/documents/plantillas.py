"""The texts that an administrator writes: plain lines with names between braces. Nothing in them is ever evaluated.

At the top, `Clave: valor` lines (De, Para, Vía, Lugar, Referencia, Firma); then a blank line and the body:

    # Título               a title; `## ` a smaller one
    Artículo: …            an article, numbered with its ordinal
    1. …                   an item, numbered by itself
    - …                    an item of a list
    {tabla:fuentes}        alone in a line: a table, a list or paragraphs
    ? …                    only printed if everything that it names is known
    anything else          a paragraph; lines that follow one another are the same paragraph
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from apthapi.documents.bloques import GRUPOS, Bloque, Texto
from apthapi.documents.errors import PaperError
from apthapi.documents.figures import ordinal
from apthapi.documents.marcadores import MARCADORES, Contexto

HEADINGS = ("De", "Para", "Vía", "Lugar", "Referencia", "Firma")
"""What may be said at the top of a text; `Firma` is who signs, a position and never a person."""
GIVEN_WHEN_ISSUED = ("cite", "fecha")
LONGEST = 60_000
MOST_LINES = 1000

_MARK = re.compile(r"\{([^{}]*)\}")
_NUMBERED = re.compile(r"\d+[.)]\s+")
_ARTICLE = "Artículo:"
_OPTIONAL = "?"


@dataclass(frozen=True, slots=True)
class Falla:
    """Something wrong in a text: in which line (from 1; 0 is the whole text) and what, in words for who wrote it."""

    linea: int
    mensaje: str

    def __str__(self) -> str:
        return f"Línea {self.linea}: {self.mensaje}" if self.linea else self.mensaje


class TextError(PaperError):
    """A text cannot be used as it is; `fallas` says all that is wrong."""

    def __init__(self, fallas: list[Falla]) -> None:
        super().__init__(" ".join(str(each) for each in fallas))
        self.fallas = fallas


@dataclass(frozen=True, slots=True)
class Renglon:
    """One piece of the body: its line, its kind, its text, and whether it is left out when a fact is not known."""

    linea: int
    clase: str
    texto: str
    opcional: bool = False

    @property
    def marks(self) -> list[str]:
        """The names that it uses."""
        return _MARK.findall(self.texto)


@dataclass(frozen=True, slots=True)
class Plantilla:
    """A text that was read and is right."""

    cabeza: tuple[Renglon, ...]
    cuerpo: tuple[Renglon, ...]


@dataclass(slots=True)
class Lleno:
    """A text with its facts: those it uses by name, those not known yet, and the kinds of document that it cites."""

    cabeza: dict[str, list[str]] = field(default_factory=dict)
    bloques: list[Bloque] = field(default_factory=list)
    faltan: list[Falla] = field(default_factory=list)
    citados: list[str] = field(default_factory=list)
    usados: dict[str, str] = field(default_factory=dict)


def read(text: str) -> Plantilla:
    """Read a text. Raises TextError with every line that is wrong."""
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        raise TextError([Falla(0, f"El texto es demasiado largo: caben {LONGEST} letras y {MOST_LINES} líneas.")])
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head, start = _head(lines)
    body = list(_body(lines, start))
    problems = [problem for each in (*head, *body) for problem in _problems(each)]
    if not body:
        problems.append(Falla(0, "El texto no tiene cuerpo: escriba al menos un párrafo."))
    if problems:
        raise TextError(problems)
    return Plantilla(tuple(head), tuple(body))


def _head(lines: list[str]) -> tuple[list[Renglon], int]:
    """The lines `Clave: valor` at the top, and where the body begins."""
    found: list[Renglon] = []
    for at, line in enumerate(lines):
        key, colon, value = line.partition(":")
        if not line.strip():
            if found:
                return found, at
        elif colon and key.strip() in HEADINGS:
            found.append(Renglon(at + 1, key.strip(), value.strip()))
        else:
            return found, at
    return found, len(lines)


def _body(lines: list[str], start: int) -> Iterator[Renglon]:
    held: list[str] = []
    since = start
    for at, line in enumerate([*lines[start:], ""], start=start + 1):
        text = line.strip()
        begun = _begun(at, text)
        if held and (begun is not None or not text):
            yield Renglon(since, "parrafo", " ".join(held))
            held = []
        if begun is not None:
            yield begun
        elif text:
            since = since if held else at
            held.append(text)


def _begun(line: int, text: str) -> Renglon | None:
    """A line that is something by itself; None for one of a paragraph."""
    optional = text.startswith(_OPTIONAL)
    said = text.removeprefix(_OPTIONAL).strip() if optional else text
    for prefix, kind in (("## ", "subtitulo"), ("# ", "titulo"), ("- ", "vineta"), (_ARTICLE, "articulo")):
        if said.startswith(prefix):
            return Renglon(line, kind, said.removeprefix(prefix).strip(), optional)
    if found := _NUMBERED.match(said):
        return Renglon(line, "numeral", said[found.end() :], optional)
    if said.startswith("{") and said.endswith("}") and said[1:-1].partition(":")[0] in ("tabla", "lista", "parrafos"):
        return Renglon(line, "grupo", said, optional)
    return Renglon(line, "parrafo", said, opcional=True) if optional else None


def _problems(piece: Renglon) -> Iterator[Falla]:
    if not piece.texto:
        yield Falla(piece.linea, "La línea está vacía después de su señal.")
    if "{" in _MARK.sub("", piece.texto) or "}" in _MARK.sub("", piece.texto):
        yield Falla(piece.linea, "Hay una llave sin su pareja: los datos se escriben {así}.")
    for name in piece.marks:
        if piece.clase == "grupo":
            if name not in GRUPOS:
                yield Falla(piece.linea, f"No existe {{{name}}}. Hay: {', '.join(GRUPOS)}.")
        elif name in GRUPOS:
            yield Falla(piece.linea, f"{{{name}}} va sola en su línea.")
        elif name not in MARCADORES:
            yield Falla(piece.linea, f"No existe el dato {{{name}}}. {_near(name)}")


def _near(name: str) -> str:
    import difflib  # noqa: PLC0415 - only for a mistake

    close = difflib.get_close_matches(name, MARCADORES, n=1)
    return f"¿Quiso decir {{{close[0]}}}?" if close else "Vea la lista de datos."


def fill(template: Plantilla, of: Contexto) -> Lleno:
    """The text with the facts of a paper. What is not known stands as `[falta …]` and in `faltan`."""
    made = Lleno()
    for piece in template.cabeza:
        made.cabeza.setdefault(piece.clase, []).append(_filled(piece, of, made))
    numbers = {"articulo": 0, "numeral": 0}
    for piece in template.cuerpo:
        if piece.opcional and not all(MARCADORES[name].value(of) for name in piece.marks if name in MARCADORES):
            continue
        if piece.clase == "grupo":
            made.bloques.extend(GRUPOS[piece.texto[1:-1]].make(of))
            continue
        if piece.clase in numbers:
            numbers[piece.clase] += 1
        elif piece.clase != "parrafo":
            numbers["numeral"] = 0
        made.bloques.append(Texto(piece.clase, _filled(piece, of, made), _number(piece.clase, numbers)))
    return made


def _number(kind: str, numbers: dict[str, int]) -> str:
    if kind == "numeral":
        return f"{numbers[kind]}."
    return f"ARTÍCULO {_whole_ordinal(numbers[kind])}" if kind == "articulo" else ""


def _whole_ordinal(number: int) -> str:
    """`PRIMERO`: the ordinal after its noun, which is not shortened."""
    return ordinal(number, masculine=True) + ("O" if number in (1, 3) else "")


def _filled(piece: Renglon, of: Contexto, made: Lleno) -> str:
    def value(found: re.Match[str]) -> str:
        mark = MARCADORES[found[1]]
        if mark.tipo and mark.tipo not in made.citados:
            made.citados.append(mark.tipo)
        given = made.usados[mark.nombre] = mark.value(of)
        if not given and mark.nombre in GIVEN_WHEN_ISSUED:
            return "[al emitir]"
        if not given:
            made.faltan.append(Falla(piece.linea, f"Falta un dato: {mark.about} ({{{mark.nombre}}})."))
        return given or f"[falta: {mark.about}]"

    text = _MARK.sub(value, piece.texto)
    return text[:1].upper() + text[1:]


_AMOUNT = re.compile(r"Bs\.?\s*\d")


def typed_by_hand(text: str, of: Contexto) -> list[Falla]:
    """Amounts and CITEs that a text says by itself: they would not follow the plan, and a name between braces does."""
    cites = [each.cite for each in of.hechos.documentos if each.cite]
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if _AMOUNT.search(line):
            found.append(Falla(number, "tiene un importe escrito a mano; un dato entre llaves siempre concuerda."))
        found += [
            Falla(number, f"escribe a mano el CITE {cite}; cítelo con su dato entre llaves.")
            for cite in cites
            if cite in line
        ]
    return found

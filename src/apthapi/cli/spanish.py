"""The standard argument parser, speaking Spanish."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

_WORDS = {
    "usage: ": "uso: ",
    "positional arguments": "argumentos",
    "options": "opciones",
    "show this help message and exit": "muestra esta ayuda",
    "the following arguments are required: %s": "falta indicar: %s",
    "unrecognized arguments: %s": "no se entiende: %s",
    "expected one argument": "espera un valor",
    "expected at least one argument": "espera al menos un valor",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "ignored explicit argument %r": "no lleva valor, y se le dio %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "«%(value)s» no es uno de: %(choices)s",
    "invalid %(type)s value: %(value)r": "«%(value)s» no es un valor válido",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s puede ser %(matches)s; escríbala completa",
    "not allowed with argument %s": "no va junto con %s",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
}


def _translate(text: str) -> str:
    return _WORDS.get(text, text)


# argparse looks its words up through this name; it offers no other door to a translation.
setattr(argparse, "_", _translate)  # noqa: B010


class SpanishParser(argparse.ArgumentParser):
    """Keeps the line breaks of its texts, and ends a usage error by saying where the help is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is; exit 2."""
        self.exit(2, f"{self.prog}: {message}\nPara ver la ayuda: {self.prog} --help\n")


def one_of(choices: Iterable[str]) -> Callable[[str], str]:
    """A type of argument: one of the words, or an error that names them and the closest."""
    words = tuple(choices)

    def read(text: str) -> str:
        if text not in words:
            raise argparse.ArgumentTypeError(f"«{text}» no es uno de: {', '.join(words)}{meant(text, words)}")
        return text

    return read


def meant(text: str, words: Iterable[str]) -> str:
    """`. ¿Quiso decir «check»?` if a word is close to the text, or nothing."""
    close = difflib.get_close_matches(text, list(words), n=1)
    return f". ¿Quiso decir «{close[0]}»?" if close else ""


Verbs = Any
"""What `add_subparsers` returns; argparse gives its type no public name."""


def add_verb(verbs: Verbs, name: str, *, about: str, details: str = "") -> argparse.ArgumentParser:
    """Add a verb with its one line of help and its longer description."""
    description = f"{about[0].upper()}{about[1:]}.\n\n{details}".strip()
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=description)
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="escribe JSON y nada más")


def add_package(parser: argparse.ArgumentParser) -> None:
    """Add the package to read."""
    parser.add_argument(
        "paquete", metavar="PAQUETE", help="carpeta, zip, carpeta Parquet, archivo .duckdb o libro de una unidad"
    )

"""The command `apthapi`: one verb per capability, `--json` beside the text, and every message in Spanish.

Verbs import what they need when they run, so that `apthapi --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from types import TracebackType

from apthapi import __version__
from apthapi.cli import check, convert, demo, diff, example, forms, rules, totals
from apthapi.cli.spanish import SpanishParser

_VERBS = (check, totals, diff, forms, rules, convert, example, demo)
_ABOUT = "Revisa, suma, compara e imprime el POA y el presupuesto de una entidad pública."
_EPILOG = """Para empezar:
  apthapi example mi-plan            escribe un plan de ejemplo completo
  apthapi check mi-plan              lo revisa con las 60 reglas
  apthapi forms mi-plan --libro      imprime sus formularios en un PDF

Salida: 0 sin errores, 1 con algún error, 2 si no se pudo leer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the result is the exit status of plan-format.md: 0, 1 or 2."""
    sys.excepthook = _unexpected
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    from apthapi.core.source import UnreadableError

    try:
        status = int(options.run(options))
        sys.stdout.flush()
    except UnreadableError as problem:
        print(f"apthapi: {problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever reads the pipe (head, less) has gone; what follows must not complain on closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\napthapi: interrumpido; no se guardó nada a medias.", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = SpanishParser(prog="apthapi", description=_ABOUT, epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"apthapi {__version__}", help="muestra la versión")
    verbs = parser.add_subparsers(title="verbos", metavar="VERBO", required=True, parser_class=SpanishParser)
    for verb in _VERBS:
        verb.add_to(verbs)
    return parser


def _unexpected(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """The last resort: a person gets a sentence, and whoever maintains the program, a file with the details."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="apthapi-", suffix=".txt", encoding="utf-8", delete=False) as file:
        traceback.print_exception(kind, problem, trace, file=file)
    print(
        f"apthapi: algo falló en el programa, no en su plan ({kind.__name__}). Los detalles para quien lo mantiene "
        f"están en {file.name}.",
        file=sys.stderr,
    )

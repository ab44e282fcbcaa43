"""The command `apthapi`: one verb per capability, `--json` beside the text, and every message in Spanish.

Verbs import what they need when they run, so that `apthapi --help` answers at once.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from types import TracebackType

from apthapi import __version__
from apthapi.cli import (
    audit,
    backup,
    bench,
    check,
    convert,
    demo,
    diff,
    doctor,
    escritos,
    evaluate,
    example,
    firmar,
    firmas,
    forms,
    import_,
    install,
    load,
    next_,
    publish,
    restore,
    rules,
    scan,
    serve,
    tieout,
    totals,
    workbook,
)
from apthapi.cli.spanish import SpanishParser, meant

_VERBS = (
    check,
    totals,
    tieout,
    diff,
    evaluate,
    next_,
    forms,
    escritos,
    scan,
    rules,
    convert,
    workbook,
    import_,
    example,
    publish,
    demo,
    serve,
    load,
    firmar,
    firmas,
    audit,
    backup,
    restore,
    doctor,
    install,
    bench,
)
_ABOUT = "Revisa, suma, compara e imprime el POA y el presupuesto de una entidad pública."
_EPILOG = """Para empezar:
  apthapi example mi-plan            escribe un plan de ejemplo completo
  apthapi check mi-plan              lo revisa con las reglas de la norma
  apthapi forms mi-plan --libro      imprime sus formularios en un PDF

Cómo termina:
  0  sin errores
  1  el plan tiene algún error
  2  no se pudo leer o escribir, o no se entendió la orden
  3  falló el programa, no el plan"""
CRASHED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the result is the exit status: 0, 1 or 2 as in plan-format.md, 130 if interrupted."""
    sys.excepthook = _unexpected
    # The process ends soon and makes no cycles to speak of: looking for them costs a tenth of a check.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    options = _options(sys.argv[1:] if arguments is None else arguments)
    from apthapi.cli.paths import sentence
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
    except OSError as problem:
        print(f"apthapi: {sentence(problem)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\napthapi: interrumpido; no se guardó nada a medias.", file=sys.stderr)
        return 130
    return status


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments, understood; without any, the help goes to standard error."""
    parser = _parser()
    if not arguments:
        parser.print_help(sys.stderr)
        sys.exit(2)
    # `import` is a word of the language: its module ends with a line.
    names = [verb.__name__.rpartition(".")[2].rstrip("_") for verb in _VERBS]
    first = next((word for word in arguments if not word.startswith("-")), None)
    if first and first not in names:
        parser.error(f"no hay verbo «{first}»; los que hay son: {', '.join(names)}{meant(first, names)}")
    return parser.parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = SpanishParser(prog="apthapi", description=_ABOUT, epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"apthapi {__version__}", help="muestra la versión")
    verbs = parser.add_subparsers(title="verbos", metavar="VERBO", required=True, parser_class=SpanishParser)
    for verb in _VERBS:
        verb.add_to(verbs)
    return parser


def _unexpected(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """The last resort: a person gets a sentence, and whoever maintains the program, a file with the details.

    It ends the process itself: Python would end with 1, which means that the plan has errors.
    """
    import tempfile
    import traceback

    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    details = "No se pudieron guardar los detalles"
    with (
        contextlib.suppress(OSError),
        tempfile.NamedTemporaryFile("w", prefix="apthapi-", suffix=".txt", encoding="utf-8", delete=False) as file,
    ):
        traceback.print_exception(kind, problem, trace, file=file)
        details = f"Los detalles para quien lo mantiene están en {file.name}"
    print(
        f"apthapi: algo falló en el programa, no en su plan ({kind.__name__}). {details}.", file=sys.stderr, flush=True
    )
    os._exit(CRASHED)

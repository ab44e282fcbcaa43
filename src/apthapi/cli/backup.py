"""`apthapi backup`: the whole installation in one encrypted file, made while people work."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.installation import in_installation
from apthapi.cli.screen import count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.web.operations.backup.making import Made

_KEY = "APTHAPI_RESPALDO_CLAVE"


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "backup",
        about="respalda la instalación en un archivo cifrado",
        details="Guarda la base (de un mismo instante), los archivos, las anclas de la traza y el secreto, sin\n"
        "detener a nadie. Se cifra con la clave pública: la secreta, que lo abre, se guarda en otro lugar.\n\n"
        "  apthapi backup --nueva-clave CLAVE.txt       una vez; muestra la clave pública\n"
        "  apthapi backup /mnt/respaldos --clave age1…   cada noche",
    )
    parser.add_argument("destino", nargs="?", metavar="DESTINO", help="carpeta, o archivo terminado en .age")
    parser.add_argument("--clave", metavar="CLAVE", help=f"clave pública, o archivo que la tiene ({_KEY})")
    parser.add_argument("--nueva-clave", metavar="ARCHIVO", help="escribe una clave nueva y muestra la pública")
    parser.add_argument("--conservar", type=int, default=0, metavar="N", help="deja en la carpeta solo los últimos N")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Back up; 1 if a file that the database names was not there, 2 if no backup was made."""
    from apthapi.core.source import UnreadableError

    if options.nueva_clave:
        return _new_key(Path(options.nueva_clave))
    key = options.clave or os.environ.get(_KEY, "")
    if not options.destino or not key:
        raise UnreadableError(
            f"Indique {'--clave, o la variable ' + _KEY if options.destino else 'a dónde va el respaldo'}. "
            "Para ver cómo: apthapi backup --help"
        )
    return in_installation(lambda: _backup(options, key))


def _new_key(path: Path) -> int:
    from apthapi.web.operations.backup.keys import new_key

    public = new_key(path)
    say(f"Clave pública: {public}", "título")
    say(f"La secreta está en «{path}». Sin ella ningún respaldo se abre: guárdela fuera de esta máquina, dos veces.")
    return 0


def _backup(options: argparse.Namespace, key: str) -> int:
    from apthapi.web.operations.backup.keys import recipients
    from apthapi.web.operations.backup.making import make_backup

    made = make_backup(Path(options.destino), recipients(key), keep=options.conservar)
    if options.json:
        print_json({**asdict(made), "mb_por_segundo": round(made.rate, 1)})
    else:
        _show(made)
    return 1 if made.lacking else 0


def _show(made: Made) -> None:
    say(f"Respaldo: {made.path}", "título")
    say(
        f"{count(made.tables, 'tabla', 'tablas')}, {count(made.rows, 'fila', 'filas')} y "
        f"{count(made.files, 'archivo', 'archivos')}."
    )
    say(
        f"{made.read / 1e6:.1f} MB leídos, {made.written / 1e6:.1f} MB escritos en {made.seconds:.1f} s "
        f"({made.rate:.0f} MB/s)."
    )
    if made.lacking:
        say(
            f"Aviso: la base nombra {count(len(made.lacking), 'archivo que no está', 'archivos que no están')}:",
            "error",
        )
        for name in made.lacking[:20]:
            say(name, indent=3)

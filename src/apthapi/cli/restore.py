"""`apthapi restore`: brings a backup back into an empty installation, verified before anything is put in place."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.installation import in_installation
from apthapi.cli.screen import count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.web.operations.backup.restoring import Restored


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "restore",
        about="restaura un respaldo, verificado antes de ponerlo en su lugar",
        details="Descifra el respaldo aparte, comprueba cada huella y cada fila, y solo entonces lo pone en la\n"
        "instalación de las variables APTHAPI_…, que debe estar vacía. Después verifica la traza.",
    )
    parser.add_argument("archivo", metavar="ARCHIVO", help="el respaldo (.age)")
    parser.add_argument("--clave", required=True, metavar="ARCHIVO", help="archivo con la clave secreta")
    parser.add_argument("--reemplazar", action="store_true", help="deja aparte lo que haya y restaura en su lugar")
    parser.add_argument("--solo-verificar", action="store_true", help="lo abre y lo comprueba, sin restaurar nada")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Restore; 1 if its trace was touched before it was backed up or files lack, 2 if nothing was written."""
    # The installation that is not there yet must not make a secret of its own: the one of the backup comes back.
    os.environ.setdefault("APTHAPI_SECRETO", "restauracion")
    return in_installation(lambda: _restore(options))


def _restore(options: argparse.Namespace) -> int:
    from apthapi.web.operations.backup.keys import identities
    from apthapi.web.operations.backup.restoring import restore, verify_backup

    keys, archive = identities(options.clave), Path(options.archivo)
    done = (
        verify_backup(archive, keys) if options.solo_verificar else restore(archive, keys, replace=options.reemplazar)
    )
    touched = done.trace.total if done.trace else 0
    if options.json:
        print_json(
            {
                "respaldado": done.manifest.moment,
                "version": done.manifest.version,
                "verificado": done.verified,
                "apartado": done.aside,
                "faltan": done.manifest.lacking,
                "traza": done.trace.as_json() if done.trace else None,
                "segundos": round(done.seconds, 2),
                "mb_por_segundo": round(done.rate, 1),
            }
        )
    else:
        _show(done, options)
    return 1 if touched or done.manifest.lacking else 0


def _show(done: Restored, options: argparse.Namespace) -> None:
    manifest = done.manifest
    say(f"Respaldo del {manifest.moment}, hecho por apthapi {manifest.version}", "título")
    for each in done.verified:
        say(f"✓ {each}", hang=2)
    if done.trace is not None:
        looked = done.trace.counts
        acts = count(looked.get("actos", 0), "acto", "actos")
        if done.trace.total:
            say(
                f"La traza NO está intacta ({count(done.trace.total, 'problema', 'problemas')}): ya era así al "
                "respaldar. Véalo con: apthapi audit verify",
                "error",
            )
        else:
            say(f"✓ La traza está intacta: {acts}, eslabón por eslabón.", hang=2)
    if done.aside:
        say(f"Lo que había quedó en {done.aside}: bórrelo cuando no lo necesite.")
    say(f"{done.read / 1e6:.1f} MB en {done.seconds:.1f} s ({done.rate:.0f} MB/s).")
    say("No se restauró nada: solo se verificó." if options.solo_verificar else "Restaurado.", "título")

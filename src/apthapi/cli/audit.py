"""`apthapi audit verify`: whether the trace of the live database is as it was written."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from apthapi.cli.screen import Progress, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.web.audit.problems import Report


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "audit",
        about="verifica la traza de la aplicación web",
        details="Recorre la cadena de cada entidad, todos los actos y sus cambios, las filas del plan, las anclas "
        "y los disparadores de la base que usa apthapi serve, y dice dónde algo no es lo que se selló.",
    )
    parser.add_argument("orden", choices=["verify"], metavar="verify", help="verificar")
    parser.add_argument("--entidad", metavar="CODIGO", help="solo lo que es de esa entidad")
    parser.add_argument("--procesos", type=int, default=min(os.cpu_count() or 1, 4), metavar="N", help="procesos (2)")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Verify; 1 if something is not as it was sealed, 2 if the database cannot be read."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "apthapi.web.config.settings"
    import django

    from apthapi.web.config.environment import SettingsError

    try:
        django.setup()
        report = _verified(options)
    except SettingsError as problem:
        print(f"apthapi: {problem}", file=sys.stderr)
        return 2
    if report is None:
        return 2
    if options.json:
        print_json(report.as_json())
    else:
        _show(report)
    return 1 if report.total else 0


def _verified(options: argparse.Namespace) -> Report | None:
    import sqlite3

    import psycopg
    from django.db.utils import DatabaseError

    from apthapi.web.audit.verifying import verify

    try:
        return verify(options.entidad, processes=max(options.procesos, 1), tell=Progress("Traza"))
    except (DatabaseError, sqlite3.Error, psycopg.Error) as problem:
        where = "Revise APTHAPI_BASE y APTHAPI_DATOS, y que la base sea la de la aplicación."
        print(f"apthapi: No se puede leer la base de datos: {str(problem).strip()}. {where}", file=sys.stderr)
        return None


def _show(report: Report) -> None:
    looked = report.counts
    for entidad, (number, seal) in sorted(report.heads.items()):
        who = f"Entidad {entidad}" if entidad else "Instalación"
        say(f"{who}: {count(number, 'eslabón', 'eslabones')}, huella {seal[:16]}")
    say(
        f"Se revisaron {count(looked.get('actos', 0), 'acto', 'actos')}, "
        f"{count(looked.get('cambios', 0), 'cambio', 'cambios')} y {count(looked.get('filas', 0), 'fila', 'filas')}."
    )
    for each in report.notices:
        say(f"Aviso: {each}", "advertencia", hang=3)
    for problem in report.problems:
        say()
        where = problem.where
        say(where[:1].upper() + where[1:] or "La base de datos", "error")
        say(problem.mensaje, indent=3)
    if report.more:
        say(f"Y {count(report.more, 'problema', 'problemas')} más.", "error")
    say()
    if report.total:
        say(f"La traza NO está intacta: {count(report.total, 'problema', 'problemas')}.", "error")
    else:
        say("La traza está intacta.", "título")

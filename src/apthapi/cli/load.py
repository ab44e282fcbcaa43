"""`apthapi load`: puts the plans of a package into the database of the web application."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from apthapi.cli.screen import count, say
from apthapi.cli.spanish import Verbs, add_verb

if TYPE_CHECKING:
    from apthapi.core.package import Package


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "load",
        about="carga un plan en la base de la aplicación web",
        details="Carga todos los planes del paquete, o ninguno, en la base que usa apthapi serve.",
    )
    parser.add_argument("paquete", metavar="PLAN", help="carpeta o archivo .zip del plan")
    parser.add_argument(
        "--elaborar",
        metavar="PLAN",
        action="append",
        default=[],
        help="código del plan que las unidades van a elaborar; los demás quedan vigentes",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Load; 1 if the files have errors (nothing is loaded), 2 if the database cannot be used or has it already."""
    from apthapi.cli.paths import open_package
    from apthapi.core.findings import Severity

    package = open_package(options.paquete)
    wrong = [finding for finding in package.findings if finding.severity is Severity.ERROR]
    if wrong:
        for finding in wrong:
            say(f"{finding.message} {finding.repair}", indent=3)
        errors = count(len(wrong), "error", "errores")
        print(f"apthapi: el paquete tiene {errors} de lectura y no se cargó.", file=sys.stderr)
        return 1
    problem = _unknown(package, options.elaborar) or _load(package, options.elaborar)
    if problem:
        print(f"apthapi: {problem}", file=sys.stderr)
        return 2
    say(f"Cargado: {', '.join(package.plans)}.")
    return 0


def _unknown(package: Package, wanted: list[str]) -> str:
    missing = sorted(set(wanted) - set(package.plans))
    known = ", ".join(package.plans)
    return f"El paquete no tiene el plan {', '.join(missing)}; tiene: {known}." if missing else ""


def _load(package: Package, wanted: list[str]) -> str:
    """Why it was not loaded; empty if it was."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "apthapi.web.config.settings"
    import django

    from apthapi.web.config.environment import SettingsError

    try:
        django.setup()
    except SettingsError as problem:
        return str(problem)
    from django.core.management import call_command
    from django.db.utils import DatabaseError

    from apthapi.web.plans.loading import AlreadyLoadedError, load_package

    try:
        call_command("migrate", verbosity=0)
        load_package(package, in_progress=wanted)
    except AlreadyLoadedError as problem:
        return str(problem)
    except DatabaseError as problem:
        return f"No se puede escribir en la base de datos: {str(problem).strip()} Revise APTHAPI_BASE y APTHAPI_DATOS."
    return ""

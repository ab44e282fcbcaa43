"""`apthapi doctor`: what is wrong with an installation, all at once, each with how to repair it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.web.operations.doctor.said import Said


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "doctor",
        about="dice qué está mal en la instalación y cómo repararlo",
        details="Revisa variables, permisos, disco, reloj, base, migraciones, trabajos, respaldos, anclas y traza\n"
        "de la instalación de las variables APTHAPI_…, todo a la vez. No cambia nada.",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look at everything; 1 if something must be repaired."""
    said = _said()
    errors = sum(each.level == "error" for each in said)
    warnings = sum(each.level == "aviso" for each in said)
    if options.json:
        print_json({"bien": not errors, "revisado": [_told(each) for each in said]})
        return 1 if errors else 0
    for each in sorted(said, key=lambda each: ("error", "aviso", "bien").index(each.level)):
        mark, style = {"error": ("✗", "error"), "aviso": ("!", "advertencia"), "bien": ("✓", "")}[each.level]
        say(f"{mark} {each.what}: {each.found}", style, hang=2)
        if each.repair:
            say(each.repair, indent=4)
    say()
    looked = count(len(said), "cosa revisada", "cosas revisadas")
    say(f"{looked}: {count(errors, 'error', 'errores')} y {count(warnings, 'aviso', 'avisos')}.", "título")
    return 1 if errors else 0


def _told(said: Said) -> dict[str, str]:
    return {"nivel": said.level, "que": said.what, "hallado": said.found, "repare": said.repair}


def _said() -> list[Said]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apthapi.web.config.settings")
    if not os.access(Path(os.environ.get("APTHAPI_DATOS", "datos")) / "secreto", os.R_OK):
        os.environ.setdefault("APTHAPI_SECRETO", "revision")  # looking at an installation makes none in its folder
    import django

    from apthapi.web.config.environment import SettingsError
    from apthapi.web.operations.doctor.said import error

    try:
        django.setup()
    except SettingsError as problem:
        return [error("variables", str(problem), "Corrija las variables APTHAPI_… y repita.")]
    from apthapi.web.operations.doctor.asking import ask_everything

    return ask_everything()

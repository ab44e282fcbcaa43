"""Loads two versions into the live database and times their comparison; prints seconds as JSON.

Run as `python -m apthapi.bench.comparison_in_place FOLDER` with the environment of an installation.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import django
from django.core.management import call_command

from apthapi.bench.measure import call

TIMES = 5
PER_PAGE = 40


def main(folder: Path) -> None:
    """Time each part by the median of several."""
    django.setup()
    call_command("migrate", verbosity=0)
    from apthapi.core.package import read_package  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.web.comparison.asked import LEVELS, read_asked  # noqa: PLC0415
    from apthapi.web.comparison.modifications.drafted import read_draft  # noqa: PLC0415
    from apthapi.web.comparison.money import read_money  # noqa: PLC0415
    from apthapi.web.comparison.rows import find, show  # noqa: PLC0415
    from apthapi.web.comparison.versions import Places, choose  # noqa: PLC0415
    from apthapi.web.plans.loading import load_package  # noqa: PLC0415

    package = read_package(folder)
    plan = package.latest_plan()
    load_package(package, in_progress=[plan])
    chosen = choose(plan)
    assert chosen.before is not None
    before = chosen.before.plan

    def rows(level: str) -> None:
        places, asked = Places(before, plan), read_asked({"nivel": level})
        found = find(places, asked)
        show(places, asked, found.differences[:PER_PAGE])

    def everything() -> None:
        read_money(chosen)
        for level in LEVELS:
            if level != "dinero":
                rows(level)

    client = _client(plan)
    address = f"/planes/{plan}/comparacion?nivel=lineas"
    assert client.get(address).status_code == 200
    parts: dict[str, Callable[[], object]] = {
        "todo": everything,
        "dinero": lambda: read_money(chosen),
        "lineas": lambda: rows("lineas"),
        "pagina": lambda: client.get(address),
        "modificaciones": lambda: read_draft(chosen),
    }
    print(json.dumps({name: _timed(work) for name, work in parts.items()}))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock, by the median, and of this process, by the mean: a busy machine only spoils the first."""
    began, times = process_time(), TIMES + 2
    wall = call(work, times=TIMES)
    return wall, (process_time() - began) / times


def _client(plan: str) -> Any:
    """The browser of somebody of Finanzas of the entity of the plan."""
    from django.test import Client  # noqa: PLC0415 - after Django is set up, as what follows

    from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol  # noqa: PLC0415
    from apthapi.web.entities.models import Entidad  # noqa: PLC0415
    from apthapi.web.plans.live import live  # noqa: PLC0415

    code = live().value("select entidad from planes where plan = ?", [plan])
    entidad = Entidad.objects.get(codigo=code)
    persona = Persona.objects.create(username="medicion-compara", demostracion=True, entidad=entidad)
    cargo = Cargo.objects.create(entidad=entidad, rol=Rol.FINANZAS, nombre="Cargo de ejemplo")
    Designacion.objects.create(persona=persona, cargo=cargo, desde=date(2024, 1, 1), documento="Ejemplo")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    return client


if __name__ == "__main__":
    main(Path(sys.argv[1]))

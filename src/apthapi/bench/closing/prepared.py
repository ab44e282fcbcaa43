"""Prepares the database of deadline day: an example entity, made-up people with their positions, open sessions.

Run as `python -m apthapi.bench.closing.prepared FOLDER PEOPLE` with the environment of an installation; prints who
works where as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django
from django.core.management import call_command

ONE_IN = 5
"""Of so many units one is finished: it is sent, approved and returned, and nobody types in it."""
SENDS = ("prepara", "director", "planificacion")
LOOKS = ("planificacion", "finanzas", "juridica", "mae")
ONE_LOOKS = 20
"""Of so many people one looks at the whole plan; the others type."""


def main(folder: Path, people: int) -> None:
    """Load the example and say who does what, with which session."""
    django.setup()
    call_command("migrate", verbosity=0)
    from apthapi.bench.web_data import Sessions  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.core.package import read_package  # noqa: PLC0415
    from apthapi.web.plans.live import live  # noqa: PLC0415
    from apthapi.web.plans.loading import load_package  # noqa: PLC0415

    package = read_package(folder)
    plan = package.latest_plan()
    load_package(package, in_progress=[plan])
    if live().engine == "postgresql":
        live().execute("analyze")
    entidad = str(package.database.value("select max(entidad) from planes"))
    units = [row[0] for row in live().query("select unidad from unidades where plan = ? order by unidad", [plan])]
    finished, written = units[:: max(ONE_IN, 2)], [each for at, each in enumerate(units) if at % max(ONE_IN, 2)]
    sessions = Sessions(entidad)
    circles = [[sessions.of(rol, unidad if rol != SENDS[-1] else "") for rol in SENDS] for unidad in finished]
    rest = max(people - len(SENDS) * len(finished), 2)
    looking = max(1, rest // ONE_LOOKS)
    told = {
        "plan": plan,
        "lineas": live().value("select count(*) from requerimientos where plan = ?", [plan]),
        "escriben": [
            {"sesion": sessions.of("prepara", written[at % len(written)]), "unidad": written[at % len(written)]}
            for at in range(rest - looking)
        ],
        "envian": [{"unidad": unidad, "sesiones": each} for unidad, each in zip(finished, circles, strict=True)],
        "miran": [{"sesion": sessions.of(LOOKS[at % len(LOOKS)], "")} for at in range(looking)],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

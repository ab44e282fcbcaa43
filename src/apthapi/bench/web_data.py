"""Prepares the database that `bench --parte web` serves: an example plan with many lines, people, open sessions.

Run as `python -m apthapi.bench.web_data FOLDER CLIENTS` with the environment of an installation; prints what the
clients need as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

SMALL_LINES = 200
"""Lines of the one unit that is left small, to compare a save in it with one in the others."""
BEGAN = date(2024, 1, 1)
SAME_FORM, SAME_PARTIDA = "3_03", "39500"
"""The unit of the largest sheet has all its lines in one form."""

_LINES_OF_THEIR_OWN = """
select unidad, renglon, formulario from (
  select unidad, renglon, formulario, row_number() over (partition by unidad order by renglon) as place
  from requerimientos
  where plan = ? and cantidad > 0 and cantidad % 10000 = 0 and formulario <> '3_04' and unidad <> ? and unidad <> ?
) q order by place, unidad
"""
"""Lines with a whole quantity, first one of each unit, then another of each."""


def main(folder: Path, clients: int) -> None:
    """Load the example and say who may do what, with which session."""
    django.setup()
    call_command("migrate", verbosity=0)
    from apthapi.core.package import read_package  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.web.plans.live import live  # noqa: PLC0415
    from apthapi.web.plans.loading import load_package  # noqa: PLC0415

    package = read_package(folder)
    plan = package.latest_plan()
    sheet, small = (row[0] for row in package.database.query("select unidad from unidades order by unidad limit 2"))
    package.database.execute("delete from requerimientos where unidad = ? and linea > ?", [small, SMALL_LINES])
    package.database.execute(
        "update requerimientos set formulario = ?, partida = ? where unidad = ?", [SAME_FORM, SAME_PARTIDA, sheet]
    )
    load_package(package, in_progress=[plan])
    entidad = str(package.database.value("select max(entidad) from planes"))
    lines = live().query(_LINES_OF_THEIR_OWN, [plan, sheet, small])[:clients]
    [(line, form)] = live().query(
        "select renglon, formulario from requerimientos where plan = ? and unidad = ? and cantidad % 10000 = 0 "
        "and cantidad > 0 and formulario <> '3_04' order by renglon limit 1",
        [plan, small],
    )
    sessions = Sessions(entidad)
    writers = [sessions.writer(plan, unidad, renglon, form) for unidad, renglon, form in lines]
    print(
        json.dumps(
            {
                "plan": plan,
                "escriben": writers,
                "pequena": sessions.writer(plan, small, line, form),
                "hoja": sessions.writer(plan, sheet, 0, SAME_FORM),
                "miran": [sessions.of("planificacion", "") for _ in writers],
            }
        )
    )


class Sessions:
    """Opens the session of a made-up person of a position, as if they had signed in."""

    def __init__(self, entidad: str) -> None:
        from apthapi.web.entities.models import Entidad  # noqa: PLC0415 - after Django is set up

        self._entidad = Entidad.objects.get(codigo=entidad)
        self._made = 0

    def writer(self, plan: str, unidad: str, renglon: int, form: str) -> dict[str, Any]:
        """Somebody who fills the forms of a unit, and the line that is theirs to change."""
        base = f"/planes/{plan}/unidades/{unidad}/"
        session = self.of("prepara", unidad)
        return {"sesion": session, "base": base, "vista": f"requerimientos_{form}", "renglon": renglon}

    def of(self, rol: str, unidad: str) -> str:
        """The cookie of a new person who holds that role."""
        from django.test import Client  # noqa: PLC0415

        from apthapi.web.accounts.models import Cargo, Designacion, Persona  # noqa: PLC0415

        self._made += 1
        persona = Persona.objects.create(
            username=f"medicion-{self._made}", demostracion=True, entidad=self._entidad, first_name="Persona de ejemplo"
        )
        cargo, _ = Cargo.objects.get_or_create(
            entidad=self._entidad, rol=rol, unidad=unidad, defaults={"nombre": "Cargo de ejemplo"}
        )
        Designacion.objects.create(persona=persona, cargo=cargo, desde=BEGAN, documento="Ejemplo")
        client = Client()
        client.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
        return client.cookies["apthapi_sesion"].value


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

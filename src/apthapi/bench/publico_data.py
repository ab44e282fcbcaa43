"""Prepares the year of the demonstration in the database of the environment, with its advance published.

Run as `python -m apthapi.bench.publico_data MES`.
"""

from __future__ import annotations

import sys

import django
from django.core.management import call_command


def main(month: int) -> None:
    """Load it and publish until the month."""
    django.setup()
    call_command("migrate", verbosity=0)
    from apthapi.web.accounts.models import Persona, Rol  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.web.entities.demo import PLAN, prepare_year  # noqa: PLC0415
    from apthapi.web.portal.advancing import publish  # noqa: PLC0415
    from apthapi.web.process.permisos import situacion_de  # noqa: PLC0415

    prepare_year()
    who = situacion_de(Persona.objects.get(designaciones__cargo__rol=Rol.PLANIFICACION), PLAN)
    publish(who, who.designaciones[0], month)


if __name__ == "__main__":
    main(int(sys.argv[1]))

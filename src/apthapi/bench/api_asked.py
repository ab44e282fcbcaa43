"""Publishes an example plan in the database of the environment, and asks the API all that its description allows.

Run as `python -m apthapi.bench.api_asked FOLDER EXAMPLES`; prints JSON.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import timedelta
from pathlib import Path

import django

from apthapi.bench.api_contract import keep_to_description, served
from apthapi.bench.api_data import publish


def main(folder: Path, examples: int) -> None:
    """Load, publish, and ask."""
    django.setup()
    logging.disable(logging.CRITICAL)  # thousands of refusals are not news
    from django.conf import settings  # noqa: PLC0415 - after Django is set up, as what follows
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    plan = publish(folder)
    settings.API_PUBLICA = settings.API_ARCHIVOS = settings.API_INTENTOS = 10**6
    known = {"plan": [plan], "entidad": [_entity()], "gestion": ["2024"]}
    with served(get_wsgi_application()) as address:
        kept = keep_to_description(address, _token(), known, examples=examples)
    print(json.dumps({"pedidos": kept.requests, "estados": kept.statuses, "faltas": kept.broken}))


def _entity() -> str:
    from apthapi.web.entities.models import Entidad  # noqa: PLC0415

    return Entidad.objects.get().codigo


def _token() -> str:
    """Of a made-up position of Planificación."""
    from apthapi.web.accounts.models import Cargo, Persona, Rol  # noqa: PLC0415
    from apthapi.web.api import tokens  # noqa: PLC0415
    from apthapi.web.api.models import Ficha  # noqa: PLC0415
    from apthapi.web.entities.models import Entidad  # noqa: PLC0415
    from apthapi.web.process.acts import act  # noqa: PLC0415
    from apthapi.web.process.permisos import hoy  # noqa: PLC0415

    persona = Persona.objects.create(username="medicion", demostracion=True)
    cargo = Cargo.objects.create(entidad=Entidad.objects.get(), rol=Rol.PLANIFICACION, nombre="Cargo de ejemplo")
    last = hoy() + timedelta(days=1)
    ficha = Ficha(nombre="Medición", cargo=cargo, vence=last, creada_por=persona, por_minuto=10**6)
    whole = tokens.give(ficha)
    with act("ficha_creada", None, None):
        ficha.save()
    return whole


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""`python -m apthapi.web organo_rector`: an entity of this installation receives the plans of the others."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apthapi.web.entities.models import Entidad
from apthapi.web.process.acts import act


class Command(BaseCommand):
    """Nobody makes themselves one on a screen: whoever runs it holds the machine, and leaves the act."""

    help = "Hace de una entidad el órgano rector que recibe los planes de las otras; la crea si no está en la base."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which entity."""
        parser.add_argument("codigo", help="código institucional")
        parser.add_argument("--nombre", default="", help="nombre de la entidad, si todavía no está en la base")
        parser.add_argument("--sigla", default="", help="sigla de la entidad, si todavía no está en la base")

    def handle(self, *_: Any, **options: Any) -> None:
        """Mark it, in an act of its chain."""
        code, name, short = (str(options[each]).strip() for each in ("codigo", "nombre", "sigla"))
        known = Entidad.objects.filter(codigo=code).exists()
        if not known and not (name and short):
            raise CommandError(f"La entidad {code} no está en la base: agregue --nombre y --sigla.")
        with act("organo_rector", None, None, detalle=f"entidad {code}\nRecibe los planes de las otras", entidad=code):
            entidad, _created = Entidad.objects.get_or_create(codigo=code, defaults={"nombre": name, "sigla": short})
            Entidad.objects.filter(pk=entidad.pk).update(rectora=True)
        self.stdout.write(
            f"{entidad} recibe planes. Su administración crea los cargos «Órgano rector» y designa a quien los ejerce."
        )

"""`python -m apthapi.web comprobar_remisiones`: whether the sums of the country are those of the packages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apthapi.web.ministerio.checking import differences
from apthapi.web.ministerio.models import Decision, Remision


class Command(BaseCommand):
    """Reads each copy again and adds it up; nothing is written."""

    help = "Suma otra vez cada paquete aceptado y dice si su copia o sus sumas guardadas ya no son las que llegaron."

    def add_arguments(self, parser: CommandParser) -> None:
        """Of which organ and gestión."""
        parser.add_argument("--organo", default="", metavar="CODIGO", help="solo los de ese órgano rector")
        parser.add_argument("--gestion", type=int, default=0, metavar="AÑO", help="solo los de esa gestión")

    def handle(self, *_: Any, **options: Any) -> None:
        """Say each that is wrong; with any, it ends with an error."""
        found = Remision.objects.filter(decision=Decision.ACEPTADO).order_by("pk")
        found = found.filter(ministerio__codigo=options["organo"]) if options["organo"] else found
        found = found.filter(gestion=options["gestion"]) if options["gestion"] else found
        looked = wrong = 0
        for each in found.iterator():
            looked += 1
            said = differences(each)
            wrong += bool(said)
            for line in said:
                self.stderr.write(f"{each} ({each.codigo}): {line}")
        if wrong:
            raise CommandError(f"{wrong} de {looked} paquetes aceptados no son lo que llegó.")
        self.stdout.write(
            f"Se sumaron otra vez {looked} paquetes aceptados: sus copias y sus sumas son las que llegaron."
        )

"""`python -m apthapi.web recibir_plan`: packages that arrived by another way enter the inbox of an organ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.arriving import bring
from apthapi.web.ministerio.packages import NotTakenError

_BLOCK = 2**20


class Command(BaseCommand):
    """As uploading them on the screen, for hundreds at once."""

    help = "Recibe paquetes (.zip) de entidades de fuera en la bandeja de un órgano rector; el trabajador los verifica."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which organ, which packages."""
        parser.add_argument("organo", metavar="CODIGO", help="código del órgano rector")
        parser.add_argument("paquetes", nargs="+", metavar="PAQUETE", help="archivos .zip del formato")

    def handle(self, *_: Any, **options: Any) -> None:
        """Each is taken or refused by itself; with any refused, it ends with an error."""
        organ = Entidad.objects.filter(codigo=options["organo"], rectora=True).first()
        if organ is None:
            raise CommandError(f"La entidad {options['organo']} no recibe planes: use antes organo_rector.")
        refused = 0
        for each in map(Path, options["paquetes"]):
            try:
                made = bring(organ, None, None, each.name, _blocks(each))
                self.stdout.write(f"Recibido {each}: {made.codigo}")
            except NotTakenError as problem:
                refused += 1
                self.stderr.write(f"{each}: {problem}")
        if refused:
            raise CommandError(f"No se recibieron {refused} de {len(options['paquetes'])}.")


def _blocks(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        raise NotTakenError("no existe ese archivo.")
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block

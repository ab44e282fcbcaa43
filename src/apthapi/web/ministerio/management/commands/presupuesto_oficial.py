"""`python -m apthapi.web presupuesto_oficial`: the approved budget of the entities, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apthapi.formats.errors import FileError
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.official import NotLoadedError, load_official


class Command(BaseCommand):
    """As loading it on the screen."""

    help = "Carga la tabla del presupuesto aprobado por entidad (CSV o Excel) de un órgano rector; todo o nada."

    def add_arguments(self, parser: CommandParser) -> None:
        """Of which organ and gestión, from which file."""
        parser.add_argument("organo", metavar="CODIGO", help="código del órgano rector")
        parser.add_argument("gestion", type=int, metavar="AÑO", help="gestión")
        parser.add_argument("archivo", type=Path, metavar="ARCHIVO", help="CSV o libro de Excel")

    def handle(self, *_: Any, **options: Any) -> None:
        """Load, or say everything that is wrong."""
        organ = Entidad.objects.filter(codigo=options["organo"], rectora=True).first()
        path: Path = options["archivo"]
        if organ is None:
            raise CommandError(f"La entidad {options['organo']} no recibe planes: use antes organo_rector.")
        if not path.is_file():
            raise CommandError(f"No existe «{path}». Revise el nombre del archivo.")
        try:
            done = load_official(organ, options["gestion"], path, path.name, None, None)
        except FileError as problem:
            raise CommandError(str(problem)) from None
        except NotLoadedError as problem:
            raise CommandError("\n".join(["No se cargó nada:", *problem.problems])) from None
        self.stdout.write(f"Se cargaron {done.rows} filas de {done.entities} entidades, gestión {options['gestion']}.")

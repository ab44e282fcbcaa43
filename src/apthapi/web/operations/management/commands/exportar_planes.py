"""`python -m apthapi.web exportar_planes`: all the plans of the installation as one file to be judged or added up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apthapi.web.operations.exporting import export_plans


class Command(BaseCommand):
    """Write the file."""

    help = "Escribe todos los planes de la instalación en un archivo DuckDB, para verificarlos o sumarlos juntos."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("destino", type=Path, metavar="ARCHIVO.duckdb", help="archivo que se escribe de nuevo")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write it. Raises CommandError for a name that does not serve, or a place where it cannot be written."""
        path: Path = options["destino"]
        if path.suffix != ".duckdb":
            raise CommandError(f"«{path}» no termina en .duckdb: así lo abren apthapi check, totals y convert.")
        try:
            plans = export_plans(path)
        except (OSError, duckdb.IOException):
            raise CommandError(f"No se puede escribir «{path}». Elija otra carpeta, con espacio y permiso.") from None
        self.stdout.write(f"{plans} planes en {path}. Verifíquelos con: apthapi check {path}")

"""`python -m apthapi.web cargar_tabla`: an official table of a gestión, from the file that was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apthapi.web.entities import tables
from apthapi.web.entities.table_files import UnreadableFileError, decode, read_table
from apthapi.web.entities.tables import TABLES_OF_YEAR, Difference, TableOfYear
from apthapi.web.process.acts import act


class Command(BaseCommand):
    """As loading it on the screen: what would change is told, and nothing changes until it is confirmed."""

    help = "Dice qué cambiaría una tabla de una gestión (CSV) y qué planes la usan; con --confirmar, la carga."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which table and gestión, from which file, and whether it is the one that was published."""
        parser.add_argument("conjunto", metavar="TABLA", help=f"una de: {', '.join(TABLES_OF_YEAR)}")
        parser.add_argument("gestion", type=int, metavar="AÑO", help="gestión")
        parser.add_argument("archivo", type=Path, metavar="ARCHIVO", help="CSV, como el que se descarga de la pantalla")
        parser.add_argument("--confirmar", action="store_true", help="la carga; sin esto solo se dice qué cambiaría")
        parser.add_argument("--oficial", metavar="NORMA", default="", help="la marca como oficial: con qué se comparó")

    def handle(self, *_: Any, **options: Any) -> None:
        """Tell the difference, and write it if it is confirmed. Raises CommandError for what cannot be read."""
        table, gestion, path = self._table(options), int(options["gestion"]), Path(options["archivo"])
        old = tables.rows_of(table, gestion)
        what = tables.compare(table, old, self._rows(table, gestion, path))
        for line in (what.sentence(), *what.lines(table), *_plans(table, gestion, what)):
            self.stdout.write(line)
        if not options["confirmar"]:
            self.stdout.write("No se cargó nada: repita con --confirmar para cargarla.")
            return
        _store(table, gestion, what, path.name, " ".join(options["oficial"].split()))
        self.stdout.write("La tabla se cargó" + (" y quedó marcada como oficial." if options["oficial"] else "."))

    def _table(self, options: dict[str, Any]) -> TableOfYear:
        if options["conjunto"] not in TABLES_OF_YEAR:
            raise CommandError(f"No hay tabla «{options['conjunto']}». Hay: {', '.join(TABLES_OF_YEAR)}.")
        if options["gestion"] not in tables.gestiones():
            years = ", ".join(map(str, tables.gestiones()))
            raise CommandError(f"La gestión {options['gestion']} no está abierta. Hay: {years}.")
        return TABLES_OF_YEAR[options["conjunto"]]

    def _rows(self, table: TableOfYear, gestion: int, path: Path) -> list[tables.Cells]:
        if not path.is_file():
            raise CommandError(f"No existe «{path}». Revise el nombre del archivo.")
        try:
            read = read_table(table, gestion, decode(path.read_bytes()))
        except UnreadableFileError as problem:
            raise CommandError(str(problem)) from None
        if read.problems:
            raise CommandError("\n".join(["No se cargó nada:", *read.problems]))
        if read.other_years:
            self.stdout.write(f"Se dejaron fuera {read.other_years} filas de otra gestión.")
        return read.rows


def _plans(table: TableOfYear, gestion: int, what: Difference) -> list[str]:
    """Which plans are judged with it, and which use what goes."""
    judged = tables.plans_of(gestion)
    told = [f"Planes de la gestión {gestion}, que se verifican con ella: {', '.join(judged) or 'ninguno'}."]
    gone = [str(row[table.key[0]]) for row in what.removed]
    return told + [
        f"  {plan} usa {count} veces lo que se quita." for plan, count in tables.uses_of(table, gestion, gone)
    ]


def _store(table: TableOfYear, gestion: int, what: Difference, name: str, ground: str) -> None:
    place = f"conjunto {table.name} {gestion}"
    with act("tabla_cargada", None, None, detalle="\n".join([place, *tables.told_of_file(table, name, what)])):
        tables.replace(table, gestion, what)
    if ground:
        with act("tabla_oficial", None, None, detalle=f"{place}\nTabla oficial: {ground}"):
            tables.set_official(table, gestion, True)

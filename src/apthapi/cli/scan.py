"""`apthapi scan`: printed forms, scans and photographs back into the tables of a plan, with every doubt told."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Progress, Table, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apthapi.core.fields import Value
    from apthapi.formats.scan.reading import Known, ReadCell, ReadForm, ReadRow, ScanReading

_MARKS = {"cierto": "✓", "dudoso": "?", "no_leido": "–"}


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "scan",
        about="lee formularios impresos, escaneados o fotografiados y dice cuán seguro está de cada dato",
        details="Lee PDF, JPEG, PNG, TIFF y texto ya reconocido (.txt). Marcas: ✓ cierto, ? dudoso, – no leído. "
        "Termina con 1 si queda alguna duda.",
    )
    parser.add_argument("archivos", nargs="+", metavar="ARCHIVO", help="lo que se lee")
    parser.add_argument("--contra", metavar="PLAN", help="plan del que se conocen unidades, acciones y fuentes")
    parser.add_argument(
        "--salida", metavar="CARPETA", help="escribe allí las tablas con lo cierto, dudas.csv y las páginas"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read and show; 1 if a cell is not certain or something could not be read."""
    from apthapi.formats.scan.files import read_files
    from apthapi.formats.scan.written import doubts_of, write_reading

    known, plan = _known(options.contra)
    with tempfile.TemporaryDirectory(prefix="apthapi-") as folder:
        pictures = Path(options.salida or folder) / "paginas"
        paths = [Path(name) for name in options.archivos]
        reading = read_files(paths, known, pictures=pictures, progress=Progress("Lectura"))
    if options.salida:
        write_reading(reading, Path(options.salida), plan)
    doubts = sum(1 for _ in doubts_of(reading))
    if options.json:
        print_json(_as_json(reading))
    else:
        _show(reading, doubts)
    return 1 if doubts or reading.notes else 0


def _known(where: str | None) -> tuple[Known, Mapping[str, Value]]:
    """What a plan says beforehand, and its row of `planes`, to which what is read is written."""
    from apthapi.cli.paths import open_package
    from apthapi.formats.scan.known import known_of, plan_of
    from apthapi.formats.scan.reading import Known

    if where is None:
        return Known(), {"plan": "LEIDO"}
    package = open_package(where)
    plan = package.latest_plan()
    return known_of(package, plan), plan_of(package, plan)


def _show(reading: ScanReading, doubts: int) -> None:
    for form in reading.forms:
        _show_form(form)
    for note in reading.notes:
        say(note, "advertencia", hang=2)
    if not reading.forms:
        say("No se reconoció ningún formulario 01 a 04.", "título")
        return
    said = "todo es cierto" if not doubts else count(doubts, "dato por decidir", "datos por decidir")
    say(f"{count(len(reading.forms), 'formulario', 'formularios')}: {said}.", "título")


def _show_form(form: ReadForm) -> None:
    from apthapi.formats.scan.written import name_of, shown, unidad_of

    pages = ", ".join(map(str, form.pages))
    rows = []
    for row, cell in _cells(form):
        table = row.table if row else ""
        rows.append(
            [name_of(row), cell.column, shown(table, cell, cell.value), _MARKS[cell.certainty.value], cell.text]
        )
    title = f"Formulario {form.form} de {unidad_of(form) or 'unidad por decidir'} (página {pages})"
    Table(["fila", "dato", "valor~", "", "leído~"], [*rows], title).show()
    for why, places in _doubts(form).items():
        say(f"? {'; '.join(places)}. {why}", "advertencia", hang=2)
    for note in form.notes:
        say(note, "tenue", hang=2)


def _doubts(form: ReadForm) -> dict[str, list[str]]:
    """The places that are doubtful for each reason, with the readings that remain."""
    from apthapi.formats.scan.written import name_of, shown

    found: dict[str, list[str]] = {}
    for row, cell in _cells(form):
        if cell.certainty.value != "cierto":
            options = " o ".join(shown(row.table if row else "", cell, option.value) for option in cell.options)
            place = f"{name_of(row)} {cell.column}".strip()
            found.setdefault(cell.why, []).append(f"{place}: {options}" if options else place)
    return found


def _cells(form: ReadForm) -> list[tuple[ReadRow | None, ReadCell]]:
    heading: list[tuple[ReadRow | None, ReadCell]] = [(None, cell) for cell in form.heading]
    return heading + [(row, cell) for row in form.rows for cell in row.cells]


def _as_json(reading: ScanReading) -> dict[str, object]:
    return {
        "paginas": [{"pagina": page.number, "archivo": page.source} for page in reading.pages],
        "formularios": [_form_json(form) for form in reading.forms],
        "avisos": list(reading.notes),
    }


def _form_json(form: ReadForm) -> dict[str, object]:
    return {
        "formulario": form.form,
        "paginas": list(form.pages),
        "encabezado": [_cell_json("", cell) for cell in form.heading],
        "filas": [
            {"tabla": row.table, "celdas": [_cell_json(row.table, cell) for cell in row.cells]} for row in form.rows
        ],
        "avisos": list(form.notes),
    }


def _cell_json(table: str, cell: ReadCell) -> dict[str, object]:
    from apthapi.formats.scan.written import plain

    return {
        "columna": cell.column,
        "valor": plain(table, cell, cell.value),
        "certeza": cell.certainty.value,
        "leido": cell.text,
        "por_que": cell.why,
        "opciones": [{"valor": plain(table, cell, each.value), "por_que": each.why} for each in cell.options],
        "pagina": cell.page,
    }

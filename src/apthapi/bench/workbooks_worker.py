"""One step with workbooks in a process of its own: `python -m … what PLAN BOOK ANSWER`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from apthapi.core.fields import write as text_of
from apthapi.core.package import Package, read_package
from apthapi.core.sheets import SHEETS
from apthapi.core.tables import TABLES
from apthapi.formats.spreadsheet import MEGABYTES, read_spreadsheet
from apthapi.formats.workbook import Book, compare, content_of, findings_after, write_workbook
from apthapi.formats.workbook.reading import book_of
from apthapi.formats.workbook.span import FIRST, IDS

Seconds = dict[str, float]
LINES = "requerimientos"
COLUMNS = [each.name for each in SHEETS["requerimientos_3_01"].fields]


def write(package: Package, book: Path) -> Seconds:
    """Our workbook, from the tables to the file."""
    plan, unidad = _first(package)
    taken = timed(lambda: write_workbook(book, content_of(package.database, plan, unidad)))
    return {"escribir": taken, "kb": book.stat().st_size / 1024}


def read(package: Package, book: Path) -> Seconds:
    """Our workbook, with one row in fifty changed and one in fifty-one gone, against what is stored; then the rules."""
    plan, unidad = _first(package)
    start = time.perf_counter()
    brought = book_of(read_spreadsheet(book, seconds=60, megabytes=MEGABYTES), book.name)
    opened = time.perf_counter() - start
    brought = _changed(brought)
    start = time.perf_counter()
    received = compare(brought, package.database, plan, unidad)
    compared = time.perf_counter()
    findings_after(received, brought, package.database)
    return {
        "leer": opened,
        "comparar": compared - start,
        "revisar": time.perf_counter() - compared,
        "diferencias": len(received.changes),
    }


def _changed(book: Book) -> Book:
    """As if somebody had worked on it for a week."""
    rows = [
        replace(row, cells={**row.cells, "descripcion": "Otra"}) if row.row % 50 == 0 else row
        for row in book.rows
        if row.row % 51
    ]
    return replace(book, rows=tuple(rows))


def change(_package: Package, book: Path) -> Seconds:
    """Our workbook, with the description of every line written anew, as an office leaves it."""
    from openpyxl import load_workbook  # noqa: PLC0415 - each library only where it is measured

    changed, rows = load_workbook(book), 0
    for sheet in (each for each in changed.worksheets if each.title.startswith("3_")):
        [at] = [cell.column for cell in sheet[IDS + 1] if cell.value == "descripcion"]
        for row in range(FIRST + 1, sheet.max_row + 1):
            if sheet.cell(row, 1).value:
                sheet.cell(row, at).value = f"Otra {row}"
                rows += 1
    changed.save(book)
    return {"filas": rows}


def openpyxl(package: Package, book: Path) -> Seconds:
    """The same rows with openpyxl: plain values, and reading them all."""
    from openpyxl import Workbook, load_workbook  # noqa: PLC0415 - each library only where it is measured

    other = book.with_suffix(".openpyxl.xlsx")

    def write_all() -> None:
        made = Workbook(write_only=True)
        sheet = made.create_sheet("lineas")
        for row in rows(package):
            sheet.append(row)
        made.save(other)

    def read_all() -> None:
        sheet = load_workbook(other, data_only=True, read_only=True)["lineas"]
        assert sum(1 for _ in sheet.iter_rows(values_only=True)) > 1

    return {"escribir": timed(write_all), "leer": timed(read_all)}


def import_export(package: Package, book: Path) -> Seconds:
    """The same rows with django-import-export: out as a workbook, and in against what is stored, without storing."""
    resource, stored = _resource(package)
    other = book.with_suffix(".import-export.xlsx")

    def read_all() -> None:
        from tablib import Dataset  # noqa: PLC0415

        data = Dataset().load(other.read_bytes(), format="xlsx")
        result = resource.import_data(data, dry_run=True, raise_errors=True)
        assert result.total_rows == stored

    written = timed(lambda: other.write_bytes(resource.export().export("xlsx")))
    return {"escribir": written, "leer": timed(read_all)}


def rows(package: Package) -> Iterator[list[Any]]:
    """The lines, head first, as values of a spreadsheet."""
    yield COLUMNS
    columns = [TABLES[LINES].column(name) for name in COLUMNS]
    for row in package.database.query(f"select {', '.join(COLUMNS)} from {LINES} order by renglon"):
        yield [
            float(text_of(column, cell)) if column.is_number and cell is not None else cell
            for column, cell in zip(columns, row, strict=True)
        ]


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _resource(package: Package) -> tuple[Any, int]:
    """A resource of django-import-export over a table in memory with the lines."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.configure(
        INSTALLED_APPS=["import_export"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.db import connection, models  # noqa: PLC0415
    from import_export.resources import modelresource_factory  # noqa: PLC0415

    kinds: dict[str, Any] = {
        name: models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
        if TABLES[LINES].column(name).is_number
        else models.TextField(blank=True)
        for name in COLUMNS
    }
    # It lives in the application of the library, for one must be installed.
    about = type("Meta", (), {"app_label": "import_export"})
    model = type("Linea", (models.Model,), {**kinds, "__module__": __name__, "Meta": about})
    with connection.schema_editor() as editor:
        editor.create_model(model)
    manager: Any = model._default_manager  # type: ignore[attr-defined]
    lines = list(rows(package))[1:]
    manager.bulk_create([model(**dict(zip(COLUMNS, row, strict=True))) for row in lines])
    return modelresource_factory(model)(), len(lines)


def _first(package: Package) -> tuple[str, str]:
    plan = package.latest_plan()
    return plan, str(package.database.value("select unidad from unidades where plan = ?", [plan]))


_STEPS: dict[str, Callable[[Package, Path], Seconds]] = {
    "write": write,
    "read": read,
    "change": change,
    "openpyxl": openpyxl,
    "import_export": import_export,
}

if __name__ == "__main__":
    what, plan, book, answer = sys.argv[1:5]
    Path(answer).write_text(json.dumps(_STEPS[what](read_package(Path(plan)), Path(book))), encoding="utf-8")

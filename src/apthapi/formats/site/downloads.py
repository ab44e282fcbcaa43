"""What can be taken away of a gestión: all its tables as a package and as a workbook, and its money as fiscal data."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from apthapi.core.fields import write as write_cell
from apthapi.core.money import plain_amount
from apthapi.core.package import Package
from apthapi.core.schema import ROW, SCALE, Kind, Table
from apthapi.core.tables import TABLES
from apthapi.core.writing import add_to_zip, zip_to
from apthapi.formats.site.content import Year

CC_BY = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
TYPES = {
    "plan.zip": "application/zip",
    "plan.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "presupuesto.zip": "application/zip",
}
"""What each file is, by its name below `datos/`."""

_FORMATS = {Kind.MONEY: "#,##0.00", Kind.QUANTITY: "#,##0.####", Kind.PERCENT: "0.00", Kind.INTEGER: "0"}
_WIDEST = 60
_CREATED = datetime(2024, 1, 1, tzinfo=UTC)
"""The same in every book, so that the same plan gives the same bytes."""


def make(file: str, package: Package, year: Year) -> bytes:
    """One of the files of TYPES, of a package that holds the published plans of that gestión and no other."""
    makers: Mapping[str, Callable[[Package, Year], bytes]] = {
        "plan.zip": plan_zip,
        "plan.xlsx": workbook,
        "presupuesto.zip": fiscal_zip,
    }
    return makers[file](package, year)


def plan_zip(package: Package, year: Year) -> bytes:
    """The package of the plan with its licence."""
    target = io.BytesIO()
    zip_to(package, target, f"{year.short}-{year.gestion}", _said(year))
    return target.getvalue()


def _said(year: Year) -> dict[str, object]:
    return {"licenses": [CC_BY], "sources": [{"title": year.name}], "version": str(year.latest.number)}


def workbook(package: Package, year: Year) -> bytes:
    """One sheet for each table, amounts as numbers, after one that says what it is."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    about = {"title": f"Plan {year.gestion} de {year.name}", "comments": "Licencia CC BY 4.0", "created": _CREATED}
    book.set_properties(about)
    cover = book.add_worksheet("Léame")
    cover.set_column(0, 0, 110)
    cover.fit_to_pages(1, 0)
    for row, text in enumerate(_cover(package, year)):
        cover.write_string(row, 0, text)
    for table in TABLES.values():
        if table.name in package.present:
            _sheet(book, package, table)
    book.close()
    return target.getvalue()


def _cover(package: Package, year: Year) -> Iterator[str]:
    yield f"Plan de operaciones y presupuesto {year.gestion}"
    yield year.name
    yield f"Versiones publicadas: {', '.join(version.name for version in year.versions)}."
    yield "Datos con licencia CC BY 4.0: se usan libremente citando a la entidad."
    yield ""
    yield "Hojas de este libro. La primera columna de cada una dice de qué versión es la fila."
    for table in TABLES.values():
        if table.name in package.present:
            yield f"{table.name}: {table.about}."


def _as_printed(sheet: Worksheet) -> None:
    """All columns on one page across, and their names on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _sheet(book: xlsxwriter.Workbook, package: Package, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, head)
        sheet.write_comment(0, place, column.about)
        sheet.set_column(place, place, _WIDEST if column.kind is Kind.TEXT else 14, formats.get(column.kind))
    sheet.freeze_panes(1, 1)
    _as_printed(sheet)
    row = 0
    for row, cells in enumerate(_rows(package, table), start=1):
        for place, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
            if value is not None and column.kind in SCALE:
                sheet.write_number(row, place, Decimal(value) / 10 ** SCALE[column.kind])
            elif value is not None:
                sheet.write_string(row, place, write_cell(column, value))
    sheet.autofilter(0, 0, max(row, 1), len(table.columns) - 1)


def _rows(package: Package, table: Table) -> Iterator[tuple[str | int | None, ...]]:
    names = ", ".join(column.name for column in table.columns)
    return package.database.stream(f"select {names} from {table.name} order by {ROW}")


_FISCAL = (
    ("plan", "Código de la versión del plan"),
    ("gestion", "Gestión fiscal"),
    ("entidad", "Código institucional de la entidad"),
    ("nombre_entidad", "Nombre de la entidad"),
    ("version", "Número de versión; 0 es el plan original"),
    ("unidad", "Sigla de la unidad"),
    ("nombre_unidad", "Nombre de la unidad"),
    ("accion", "Acción de corto plazo"),
    ("grupo", "Grupo del objeto del gasto"),
    ("nombre_grupo", "Nombre del grupo"),
    ("partida", "Partida del objeto del gasto"),
    ("fuente", "Fuente de financiamiento"),
    ("nombre_fuente", "Nombre de la fuente"),
    ("organismo", "Fuente y organismo financiador"),
    ("formulario", "Formulario del que viene"),
    ("importe", "Importe programado, en bolivianos"),
)
_NUMBERS = {"gestion": "integer", "version": "integer", "importe": "number"}


def fiscal_zip(package: Package, year: Year) -> bytes:  # noqa: ARG001 - every file is made from both
    """The money that units show as a Fiscal Data Package 0.3: one measure, the amount, and what tells it apart."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        add_to_zip(archive, "datapackage.json", lambda file: file.write(_fiscal_descriptor(year)))
        add_to_zip(archive, "presupuesto.csv", lambda file: _write_fiscal(file, year))
    return target.getvalue()


def _write_fiscal(file: io.TextIOBase, year: Year) -> None:
    writer = csv.writer(file)
    writer.writerow([name for name, _ in _FISCAL])
    for version in year.versions:
        names = version.names
        for fact in version.facts:
            code = fact.codes
            head = [version.plan, year.gestion, year.entidad, year.name, version.number]
            unit = [code["unidad"], names["unidad"].get(code["unidad"], ""), code["acp"]]
            spent = [code["grupo"], names["grupo"].get(code["grupo"], ""), code["partida"]]
            source = [code["fuente"], names["fuente"].get(code["fuente"], ""), code["organismo"]]
            writer.writerow([*head, *unit, *spent, *source, code["formulario"], plain_amount(fact.amount)])


def _fiscal_descriptor(year: Year) -> str:
    fields = [{"name": name, "type": _NUMBERS.get(name, "string"), "description": about} for name, about in _FISCAL]
    document = {
        "profile": "tabular-data-package",
        "name": f"presupuesto-{year.folder.replace('/', '-')}".lower(),
        "title": f"Presupuesto {year.gestion} de {year.name}",
        "countryCode": "BO",
        "granularity": "aggregated",
        "fiscalPeriod": {"start": f"{year.gestion}-01-01", "end": f"{year.gestion}-12-31"},
        **_said(year),
        "model": {"measures": _MEASURES, "dimensions": _DIMENSIONS},
        "resources": [
            {
                "name": "presupuesto",
                "path": "presupuesto.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": {"fields": fields, "missingValues": [""]},
            }
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _dimension(kind: str, *columns: str, classification: str = "") -> dict[str, object]:
    """The first column is the key; one that names another is its label."""
    attributes = {name: {"source": name, "title": dict(_FISCAL)[name]} for name in columns}
    for name in columns:
        if name.startswith("nombre_"):
            attributes[name]["labelfor"] = name.removeprefix("nombre_")
    found: dict[str, object] = {"dimensionType": kind, "primaryKey": [columns[0]], "attributes": attributes}
    return {**found, "classificationType": classification} if classification else found


_MEASURES = {
    "importe": {"source": "importe", "currency": "BOB", "direction": "expenditure", "phase": "proposed"},
}
_DIMENSIONS = {
    "gestion": _dimension("datetime", "gestion"),
    "entidad": _dimension("entity", "entidad", "nombre_entidad"),
    "version": _dimension("other", "plan", "version"),
    "unidad": _dimension("classification", "unidad", "nombre_unidad", classification="administrative"),
    "accion": _dimension("activity", "accion"),
    "grupo": _dimension("classification", "grupo", "nombre_grupo", classification="economic"),
    "partida": _dimension("classification", "partida", classification="economic"),
    "fuente": _dimension("classification", "fuente", "nombre_fuente", classification="administrative"),
    "organismo": _dimension("classification", "organismo", classification="administrative"),
    "formulario": _dimension("other", "formulario"),
}

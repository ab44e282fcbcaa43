"""`datapackage.json` (Frictionless Tabular Data Package) and the page of the format, made from the tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from apthapi.core.schema import Column, Kind, Reference, Table
from apthapi.core.tables import TABLES

_TYPES: dict[Kind, dict[str, object]] = {
    Kind.MONEY: {"type": "number", "decimalChar": "."},
    Kind.QUANTITY: {"type": "number", "decimalChar": "."},
    Kind.PERCENT: {"type": "number", "decimalChar": "."},
    Kind.INTEGER: {"type": "integer"},
    Kind.DATE: {"type": "date", "format": "default"},
    Kind.BOOLEAN: {"type": "boolean", "trueValues": ["si"], "falseValues": ["no"]},
}

_KIND_NAMES = {
    Kind.CODE: "código (texto)",
    Kind.TEXT: "texto",
    Kind.MONEY: "dinero: bolivianos con punto y hasta 2 decimales",
    Kind.QUANTITY: "número con hasta 4 decimales",
    Kind.PERCENT: "porcentaje con hasta 2 decimales",
    Kind.INTEGER: "número entero",
    Kind.DATE: "fecha AAAA-MM-DD",
    Kind.BOOLEAN: "`si` o `no`",
    Kind.CATEGORIA: "categoría programática",
    Kind.OPTION: "uno de",
}


def datapackage(
    name: str,
    title: str,
    present: frozenset[str],
    extras: Mapping[str, tuple[str, ...]],
    said: Mapping[str, object] | None = None,
) -> str:
    """The text of `datapackage.json` for the tables that are present; `said` is what else it says, as its licence."""
    resources = [_resource(TABLES[each], present, extras.get(each, ())) for each in TABLES if each in present]
    document = {"profile": "tabular-data-package", "name": name, "title": title, **(said or {}), "resources": resources}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table, present: frozenset[str], extras: tuple[str, ...]) -> dict[str, object]:
    fields = [_field(column) for column in table.columns]
    fields += [{"name": name, "type": "string", "description": "Columna ajena al formato"} for name in extras]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""], "primaryKey": list(table.key)}
    keys = [_foreign_key(each) for each in table.references if each.table in present and not each.blank]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.about,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, **_TYPES.get(column.kind, {"type": "string"})}
    field["description"] = column.about
    constraints: dict[str, object] = {"required": True} if column.required else {}
    if column.options:
        constraints["enum"] = list(column.options)
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_key(reference: Reference) -> dict[str, object]:
    return {
        "fields": list(reference.columns),
        "reference": {"resource": reference.table, "fields": list(reference.target)},
    }


def format_page() -> str:
    """The part of docs/plan-format.md that lists the tables, in Markdown."""
    lines = []
    for table in TABLES.values():
        lines += [f"### `{table.name}`", "", f"{table.about}. Clave: {_names(table.key)}.", ""]
        lines += ["| columna | qué es | tipo |", "|---|---|---|"]
        lines += [_line(column) for column in table.columns if not _is_later_month(column)]
        lines.append("")
    return "\n".join(lines)


BEGIN, END = "<!-- tablas: inicio (generado) -->", "<!-- tablas: fin (generado) -->"
"""Between these lines, docs/plan-format.md is what `format_page` gives."""


def with_tables(page: str) -> str:
    """The page with its generated part made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{format_page()}\n{END}{after}"


def _line(column: Column) -> str:
    options = " " + ", ".join(f"`{option}`" for option in column.options) if column.options else ""
    must = " (obligatoria)" if column.required else ""
    name = "`m01`…`m12`" if column.name == "m01" else f"`{column.name}`"
    about = column.about.removesuffix(", mes 1") if column.name == "m01" else column.about
    return f"| {name} | {about}{must} | {_KIND_NAMES[column.kind]}{options} |"


def _is_later_month(column: Column) -> bool:
    return len(column.name) == 3 and column.name[0] == "m" and column.name[1:].isdigit() and column.name != "m01"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    page = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/plan-format.md")
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")

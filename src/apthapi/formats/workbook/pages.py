"""The sheets of the workbook: which sheets of the application each one holds, and its columns.

Columns, titles and order are those of `core.sheets`; only what a workbook needs besides them is said here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from apthapi.core.schema import Column, Table
from apthapi.core.sheets import SHEETS, Field, Sheet
from apthapi.core.tables import MONTHS

TEMPLATE = "apthapi-libro-1"
"""Version of the template: raised when a workbook of before can no longer be read."""
MARK = "apthapi:"
"""Begins the hidden cell that says which sheet this is, whatever name it was given."""
KEY = "clave"
"""Heading of the hidden column with the key of each row."""
FILA, CONTROL = "_fila", "_control"
"""Columns that only the workbook has: the row of form 04 of a line, and whether its months add up."""
HIDDEN_BOOK, LISTS, COVER, SUMMARY = "_apthapi", "Listas", "Instrucciones", "Resumen"


@dataclass(frozen=True)
class Page:
    """One sheet of the workbook. `by` is the column whose value says in which of `sheets` a row is."""

    name: str
    title: str
    heading: str
    sheets: tuple[Sheet, ...]
    by: str = ""

    @property
    def table(self) -> Table:
        """The table of the format that it shows."""
        return self.sheets[0].table

    @property
    def chosen(self) -> bool:
        """Whether the person says in a column to which sheet a row belongs; otherwise all rows are of the only one."""
        return len(self.sheets) > 1

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns of the format, from the left."""
        first = (Field(self.by, self.table.column(self.by).about, width=110),) if self.chosen else ()
        return (*first, *self.sheets[0].fields)

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that people fill."""
        return tuple(self.table.column(each.name) for each in self.fields if not each.computed)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns as they stand, the hidden key first; those that only the workbook has, before months."""
        names = [each.name for each in self.fields]
        if MONTHS[0] in names:
            at = names.index(MONTHS[0])
            names[at:at] = [CONTROL]
        if self.by == "formulario":
            names.append(FILA)
        return (KEY, *names)

    @property
    def letter(self) -> str:
        """Begins the keys of rows of its table, so that a key of one table is none in another."""
        return self.table.name[0]

    def sheet_of(self, value: object) -> Sheet | None:
        """The sheet of the rows whose column `by` holds this value."""
        return next((each for each in self.sheets if not self.by or each.fixed[self.by] == value), None)


def _pages() -> Iterator[Page]:
    quadrants = tuple(each for each in SHEETS.values() if each.table_name == "situacion")
    yield Page("situacion", "Situación", "Formulario 01 · Análisis de situación", quadrants, "cuadrante")
    for name, title, heading in (
        ("articulacion", "Articulación", "Formulario 02 · Articulación con el PEI y acciones de corto plazo"),
        ("operaciones", "Operaciones", "Operaciones y su programación física"),
        ("tareas", "Tareas", "Tareas de cada operación"),
    ):
        yield Page(name, title, heading, (SHEETS[name],))
    for sheet in (each for each in SHEETS.values() if each.table_name == "requerimientos"):
        form = sheet.fixed["formulario"]
        heading = f"Formulario {form} · {sheet.title.removeprefix(form).strip()}"
        yield Page(form, form, heading, (sheet,), "formulario")


PAGES: tuple[Page, ...] = tuple(_pages())
"""The sheets that people fill, in their order."""

LINE_PAGES = tuple(each for each in PAGES if each.by == "formulario")
"""Those of form 3."""

BY_TABLE: dict[str, tuple[Page, ...]] = {
    page.table.name: tuple(each for each in PAGES if each.table is page.table) for page in PAGES
}
"""The pages of each table that a unit fills."""


def natural_key(table: Table) -> tuple[str, ...]:
    """The columns by which a row is known within its unit."""
    return tuple(name for name in table.key if name not in ("plan", "unidad"))

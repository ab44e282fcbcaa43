"""What an office does with the workbook of its unit: opens it, writes in it, adds and takes away rows, saves it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from apthapi.web.entities.demo import COMPLETED, PLAN

NAMES, FIRST = 1, 6
"""The row that names the columns as the format does, and the first with data."""


def address(unidad: str = COMPLETED, plan: str = PLAN) -> str:
    """The page of the workbook of a unit."""
    return f"/planes/{plan}/unidades/{unidad}/libro"


class Book:
    """A workbook as somebody has it open."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(content))

    def find(self, sheet: str, column: str, text: str) -> int:
        """The row in which the column says that."""
        page = self.page(sheet)
        at = self.column(sheet, column)
        return next(row for row in range(FIRST, page.max_row + 1) if page.cell(row, at).value == text)

    def read(self, sheet: str, row: int, column: str) -> Any:
        return self.page(sheet).cell(row, self.column(sheet, column)).value

    def write(self, sheet: str, row: int, **cells: object) -> None:
        for column, value in cells.items():
            self.page(sheet).cell(row, self.column(sheet, column)).value = value

    def add(self, sheet: str, **cells: object) -> int:
        """A new row below those that are there; its number."""
        page = self.page(sheet)
        keys = [row for row in range(FIRST, page.max_row + 1) if page.cell(row, 1).value]
        self.write(sheet, row := max(keys, default=FIRST - 1) + 1, **cells)
        return row

    def clear(self, sheet: str, row: int) -> None:
        """Take a row away, as deleting its cells does."""
        page = self.page(sheet)
        for at in range(1, page.max_column + 1):
            page.cell(row, at).value = None

    def page(self, sheet: str) -> Worksheet:
        found: Worksheet = self.book[sheet]
        return found

    def column(self, sheet: str, column: str) -> int:
        page = self.page(sheet)
        return next(at for at in range(1, page.max_column + 1) if page.cell(NAMES, at).value == column)

    def saved(self, name: str = "libro.xlsx") -> BytesIO:
        out = BytesIO()
        self.book.save(out)
        return named(out.getvalue(), name)


def named(content: bytes, name: str) -> BytesIO:
    """A file to upload."""
    file = BytesIO(content)
    file.name = name
    return file


def taken(client: Client, unidad: str = COMPLETED, plan: str = PLAN) -> Book:
    """The workbook of a unit as it is downloaded now."""
    response = client.get(f"{address(unidad, plan)}/descargar")
    assert isinstance(response, FileResponse), response
    return Book(response.getvalue())


def brought(client: Client, book: Book | BytesIO, unidad: str = COMPLETED) -> str:
    """Upload it; the address of the preview."""
    file = book.saved() if isinstance(book, Book) else book
    response = client.post(f"{address(unidad)}/subir", {"archivo": file})
    assert response.status_code == 302, response.content.decode()
    return str(response.url)  # type: ignore[attr-defined]

"""What an office does with the workbook of its unit: opens it, writes in it, adds and takes away rows, saves it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpResponse
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from apthapi.core.sheets import SHEETS
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live

NAMES, FIRST = 1, 6
"""The row that names the columns as the format does, and the first with data."""


def address(unidad: str = COMPLETED, plan: str = PLAN) -> str:
    """The page of the workbook of a unit."""
    return f"/planes/{plan}/unidades/{unidad}/libro"


NEW = {
    "partida": "25600",
    "descripcion": "Imprenta de formularios",
    "operacion": "1.1.1",
    "tarea": "1.1.1.1",
    "unidad_medida": "Unidad",
    "cantidad": 10,
    "precio_unitario": "12,50",
    "fuente": "20",
    "organismo": "230",
}
"""A line that an office adds."""


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


def rows(sheet: str) -> dict[int, dict[str, Any]]:
    """What is stored, by `renglon`."""
    found = SHEETS[sheet]
    where = " and ".join(f"{name} = '{value}'" for name, value in found.fixed.items()) or "1 = 1"
    sql = f"select * from {found.table_name} where plan = ? and unidad = ? and {where} order by renglon"
    return {row["renglon"]: row for row in live().dicts(sql, [PLAN, COMPLETED])}


def page(client: Client, where: str) -> str:
    response = client.get(where)
    assert response.status_code == 200, response
    return " ".join(response.content.decode().split())


def accept(client: Client, where: str, **data: str) -> HttpResponse:
    return client.post(f"{where}/aceptar", {"huella": seen(client, where), **data})  # type: ignore[return-value]


def seen(client: Client, where: str) -> str:
    """What the page of a workbook says that was looked at; empty once it is accepted."""
    found = re.search(r'name="huella" value="([^"]+)"', page(client, where))
    return found[1] if found else ""


def counts(client: Client, where: str) -> list[int]:
    """Added, changed, removed, in conflict, the same: as the page says."""
    return [int(each) for each in re.findall(r'<span class="cifra">(\d+)</span>', page(client, where))]

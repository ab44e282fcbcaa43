"""Workbooks that go out: of one unit, while one waits or in the background, and of every unit of a plan in a zip."""

from __future__ import annotations

import zipfile
from contextlib import closing
from pathlib import Path

from apthapi.documents import PaperError
from apthapi.formats.errors import FileError
from apthapi.formats.workbook.content import content_of
from apthapi.formats.workbook.writing import write_workbook
from apthapi.web.plans.package import Photo, chain_of, photograph
from apthapi.web.plans.papers.making import Encargo, Hecho, Tell, made, safe
from apthapi.web.process.models import Version
from apthapi.web.process.permisos import hoy


def make_all(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    """The workbook of the unit, or a zip with those of every unit of the plan. Raises PaperError."""
    tell("Leyendo el plan", 0, 1)
    photo = photograph(chain_of(order.plan), units=[order.unidad] if order.unidad else None)
    with closing(photo.package) as package:
        if order.unidad:
            return made(order, photo, _write(photo, order.plan, order.unidad, folder / "libro.xlsx"))
        sql = "select unidad from unidades where plan = ? order by renglon"
        units = [str(row[0]) for row in package.database.query(sql, [order.plan])]
        target = folder / "libros.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for number, unidad in enumerate(units):
                tell(f"Libro de {unidad}, unidad {number + 1} de {len(units)}", number, len(units))
                path = _write(photo, order.plan, unidad, folder / "libro.xlsx")
                archive.write(path, f"{safe(order.plan)}-{safe(unidad)}.xlsx")
        return made(order, photo, target)


def _write(photo: Photo, plan: str, unidad: str, path: Path) -> Path:
    try:
        content = content_of(
            photo.package.database, plan, unidad, acto=photo.acto, until=_until(plan), issued=hoy().isoformat()
        )
    except FileError as problem:
        raise PaperError(str(problem)) from None
    write_workbook(path, content)
    return path


def _until(plan: str) -> str:
    """The day until which the units fill their parts, if it was set."""
    limit = Version.objects.filter(plan=plan).values_list("vence", flat=True).first()
    return limit.isoformat() if limit else ""

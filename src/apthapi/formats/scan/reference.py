"""The texts of real printed forms that come with the software, and what is known of a plan before a form is read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from apthapi.core.package import Package
from apthapi.formats.scan.reading import Known, Line, Page, Word

PLAN = "SEGIP-2024-1"


def known_of(package: Package, plan: str) -> Known:
    """The units, actions and fuentes of a plan."""

    def rows(columns: str, table: str, *, more: str = "") -> tuple[tuple[str, ...], ...]:
        sql = f"select distinct {columns} from {table} where plan = ?{more} order by 1"
        return tuple(tuple(str(value or "") for value in row) for row in package.database.query(sql, (plan,)))

    return Known(
        tuple((sigla, name) for sigla, name in rows("unidad, nombre", "unidades")),
        tuple((code, text) for code, text in rows("ae, descripcion", "acciones_estrategicas")),
        tuple((code, ae, text) for code, ae, text in rows("acp, ae, descripcion", "acciones_corto_plazo")),
        tuple(code for (code,) in rows("fuente", "techos", more=" and fuente <> ''")),
    )


def page_of_text(text: str, source: str = "") -> Page:
    """A page from text that was already made, without places."""
    lines = (line.split() for line in text.splitlines())
    return Page(1, tuple(Line(tuple(Word(word) for word in line)) for line in lines if line), source=source)


def reference_pages() -> Iterator[tuple[str, Page]]:
    """The unit of each text of the reference plan, and its page."""
    folder = files("apthapi.core").joinpath("data", "planes", "segip-2024", "texto")
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        yield each.name.partition("-")[0], page_of_text(each.read_text(encoding="utf-8"), each.name)

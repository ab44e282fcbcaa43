"""Each paper carries its own data in the plan format, and is read back from it exactly.

The part of the package that a paper shows is written as a zip and attached to the PDF; whoever holds the
paper, signed or not, can take out the tables, check their SHA-256 against the printed one and run every rule.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from apthapi.core.database import Row, in_memory
from apthapi.core.package import Package, read_package
from apthapi.core.schema import ROW, Table
from apthapi.core.tables import TABLES
from apthapi.core.writing import write_zip
from apthapi.documents.errors import PaperError
from apthapi.documents.heading import Plan

ZIP = "application/zip"
JSON = "application/json"
_CATALOGUES = frozenset({"pdes", "acciones_estrategicas", "acciones_corto_plazo"})
"""Tables of the entity that a plan without its own takes from the plan it replaces."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a paper; `relationship` is the AFRelationship of PDF/A-3, `data` or `source`."""

    name: str
    content: bytes
    mime: str
    description: str
    relationship: str = "data"

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


def plan_data(package: Package, plan: Plan, units: Sequence[str] | None, tables: Collection[str]) -> Attachment:
    """The tables of a plan, restricted to some units (None: all), as a zip in the plan format."""
    part = restricted(package, plan, units, tables)
    name = "-".join([plan.code, *(units or ())] if units and len(units) == 1 else [plan.code])
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "datos.zip"
        write_zip(part, target)
        content = target.read_bytes()
    part.close()
    return Attachment("datos.zip", content, ZIP, f"Datos de {name} en el formato de plan (tablas CSV)")


def restricted(package: Package, plan: Plan, units: Sequence[str] | None, tables: Collection[str]) -> Package:
    """A new package with only those tables, only that plan (and what it takes from its chain), only those units."""
    database = in_memory()
    present = frozenset(name for name in TABLES if name in tables and name in package.present)
    rows_kept: set[tuple[str, int]] = set()
    for name in present:
        table = TABLES[name]
        database.create(name, table.stored())
        columns = [column for column, _ in table.stored()]
        rows = _rows(package, table, columns, plan, units)
        database.insert(name, columns, rows)
        rows_kept |= {(name, row[columns.index(ROW)]) for row in rows}
    return Package(
        database,
        present,
        kept=tuple(cell for cell in package.kept if (cell[0], cell[1]) in rows_kept),
        extras={name: columns for name, columns in package.extras.items() if name in present},
        own_sets=package.own_sets,
    )


def _rows(package: Package, table: Table, columns: Sequence[str], plan: Plan, units: Sequence[str] | None) -> list[Row]:
    wide = table.name == "planes" or table.name in _CATALOGUES
    plans = plan.chain if wide else (plan.code,)
    where = f"plan in ({_marks(plans)})"
    parameters = [*plans]
    if units is not None and "unidad" in table.names:
        where += f" and unidad in ({_marks(units)})"
        parameters += units
    sql = f"select {', '.join(columns)} from {table.name} where {where} order by {ROW}"
    return package.database.query(sql, parameters)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" for _ in values)


def attached_bytes(pdf: Path, *, mime: str = ZIP) -> bytes:
    """The attached file of that type, as it is inside the paper. Raises PaperError if the PDF carries none."""
    try:
        with pikepdf.open(pdf) as document:
            for spec in document.attachments.values():
                file = spec.get_file()
                if file.mime_type == mime:
                    return file.read_bytes()
    except (pikepdf.PdfError, FileNotFoundError) as problem:
        raise PaperError(f"«{pdf}» no se puede leer como PDF: {problem}") from None
    raise PaperError(f"«{pdf}» no lleva datos adjuntos: no es un papel hecho por apthapi.")


def read_back(pdf: Path) -> Package:
    """The tables that a paper carries, read like any package. Raises PaperError, or UnreadableError if damaged."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "datos.zip"
        target.write_bytes(attached_bytes(pdf))
        package = read_package(target)
    package.where = pdf
    return package

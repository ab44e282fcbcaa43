"""The book of an entity with Typst, beside the same tables with WeasyPrint."""

from __future__ import annotations

import html
import shutil
from pathlib import Path

from apthapi.bench.measure import process
from apthapi.bench.session import Figure, Session
from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount
from apthapi.core.package import read_package
from apthapi.example import write_example

UNITS, LINES = 15, 3_000

_BOOK = """
import sys
from pathlib import Path
from apthapi.core.package import read_package
from apthapi.documents import render_book
package = read_package(Path(sys.argv[1]))
paper = render_book(package=package, plan=package.latest_plan(), out=Path(sys.argv[2]))
Path(sys.argv[3]).write_text(str(paper.pages))
"""

_WEASYPRINT = """
import sys
from pathlib import Path
from weasyprint import HTML
document = HTML(sys.argv[1]).render()
document.write_pdf(sys.argv[2], pdf_variant="pdf/a-3a")
Path(sys.argv[3]).write_text(str(len(document.pages)))
"""

_STYLE = """@page { size: letter landscape; margin: 15mm } body { font: 8pt sans-serif }
table { border-collapse: collapse; width: 100% } td, th { border-bottom: .3pt solid #888; padding: 2pt }
.n { text-align: right }"""


def run(session: Session) -> None:
    """Processor seconds per page of both, and the peak memory of the book."""
    folder = session.folder / "libro"
    shutil.rmtree(folder, ignore_errors=True)
    write_example(folder, units=UNITS, lines=LINES)
    ours = process(["-c", _BOOK, str(folder), str(folder / "libro.pdf"), str(folder / "paginas.txt")])
    pages = int((folder / "paginas.txt").read_text())
    session.add(
        Figure("libro de 15 unidades", ours.wall, "s", remark=f"{pages} páginas, {ours.cpu:.1f} s de procesador")
    )
    session.add(Figure("memoria del libro", ours.megabytes, "MB", at_most=900))
    page = folder / "libro.html"
    page.write_text(_html(folder), encoding="utf-8")
    theirs = process(["-c", _WEASYPRINT, str(page), str(folder / "weasyprint.pdf"), str(folder / "paginas-w.txt")])
    other = int((folder / "paginas-w.txt").read_text())
    ratio = (theirs.wall / other) / (ours.wall / pages)
    session.add(
        Figure("WeasyPrint, por página, frente al libro", ratio, "veces", at_least=10,
            remark=f"{other} páginas de tablas solas en {theirs.wall:.1f} s, {theirs.megabytes:.0f} MB")
    )  # fmt: skip


def _html(folder: Path) -> str:
    """The requirement lines of every unit as one plain table each: less than what the book prints."""
    package = read_package(folder)
    parts = [f"<!doctype html><html lang=es><title>Libro</title><style>{_STYLE}</style>"]
    for unidad, name in package.database.query("select unidad, nombre from unidades order by renglon"):
        parts.append(f"<h1>{html.escape(name)}</h1><table><thead><tr><th>#<th>Partida<th>Detalle<th>Unidad<th>Cantidad"
            "<th>Precio<th>Fuente<th>Importe</tr></thead><tbody>")  # fmt: skip
        rows = package.database.query(
            "select linea, partida, descripcion, unidad_medida, cantidad, precio_unitario, fuente, importe "
            "from requerimientos where unidad = ? order by renglon",
            [unidad],
        )
        for line, partida, what, measure, quantity, price, fuente, amount in rows:
            cells = [str(line), partida, html.escape(what), html.escape(measure), plain_number(quantity or 0, 4),
                format_amount(price or 0), fuente, format_amount(amount or 0)]  # fmt: skip
            parts.append("<tr>" + "".join(f"<td>{cell}" for cell in cells))
        parts.append("</tbody></table>")
    return "".join(parts)

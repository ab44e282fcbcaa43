"""The whole case of a plan in one file: written papers, forms of each unit, book, annex, findings, and an index.

Everything shows one photograph of the plan. What was issued goes as it was issued; what was not, as a draft.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from apthapi.compare import compare_plans
from apthapi.core.package import Package
from apthapi.documents import Institution, PaperError, render_book, render_findings
from apthapi.documents.comparison import render_comparison
from apthapi.documents.escritos import as_registered, render_escrito, write
from apthapi.documents.figures import day
from apthapi.documents.hechos import Hechos, hechos_de
from apthapi.documents.indice import Entrada, render_indice
from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.web.expediente.archive import sha256_of
from apthapi.web.expediente.emision import institution_of, latest
from apthapi.web.expediente.models import EstadoDeEmitido, Externo, Revision
from apthapi.web.expediente.textos import text_of
from apthapi.web.plans.package import chain_of, photograph
from apthapi.web.plans.papers.making import LINES_OF_A_BOOK, ZIP, Encargo, Hecho, Tell, judged, write_data
from apthapi.web.process.permisos import hoy


@dataclass(frozen=True, slots=True)
class Pieza:
    """A file of the pack: its name in the zip, how it is called, and what makes it at a path."""

    archivo: str
    titulo: str
    make: Callable[[Path], Entrada]


@dataclass(frozen=True, slots=True)
class Caso:
    """What every piece is made from."""

    order: Encargo
    package: Package
    chain: list[str]
    hechos: Hechos
    institution: Institution | None


def make_pack(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    """Make the zip. Raises PaperError."""
    tell("Leyendo el plan", 0, 1)
    chain = chain_of(order.plan)
    photo = photograph(chain[:2], before=chain[2:])
    with closing(photo.package) as package:
        hechos = hechos_de(package, order.plan)
        caso = Caso(order, package, chain, hechos, institution_of(hechos.plan.entidad))
        pieces = [*_written(caso), *_external(caso), *_computed(caso)]
        target = folder / "expediente.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            made = []
            for done, piece in enumerate(pieces):
                tell(piece.titulo, done, len(pieces) + 1)
                made.append(_added(archive, piece, folder))
            tell("Índice", len(pieces), len(pieces) + 1)
            pages = _index(caso, archive, made, folder)
    total = pages + sum(each.paginas for each in made)
    return Hecho(target, f"{order.plan}-expediente.zip", ZIP, sha256_of(target), photo.acto, total)


def _added(archive: zipfile.ZipFile, piece: Pieza, folder: Path) -> Entrada:
    path = folder / "pieza"
    entry = piece.make(path)
    archive.write(path, piece.archivo)
    entry = replace(entry, archivo=piece.archivo, titulo=piece.titulo, sha256=sha256_of(path))
    path.unlink()
    return entry


def _index(caso: Caso, archive: zipfile.ZipFile, made: list[Entrada], folder: Path) -> int:
    path = folder / "indice.pdf"
    paper = render_indice(
        hechos=caso.hechos, entradas=made, out=path, institution=caso.institution, hecho_el=hoy().isoformat()
    )
    archive.write(path, "00-indice.pdf")
    return paper.pages


def _written(caso: Caso) -> Iterator[Pieza]:
    for number, (papel, kind) in enumerate(ESCRITOS.items(), start=1):
        yield Pieza(f"{number:02d}-{papel.replace('_', '-')}.pdf", kind.nombre, partial(_one_written, caso, papel))


def _one_written(caso: Caso, papel: str, out: Path) -> Entrada:
    """The last file of the issued paper, or its draft with what is not known yet marked as missing."""
    issued = latest(caso.order.plan, papel)
    revision = Revision.objects.filter(emitido=issued).order_by("-numero").first() if issued else None
    if issued and revision:
        if not revision.file.is_file():
            raise PaperError(f"No está el archivo de {issued.titulo} {issued.cite}. Avise a la administración.")
        shutil.copyfile(revision.file, out)
        state = EstadoDeEmitido(issued.estado).label
        return Entrada(cite=issued.cite, fecha=f"{issued.fecha:%d/%m/%Y}", estado=state)
    text = text_of(caso.order.plan, caso.hechos.plan.entidad, papel).texto
    escrito = write(text, as_registered(papel, caso.hechos))
    paper = render_escrito(escrito=escrito, out=out, institution=caso.institution, borrador=True)
    return Entrada(cite=escrito.cite, fecha=day(escrito.fecha), estado="Borrador", paginas=paper.pages)


def _external(caso: Caso) -> Iterator[Pieza]:
    """The files of what others sent."""
    rows = {each.documento: each for each in caso.hechos.documentos}
    for number, kept in enumerate(Externo.objects.filter(plan=caso.order.plan).order_by("pk"), start=1):
        row = rows.get(kept.documento)
        if row and kept.file.is_file():
            name = f"externos/{number:02d}-{kept.documento.replace('_', '-')}.pdf"
            entry = Entrada(cite=row.cite, fecha=day(row.fecha), estado="Registrado")
            yield Pieza(name, row.cita, partial(_copied, kept.file, entry))


def _copied(source: Path, entry: Entrada, out: Path) -> Entrada:
    shutil.copyfile(source, out)
    return entry


def _computed(caso: Caso) -> Iterator[Pieza]:
    """What is made from the tables alone."""
    units = caso.package.database.query(
        "select unidad, nombre from unidades where plan = ? order by renglon", [caso.order.plan]
    )
    for number, (unidad, name) in enumerate(units, start=1):
        safe = "".join(each if each.isalnum() else "-" for each in unidad)
        title = f"Formularios de {name} ({unidad})"
        yield Pieza(f"formularios/{number:02d}-{safe}.pdf", title, partial(_bound, caso, [unidad]))
    lines = caso.package.database.value("select count(*) from requerimientos where plan = ?", [caso.order.plan])
    if lines <= LINES_OF_A_BOOK:
        yield Pieza("10-libro.pdf", "Libro del plan", partial(_bound, caso, None))
    if len(caso.chain) > 1:
        yield Pieza("11-anexo-comparativo.pdf", "Anexo comparativo", partial(_annex, caso))
    yield Pieza("12-verificacion.pdf", "Reporte de verificación", partial(_findings, caso))
    yield Pieza("13-datos.zip", "Datos del plan en el formato abierto", partial(_data, caso))


def _bound(caso: Caso, units: list[str] | None, out: Path) -> Entrada:
    paper = render_book(
        package=caso.package,
        plan=caso.order.plan,
        out=out,
        units=units,
        institution=caso.institution,
        borrador=caso.order.borrador,
    )
    return Entrada(estado=_state(caso), paginas=paper.pages)


def _annex(caso: Caso, out: Path) -> Entrada:
    compared = caso.hechos.comparacion or compare_plans(caso.package, caso.chain[1], caso.order.plan)
    paper = render_comparison(
        package=caso.package,
        comparison=compared,
        out=out,
        institution=caso.institution,
        borrador=caso.order.borrador,
    )
    return Entrada(estado=_state(caso), paginas=paper.pages)


def _findings(caso: Caso, out: Path) -> Entrada:
    findings, statuses = judged(caso.order, caso.package, lambda _what, _done, _of: None)
    paper = render_findings(
        package=caso.package,
        plan=caso.order.plan,
        findings=findings,
        statuses=statuses,
        out=out,
        institution=caso.institution,
        checked_on=hoy(),
        borrador=caso.order.borrador,
    )
    return Entrada(estado=_state(caso), paginas=paper.pages)


def _data(caso: Caso, out: Path) -> Entrada:
    write_data(caso.package, out)
    return Entrada(estado="Datos")


def _state(caso: Caso) -> str:
    return "Borrador" if caso.order.borrador else "Del plan aprobado"

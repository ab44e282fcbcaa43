"""Makes one paper of the live database into a file. Whatever goes wrong is a PaperError fit to be shown."""

from __future__ import annotations

import errno
import hashlib
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from apthapi.core.findings import Finding
from apthapi.core.package import Package
from apthapi.core.tables import TABLES
from apthapi.core.writing import write_zip
from apthapi.documents import Institution, PaperError, render_book, render_findings, render_form, render_observations
from apthapi.documents.comparison import render_comparison
from apthapi.documents.heading import Data
from apthapi.rules import check
from apthapi.rules.live import check_unit
from apthapi.rules.runner import Status
from apthapi.rules.unit_answers import WHOLE
from apthapi.web.comparison.money import money_of, photo_of
from apthapi.web.comparison.versions import choose
from apthapi.web.entities.models import Entidad
from apthapi.web.observations.printed import printed, section
from apthapi.web.plans.own_sets import sets_that_differ
from apthapi.web.plans.package import HEADING, Photo, chain_of, photograph
from apthapi.web.plans.papers.catalogue import BOOK, COMPARISON, DATA, FINDINGS, OBSERVED, PAPELES, WORKBOOKS
from apthapi.web.process.permisos import hoy

Tell = Callable[[str, int, int], None]
"""Told what is being done (Spanish), how many steps are done and of how many; what it raises stops the work."""

LINES_OF_A_BOOK = 8000
"""A book of more lines would need more than a gigabyte to be composed: it is given in volumes, one for each unit."""

PDF, ZIP = "application/pdf", "application/zip"
OTHER = "application/octet-stream"
"""What is opened by the program that its name says."""


@dataclass(frozen=True, slots=True)
class Encargo:
    """What is asked for: a kind of paper of a plan, or of one unit of it, marked as a draft or not."""

    plan: str
    unidad: str
    key: str
    borrador: bool
    con: str = ""
    """The version with which it is compared, if not the one that the plan replaces."""


@dataclass(frozen=True, slots=True)
class Hecho:
    """A file that was made: its name for people, its hash, and the last act that it shows."""

    path: Path
    name: str
    mime: str
    sha256: str
    acto: int
    pages: int = 0


Maker = Callable[[Encargo, Path, Tell], Hecho]
"""Makes what is asked for into a file of the folder. Raises PaperError."""


def makes(key: str, maker: Maker) -> None:
    """Say who makes a kind of paper that a room above this one knows."""
    _MAKERS[key] = maker


def make(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    """Make what is asked for into a file of the folder. Raises PaperError."""
    try:
        return _MAKERS.get(order.key, _form)(order, folder, tell)
    except OSError as problem:
        raise PaperError(disk_problem(problem)) from None


def disk_problem(problem: OSError) -> str:
    """Why a file could not be written, for whoever asked for it."""
    full = problem.errno in (errno.ENOSPC, errno.EDQUOT)
    why = "no queda espacio en su disco" if full else str(problem.strerror or problem)
    return f"El servidor no pudo guardar el documento: {why}. Avise a la administración del sistema."


def _form(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    form = PAPELES[order.key].form
    tell("Componiendo el formulario", 0, 1)
    photo = _photo_of(order)
    with closing(photo.package) as package:
        paper = render_form(
            package=package,
            plan=order.plan,
            unidad=order.unidad,
            form=form,
            out=folder / "papel.pdf",
            institution=_institution(package, order.plan),
            borrador=order.borrador,
            observations=_observed(order, [order.unidad], form),
        )
    return made(order, photo, paper.path, pages=paper.pages)


def _observed(order: Encargo, units: Sequence[str], form: str = "") -> Data | None:
    """What was observed goes behind the forms and the book while they are drafts: an approved paper is without it."""
    return section(order.plan, units, form) if order.borrador else None


def _observations(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    tell("Reuniendo las observaciones", 0, 1)
    photo = photograph([order.plan], tables=HEADING)
    with closing(photo.package) as package:
        paper = render_observations(
            package=package,
            plan=order.plan,
            unidad=order.unidad,
            observations=printed(order.plan, order.unidad),
            out=folder / "papel.pdf",
            institution=_institution(package, order.plan),
            borrador=order.borrador,
        )
    return made(order, photo, paper.path, pages=paper.pages)


def _book(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    tell("Leyendo el plan", 0, 1)
    photo = _photo_of(order)
    with closing(photo.package) as package:
        lines = package.database.value("select count(*) from requerimientos where plan = ?", [order.plan])
        if not order.unidad and lines > LINES_OF_A_BOOK:
            return _volumes(order, photo, folder, tell)
        units = [order.unidad] if order.unidad else None
        path, pages = _bound(order, package, units, folder / "papel.pdf", _by_unit(tell))
    return made(order, photo, path, pages=pages)


def _volumes(order: Encargo, photo: Photo, folder: Path, tell: Tell) -> Hecho:
    """One book for each unit and the data of the whole plan, in a zip."""
    units = [
        row[0]
        for row in photo.package.database.query(
            "select unidad from unidades where plan = ? order by renglon", [order.plan]
        )
    ]
    target, pages = folder / "tomos.zip", 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, unidad in enumerate(units, start=1):
            what = f"Tomo de {unidad}, unidad {number} de {len(units)}"

            def beat(_what: str, _done: int, _of: int, *, what: str = what, done: int = number - 1) -> None:
                tell(what, done, len(units))

            path, count = _bound(order, photo.package, [unidad], folder / f"{unidad}.pdf", beat)
            archive.write(path, f"{number:02d}-{safe(unidad)}.pdf")
            path.unlink()
            pages += count
        tell("Agregando los datos del plan", len(units), len(units))
        write_data(photo.package, folder / "datos.zip")
        archive.write(folder / "datos.zip", "datos.zip")
    return made(order, photo, target, pages=pages)


def _bound(order: Encargo, package: Package, units: Sequence[str] | None, out: Path, tell: Tell) -> tuple[Path, int]:
    paper = render_book(
        package=package,
        plan=order.plan,
        out=out,
        units=units,
        institution=_institution(package, order.plan),
        progress=tell,
        borrador=order.borrador,
        observations=_observed(order, units or ()),
    )
    return paper.path, paper.pages


def _by_unit(tell: Tell) -> Tell:
    """The progress of a book, which counts units and then its composing, in words."""

    def told(what: str, done: int, of: int) -> None:
        units = of - 1
        tell(f"{what}, unidad {done + 1} de {units}" if done < units else what, done, of)

    return told


def _findings(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    tell("Verificando el plan", 0, 2)
    units = [order.unidad] if order.unidad else None
    photo = photograph(chain_of(order.plan), units=units, whole=WHOLE)
    with closing(photo.package) as package:
        findings, statuses = judged(order, package, tell)
        tell("Componiendo el reporte", 1, 2)
        paper = render_findings(
            package=package,
            plan=order.plan,
            findings=findings,
            statuses=statuses,
            out=folder / "papel.pdf",
            institution=_institution(package, order.plan),
            checked_on=hoy(),
            borrador=order.borrador,
        )
    return made(order, photo, paper.path, pages=paper.pages)


def judged(order: Encargo, package: Package, tell: Tell) -> tuple[list[Finding], dict[str, str]]:
    """What the rules say of this plan (or of this unit): older versions are there to be compared, not judged again."""
    if order.unidad:
        of_unit = check_unit(package.database, order.plan, order.unidad, schema="main")
        return list(of_unit.findings), dict(of_unit.statuses)
    report = check(package, progress=lambda rule, _done, _of: tell(f"Verificando la regla {rule}", 0, 2))
    mine = [each for each in report.findings if each.plan in ("", order.plan)]
    broken = {each.rule for each in mine}
    held = {rule: Status.HOLDS if status is Status.BROKEN else status for rule, status in report.statuses.items()}
    return mine, {rule: Status.BROKEN if rule in broken else status for rule, status in held.items()}


def _comparison(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    chosen = choose(order.plan, order.con)
    if chosen.before is None:
        raise PaperError(f"El plan {order.plan} no reemplaza a otro: no hay con qué compararlo.")
    tell("Comparando las dos versiones", 0, 1)
    photo = photo_of(chosen)
    with closing(photo.package) as package:
        paper = render_comparison(
            package=package,
            comparison=money_of(package, chosen).comparison,
            out=folder / "papel.pdf",
            institution=_institution(package, order.plan),
            borrador=order.borrador,
        )
    return made(order, photo, paper.path, pages=paper.pages)


def _data(order: Encargo, folder: Path, tell: Tell) -> Hecho:
    tell("Escribiendo las tablas", 0, 1)
    if order.unidad:
        photo = photograph([order.plan], units=[order.unidad], tables=_OF_UNIT)
    else:
        photo = photograph([order.plan])
    with closing(photo.package) as package:
        if order.unidad:
            for name in package.present & _BY_UNIT:
                package.database.execute(f"delete from {name} where unidad <> ?", [order.unidad])
        write_data(package, folder / "datos.zip")
    return made(order, photo, folder / "datos.zip")


def write_data(package: Package, path: Path) -> None:
    """The tables of a package in the open format, in a zip."""
    package.own_sets = sets_that_differ(package)
    write_zip(package, path)


_BY_UNIT = frozenset(name for name, table in TABLES.items() if "unidad" in table.names)
_OF_UNIT = HEADING | _BY_UNIT
"""What goes with the data of one unit: its rows, and the plan and structure that they refer to."""

_MAKERS: dict[str, Maker] = {
    BOOK: _book,
    FINDINGS: _findings,
    COMPARISON: _comparison,
    DATA: _data,
    OBSERVED: _observations,
}


def _photo_of(order: Encargo) -> Photo:
    """What a form or a book shows: its rows, and the heading and structure of the plans before."""
    before = chain_of(order.plan)[1:]
    return photograph([order.plan], units=[order.unidad] if order.unidad else None, before=before)


def _institution(package: Package, plan: str) -> Institution | None:
    """The entity as it is administered, if the plan itself does not name it."""
    [(code, name)] = package.database.query("select entidad, nombre_entidad from planes where plan = ?", [plan])
    entidad = None if name else Entidad.objects.filter(codigo=code).first()
    return Institution(entidad.nombre, entidad.sigla) if entidad else None


def made(order: Encargo, photo: Photo, path: Path, *, pages: int = 0) -> Hecho:
    """The file as it is told of, under the name that it has for people."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    draft = order.borrador and order.key not in (DATA, WORKBOOKS)
    parts = [order.plan, order.unidad, order.key, "borrador" if draft else ""]
    name = "-".join(safe(part) for part in parts if part) + path.suffix
    mime = {".zip": ZIP, ".pdf": PDF}.get(path.suffix, OTHER)
    return Hecho(path, name, mime, digest, photo.acto, pages)


def safe(text: str) -> str:
    """A name that any system takes as the name of a file."""
    return "".join(character if character.isalnum() or character in "._-" else "_" for character in text)

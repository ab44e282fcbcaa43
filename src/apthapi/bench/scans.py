"""How well our own printed forms are read once they are scanned badly, and how long a page takes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from apthapi.bench.degraded import KINDS, Picture, degraded, drawn, photographed
from apthapi.bench.session import Figure, Session
from apthapi.core.package import Package, read_package
from apthapi.documents import available_forms, render_form
from apthapi.example import write_example
from apthapi.formats.errors import FileError
from apthapi.formats.scan.accuracy import Accuracy, Outcome, compare, truth_of
from apthapi.formats.scan.files import read_files
from apthapi.formats.scan.known import known_of
from apthapi.formats.scan.reading import Known, ReadForm, ScanReading

UNITS, SEED = 3, 2001
"""Units of the plan, and the seed of the first one's harms: never one of those that reading was worked on with."""
FORMS = ("01", "02", "04")
PHOTOGRAPH = "foto"
AMOUNTS = "importes del formulario 04"
CODES = ("códigos de ACP", "ponderaciones")
RIGHT = (Outcome.RIGHT_CERTAIN, Outcome.RIGHT_DOUBTFUL)


def run(session: Session) -> None:
    """The accuracy of every kind of harm on forms of an example plan, at 150 points for each inch."""
    folder = session.folder / "escaneos"
    write_example(folder / "plan", units=UNITS, lines=60)
    prints = Prints(read_package(folder / "plan"), folder)
    whole, pages, seconds = Accuracy(), 0, 0.0
    for kind in (*KINDS, PHOTOGRAPH):
        found, count, taken = measure(prints, kind, UNITS)
        whole.add(found)
        pages, seconds = pages + count, seconds + taken
        for line in table(kind, found):
            session.tell(line)
    certain = [line for line in whole.wrong if Outcome.WRONG_CERTAIN.value in line]
    for line in (*table("todas", whole), *certain):
        session.tell(line)
    for name, kinds, aim in (("importes", (AMOUNTS,), 98), ("códigos y ponderaciones de ACP", CODES, 95)):
        session.add(Figure(f"{name}, leídos bien a 150 ppp", share(whole, kinds), "%", at_least=aim))
        session.add(Figure(f"{name}, bien u ofrecidos", share(whole, kinds, *RIGHT, Outcome.OFFERED), "%"))
    wrong_amounts = whole.of(AMOUNTS, Outcome.WRONG_CERTAIN)
    session.add(Figure("importes mal leídos y dados por ciertos", wrong_amounts, "importes", at_most=0))
    remark = f"de procesador; {pages} páginas"
    session.add(Figure("página escaneada, leída", seconds / pages, "s", at_most=5, remark=remark))


@dataclass(frozen=True)
class Prints:
    """The forms of a plan as they are printed and scanned into a folder."""

    package: Package
    folder: Path
    dpi: int = 150

    @cached_property
    def plan(self) -> str:
        """Its code."""
        return self.package.latest_plan()

    def having(self, form: str, most: int) -> list[str]:
        """The first units that have the form."""
        named = self.package.database.query("select unidad from unidades where plan = ? order by renglon", [self.plan])
        return [row[0] for row in named if form in available_forms(self.package, self.plan, row[0])][:most]

    def scanned(self, unidad: str, form: str, kind: str, seed: int) -> Path:
        """The form as a PDF of pictures, harmed in that way."""
        paper = self.folder / f"{unidad}-{form}.pdf"
        if not paper.exists():
            render_form(package=self.package, plan=self.plan, unidad=unidad, form=form, out=paper)
        target = self.folder / f"{unidad}-{form}-{kind}-{self.dpi}.pdf"
        save_pdf([_harmed(page, kind, seed) for page in drawn(paper, dpi=self.dpi)], target, self.dpi)
        return target


def measure(prints: Prints, kind: str, units: int, forms: Sequence[str] = FORMS) -> tuple[Accuracy, int, float]:
    """The accuracy on each form of some units harmed in that way; how many pages, and seconds of processor."""
    whole, pages, seconds = Accuracy(), 0, 0.0
    known = known_of(prints.package, prints.plan)
    for form in forms:
        for at, unidad in enumerate(prints.having(form, units)):
            scan = prints.scanned(unidad, form, kind, SEED + at)
            start = _processor()
            reading = _reading(scan, known, prints.folder / "paginas")
            seconds += _processor() - start
            pages += max(len(reading.pages), 1)
            whole.add(_accuracy(reading, prints, unidad, form, kind))
    return whole, pages, seconds


def _processor() -> float:
    """Seconds that this process and those that it waited for have used."""
    return sum(os.times()[:4])


def _harmed(page: Picture, kind: str, seed: int) -> Picture:
    return photographed(page, seed=seed) if kind == PHOTOGRAPH else degraded(page, kind, seed=seed)


def save_pdf(pages: Sequence[Picture], target: Path, dpi: int) -> None:
    """Pictures as the PDF that a scanner makes."""
    from PIL import Image  # noqa: PLC0415

    first, *others = [Image.fromarray(page) for page in pages]
    first.save(target, "PDF", save_all=True, append_images=others, resolution=dpi, quality=90)


def _reading(scan: Path, known: Known, pictures: Path) -> ScanReading:
    """What is read; nothing, where a person would be told that the page cannot be read."""
    try:
        return read_files([scan], known, pictures=pictures)
    except FileError as problem:
        return ScanReading((), (), (str(problem),))


def _accuracy(reading: ScanReading, prints: Prints, unidad: str, form: str, kind: str) -> Accuracy:
    named, truth = truth_of(prints.package, prints.plan, unidad, form)
    nothing = ReadForm(form, (), (), ())
    found = next((each for each in reading.forms if each.form == form), nothing)
    return compare(found, named, truth, f"{kind} {unidad}")


def share(found: Accuracy, kinds: Sequence[str], *outcomes: Outcome) -> float:
    """Per cent of the cells of those kinds that came out so; whose value is right, certain or not, if none is named."""
    asked = sum(found.of(kind) for kind in kinds)
    return 100 * sum(found.of(kind, *(outcomes or RIGHT)) for kind in kinds) / asked if asked else 0.0


def table(title: str, found: Accuracy) -> list[str]:
    """A line for each kind of datum: how many came out how."""
    return [
        f"{title:12} {kind:36} " + ", ".join(f"{outcome.value} {found.of(kind, outcome)}" for outcome in Outcome)
        for kind in found.kinds
    ]

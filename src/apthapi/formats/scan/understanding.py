"""Pages into forms: which form each page is, and what it says, with how sure every cell is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from apthapi.formats.scan.alike import folded
from apthapi.formats.scan.form01 import read_form01
from apthapi.formats.scan.form02 import read_form02
from apthapi.formats.scan.form04 import read_form04
from apthapi.formats.scan.heading import read_heading
from apthapi.formats.scan.reading import Known, Line, Page, ReadForm

_TITLES = {
    "ANALISISDESITUACION": "01",
    "ARTICULACIONPOAPEIPDES": "02",
    "RESUMENPRESUPUESTO": "04",
}
_NUMBER = re.compile(r"\b\w{3,6}LARI\w\s*N?\W{0,2}\w?\W{0,3}(3\s?[_.\-]\s?0?[1-4]|0?[124])\b", re.I)
_ALIKE = 82
_HEAD = 14
"""Lines of a page among which its title is looked for."""


@dataclass(slots=True)
class _Pages:
    form: str
    pages: list[Page] = field(default_factory=list)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for page in self.pages for line in page.lines)


def read_forms(pages: Sequence[Page], known: Known) -> tuple[tuple[ReadForm, ...], tuple[str, ...]]:
    """The forms on the pages, in their order, and what is to be told of pages that are none (Spanish)."""
    notes: list[str] = []
    forms = [_read(each, known) for each in _gathered(pages, notes)]
    return tuple(forms), tuple(notes)


def form_of(page: Page) -> str | None:
    """The form that the title of a page names: `01`, `02`, `3_01` to `3_04`, `04`; None if it names none."""
    for line in page.lines[:_HEAD]:
        plain = folded(line.text)
        for title, form in _TITLES.items():
            if len(plain) >= len(title) * 0.8 and fuzz.partial_ratio(title, plain) >= _ALIKE:
                return form
        if found := _NUMBER.search(line.text):
            code = re.sub(r"\D", "", found[1])
            return f"3_0{code[-1]}" if code[0] == "3" else f"0{code[-1]}"
    return None


def _gathered(pages: Sequence[Page], notes: list[str]) -> Iterator[_Pages]:
    """Pages of one form together: one without a title goes on with the form before it in the same file."""
    held: _Pages | None = None
    for page in pages:
        form = form_of(page)
        where = f"{page.source}, página {page.number}" if page.source else f"Página {page.number}"
        goes_on = held is not None and held.pages[-1].source == page.source
        if form is None and (not goes_on or not page.lines):
            notes.append(f"{where}: no se reconoció ningún formulario; no se leyó nada de ella.")
            continue
        if held and (form is None or (goes_on and form == held.form and _continues(page))):
            if form is None:
                notes.append(f"{where}: no tiene título; se leyó como continuación del formulario {held.form}.")
            held.pages.append(page)
            continue
        if held:
            yield held
        held = _Pages(str(form), [page])
    if held:
        yield held


def _continues(page: Page) -> bool:
    return any("CONTINUACION" in folded(line.text) for line in page.lines[:3])


def _read(gathered: _Pages, known: Known) -> ReadForm:
    first = gathered.pages[0]
    heading = read_heading(first.lines[:_HEAD], known, gathered.form, first.number)
    numbers = tuple(page.number for page in gathered.pages)
    if gathered.form == "04":
        rows, notes = read_form04(gathered.lines, known, first.number)
        return ReadForm("04", numbers, heading, rows, notes)
    if gathered.form == "02":
        rows, notes = read_form02(gathered.pages, known)
        return ReadForm("02", numbers, heading, rows, notes)
    if gathered.form == "01":
        rows, notes = read_form01(gathered.pages)
        return ReadForm("01", numbers, heading, rows, notes)
    note = "De este formulario solo se lee el encabezado; sus líneas se piden en el libro de la unidad."
    return ReadForm(gathered.form, numbers, heading, (), (note,))

"""A reading as it is looked at now: what was read, the decisions over it, where each form goes."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.web.lecturas.destination import Destination, destination_of
from apthapi.web.lecturas.effective import SUMMARY, Celda, Estado, Fila, Formulario, effective
from apthapi.web.lecturas.kept import Kept, KeptPage, kept
from apthapi.web.lecturas.labels import cell_title, form_title, row_title
from apthapi.web.lecturas.models import Lectura
from apthapi.web.lecturas.proposal import Propuesta, propose
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Situacion


@dataclass(frozen=True, slots=True)
class Mirada:
    """A reading, its forms as they stand, and the doubtful cells that must still be decided."""

    lectura: Lectura
    kept: Kept
    forms: tuple[Formulario, ...]
    destination: Destination
    pending: tuple[Celda, ...]

    def proposal(self) -> Propuesta:
        """What passing it to the plan would do."""
        return propose(live(), self.destination, self.forms)

    def cell(self, place: str) -> Celda | None:
        """The cell of that name."""
        form, row = self.form_of(place), self.row_of(place)
        cells = row.cells if row else form.heading if form else ()
        return next((each for each in cells if each.place == place), None)

    def form_of(self, place: str) -> Formulario | None:
        """The form in which a place is."""
        at = _number(place.partition("-")[0])
        return self.forms[at] if at is not None and at < len(self.forms) else None

    def row_of(self, place: str) -> Fila | None:
        """The row in which a place is, if it is in one."""
        form, at = self.form_of(place), _number("".join(place.split("-")[1:2]))
        return form.rows[at] if form and at is not None and at < len(form.rows) else None

    def may_stay_out(self, place: str) -> bool:
        """Whether it is the name of a form or of a row, as they are called here and not in another way."""
        return place in [each.place for each in (self.form_of(place), self.row_of(place)) if each]

    def alike(self, cell: Celda) -> list[Celda]:
        """The doubtful cells that the same misread title of a column makes doubtful: what is said of one is of all."""
        form, row = self.form_of(cell.place), self.row_of(cell.place)
        if not (form and row and row.table == SUMMARY and cell.column.name == "fuente" and cell.read.text):
            return [cell]
        same = (cell.read.text, cell.read.value)
        others = (each for each in form.cells if each.column.name == "fuente" and each.state is Estado.DUDOSA)
        return [cell, *(each for each in others if each != cell and (each.read.text, each.read.value) == same)]

    def page_of(self, cell: Celda) -> KeptPage | None:
        """The page on which a cell was read; the first of its form if that is not known."""
        form = self.form_of(cell.place)
        number = cell.read.page or (form.pages[0] if form and form.pages else 0)
        return self.kept.pages.get(number)

    def called(self, place: str) -> str:
        """A place in words: `Formulario 04, Resumen de presupuesto: Servicios, fuente 41`."""
        form, row, cell = self.form_of(place), self.row_of(place), self.cell(place)
        parts = [form_title(form) if form else ""]
        if row is not None:
            parts.append(row_title(row.table, row.values))
        if cell is not None:
            parts.append(cell_title(row, cell))
        return ": ".join(part for part in parts if part)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def look(situacion: Situacion, lectura: Lectura) -> Mirada:
    """The reading as it stands. Raises SpoiltError if what was kept is not what was read."""
    found = kept(lectura.folder, lectura.sha256)
    destination = destination_of(live(), situacion, lectura)
    forms = tuple(effective(found.reading, lectura.decisiones.all(), destination.units, lectura.unidad))
    return Mirada(lectura, found, forms, destination, tuple(destination.pending(forms)))

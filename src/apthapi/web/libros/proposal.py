"""The difference between a workbook that came back and what is stored, row by row, kept until somebody decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.db.models import QuerySet

from apthapi.core.fields import Value
from apthapi.core.sheets import SHEETS, Sheet
from apthapi.core.typed import typed_text
from apthapi.formats.workbook.received import CellChange, Problem, Received, RowChange, What
from apthapi.web.libros.models import Decision, Diferencia, Subida
from apthapi.web.plans.live import live
from apthapi.web.plans.request import Cell, Change


@dataclass(frozen=True, slots=True)
class Proposed:
    """A row that would change, and what was decided of it if both sides changed it."""

    orden: int
    row: RowChange
    decision: str = ""

    @property
    def sheet(self) -> Sheet:
        """The sheet that it is written in."""
        return SHEETS[self.row.sheet]

    @property
    def name(self) -> str:
        """How the writer calls it if it is new."""
        return f"l{self.orden}"

    def change(self, *, keeps: bool) -> Change | None:
        """What the writer is asked to do; None if the row stays as it is stored. `keeps`: nothing is removed."""
        row = self.row
        if row.what is What.CONFLICT and self.decision != Decision.LIBRO:
            return self._without_conflicts()
        if not row.renglon:
            return Change(new=self.name, cells=self._cells(each for each in row.cells if each.sent not in (None, "")))
        if row.removes:
            return None if keeps and row.what is What.REMOVED else Change(row.renglon, remove=True)
        return Change(row.renglon, cells=self._cells(row.cells))

    def _without_conflicts(self) -> Change | None:
        """Of a row with conflicts in some cells, the cells that nobody else touched."""
        free = [each for each in self.row.cells if not each.conflict]
        return Change(self.row.renglon, cells=self._cells(free)) if free and not self.row.why else None

    def _cells(self, cells: Iterable[CellChange]) -> dict[str, Cell]:
        table = self.sheet.table
        writable = {each.name for each in self.sheet.fields if not each.computed}
        return {
            each.columna: Cell(typed_text(table.column(each.columna), each.sent), each.stored, bool(self.row.renglon))
            for each in cells
            if each.columna in writable
        }


def keep(subida: Subida, received: Received) -> None:
    """Put the differences in place of those of before; what was decided of a row that is still the same stays."""
    database, key = live(), Diferencia._meta.get_field("subida").get_db_prep_value(subida.pk, connection)
    decided = {
        (vista, celdas): decision
        for vista, celdas, decision in subida.diferencias.exclude(decision=Decision.NINGUNA).values_list(
            "vista", "celdas", "decision"
        )
    }
    with transaction.atomic():
        subida.diferencias.all().delete()
        # Not as objects: of fifty thousand that alone would take longer than comparing them.
        rows = (_kept(orden, row, decided) for orden, row in enumerate(received.changes, start=1))
        database.insert(Diferencia._meta.db_table, ["subida_id", *_COLUMNS], ((key, *row) for row in rows))


def proposed(subida: Subida, kept: QuerySet[Diferencia] | None = None) -> Iterator[Proposed]:
    """The rows as they were kept, in their order: all, or some."""
    rows = subida.diferencias.order_by("orden") if kept is None else kept
    for orden, vista, que, fila, renglon, celdas, decision in rows.values_list(*_COLUMNS).iterator():
        said = json.loads(celdas)
        cells = tuple(CellChange(*cell) for cell in said["celdas"])
        row = RowChange(What(que), vista, said["hoja"], fila, renglon, cells, said["de"], said["porque"])
        yield Proposed(orden, row, decision)


_COLUMNS = ("orden", "vista", "que", "fila", "renglon", "celdas", "decision")


def undecided(subida: Subida) -> int:
    """How many conflicts wait for a decision."""
    return subida.diferencias.filter(que=What.CONFLICT, decision=Decision.NINGUNA).count()


def digest(subida: Subida) -> str:
    """The same as long as accepting it would do the same: what it was compared with, and what was decided of it."""
    conflicts = subida.diferencias.filter(que=What.CONFLICT).order_by("orden").values_list("orden", "decision")
    said = (subida.visto, subida.conserva, subida.lecturas, *conflicts)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _kept(orden: int, row: RowChange, decided: Mapping[tuple[str, str], str]) -> tuple[Value, ...]:
    cells = [[each.columna, each.celda, each.base, each.stored, each.sent] for each in row.cells]
    said = {"hoja": row.hoja, "celdas": cells, "de": row.moved_from, "porque": row.why}
    celdas = json.dumps(said, ensure_ascii=False)
    decision = decided.get((row.sheet, celdas), Decision.NINGUNA.value)
    return orden, row.sheet, row.what.value, row.fila, row.renglon, celdas, decision


MOST_PROBLEMS = 2_000
"""Problems that are kept; of more, only how many: nobody repairs more before uploading again."""


def problems_as_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """As they are kept with what was understood."""
    return [asdict(each) for each in problems]

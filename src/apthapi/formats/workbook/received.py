"""What a workbook that came back says: every change against what is stored, and every problem, by sheet and cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apthapi.core.fields import Value
from apthapi.core.findings import Severity


class What(StrEnum):
    """What happens to a row if the workbook is accepted."""

    ADDED = "agregada"
    CHANGED = "cambiada"
    REMOVED = "quitada"
    CONFLICT = "conflicto"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the hidden sheet of a workbook says of itself. `acto` is the last act that it knew (0 from a package)."""

    plantilla: str
    entidad: str
    plan: str
    unidad: str
    gestion: int
    version: int
    acto: int
    emitido: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell or row that cannot be taken as it is. `hoja` and `celda` as the person sees them; `visto`, its text.

    `columna` is the name in the format; `renglon` is 0 for a new row; `choices` are readings (shown, to send).
    """

    hoja: str
    celda: str
    visto: str
    mensaje: str
    corrija: str
    norma: str = ""
    severity: Severity = Severity.ERROR
    sheet: str = ""
    columna: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that would change: what the workbook was given, what is stored now, and what it brings."""

    columna: str
    celda: str
    base: Value
    stored: Value
    sent: Value

    @property
    def conflict(self) -> bool:
        """Whether both sides changed it, to different values."""
        return self.stored not in (self.base, self.sent)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that would change. `sheet` is a name of `core.sheets.SHEETS`; `fila` its row in the workbook (from 1)."""

    what: What
    sheet: str
    hoja: str
    fila: int
    renglon: int
    cells: tuple[CellChange, ...]
    moved_from: str = ""
    """The sheet in which the row was, if it was moved from one form to another."""
    why: str = ""
    """For a conflict of the whole row: that it was removed or changed meanwhile (Spanish)."""

    @property
    def removes(self) -> bool:
        """Whether the row goes if the workbook holds: it lacks a row that is stored, changed meanwhile or not."""
        whole = self.what is What.CONFLICT and bool(self.why) and bool(self.renglon)
        return self.what is What.REMOVED or whole


@dataclass(frozen=True, slots=True)
class Received:
    """The whole workbook against what is stored. With any problem that is an error nothing can be accepted."""

    identity: Identity
    changes: tuple[RowChange, ...]
    problems: tuple[Problem, ...]
    same: int
    notices: tuple[str, ...] = ()

    @property
    def acceptable(self) -> bool:
        """Whether nothing in it is wrong and no conflict waits for a decision."""
        wrong = any(each.severity is Severity.ERROR for each in self.problems)
        return not wrong and not any(each.what is What.CONFLICT for each in self.changes)

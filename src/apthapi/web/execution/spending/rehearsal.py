"""What a person looks at before rows of spending are registered: changes, refusals, and totals by unit and moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from apthapi.core.findings import Severity
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.rows import Row
from apthapi.formats.mapping.spent import Entry, Meaning, Spending, spending_of, told
from apthapi.formats.workbook.received import Problem
from apthapi.web.execution.spending.judging import Change, Judged
from apthapi.web.execution.spending.storing import rehearse
from apthapi.web.execution.spending.year import Year
from apthapi.web.process.permisos import Situacion

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """A unit of what is said (empty: all): centavos in force, what each moment grows, and its devengado of the year."""

    unidad: str
    standing: int
    grows: tuple[int, ...]
    accrued: int

    @property
    def left(self) -> int:
        """What is in force and would not be devengado."""
        return self.standing - self.accrued


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change in words: the place and month, and of each moment what there is and what there would be."""

    unidad: str
    place: str
    where: str
    moments: tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Rehearsal:
    """How rows would be registered, and how the year stands before that."""

    said: Spending
    judged: Judged
    year: Year
    problems: list[Problem] = field(default_factory=list)
    """Of reading the rows, and of what they mean."""

    @property
    def errors(self) -> list[Problem]:
        """Problems that leave a cell or a row out."""
        return [each for each in self.problems if each.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """What is to be looked at and stops nothing."""
        return [each for each in self.problems if each.severity is not Severity.ERROR]

    @property
    def wrong(self) -> int:
        """How much is to be corrected."""
        return len(self.errors) + len(self.judged.refused)

    @property
    def acceptable(self) -> bool:
        """Whether it can be registered: something changes and nothing is wrong."""
        return bool(self.judged.changes) and not self.wrong

    @property
    def nothing_new(self) -> bool:
        """Whether all that is said is there already."""
        return bool(self.judged.same) and not self.judged.changes and not self.wrong

    @property
    def shown(self) -> list[ShownChange]:
        """The first changes."""
        return [_shown(each) for each in self.judged.changes[:MOST_SHOWN]]

    @property
    def more(self) -> int:
        """Changes that are not shown."""
        return max(0, len(self.judged.changes) - MOST_SHOWN)

    def totals(self) -> list[UnitTotal]:
        """By unit of those that change, and of all of them at the end."""
        units = sorted({each.slot.unidad for each in self.judged.changes})
        found = [self._total(unit) for unit in units]
        if len(found) > 1:
            grows = tuple(sum(each.grows[at] for each in found) for at in range(len(STAGES)))
            found.append(UnitTotal("", sum(e.standing for e in found), grows, sum(e.accrued for e in found)))
        return found

    def _total(self, unidad: str) -> UnitTotal:
        mine = [each for each in self.judged.changes if each.slot.unidad == unidad]
        grows = tuple(sum(each.after[stage] - each.before.get(stage, 0) for each in mine) for stage in STAGES)
        accounts = [account for slot, account in self.year.accounts.items() if slot.unidad == unidad]
        accrued = sum(account.total("devengado") for account in accounts) + grows[STAGES.index("devengado")]
        return UnitTotal(unidad, sum(account.standing for account in accounts), grows, accrued)


class Rows:
    """Rows of an export or of a paste, and how their amounts are meant: what `register` is to store."""

    def __init__(self, rows: Sequence[Row], meaning: Meaning) -> None:
        self._rows, self._meaning = rows, meaning

    def spending(self, year: Year) -> Spending:
        """As amounts of the month, for accumulated ones depend on what is there."""
        registered = {slot: account.months for slot, account in year.accounts.items()}
        return spending_of(self._rows, self._meaning, registered)

    def __call__(self, year: Year) -> Sequence[Entry]:
        """The entries alone."""
        return self.spending(year).entries


def rehearsal_of(situacion: Situacion, rows: Rows, problems: Sequence[Problem]) -> Rehearsal:
    """How those rows would be registered now. `problems`: those of reading them."""
    year, judged = rehearse(situacion, rows)
    said = rows.spending(year)
    return Rehearsal(said, judged, year, [*problems, *said.problems])


def _shown(change: Change) -> ShownChange:
    moments = tuple(
        (stage, before, after)
        for stage in STAGES
        if (before := change.before.get(stage, 0)) != (after := change.after[stage])
    )
    return ShownChange(change.slot.unidad, told(change.slot, change.mes), change.where, moments)

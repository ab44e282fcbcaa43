"""The operations of a plan with what they programme and what was reported of them, through the chain of its versions.

A report of a month tells what was done since the report before it: who informs every three months writes one number.
Where the goal is the value of the last month (`medicion` ultimo), each report tells the value that was reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from apthapi.core.tables import MONTHS
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.execution.progress.months import YEAR
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of

_OPERATIONS = f"""
select unidad, operacion, descripcion, indicador, unidad_medida, meta, medicion, {", ".join(MONTHS)}
from operaciones where plan = ? order by renglon
"""
_REPORTS = """
select unidad, operacion, mes, ejecutado, evidencia, nota, origen from avance_vigente
where plan = ? order by unidad, operacion, mes
"""
_TERM = "select gestion, plazo_avance from limites where plan = ?"


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported of an operation in a month: ten-thousandths, what proves it, what is said of it, and where."""

    unidad: str
    operacion: str
    month: int
    done: int
    evidence: str
    note: str
    plan: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: what it measures, its goal and its twelve months (ten-thousandths), and its reports by month."""

    unidad: str
    code: str
    description: str
    indicator: str
    measure: str
    goal: int | None
    adds: bool
    programme: tuple[int | None, ...]
    reports: Mapping[int, Report] = field(default_factory=dict)

    def since(self, month: int) -> int:
        """The first month that a report of that month tells about."""
        return max((each for each in self.reports if each < month), default=0) + 1

    def programmed(self, month: int) -> int:
        """What the months of a report programme: their sum, or the value to be reached; 0 if they programme nothing."""
        return self._of(self.programme[self.since(month) - 1 : month])

    def programmed_to(self, month: int) -> int:
        """What is programmed from January."""
        return self._of(self.programme[:month])

    def done_to(self, month: int) -> int | None:
        """What was reported from January; None if nothing was."""
        told = [self.reports[each].done for each in sorted(self.reports) if each <= month]
        return None if not told else sum(told) if self.adds else told[-1]

    def told_with(self, month: int) -> int:
        """The later month whose report tells about that one too; 0 if there is none."""
        return 0 if month in self.reports else min((each for each in self.reports if each > month), default=0)

    def asks(self, month: int) -> bool:
        """Whether a report of that month must say something of it: it has something programmed, pending or told."""
        pending = self.programmed_to(month) > (self.done_to(month) or 0)
        return not self.told_with(month) and (month in self.reports or self.programmed(month) != 0 or pending)

    def proposed(self, month: int) -> int | None:
        """What is written in its cell beforehand: what was told, or else what was programmed."""
        if month in self.reports:
            return self.reports[month].done
        programmed = self.programmed(month)
        return programmed if self.adds else programmed or self.done_to(month)

    def missing(self, until: int) -> list[int]:
        """The months with something programmed of which nobody has told anything."""
        last = max(self.reports, default=0)
        return [month for month in range(last + 1, until + 1) if self.programme[month - 1]]

    def _of(self, amounts: Sequence[int | None]) -> int:
        known = [each for each in amounts if each is not None]
        return sum(known) if self.adds else known[-1] if known else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """The operations of a plan or of one of its units, what was told of others, and the term to report (days)."""

    plan: str
    gestion: int
    days: int | None
    operations: tuple[Operation, ...]
    gone: tuple[Report, ...]
    """Reports of operations that this version no longer has."""

    @property
    def seal(self) -> str:
        """Tells whether somebody reported anything since: the digest of all that is reported."""
        told = [each for operation in self.operations for each in operation.reports.values()]
        return sha256(repr([(r.operacion, r.month, r.done, r.evidence, r.note) for r in told]).encode()).hexdigest()[
            :16
        ]

    def of_unit(self, unidad: str) -> Progress:
        """The part of a unit."""
        own = tuple(each for each in self.operations if each.unidad == unidad)
        gone = tuple(each for each in self.gone if each.unidad == unidad)
        return Progress(self.plan, self.gestion, self.days, own, gone)


def progress_of(plan: str, unidad: str = "") -> Progress:
    """How the operations of a plan, or of one unit, stand; in the transaction of the caller."""
    database = live()
    of_plan = PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine], unidad=unidad)
    [(gestion, days)] = of_plan.query(_TERM, [plan])
    reports = [Report(*row) for row in of_plan.query(_REPORTS, [plan])]
    rows = of_plan.query(_OPERATIONS, [plan])
    by_operation: dict[tuple[str, str], dict[int, Report]] = {(row[0], row[1]): {} for row in rows}
    gone = []
    for each in reports:
        known = by_operation.get((each.unidad, each.operacion))
        if known is None or each.month not in YEAR:
            gone.append(each)
        else:
            known[each.month] = each
    return Progress(plan, gestion, days, tuple(_operations(rows, by_operation)), tuple(gone))


def _operations(
    rows: Iterable[Sequence[Any]], reports: Mapping[tuple[str, str], Mapping[int, Report]]
) -> Iterable[Operation]:
    for unidad, code, description, indicator, measure, goal, measured, *months in rows:
        adds, told = measured != "ultimo", reports[unidad, code]
        yield Operation(unidad, code, description, indicator, measure, goal, adds, tuple(months), told)

"""What the pages of progress show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from apthapi.web.execution.progress.evidence import files_in, words_in
from apthapi.web.execution.progress.history import Correction, Saying, corrections
from apthapi.web.execution.progress.months import NAMES, span
from apthapi.web.execution.progress.operations import Operation, Progress, Report


@dataclass(frozen=True, slots=True)
class Told:
    """One report of an operation: of which months, what they programme, what was done, its proof, its corrections."""

    operation: Operation
    months: str
    programmed: int
    report: Report
    proof: str
    files: list[tuple[str, str]]
    corrected: list[Correction]

    @property
    def unproved(self) -> bool:
        """Whether it says that something was done and nothing proves it."""
        return self.report.done != 0 and not self.report.evidence


@dataclass(frozen=True, slots=True)
class ToldMonth:
    """The reports of a month, and by whom and when the last of them was given."""

    number: int
    reports: list[Told]
    last: Saying | None

    @property
    def name(self) -> str:
        """`marzo`."""
        return NAMES[self.number - 1]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an operation stands after a month: programmed and done since January (done: None if nobody told)."""

    operation: Operation
    programmed: int
    done: int | None

    @property
    def lacking(self) -> int:
        """How much less was done than programmed; 0 if nothing."""
        return max(self.programmed - (self.done or 0), 0)


@dataclass(frozen=True, slots=True)
class Gone:
    """An operation that this version no longer has, with what was done of it."""

    operacion: str
    months: list[tuple[str, int, str, list[tuple[str, str]]]]


def standing(progress: Progress, until: int) -> list[Standing]:
    """Every operation as it stands."""
    return [Standing(each, each.programmed_to(until), each.done_to(until)) for each in progress.operations]


def told_months(progress: Progress, said: Mapping[tuple[str, int], list[Saying]]) -> list[ToldMonth]:
    """The months of which something was told, the last one first."""
    by_month: dict[int, list[Told]] = {}
    for each in _told(progress, said):
        by_month.setdefault(each.report.month, []).append(each)
    return [ToldMonth(number, by_month[number], _last(number, said)) for number in sorted(by_month, reverse=True)]


def gone(progress: Progress) -> list[Gone]:
    """What was told of operations that are not there any more."""
    found: dict[str, Gone] = {}
    for each in progress.gone:
        name = NAMES[each.month - 1] if 1 <= each.month <= len(NAMES) else str(each.month)
        own = found.setdefault(each.operacion, Gone(each.operacion, []))
        own.months.append((name, each.done, words_in(each.evidence), files_in(each.evidence)))
    return list(found.values())


def _told(progress: Progress, said: Mapping[tuple[str, int], list[Saying]]) -> Iterator[Told]:
    for operation in progress.operations:
        for month, report in operation.reports.items():
            yield Told(
                operation,
                span(operation.since(month), month),
                operation.programmed(month),
                report,
                words_in(report.evidence),
                files_in(report.evidence),
                corrections(said.get((operation.code, month), [])),
            )


def _last(month: int, said: Mapping[tuple[str, int], list[Saying]]) -> Saying | None:
    every = [each for (_, number), sayings in said.items() if number == month for each in sayings]
    return max(every, key=lambda each: each.moment, default=None)

"""What the public pages tell of a version, as plain values: money in centavos, weights in hundredths of a percent."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.charts.months import NAMES
from apthapi.compare import Comparison
from apthapi.compare.evaluation import Evaluation
from apthapi.compare.facts import Fact
from apthapi.formats.site.words import file_name, is_example, version_name


@dataclass(frozen=True, slots=True)
class Share:
    """Money of a code, and how it is called."""

    code: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Cut:
    """All the money of the entity by something, and where it is said."""

    shares: tuple[Share, ...]
    basis: str

    @property
    def total(self) -> int:
        """The shares together."""
        return sum(share.amount for share in self.shares)


@dataclass(frozen=True, slots=True)
class Doing:
    """What a unit does for an action: its weight (None: not stated), what comes out of it and for whom."""

    unit: str
    action: str
    text: str
    weight: int | None
    products: str
    beneficiaries: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that a unit does, with its target of the year; quantities in ten-thousandths, None if not stated."""

    unit: str
    action: str
    code: str
    text: str
    indicator: str
    measure: str
    base: int | None
    target: int | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its money; None if the version does not show it."""

    code: str
    name: str
    approves: str
    amount: int | None

    @property
    def address(self) -> str:
        """Of its page, below the version."""
        return f"unidades/{file_name(self.code)}.html"


@dataclass(frozen=True, slots=True)
class Action:
    """An acción de corto plazo, what it serves (from the nearest plan), and its money if lines say it."""

    code: str
    text: str
    serves: tuple[tuple[str, str], ...]
    amount: int | None

    @property
    def address(self) -> str:
        """Of its page, below the version."""
        return f"acciones/{file_name(self.code)}.html"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the version."""

    kind: str
    cite: str
    date: str
    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done and spent until the cut that was published, and on what day it was (ISO, empty if not known)."""

    evaluation: Evaluation
    date: str = ""

    @property
    def month(self) -> str:
        """The last month that is told."""
        return NAMES[self.evaluation.cut - 1]

    @property
    def last_day(self) -> str:
        """The day of the cut (ISO)."""
        year, month = self.evaluation.gestion, self.evaluation.cut
        return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"

    @property
    def reached(self) -> tuple[int, int | None]:
        """Planned and done to the cut, in ten-thousandths of the goals of the year; done is None if not known."""
        planned, done = self.evaluation.done_curve
        return planned[self.evaluation.cut - 1] or 0, done[self.evaluation.cut - 1]


@dataclass(frozen=True, slots=True)
class Version:
    """A published version.

    `ordinal` counts the versions of its kind; `comparison` is with the published one that it replaces, None without it;
    `progress` is of the version that stands, once something of what was done is published.
    """

    plan: str
    number: int
    kind: str
    ordinal: int
    date: str
    reason: str
    total: int | None
    sources: Cut
    groups: Cut
    units: tuple[Unit, ...]
    actions: tuple[Action, ...]
    doings: tuple[Doing, ...]
    operations: tuple[Operation, ...]
    documents: tuple[Document, ...]
    facts: tuple[Fact, ...]
    names: Mapping[str, Mapping[str, str]]
    """By dimension: the name of each code."""
    comparison: Comparison | None
    progress: Progress | None = None

    @property
    def is_example(self) -> bool:
        """Whether it was generated, all or a part, to show the system."""
        return is_example(self.reason)

    @property
    def name(self) -> str:
        """`primera reformulación`."""
        return version_name(self.kind, self.ordinal)

    @property
    def folder(self) -> str:
        """Where its pages are, below the gestión."""
        return f"v{self.number}"

    @property
    def partial(self) -> bool:
        """Whether nothing says the money of the whole entity: the total is only that of the units that show theirs."""
        return self.total == self.shown and any(unit.amount is None for unit in self.units)

    @property
    def shown(self) -> int:
        """What its units show, in centavos."""
        return sum(unit.amount or 0 for unit in self.units)


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper that was signed in the application: where its file is and where it is verified, from the root of it."""

    title: str
    cite: str
    date: str
    file: str
    verify: str


@dataclass(frozen=True, slots=True)
class Year:
    """The plan of an entity for a gestión, with its published versions from the first to the last, and its papers."""

    entidad: str
    name: str
    sigla: str
    gestion: int
    versions: tuple[Version, ...]
    papers: tuple[SignedPaper, ...] = ()

    @property
    def latest(self) -> Version:
        """The version that stands."""
        return self.versions[-1]

    @property
    def short(self) -> str:
        """How the entity is called in a sentence."""
        return self.sigla or self.name

    @property
    def folder(self) -> str:
        """Where its pages are."""
        return folder_of(self.entidad, self.gestion)


def folder_of(entidad: str, gestion: int) -> str:
    """Where the pages of an entity and a gestión are: `340/2024`."""
    return f"{file_name(entidad)}/{gestion}"

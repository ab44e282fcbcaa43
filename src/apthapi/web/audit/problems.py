"""What a verification finds: each problem with its place, and the report. Knows no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

MOST = 200
"""Problems that each part of a verification tells one by one; of more, how many."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was sealed: what kind, in words, and where."""

    caso: str
    mensaje: str
    entidad: str | None = None
    numero: int | None = None
    acto: int | None = None
    momento: str = ""
    tabla: str = ""
    renglon: int | None = None

    def at(self, entidad: str, numero: int, momento: str) -> Problem:
        """The same, with the link of its act, if it does not say one, and the moment."""
        own = self.numero is not None
        return replace(
            self,
            entidad=self.entidad if own else entidad,
            numero=self.numero if own else numero,
            momento=self.momento or momento,
        )

    @property
    def where(self) -> str:
        """Its place in words, from the entity to the row."""
        parts = [
            "" if self.entidad is None else f"entidad {self.entidad}" if self.entidad else "instalación",
            "" if self.numero is None else f"eslabón {self.numero}",
            "" if self.acto is None else f"acto {self.acto}",
            self.momento and f"del {self.momento} UTC",
            self.tabla and f"tabla {self.tabla}",
            "" if self.renglon is None else f"renglón {self.renglon}",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(slots=True)
class Found:
    """The problems of one part of the work; `more` are those that are only counted."""

    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """Keep it, or count it if there are many."""
        if len(self.problems) < MOST:
            self.problems.append(problem)
        else:
            self.more += 1

    def add_all(self, problems: Iterable[Problem]) -> None:
        """Keep each."""
        for each in problems:
            self.add(each)

    def count(self, what: str, number: int) -> None:
        """Add to how many of something were looked at."""
        self.counts[what] = self.counts.get(what, 0) + number


@dataclass(slots=True)
class Report:
    """A whole verification."""

    problems: list[Problem]
    more: int
    heads: dict[str, tuple[int, str]]
    counts: dict[str, int]
    notices: list[str]
    seconds: float

    @property
    def total(self) -> int:
        """How many problems there are, told one by one or not."""
        return len(self.problems) + self.more

    def as_json(self) -> dict[str, Any]:
        """For `--json`, and to keep it."""
        return {
            "intacta": not self.total,
            "problemas": [{**asdict(each), "lugar": each.where} for each in self.problems],
            "problemas_sin_detallar": self.more,
            "cadenas": [
                {"entidad": entidad, "eslabones": number, "huella": seal}
                for entidad, (number, seal) in sorted(self.heads.items())
            ],
            "revisado": self.counts,
            "avisos": self.notices,
            "segundos": round(self.seconds, 2),
        }

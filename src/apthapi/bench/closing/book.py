"""What the people of deadline day were told: the ledger of all of them, as a player writes it down."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = ("descripcion", "cantidad", "precio_unitario", "importe")
"""Columns of a line that the ledger keeps."""


@dataclass(slots=True)
class Book:
    """Everything that was acknowledged or is not known, how long it took, and what was not as it must be."""

    saves: dict[str, list[int]] = field(default_factory=dict)
    """By `envio`, of what was acknowledged: the act, and how many lines it wrote."""
    lines: dict[int, list[Any]] = field(default_factory=dict)
    """By `renglon`, the cells that were last acknowledged."""
    unknown: dict[str, list[str]] = field(default_factory=dict)
    """By `envio`, of what nobody answered: the texts of its new lines."""
    acts: list[list[str]] = field(default_factory=list)
    """Unit and kind of each act on a whole part that was acknowledged."""
    unsure: list[list[str]] = field(default_factory=list)
    """The same, of those that nobody answered."""
    took: dict[str, list[list[float]]] = field(default_factory=dict)
    """By kind of request, for each stage, the milliseconds of each answer."""
    refused: Counter[str] = field(default_factory=Counter)
    """How often each answer that was no answer came: kind, status and words."""
    problems: list[str] = field(default_factory=list)
    repeated: int = 0
    """Sendings that were sent again although they had been answered."""
    pasted: int = 0
    stage: int = 0

    def note(self, kind: str, milliseconds: float) -> None:
        """A request was answered."""
        stages = self.took.setdefault(kind, [])
        while len(stages) <= self.stage:
            stages.append([])
        stages[self.stage].append(round(milliseconds, 2))

    def complain(self, about: str) -> None:
        """Something is not as it must be; the first hundred are kept."""
        if len(self.problems) < 100:
            self.problems.append(about)

    def written(self) -> dict[str, Any]:
        """As it goes to a file."""
        return {**asdict(self), "refused": dict(self.refused)}

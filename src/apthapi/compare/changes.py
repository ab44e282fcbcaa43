"""One amount of two plans side by side, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apthapi.core.money import Centavos


class Move(StrEnum):
    """What happened to an amount."""

    UP = "sube"
    DOWN = "baja"
    SAME = "igual"
    ROUNDING = "redondeo"
    NEW = "nuevo"
    UNKNOWN = "sin datos"


@dataclass(frozen=True, slots=True)
class Change:
    """One amount before and after, in centavos; None is not known (or not there) on that side."""

    code: str
    label: str
    before: Centavos | None
    after: Centavos | None
    move: Move

    @property
    def difference(self) -> Centavos:
        """After less before, in centavos; a side that is not known counts as zero."""
        return Centavos((self.after or 0) - (self.before or 0))


Money = Mapping[str, tuple[Change, ...]]
"""The changes by level: unidad, categoria, grupo, partida, fuente."""

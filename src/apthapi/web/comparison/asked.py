"""What an address asks to see of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from apthapi.compare.pairs import Kind, Wanted
from apthapi.core.fields import Value, plain_text

LEVELS = {
    "dinero": "Dinero",
    "metas": "Metas y cronograma",
    "lineas": "Requerimientos",
    "jerarquia": "Jerarquía",
}
"""The levels in the order of their tabs."""

KINDS = {"nueva": "Lo que se agrega", "quitada": "Lo que se quita", "cambiada": "Lo que cambia"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The level, what narrows it, the version on the left if it was chosen, and whether all is wanted."""

    level: str
    wanted: Wanted
    other: str = ""
    everything: bool = False
    fixed: str = ""
    """The unit of which the whole page is."""

    @property
    def narrows(self) -> bool:
        """Whether anything was chosen to be seen alone."""
        return self.wanted != Wanted(unidad=self.fixed)

    @property
    def bare(self) -> Asked:
        """The same without what narrows it."""
        return replace(self, wanted=Wanted(unidad=self.fixed))

    def says(self, *texts: Value) -> bool:
        """Whether one of the texts holds what is looked for, whatever its case and accents."""
        looked = plain_text(self.wanted.text)
        return not looked or any(looked in plain_text(str(text)) for text in texts if text)

    def address(self, **other: str) -> str:
        """The same as the end of an address, with some of it changed."""
        wanted = self.wanted
        pairs = {
            "con": self.other,
            "nivel": self.level,
            "unidad": "" if self.fixed else wanted.unidad,
            "cambio": wanted.kind.value if wanted.kind else "",
            "partida": wanted.partida,
            "fuente": wanted.fuente,
            "texto": wanted.text,
            "todo": "1" if self.everything else "",
        } | other
        return urlencode({name: value for name, value in pairs.items() if value})


def read_asked(asked: Mapping[str, str], *, unidad: str = "") -> Asked:
    """What an address asks for; what makes no sense in it is as if it were not there."""
    level = asked.get("nivel", "")
    kind = asked.get("cambio", "")
    wanted = Wanted(
        unidad=unidad or asked.get("unidad", "")[:40],
        kind=Kind(kind) if kind in KINDS else None,
        partida=asked.get("partida", "")[:5],
        fuente=asked.get("fuente", "")[:5],
        text=asked.get("texto", "").strip()[:100],
    )
    return Asked(level if level in LEVELS else "dinero", wanted, asked.get("con", ""), asked.get("todo") == "1", unidad)

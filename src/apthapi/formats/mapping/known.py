"""The codes of a gestión by which columns are recognised by what they hold: partidas, fuentes, organismos, rubros."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from apthapi.core.reference import set_rows
from apthapi.formats.mapping.names import folded

LATEST = 2026
"""The gestión of which codes are taken when the file says none."""
_FIRST_CODE = re.compile(r"\s*([0-9]+)(?![0-9.,])")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a gestión. `partidas`: whether each code takes amounts; `forms`: form of each prefix."""

    partidas: Mapping[str, bool]
    fuentes: frozenset[str]
    organismos: frozenset[str]
    rubros: frozenset[str]
    forms: Mapping[str, str]
    entidades: Mapping[str, str]
    """The code of each entity by its name, folded."""

    def form_of(self, partida: str) -> str:
        """The form 3 in which a partida goes: the longest prefix decides. Empty if none says so."""
        prefixes = (partida[:size] for size in range(len(partida), -1, -1))
        return next((self.forms[each] for each in prefixes if each in self.forms), "") if partida else ""

    def codes(self, column: str) -> Collection[str] | None:
        """The codes that a column may hold; None if it is not one of a classifier."""
        match column:
            case "partida":
                return self.partidas
            case "fuente":
                return self.fuentes
            case "organismo":
                return self.organismos
            case "rubro":
                return self.rubros
        return None


@cache
def known(gestion: int, entidad: str = "") -> Known:
    """The classifiers that come with the software for a gestión, or the nearest one that has any."""
    year = gestion or LATEST
    maps = set_rows("mapa_formularios", year)
    own = [row for row in maps if row["entidad"] == entidad] if entidad else []
    return Known(
        {row["code"]: row["imputable"] == "si" for row in set_rows("objeto_gasto", year)},
        frozenset(row["code"] for row in set_rows("fuentes", year)),
        frozenset(row["code"] for row in set_rows("organismos", year)),
        frozenset(row["code"] for row in set_rows("rubros", year)),
        {row["prefijo"]: row["formulario"] for row in own or [row for row in maps if not row["entidad"]]},
        {folded(row["name"]): row["code"] for row in set_rows("institucional", year)},
    )


def classifier_code(column: str, text: str) -> str:
    """The code with which a cell begins: `21200 Energía eléctrica`, `20 - Recursos Específicos`; else the text."""
    found = _FIRST_CODE.match(text)
    code = found[1] if found else text.strip()
    # A spreadsheet that took a code for a number lost its zeros on the left.
    return code.zfill({"fuente": 2, "organismo": 3}.get(column, 0)) if code.isdigit() else code

"""The papers that are written: which there are, in which order of the process, and how each is numbered at first."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

EXTERNAL = {"nota_mefp": "Nota del Ministerio de Economía y Finanzas Públicas", "publicacion": "Publicación"}
"""Documents of the process that are registered and not written here, with their names."""


@dataclass(frozen=True, slots=True)
class PapelEscrito:
    """A kind of paper. `formato` is how its CITE is made unless the entity says otherwise, `serie` what is counted."""

    papel: str
    orden: int
    titulo: str
    nombre: str
    is_feminine: bool
    serie: str
    formato: str

    @property
    def default_text(self) -> str:
        """The text that comes with the software."""
        return _read(f"{self.papel}.txt")

    @property
    def the(self) -> str:
        """`el Informe Técnico`, `la Nota de Remisión`."""
        return f"{'la' if self.is_feminine else 'el'} {self.nombre}"


@cache
def _read(name: str) -> str:
    return files("apthapi.documents").joinpath("textos", name).read_text(encoding="utf-8")


def _all() -> dict[str, PapelEscrito]:
    rows = csv.DictReader(StringIO(_read("papeles.csv")))
    return {
        row["papel"]: PapelEscrito(
            row["papel"],
            int(row["orden"]),
            row["titulo"],
            row["nombre"],
            row["femenino"] == "si",
            row["serie"],
            row["formato"],
        )
        for row in rows
    }


ESCRITOS: dict[str, PapelEscrito] = _all()
"""Every kind of written paper by its key (a `tipo` of the table `documentos`), in the order of the process."""


def name_of(tipo: str) -> str:
    """How a document of the process is called, with capitals: `Informe Técnico`."""
    return ESCRITOS[tipo].nombre if tipo in ESCRITOS else EXTERNAL.get(tipo, tipo)

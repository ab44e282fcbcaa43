"""Where a form goes: to the unit that it names, if it is of this plan, of whoever gave it, and takes changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from apthapi.core.database import Database
from apthapi.documents.figures import ordinal
from apthapi.web.lecturas.effective import Celda, Estado, Formulario
from apthapi.web.lecturas.models import Lectura
from apthapi.web.process.models import ParteDeUnidad
from apthapi.web.process.permisos import Situacion

WRITES = "editar_unidad"
"""The action whose states admit that rows come into the part of a unit."""


@dataclass(frozen=True, slots=True)
class Destination:
    """The plan to which a reading goes, its units (sigla and name), and the state of their parts."""

    plan: str
    gestion: int | None
    version: int | None
    entidad: str
    unidad: str
    units: Mapping[str, str]
    closed: Mapping[str, str]
    """Why the part of a unit takes no changes (Spanish)."""

    def why_not(self, form: Formulario) -> str:
        """Why a form is not passed (Spanish); empty if it is, once its doubts are decided."""
        if not form.passes:
            return "usted decidió no pasarlo."
        if not form.rows:
            return "no se leyó ninguna fila de él."
        gestion, entidad = form.stated("gestion"), form.stated("entidad")
        if gestion and self.gestion and gestion != self.gestion:
            return f"es de la gestión {gestion}, y este plan es de {self.gestion}."
        if entidad and entidad != self.entidad:
            return f"es de la entidad {entidad}, y este plan es de la {self.entidad}."
        unidad = form.unidad
        if not unidad:
            return ""
        if unidad not in self.units:
            return f"dice «{unidad}», que no es una unidad de este plan."
        if self.unidad and unidad != self.unidad:
            return f"es de {unidad}, y esta lectura es de {self.unidad}. Léalo desde esa unidad."
        return self.closed.get(unidad, "")

    def warning(self, form: Formulario) -> str:
        """What does not stop a form and must be looked at (Spanish); empty if nothing."""
        version = form.heading_value("version")
        if not isinstance(version, int) or self.version in (None, version):
            return ""
        return f"El papel parece de {_version(version)}, y este plan es {_version(self.version or 0)}."

    def pending(self, forms: Iterable[Formulario]) -> list[Celda]:
        """The doubtful cells that must be decided before anything is passed, in the order of the paper."""
        return [cell for form in forms if not self.why_not(form) for cell in form.cells if cell.state is Estado.DUDOSA]


def destination_of(database: Database, situacion: Situacion, lectura: Lectura) -> Destination:
    """Where the forms of a reading go, as things are now."""
    plan = lectura.plan
    [(gestion, version, entidad)] = database.query(
        "select gestion, version, entidad from planes where plan = ?", [plan]
    )
    units: dict[str, str] = dict(
        database.query("select unidad, nombre from unidades where plan = ? order by unidad", [plan])
    )
    parts = ParteDeUnidad.objects.filter(plan=plan)
    if lectura.unidad:
        parts = parts.filter(unidad=lectura.unidad)
    closed = {}
    for part in parts:
        of_part = replace(situacion, unidad=part.unidad, parte=part)
        if not of_part.admite(WRITES):
            state = part.get_estado_display().lower()
            closed[part.unidad] = f"la parte de {part.unidad} está «{state}» y en ese estado no se escribe en ella."
    return Destination(plan, gestion, version, entidad, lectura.unidad, units, closed)


def _version(number: int) -> str:
    return f"la {ordinal(number).lower()} reformulación" if number else "la formulación"

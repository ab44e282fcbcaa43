"""The forms of a unit: which exist, how they are headed, what data each shows and carries."""

from __future__ import annotations

from collections.abc import Iterator

from apthapi.core.package import Package
from apthapi.documents.articulacion import form02
from apthapi.documents.errors import PaperError
from apthapi.documents.figures import day
from apthapi.documents.heading import Data, Plan, Unidad, read_plan, read_unit
from apthapi.documents.operaciones import operations_sheet
from apthapi.documents.requerimientos import form03, lines_of
from apthapi.documents.resumen import form04, summary_of
from apthapi.documents.situacion import form01

OPERATIONS = "operaciones"
TITLES = {
    "01": "FORMULARIO N° 01 – ANÁLISIS DE SITUACIÓN",
    "02": "FORMULARIO N° 02 – ARTICULACIÓN POA – PEI – PDES",
    OPERATIONS: "OPERACIONES Y TAREAS – PROGRAMACIÓN FÍSICA",
    "3_01": "FORMULARIO N° 3_01 – DETERMINACIÓN DE SERVICIOS",
    "3_02": "FORMULARIO N° 3_02 – ACTIVOS FIJOS",
    "3_03": "FORMULARIO N° 3_03 – MATERIALES Y SUMINISTROS",
    "3_04": "FORMULARIO N° 3_04 – PASAJES Y VIÁTICOS",
    "04": "FORMULARIO N° 04 – RESUMEN PRESUPUESTO",
}
"""Every form and its printed title, in the order in which a unit presents them."""

_WHOLE = ("planes", "unidades")
TABLES_OF = {
    "01": (*_WHOLE, "situacion"),
    "02": (*_WHOLE, "pdes", "acciones_estrategicas", "acciones_corto_plazo", "acp_unidad"),
    OPERATIONS: (*_WHOLE, "operaciones", "tareas"),
    "04": (*_WHOLE, "requerimientos", "formulario04", "techos"),
    **dict.fromkeys(("3_01", "3_02", "3_03", "3_04"), (*_WHOLE, "requerimientos")),
}
"""The tables that each form shows: those are attached to it, so that another form's change leaves it as signed."""


class UnitForms:
    """The forms of one unit; its requirements are read once for all of them."""

    def __init__(self, package: Package, plan: Plan, unit: Unidad) -> None:
        self._package = package
        self._plan = plan
        self.unit = unit
        self._lines = lines_of(package, plan, unit.sigla)
        self.summary = summary_of(package, plan, unit.sigla, self._lines)
        self.available = tuple(self._available())

    def data(self, form: str) -> Data:
        """One form as its template prints it. Raises PaperError if it does not exist or has no data."""
        if form not in TITLES:
            raise PaperError(f"No existe el formulario «{form}»; los que hay son: {', '.join(TITLES)}.")
        if form not in self.available:
            raise PaperError(
                f"La unidad {self.unit.sigla} no tiene datos para «{TITLES[form]}» en el plan {self._plan.code}."
            )
        fecha = day(self.unit.fechas.get(form, ""))
        return {"clase": form, "titulo": TITLES[form], "fecha": fecha, **self._body(form)}

    def _body(self, form: str) -> Data:
        package, plan, unidad = self._package, self._plan, self.unit.sigla
        if form == "01":
            return form01(package, plan.code, unidad)
        if form == "02":
            return form02(package, plan, unidad)
        if form == OPERATIONS:
            return operations_sheet(package, plan, unidad)
        if form == "04" and self.summary:
            return form04(self.summary)
        return form03(package, plan, self._lines, form)

    def _available(self) -> Iterator[str]:
        used = {line["formulario"] for line in self._lines}
        sources = {"01": "situacion", "02": "acp_unidad", OPERATIONS: "operaciones"}
        for form in TITLES:
            if form in sources:
                has_data = self._has_rows(sources[form])
            else:
                has_data = form in used or (form == "04" and self.summary is not None)
            if has_data:
                yield form

    def _has_rows(self, table: str) -> bool:
        sql = f"select 1 from {table} where plan = ? and unidad = ? limit 1"
        return bool(self._package.database.query(sql, (self._plan.code, self.unit.sigla)))


def available_forms(package: Package, plan: str, unidad: str) -> tuple[str, ...]:
    """The forms that the package has data for, in their order: `01`, `02`, `operaciones`, `3_01` to `3_04`, `04`.

    Raises PaperError if the package has no such plan or unit.
    """
    return UnitForms(package, read_plan(package, plan), read_unit(package, plan, unidad)).available

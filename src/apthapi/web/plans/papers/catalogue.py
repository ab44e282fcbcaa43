"""Which papers a unit and a plan have, and which of them are short enough to be made while one waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apthapi.web.observations.printed import how_many
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of

LINES_AT_ONCE = 600
"""A paper of more lines of requirements than this (some thirty pages, half a second) is made in the background."""

LINES_UNNOTICED = 100
"""While one of more lines than this is composed (from a fifth of a second on), who saves would notice that its process
is not there: the worker makes it, if it can begin."""

ROWS_AT_ONCE = 10_000
"""The same for the tables as they are, which need no composing."""

BOOK, FINDINGS, COMPARISON, DATA = "libro", "verificacion", "comparativo", "datos"
PACK, OBSERVED = "expediente", "observaciones"
"""Every paper of the case of a plan in one file."""
WORKBOOKS = "libro-excel"


@dataclass(frozen=True, slots=True)
class Papel:
    """One kind of paper. `form` is the key of `documents.TITLES` if it is one form."""

    key: str
    title: str
    about: str
    of_unit: bool = True
    of_plan: bool = False
    form: str = ""
    own_page: bool = False
    """A unit asks for it on a page of its own, where it is explained."""

    @property
    def is_zip(self) -> bool:
        """Whether it is tables and not a paper to read."""
        return self.key in (DATA, PACK, WORKBOOKS)


def _form(form: str, title: str, about: str) -> Papel:
    return Papel(f"formulario-{form}", title, about, form=form)


_ALL = (
    _form("01", "Formulario 01", "Análisis de situación"),
    _form("02", "Formulario 02", "Articulación POA, PEI y PDES"),
    _form("operaciones", "Operaciones y tareas", "Programación física de los doce meses"),
    _form("3_01", "Formulario 3_01", "Determinación de servicios"),
    _form("3_02", "Formulario 3_02", "Activos fijos"),
    _form("3_03", "Formulario 3_03", "Materiales y suministros"),
    _form("3_04", "Formulario 3_04", "Pasajes y viáticos"),
    _form("04", "Formulario 04", "Resumen de presupuesto"),
    Papel(BOOK, "Libro", "Portada, índice y todos los formularios en un solo documento", of_plan=True),
    Papel(FINDINGS, "Reporte de verificación", "Lo que las reglas encontraron y cómo se corrige", of_plan=True),
    Papel(OBSERVED, "Pliego de observaciones", "Qué se observó, dónde, qué se respondió y cómo está", of_plan=True),
    Papel(
        COMPARISON,
        "Anexo comparativo",
        "Qué cambia respecto de la versión que este plan reemplaza",
        of_unit=False,
        of_plan=True,
    ),
    Papel(
        PACK,
        "Expediente",
        "Todos los escritos, formularios, libro, anexo y verificación en un archivo .zip, con su índice",
        of_unit=False,
        of_plan=True,
    ),
    Papel(DATA, "Datos", "Las tablas en el formato abierto (CSV en un archivo .zip)", of_plan=True),
    Papel(
        WORKBOOKS,
        "Libros de Excel",
        "El libro de cada unidad, para llenarlo sin conexión, en un archivo .zip",
        of_plan=True,
        own_page=True,
    ),
)

PAPELES: dict[str, Papel] = {each.key: each for each in _ALL}
"""Every kind of paper by its key, which is also its address."""


_NONE_OBSERVED = "Nadie ha observado nada."


@dataclass(frozen=True, slots=True)
class Disponible:
    """A paper that can be asked for now: why not, if it cannot; how many lines of requirements it shows."""

    papel: Papel
    missing: str = ""
    lines: int = 0
    of_unit: bool = True

    @property
    def at_once(self) -> bool:
        """Whether it is made while one waits. The book of a plan and its case never are: they are kept."""
        if self.papel.key in (BOOK, PACK, WORKBOOKS) and not self.of_unit:
            return False
        return self.lines <= (ROWS_AT_ONCE if self.papel.is_zip else LINES_AT_ONCE)

    @property
    def unnoticed(self) -> bool:
        """Whether others do not notice that it is made at once."""
        return self.papel.is_zip or self.lines <= LINES_UNNOTICED


def available(plan: str, unidad: str) -> list[Disponible]:
    """Every paper of a unit or, without one, of the plan, in the order in which they are presented."""
    lines = _lines(plan, unidad)
    observed = how_many(plan, unidad)
    if not unidad:
        replaces = len(chain_of(plan)) > 1
        why = "Este plan no reemplaza a otro: no hay con qué compararlo."
        missing = {COMPARISON: "" if replaces else why, OBSERVED: "" if observed else _NONE_OBSERVED}
        return [
            Disponible(
                each, missing.get(each.key, ""), observed if each.key == OBSERVED else sum(lines.values()), False
            )
            for each in _of(unit=False)
        ]
    filled = _filled(plan, unidad, lines)
    return [
        Disponible(
            each,
            _missing(each, filled, observed),
            lines.get(each.form, 0)
            if each.form
            else {FINDINGS: 0, OBSERVED: observed}.get(each.key, sum(lines.values())),
        )
        for each in _of(unit=True)
    ]


def _missing(papel: Papel, filled: set[str], observed: int) -> str:
    if papel.key == OBSERVED and not observed:
        return _NONE_OBSERVED
    return "Todavía no tiene datos." if papel.form and papel.form not in filled else ""


def one(plan: str, unidad: str, key: str) -> Disponible | None:
    """That paper, None if a unit (or a plan) has none of that kind."""
    return next((each for each in available(plan, unidad) if each.papel.key == key), None)


def _of(*, unit: bool) -> Iterable[Papel]:
    return (each for each in _ALL if (each.of_unit if unit else each.of_plan))


def _lines(plan: str, unidad: str) -> dict[str, int]:
    """How many lines of requirements each form has."""
    source = live()
    where, values = ("plan = ? and unidad = ?", [plan, unidad]) if unidad else ("plan = ?", [plan])
    table = f"{SCHEMAS[source.engine]}.requerimientos"
    return dict(source.query(f"select formulario, count(*) from {table} where {where} group by formulario", values))


def _filled(plan: str, unidad: str, lines: dict[str, int]) -> set[str]:
    """The forms that have data; form 04 is made from the lines, or comes from a paper."""
    source = live()
    schema = SCHEMAS[source.engine]
    tables = {"01": "situacion", "02": "acp_unidad", "operaciones": "operaciones", "04": "formulario04"}
    filled = {
        form
        for form, table in tables.items()
        if source.query(f"select 1 from {schema}.{table} where plan = ? and unidad = ? limit 1", [plan, unidad])
    }
    return filled | lines.keys() | ({"04"} if lines else set())

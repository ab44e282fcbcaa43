"""What a column of a foreign sheet may mean: a column of its table, of a coarser one, or something to be taken apart.

A sheet has one row for each row of its table. Columns of coarser tables (the text of the operation beside each of
its lines) are told once for each of theirs: they are written `operaciones.descripcion`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from apthapi.core.schema import Column, Kind
from apthapi.core.tables import MONTHS, TABLES

COARSER = {
    "requerimientos": ("tareas", "operaciones", "acp_unidad", "unidades"),
    "tareas": ("operaciones", "acp_unidad", "unidades"),
    "operaciones": ("acp_unidad", "unidades"),
    "acp_unidad": ("unidades",),
    "situacion": ("unidades",),
    "unidades": (),
    "acciones_corto_plazo": ("acciones_estrategicas",),
    "acciones_estrategicas": (),
    "techos": ("unidades",),
    "presupuesto_aprobado": (),
    "recursos": (),
    "ejecucion_financiera": ("unidades",),
    "ejecucion_fisica": ("operaciones", "unidades"),
}
"""The tables that a sheet can bring, each with those that its rows may also tell something of."""

TITLES = {
    "requerimientos": "Requerimientos o memoria de cálculo",
    "operaciones": "Operaciones",
    "tareas": "Tareas",
    "acp_unidad": "Acciones de corto plazo por unidad",
    "situacion": "Análisis de situación",
    "unidades": "Unidades",
    "acciones_corto_plazo": "Acciones de corto plazo de la entidad",
    "acciones_estrategicas": "Acciones estratégicas del PEI",
    "techos": "Techos",
    "presupuesto_aprobado": "Presupuesto aprobado",
    "recursos": "Recursos",
    "ejecucion_financiera": "Ejecución financiera",
    "ejecucion_fisica": "Ejecución física",
}
"""How each is called on a screen."""

KEYS = ("unidad", "acp", "operacion", "tarea")
"""Codes that rows below hang from, from the top down; a cell of them may also bring the text of what it names."""

LEVELS = (*KEYS, "partida")
"""What a row that stands alone may set for the rows below it: setting one forgets those after it."""

TEXT_OF = {
    "unidad": ("unidades", "nombre"),
    "acp": ("acp_unidad", "texto_acp"),
    "operacion": ("operaciones", "descripcion"),
    "tarea": ("tareas", "descripcion"),
}
"""Where the text goes that a cell brings beside its code."""

QUARTERS = {"t1": "m03", "t2": "m06", "t3": "m09", "t4": "m12"}
"""A quarter is programmed in its last month."""

QUADRANTS = ("fortaleza", "debilidad", "oportunidad", "amenaza")
PAIR = "fuente_organismo"
STAGES = ("preventivo", "comprometido", "devengado", "pagado")
MONEY_TABLES = frozenset(
    {"requerimientos", "techos", "presupuesto_aprobado", "recursos", "ejecucion_financiera", "ejecucion_fisica"}
)
"""Tables in which a row without any number says nothing."""

_PSEUDO = {
    PAIR: "Fuente y organismo juntos (41-111)",
    **{name: f"Trimestre {name[1]}" for name in QUARTERS},
    **{name: name.capitalize() for name in QUADRANTS},
}
_HIDDEN = ("plan", "leido")


@cache
def meanings(table: str) -> tuple[str, ...]:
    """Everything that a column of a sheet of that table may mean."""
    return tuple(_meanings(table))


def _meanings(table: str) -> Iterator[str]:
    own = [name for name in TABLES[table].names if name not in _HIDDEN]
    yield from own
    if "fuente" in own and "organismo" in own:
        yield PAIR
    if "m01" in own:
        yield from QUARTERS
    if table == "situacion":
        yield from QUADRANTS
    if table.startswith("ejecucion"):
        yield from MONTHS
    for other in COARSER[table]:
        for name in TABLES[other].names:
            if name in KEYS and name not in own:
                own.append(name)
                yield name
            elif name not in (*KEYS, *_HIDDEN) and (table == "tareas" or name not in MONTHS):
                yield f"{other}.{name}"


def column_of(table: str, meaning: str) -> Column:
    """The column of the format that a meaning fills. KeyError if it is none (a pair, a quarter, a quadrant)."""
    other, point, name = meaning.partition(".")
    if point:
        return TABLES[other].column(name)
    if meaning in MONTHS and table.startswith("ejecucion"):
        return Column(meaning, Kind.MONEY if table == "ejecucion_financiera" else Kind.QUANTITY, "Mes")
    if meaning in QUARTERS:
        return TABLES[table].column(QUARTERS[meaning])
    if meaning in QUADRANTS:
        return TABLES[table].column("factor")
    if meaning == PAIR:
        return TABLES[table].column("fuente")
    if meaning not in TABLES[table].names:
        return TABLES[next(each for each in COARSER[table] if meaning in TABLES[each].names)].column(meaning)
    return TABLES[table].column(meaning)


@cache
def about(table: str, meaning: str) -> str:
    """What a meaning is called where people choose it."""
    if meaning in _PSEUDO:
        return _PSEUDO[meaning]
    text = column_of(table, meaning).about
    if meaning in MONTHS:
        return _MONTHS[MONTHS.index(meaning)]
    return text


_MONTHS = (
    *("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio"),
    *("Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre"),
)


def home(table: str, meaning: str) -> tuple[str, str]:
    """Table and column under which `nombres.csv` has the names of a meaning."""
    other, point, name = meaning.partition(".")
    return (other, name) if point else (table, meaning)


def is_month(meaning: str) -> bool:
    """Whether it is one of the twelve months."""
    return meaning in MONTHS

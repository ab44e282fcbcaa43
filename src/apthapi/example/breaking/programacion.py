"""Breaks the rules about operations, tasks and their months, V14 to V16, V18 to V21 and V23 to V25."""

from __future__ import annotations

from apthapi.core.tables import MONTHS
from apthapi.example.breaking.draft import Breaker, Draft, add_money
from apthapi.example.texts import BOLIVIANO

_LAST_OF_ALL = MONTHS[9]
"""A month in which every operation runs, and the last such."""


def v14(draft: Draft) -> None:
    """An operation has no indicator."""
    draft.rows("operaciones", unidad=draft.unit(14))[0]["indicador"] = ""


def v15(draft: Draft) -> None:
    """An ACP has no operation."""
    draft.add_acp(draft.unit(15))


def v16(draft: Draft) -> None:
    """A line is of an operation that its unit does not have."""
    line = draft.line(16)
    line["operacion"], line["tarea"] = "9.9.9", ""


def v18(draft: Draft) -> None:
    """Two codes of operation differ only by a blank."""
    unidad = draft.unit(18)
    row = draft.rows("operaciones", unidad=unidad)[0]
    draft.add_operation(unidad, row["acp"], row["operacion"].replace(".", ". "))


def v19(draft: Draft) -> None:
    """A factor of form 01 cites an action that does not exist."""
    draft.rows("situacion", unidad=draft.unit(19))[0]["acciones"] = "9"


def v20(draft: Draft) -> None:
    """An operation starts in the year before."""
    unidad = draft.unit(20)
    acp = draft.rows("operaciones", unidad=unidad)[0]["acp"]
    draft.add_operation(unidad, acp, f"{acp}.20")["inicio"] = f"{draft.gestion - 1}-12-15"


def v21(draft: Draft) -> None:
    """A task ends before it starts."""
    row = draft.rows("tareas", unidad=draft.unit(21))[0]
    row["inicio"], row["fin"] = f"{draft.gestion}-06-10", f"{draft.gestion}-06-01"


def v23(draft: Draft) -> None:
    """The months of an operation reach one more than its goal."""
    row = draft.rows("operaciones", unidad=draft.unit(23), medicion="suma")[-1]
    row[_LAST_OF_ALL] = str(int(row[_LAST_OF_ALL]) + 1)


def v24(draft: Draft) -> None:
    """The months of a line add to one boliviano more than it costs."""
    line = draft.line(24)
    paid = next(month for month in MONTHS if line[month])
    add_money(line, BOLIVIANO, paid)


def v25(draft: Draft) -> None:
    """An operation ends in June, and a line of it still pays in October."""
    unidad = draft.unit(25)
    line = next(row for row in draft.rows("requerimientos", unidad=unidad) if row[_LAST_OF_ALL])
    for table in ("operaciones", "tareas"):
        for row in draft.rows(table, unidad=unidad, operacion=line["operacion"]):
            row["fin"] = f"{draft.gestion}-06-30"


BREAKERS: dict[str, Breaker] = {
    "V14": v14,
    "V15": v15,
    "V16": v16,
    "V18": v18,
    "V19": v19,
    "V20": v20,
    "V21": v21,
    "V23": v23,
    "V24": v24,
    "V25": v25,
}

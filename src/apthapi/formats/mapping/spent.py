"""What an export of the accounting system says of the spending, as the amounts of each month that the format stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from apthapi.charts.months import NAMES
from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.core.money import format_amount
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.rows import Row, warn
from apthapi.formats.workbook.received import Problem

TABLE = "ejecucion_financiera"


class Slot(NamedTuple):
    """What the execution tells money apart by."""

    unidad: str
    partida: str
    fuente: str
    organismo: str

    @property
    def pair(self) -> str:
        """Fuente and organismo as they are written: `41-111`."""
        return f"{self.fuente}-{self.organismo}" if self.organismo else self.fuente


Registered = Mapping[Slot, Mapping[int, Mapping[str, int]]]
"""What is there already: by slot, month (1 to 12) and stage, centavos of the month."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """How the amounts of an export are to be taken.

    `mes` (1 to 12, 0 for none) is of the rows that say no month. `accumulated`: amounts are from January to their
    month. `inclusive`: their preventivo has in it what is devengado already, which the format keeps apart.
    """

    mes: int = 0
    accumulated: bool = False
    inclusive: bool = False


@dataclass(slots=True)
class Entry:
    """The amounts of a month in a slot, in centavos, of the stages that were said. `where`: the row that said it."""

    slot: Slot
    mes: int
    amounts: dict[str, int]
    where: str = ""
    categoria: str = ""


@dataclass(slots=True)
class Spending:
    """What was understood, in the order in which it came; what was not; and how many rows were added to another."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    joined: int = 0


def spending_of(rows: Iterable[Row], meaning: Meaning, registered: Registered) -> Spending:
    """The rows of an export as amounts of the month. Rows of the same slot and month are added up."""
    found = Spending()
    said: dict[tuple[Slot, int], tuple[Entry, Row]] = {}
    for row in rows:
        entry = _entry(row, meaning, found)
        if entry is None:
            continue
        first = said.setdefault((entry.slot, entry.mes), (entry, row))[0]
        if first is not entry:
            found.joined += 1
            for stage, amount in entry.amounts.items():
                first.amounts[stage] = first.amounts.get(stage, 0) + amount
    for entry, row in said.values():
        if meaning.inclusive and "preventivo" in entry.amounts and not _take_devengado_out(entry, row, found):
            continue
        found.entries.append(entry)
    if meaning.accumulated:
        _take_apart(found.entries, registered)
    return found


def told(slot: Slot, mes: int) -> str:
    """A slot and month in words, without its unit: `partida 21200, fuente 20-230, marzo`."""
    return f"partida {slot.partida}, fuente {slot.pair}, {NAMES[mes - 1]}"


def _entry(row: Row, meaning: Meaning, found: Spending) -> Entry | None:
    cells = row.cells
    slot = Slot(*(str(cells.get(name) or "") for name in Slot._fields))
    mes = cells.get("mes") or meaning.mes
    amounts = {stage: amount for stage in STAGES if isinstance(amount := cells.get(stage), int)}
    if not slot.unidad or not amounts:
        return None  # what it lacks was told already, or it says nothing
    if not isinstance(mes, int) or not 1 <= mes <= 12:
        where = row.at.get("mes") or f"fila {row.fila}"
        message = "No se sabe de qué mes es." if not mes else f"«{mes}» no es un mes: va de 1 a 12."
        found.problems.append(
            Problem(row.hoja, where, "", message, "Diga el mes de la planilla, o qué columna lo tiene.", columna="mes")
        )
        return None
    where = f"{row.hoja} fila {row.fila}".strip()
    return Entry(slot, mes, amounts, where, _normal(str(cells.get("categoria") or "")))


def _normal(categoria: str) -> str:
    try:
        return str(parse_categoria(categoria))
    except CategoriaError:
        return categoria


def _take_devengado_out(entry: Entry, row: Row, found: Spending) -> bool:
    if "devengado" not in entry.amounts:
        message = "Su preventivo incluye lo devengado, y no dice cuánto es lo devengado."
        repair = "Diga qué columna es lo devengado, o que el preventivo no lo incluye."
        where = row.at.get("preventivo") or f"fila {row.fila}"
        found.problems.append(Problem(row.hoja, where, "", message, repair, columna="preventivo"))
        return False
    rest = entry.amounts["preventivo"] - entry.amounts["devengado"]
    if rest < 0:
        message = (
            f"Lo devengado pasa en Bs {format_amount(-rest)} de su preventivo ({told(entry.slot, entry.mes)}), y se "
            "dijo que el preventivo lo incluye."
        )
        where = row.at.get("preventivo") or f"fila {row.fila}"
        found.problems.append(warn(row.hoja, where, "", message, "Mire si el preventivo lo incluye."))
    entry.amounts["preventivo"] = rest
    return True


def _take_apart(entries: Iterable[Entry], registered: Registered) -> None:
    """Amounts from January to a month become those of the month: less what the months before it have."""
    months: dict[Slot, dict[int, dict[str, int]]] = {}
    for entry in sorted(entries, key=lambda each: each.mes):
        if entry.slot not in months:
            months[entry.slot] = {mes: dict(row) for mes, row in registered.get(entry.slot, {}).items()}
        year = months[entry.slot]
        for stage, amount in entry.amounts.items():
            entry.amounts[stage] = amount - sum(row.get(stage, 0) for mes, row in year.items() if mes < entry.mes)
        year[entry.mes] = {**year.get(entry.mes, {}), **entry.amounts}

"""What somebody typed for a month of a unit becomes entries, with everything that is wrong told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apthapi.core.tables import EJECUCION_FINANCIERA
from apthapi.core.typed import understand
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.spent import Entry, Slot
from apthapi.web.execution.spending.judging import Judged
from apthapi.web.execution.spending.year import Account


@dataclass(slots=True)
class Typed:
    """The form as it was written, by field; what is wrong, by slot; and what could be understood."""

    texts: dict[tuple[Slot, str], str] = field(default_factory=dict)
    of_slot: dict[Slot, list[str]] = field(default_factory=dict)
    wrong: set[tuple[Slot, str]] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)

    def refuse(self, judged: Judged) -> None:
        """Amounts that were understood and cannot be."""
        for each in judged.refused:
            self.of_slot.setdefault(each.slot, []).append(each.message)

    @property
    def told(self) -> list[str]:
        """Every problem, in the order of the page."""
        return [text for slot in sorted(self.of_slot) for text in self.of_slot[slot]]


def name_of(slot: Slot, stage: str) -> str:
    """The field of an amount."""
    return f"{stage}|{slot.partida}|{slot.fuente}|{slot.organismo}"


def read(form: Mapping[str, str], accounts: Iterable[Account], mes: int) -> Typed:
    """What was typed of those accounts for a month. A field that is there and empty is zero."""
    typed = Typed()
    for account in accounts:
        slot, amounts = account.slot, {}
        for stage in STAGES:
            text = form.get(name_of(slot, stage))
            if text is None:
                continue
            typed.texts[slot, stage] = text = text.strip()
            cell = understand(EJECUCION_FINANCIERA.column(stage), text)
            if cell.problem:
                said = f"Partida {slot.partida}, fuente {slot.pair}, {stage}: {cell.problem}"
                typed.of_slot.setdefault(slot, []).append(said)
                typed.wrong.add((slot, stage))
            else:
                amounts[stage] = cell.value if isinstance(cell.value, int) else 0
        if amounts and slot not in typed.of_slot:  # what the others come to depends on the one that is wrong
            typed.entries.append(Entry(slot, mes, amounts))
    return typed


def shown_digest(accounts: Iterable[Account], mes: int) -> str:
    """The same as long as the month of those accounts is what the page showed."""
    seen = [(*each.slot, *(each.of(mes, stage) for stage in STAGES)) for each in accounts]
    return hashlib.sha256(repr(seen).encode()).hexdigest()

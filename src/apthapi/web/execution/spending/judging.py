"""What would change in the spending if some amounts were registered, and what of it is refused and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from apthapi.charts.months import NAMES
from apthapi.core.money import format_amount
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.spent import Entry, Slot, told
from apthapi.web.execution.balance import GROUND, KINDS
from apthapi.web.execution.spending.year import Account, Moments, Year

WEIGH = ("preventivo", "devengado")
"""The stages that take from what is in force: what is reserved, and what is owed already."""


@dataclass(frozen=True, slots=True)
class Change:
    """A month of a slot that would be another: its amounts before and after, in centavos, and who says so."""

    slot: Slot
    mes: int
    before: Moments
    after: Moments
    categoria: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """An amount that cannot be registered, and why and what to do (Spanish). `where`: the row that said it."""

    slot: Slot
    mes: int
    message: str
    where: str = ""


@dataclass(slots=True)
class Judged:
    """What would be registered, what is refused, and how many entries say what is there already."""

    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """The same as long as the same would change from the same to the same."""
        said = [(*each.slot, each.mes, *map(_amounts, (each.before, each.after))) for each in self.changes]
        return hashlib.sha256(repr(sorted(said)).encode()).hexdigest()


def judge(year: Year, entries: Iterable[Entry], on: date) -> Judged:
    """Hold what is said against what stands: everything that is wrong is told at once."""
    found = Judged()
    by_slot: dict[Slot, list[Entry]] = {}
    for entry in entries:
        by_slot.setdefault(entry.slot, []).append(entry)
    known = _known(year)
    for slot, said in by_slot.items():
        _judge_slot(year, year.accounts.get(slot) or Account(slot), said, on, known, found)
    return found


def _judge_slot(
    year: Year, account: Account, said: list[Entry], on: date, known: dict[str, set[str]], found: Judged
) -> None:
    changes: dict[int, Change] = {}
    for entry in said:
        change = _change(account, entry)
        if change is None:
            found.same += 1
        elif why := _not_here(year, account, change, on, known):
            found.refused.append(Refused(entry.slot, entry.mes, why, entry.where))
        else:
            changes[entry.mes] = change
    for mes, why in _problems(account, changes):
        found.refused.append(Refused(account.slot, mes, why, changes[mes].where))
    found.changes += changes.values()


def _change(account: Account, entry: Entry) -> Change | None:
    """What the entry changes; the stages that it does not say stay."""
    before = account.months.get(entry.mes, {})
    after = {stage: entry.amounts.get(stage, before.get(stage, 0)) for stage in STAGES}
    if _amounts(before) == _amounts(after):
        return None
    return Change(account.slot, entry.mes, before, after, _category(account, entry), entry.where)


def _category(account: Account, entry: Entry) -> str:
    """The category that is said, if it pays the slot; else that with which it was registered, or that pays most."""
    for each in (entry.categoria, account.registered.get(entry.mes, "")):
        if each in account.categories:
            return each
    return account.categoria


def _known(year: Year) -> dict[str, set[str]]:
    """The partidas in force of each unit."""
    known: dict[str, set[str]] = {}
    for slot, account in year.accounts.items():
        if account.standing:
            known.setdefault(slot.unidad, set()).add(slot.partida)
    return known


def _not_here(year: Year, account: Account, change: Change, on: date, known: dict[str, set[str]]) -> str:
    """Why nothing can be registered in that slot and month; empty if it can."""
    slot, mes, last = change.slot, change.mes, year.until(on)
    if not 1 <= mes <= 12:
        return f"«{mes}» no es un mes: va de 1 a 12."
    if mes > last:
        return f"{NAMES[mes - 1].capitalize()} de {year.gestion} todavía no llegó: registre hasta el mes de hoy."
    lowers = all(change.after.get(stage, 0) <= account.of(mes, stage) for stage in STAGES)
    if account.standing or (lowers and mes in account.months):
        return ""
    if slot.unidad not in known:
        return f"{slot.unidad or 'Sin unidad'}: no es una unidad del plan con partidas vigentes. Diga cuál es."
    repair = "Corríjala, o registre antes la modificación que la crea."
    if slot.partida not in known[slot.unidad]:
        return f"{slot.unidad} no tiene la partida {slot.partida} en lo vigente. {repair}"
    pair = f"con fuente {slot.pair}" if slot.fuente else "sin fuente"
    return f"{slot.unidad} no tiene la partida {slot.partida} {pair} en lo vigente. {repair}"


def _problems(account: Account, changes: dict[int, Change]) -> Iterator[tuple[int, str]]:
    """What the months of a slot come to that cannot be, each with the month that is to be corrected.

    What was wrong before and does not get worse is no reason to refuse its correction.
    """
    if not changes:
        return
    after = {**account.months, **{mes: change.after for mes, change in changes.items()}}
    of_stage = {stage: (_running(account.months, stage), _running(after, stage)) for stage in STAGES}
    first, last = min(changes), max(changes)
    unidad = account.slot.unidad
    for stage, (before, now) in of_stage.items():
        if worse := [mes for mes in range(first, 13) if now[mes] < min(0, before[mes])]:
            mes = worse[0]
            said = f"{unidad}, {told(account.slot, mes)}"
            total = f"el {stage} acumulado quedaría en Bs {format_amount(now[mes])}"
            yield _culprit(changes, mes), f"{said}: {total}. Una reversión no pasa de lo registrado."
    paid, owed = of_stage["pagado"], of_stage["devengado"]
    over = {mes: [paid[at][mes] - owed[at][mes] for at in (0, 1)] for mes in range(first, 13)}
    if worse := [mes for mes, (then, now_over) in over.items() if now_over > max(0, then)]:
        mes = worse[0]
        said = f"{unidad}, {told(account.slot, mes)}"
        totals = [f"Bs {format_amount(each[1][mes])}" for each in (paid, owed)]
        why = f"lo pagado acumulado ({totals[0]}) pasaría de lo devengado acumulado ({totals[1]})"
        yield _culprit(changes, mes), f"{said}: {why}. Se paga lo que ya se devengó: corrija uno de los dos."
    if why := _beyond(account, after):
        yield last, why


def _beyond(account: Account, after: dict[int, Moments]) -> str:
    """Why what is executed does not fit beside what is certified; empty if it does, or weighs no more than before."""
    executed = sum(row.get(stage, 0) for row in after.values() for stage in WEIGH)
    before = sum(account.total(stage) for stage in WEIGH)
    kind = max(KINDS, key=lambda each: account.weighs(each, executed))
    excess = account.weighs(kind, executed) - account.standing
    if executed <= before or excess <= 0:
        return ""
    slot, held = account.slot, account.held[kind]
    certified = f" y hay Bs {format_amount(held)} en certificaciones {KINDS[kind]}" if held else ""
    release = ", dé por utilizada o libere la certificación de este gasto," if held else ""
    return (
        f"{slot.unidad}, partida {slot.partida}, fuente {slot.pair}: lo preventivo y devengado llegaría a "
        f"Bs {format_amount(executed)}{certified}; lo vigente es Bs {format_amount(account.standing)} y faltan "
        f"Bs {format_amount(excess)} ({GROUND}). Corrija el importe{release} o registre antes la modificación."
    )


def _running(months: dict[int, Moments], stage: str) -> dict[int, int]:
    """What a stage adds up to until each month."""
    total, found = 0, {}
    for mes in range(1, 13):
        total += months.get(mes, {}).get(stage, 0)
        found[mes] = total
    return found


def _culprit(changes: dict[int, Change], mes: int) -> int:
    """The month that was said by which another one comes out wrong: the nearest one before it."""
    return max((each for each in changes if each <= mes), default=min(changes))


def _amounts(moments: Moments) -> tuple[int, ...]:
    return tuple(moments.get(stage, 0) for stage in STAGES)

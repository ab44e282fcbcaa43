"""Breaks the rules about modifications of the budget, V53 to V56."""

from __future__ import annotations

from collections import defaultdict

from apthapi.core.money import plain_amount
from apthapi.core.tables import MONTHS
from apthapi.example.breaking.draft import NEUTRAL, STEP, Breaker, Draft, Slot, money, slot_of
from apthapi.example.entity_tables import grupo_of
from apthapi.example.texts import Cells


def v53(draft: Draft) -> None:
    """A transfer increases a line and decreases none; the plan has what it says."""
    line = max((row for row in draft.rows("requerimientos", unidad=draft.unit(53)) if _free(row)), key=money)
    draft.approve(slot_of(draft, line), -STEP)
    _modify(draft, "53", 1, line, STEP)


def v54(draft: Draft) -> None:
    """A transfer takes from a line what is spent already, and another gives it back: what stands covers it."""
    unidad = draft.unit(54)
    taker = max((row for row in draft.rows("requerimientos", unidad=unidad) if _free(row)), key=money)
    pair = {"unidad": unidad, "fuente": taker["fuente"], "organismo": taker["organismo"]}
    totals: dict[str, int] = defaultdict(int)
    for row in draft.rows("requerimientos", **pair):
        if _free(row) and row["partida"] != taker["partida"]:
            totals[row["partida"]] += money(row)
    left, partida = min((amount, partida) for partida, amount in totals.items())
    giver = draft.rows("requerimientos", partida=partida, **pair)[0]
    taken = left // 2
    for number, amount in (("54", taken), ("54-D", -taken)):
        _modify(draft, number, 1, giver, -amount)
        _modify(draft, number, 2, taker, amount)
    _give_lines_to_formulation(draft)
    draft.forget_spending(giver)
    spent = {"categoria": draft.category(unidad), "mes": "1", "devengado": plain_amount(left - taken // 2)}
    draft.add("ejecucion_financiera", plan=draft.before, partida=partida, **pair, **spent)


def _give_lines_to_formulation(draft: Draft) -> None:
    """The lines before every modification of the plan, as lines of the plan that it replaces."""
    undated = {"plan": draft.before, "fecha_f01": "", "fecha_f02": "", "fecha_f04": ""}
    draft.tables["unidades"] += [row | undated for row in draft.rows("unidades")]
    draft.tables["acp_unidad"] += [row | {"plan": draft.before} for row in draft.rows("acp_unidad")]
    lines = [row | {"plan": draft.before} for row in draft.rows("requerimientos")]
    for change in draft.rows("modificaciones"):
        _undo(draft, change, lines)
    draft.tables["requerimientos"] += [line for line in lines if money(line)]


def _undo(draft: Draft, change: Cells, lines: list[Cells]) -> None:
    """Take one modification out of the lines; what was taken from no line that is left comes back as a new one."""
    amount = -money(change)
    units = [change["unidad"]] if change["unidad"] else [u for u in draft.units if _pays(draft, u, change)]
    own = {name: change[name] for name in ("partida", "fuente", "organismo")}
    for line in lines:
        if amount and line["unidad"] in units and own.items() <= line.items():
            part = max(amount, -money(line))
            _restate(line, money(line) + part)
            amount -= part
    if amount:
        number = str(1 + max(int(line["linea"]) for line in lines))
        form = {"3": "3_03", "4": "3_02"}.get(change["partida"][0], "3_01")
        model = next(line for line in lines if line["unidad"] == units[0])
        lines.append(model | own | {"linea": number, "formulario": form, "descripcion": NEUTRAL})
        _restate(lines[-1], amount)


def _pays(draft: Draft, unidad: str, change: Cells) -> bool:
    return draft.category(unidad) == draft.normal(change["categoria"])


def _restate(line: Cells, amount: int) -> None:
    """Say only what a line costs, paid in one month."""
    line.update(dict.fromkeys(MONTHS, ""), cantidad="", precio_unitario="")
    line["importe"] = line[MONTHS[-1]] = plain_amount(amount)


def v55(draft: Draft) -> None:
    """A transfer takes from works and gives to materials."""
    line = max((row for row in draft.rows("requerimientos", unidad=draft.unit(55)) if _free(row)), key=money)
    slot = slot_of(draft, line)
    works = line | {"partida": "42230", "unidad": ""}
    draft.approve(Slot(slot.categoria, grupo_of("42230"), slot.fuente, slot.organismo), STEP)
    draft.approve(slot, -STEP)
    _modify(draft, "55", 1, works, -STEP, slot.categoria)
    _modify(draft, "55", 2, line | {"unidad": ""}, STEP, slot.categoria)


def v56(draft: Draft) -> None:
    """A transfer is approved by somebody who may not."""
    for row in draft.rows("modificaciones", modificacion="1"):
        row["aprobador"] = "Jefatura de la unidad"


def _free(row: Cells) -> bool:
    """Whether a line may be moved without the authority of others."""
    return row["partida"][0] in "23" and not row["partida"].startswith(("252", "258"))


def _modify(draft: Draft, number: str, order: int, line: Cells, amount: int, categoria: str = "") -> None:
    draft.add(
        "modificaciones",
        modificacion=number,
        orden=str(order),
        tipo="intrainstitucional",
        norma=f"Resolución de ejemplo {number}",
        aprobador="Máxima Autoridad Ejecutiva",
        unidad=line["unidad"],
        categoria=categoria or slot_of(draft, line).categoria,
        partida=line["partida"],
        fuente=line["fuente"],
        organismo=line["organismo"],
        importe=plain_amount(amount),
    )


BREAKERS: dict[str, Breaker] = {"V53": v53, "V54": v54, "V55": v55, "V56": v56}

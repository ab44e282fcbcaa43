"""Breaks the rules about form 04, techos and the approved budget, V35 to V52."""

from __future__ import annotations

from collections import defaultdict

from apthapi.core.money import plain_amount
from apthapi.example.breaking.draft import STEP, Breaker, Draft, Slot, add_money, money
from apthapi.example.texts import BOLIVIANO, Cells
from apthapi.example.unit_tables import FILAS

_CENTS = 50


def v35(draft: Draft) -> None:
    """Form 04 declares in one row what the lines have in another."""
    unidad = draft.unit(35)
    rows = [
        row for row in draft.rows("formulario04", unidad=unidad) if row["fila"] in FILAS and row["fuente"] != "total"
    ]
    giver = max(rows, key=money)
    taker = next(row for row in rows if row["fuente"] == giver["fuente"] and row["fila"] != giver["fila"])
    for row, amount in ((giver, -BOLIVIANO), (taker, BOLIVIANO)):
        add_money(row, amount)
        add_money(draft.rows("formulario04", unidad=unidad, fila=row["fila"], fuente="total")[0], amount)


def v36(draft: Draft) -> None:
    """The last row of form 04 leaves out one fuente."""
    draft.rows("formulario04", unidad=draft.unit(36), fila="total")[0]["importe"] = ""


def v37(draft: Draft) -> None:
    """The last row of form 04 gives to a fuente what is of another."""
    first, second = draft.rows("formulario04", unidad=draft.unit(37), fila="total")[:2]
    add_money(first, BOLIVIANO)
    add_money(second, -BOLIVIANO)


def v38(draft: Draft) -> None:
    """The total of form 4 is not that of form 3."""
    add_money(draft.rows("formulario04", unidad=draft.unit(38), fila="total_f4")[0], BOLIVIANO)


def v39(draft: Draft) -> None:
    """The techo of a unit, given for all its fuentes together, is less than it programmes."""
    _techo_for_all(draft, draft.unit(39), -STEP)


def v40(draft: Draft) -> None:
    """The techo of a unit, given for all its fuentes together, is more than it programmes."""
    _techo_for_all(draft, draft.unit(40), STEP)


def _techo_for_all(draft: Draft, unidad: str, difference: int) -> None:
    """One techo without fuente: then no rule by fuente can speak of it."""
    total = sum(money(row) for row in draft.rows("requerimientos", unidad=unidad))
    draft.drop("techos", lambda row: row["unidad"] == unidad)
    draft.add("techos", unidad=unidad, importe=plain_amount(total + difference))
    draft.rows("formulario04", unidad=unidad, fila="techo")[0]["importe"] = plain_amount(total + difference)


def v41(draft: Draft) -> None:
    """Two units have their techos crossed by fuente; each total stays."""
    for unidad, amount in zip(draft.units[:2], (STEP, -STEP), strict=True):
        first, second = draft.rows("techos", unidad=unidad)[:2]
        add_money(first, amount)
        add_money(second, -amount)


def v42(draft: Draft) -> None:
    """A unit that programmes nothing has a techo, and the entity has no money left for it."""
    parent = draft.unit(42)
    model = draft.rows("unidades", unidad=parent)[0]
    draft.tables["unidades"].append(model | {"unidad": "NUEVA", "nombre": "Unidad por organizar", "padre": parent})
    techo = draft.rows("techos", unidad="")[0]
    draft.add(
        "techos", unidad="NUEVA", fuente=techo["fuente"], organismo=techo["organismo"], importe=plain_amount(STEP)
    )


def v43(draft: Draft) -> None:
    """The approved budget comes in two cuts, and the one by fuente has more."""
    by_fuente: dict[tuple[str, str], int] = defaultdict(int)
    by_group: dict[tuple[str, str], int] = defaultdict(int)
    for row in draft.approved():
        by_fuente[row["fuente"], row["organismo"]] += money(row)
        by_group[row["categoria"], row["grupo"]] += money(row)
    _forget_approved(draft)
    for (categoria, grupo), amount in by_group.items():
        draft.approve(Slot(categoria, grupo, "", ""), amount)
    for order, ((fuente, organismo), amount) in enumerate(by_fuente.items()):
        draft.approve(Slot("", "", fuente, organismo), amount + (0 if order else 100 * STEP))


def v44(draft: Draft) -> None:
    """The approved budget, known only by category and fuente, gave to one category what another programmes."""
    cut: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in draft.approved():
        cut[row["categoria"], row["fuente"], row["organismo"]] += money(row)
    _forget_approved(draft)
    for (categoria, fuente, organismo), amount in cut.items():
        draft.approve(Slot(categoria, "", fuente, organismo), amount)
    first, second = _same_pair(draft, draft.approved(), "categoria")
    add_money(first, -STEP)
    add_money(second, STEP)


def _forget_approved(draft: Draft) -> None:
    kept = [row for row in draft.tables["presupuesto_aprobado"] if row["plan"] != draft.before]
    draft.tables["presupuesto_aprobado"] = kept


def v45(draft: Draft) -> None:
    """The approved budget gave to one group what the category programmes in another."""
    categoria = draft.category(draft.unit(45))
    first, second = _same_pair(draft, _approved_of(draft, categoria), "grupo")
    add_money(first, -STEP)
    add_money(second, STEP)


def v46(draft: Draft) -> None:
    """The approved budget has centavos."""
    categoria = draft.category(draft.unit(46))
    first, second = _same_pair(draft, _approved_of(draft, categoria), "grupo")
    add_money(first, -_CENTS)
    add_money(second, _CENTS)


def v47(draft: Draft) -> None:
    """Two categories differ from the approved budget by one boliviano."""
    first, second = _same_pair(draft, draft.approved(), "categoria")
    add_money(first, -BOLIVIANO)
    add_money(second, BOLIVIANO)


def _approved_of(draft: Draft, categoria: str) -> list[Cells]:
    return [row for row in draft.approved() if draft.normal(row["categoria"]) == categoria]


def _same_pair(draft: Draft, rows: list[Cells], differs: str) -> tuple[Cells, Cells]:
    """The row with most money, and the next one that differs from it only in that column or at least there."""
    ordered = sorted(rows, key=money, reverse=True)
    for first in ordered:
        for second in ordered:
            alike = all(first[name] == second[name] for name in ("fuente", "organismo"))
            if alike and first[differs] != second[differs] and _one_apart(first, second, differs):
                return first, second
    raise LookupError(f"{draft.plan}: two approved amounts of one fuente")


def _one_apart(first: Cells, second: Cells, differs: str) -> bool:
    others = {"categoria", "grupo"} - {differs}
    return all(first[name] == second[name] for name in others)


def v48(draft: Draft) -> None:
    """The entity has a fuente with an organismo that does not go with it, in every table."""
    for rows in draft.tables.values():
        for row in rows:
            if row["plan"] in (draft.before, draft.plan) and row.get("fuente") == "20" and row.get("organismo"):
                row["organismo"] = "111"


def v49(draft: Draft) -> None:
    """A line is paid by a pair that was not approved; a modification that may change the fuente covers it."""
    line = min(
        (row for row in draft.rows("requerimientos") if row["fuente"] == "20" and row["partida"][0] != "1"),
        key=lambda row: (row["unidad"] == draft.units[0], money(row)),
    )
    draft.forget_spending(line)
    old, new = line["organismo"], "220"
    for unidad in (line["unidad"], ""):
        techo = draft.rows("techos", unidad=unidad, fuente="20", organismo=old)
        if techo:
            add_money(techo[0], -money(line))
            draft.add("techos", unidad=unidad, fuente="20", organismo=new, importe=line["importe"])
    resource = max(draft.rows("recursos", fuente="20", organismo=old), key=money)
    add_money(resource, -money(line))
    draft.add("recursos", rubro=resource["rubro"], fuente="20", organismo=new, importe=line["importe"])
    categoria = draft.category(line["unidad"])
    for order, (organismo, sign) in enumerate(((old, -1), (new, 1)), start=1):
        draft.add(
            "modificaciones",
            modificacion="49",
            orden=str(order),
            tipo="intrainstitucional",
            norma="Resolución de ejemplo 49",
            aprobador="Ministerio de Economía y Finanzas Públicas",
            categoria=categoria,
            partida=line["partida"],
            fuente="20",
            organismo=organismo,
            importe=plain_amount(sign * money(line)),
        )
    line["organismo"] = new


def v50(draft: Draft) -> None:
    """A unit programmes a transfer, which is of another programme; it was approved so."""
    draft.change_partida(draft.line(50, "3_01"), "71230")


def v51(draft: Draft) -> None:
    """The category of a unit has a project and an activity."""
    old = draft.category(draft.units[-1])
    programa, _, actividad = old.split()
    draft.rename_category(old, f"{programa} 051 {actividad}")


def v52(draft: Draft) -> None:
    """The resources are more than the spending."""
    add_money(draft.rows("recursos")[0], STEP)


BREAKERS: dict[str, Breaker] = {
    "V35": v35,
    "V36": v36,
    "V37": v37,
    "V38": v38,
    "V39": v39,
    "V40": v40,
    "V41": v41,
    "V42": v42,
    "V43": v43,
    "V44": v44,
    "V45": v45,
    "V46": v46,
    "V47": v47,
    "V48": v48,
    "V49": v49,
    "V50": v50,
    "V51": v51,
    "V52": v52,
}

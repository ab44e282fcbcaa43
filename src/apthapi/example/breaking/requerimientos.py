"""Breaks the rules about the requirement lines, V26 to V34."""

from __future__ import annotations

from dataclasses import replace

from apthapi.core.money import plain_amount
from apthapi.example.breaking.draft import NEUTRAL, Breaker, Draft, add_money, fila_of, money, slot_of


def v26(draft: Draft) -> None:
    """A line has a negative quantity and price, whose product is right."""
    line = draft.line(26)
    line["cantidad"], line["precio_unitario"] = f"-{line['cantidad']}", f"-{line['precio_unitario']}"


def v27(draft: Draft) -> None:
    """A line asks for one more than it pays."""
    line = draft.line(27)
    whole, _, rest = line["cantidad"].partition(".")
    line["cantidad"] = f"{int(whole) + 1}{'.' if rest else ''}{rest}"


def v28(draft: Draft) -> None:
    """A line has a partida that does not exist."""
    draft.change_partida(draft.line(28, "3_03"), "39999")


def v29(draft: Draft) -> None:
    """A line has a partida that is divided in others."""
    draft.change_partida(draft.line(29, "3_03"), "34000")


def v30(draft: Draft) -> None:
    """A material stands in the form of the services, in the lines and in form 04."""
    line = draft.line(30, "3_03")
    for fuente in (line["fuente"], "total"):
        for fila, amount in ((fila_of(line), -money(line)), ("3_01", money(line))):
            add_money(draft.rows("formulario04", unidad=line["unidad"], fila=fila, fuente=fuente)[0], amount)
    line["formulario"] = "3_01"


def v31(draft: Draft) -> None:
    """A service is described as fuel."""
    draft.line(31, "3_01")["descripcion"] = "Gasolina para el generador"


def v32(draft: Draft) -> None:
    """A line has no unit of measure."""
    draft.line(32)["unidad_medida"] = ""


def v33(draft: Draft) -> None:
    """A unit has payroll that the approved budget did not give to its category: a modification moved it there."""
    unidad = [row for row in draft.rows("requerimientos") if row["partida"][0] == "1"][-1]["unidad"]
    categoria = draft.category(unidad)
    for line in [row for row in draft.rows("requerimientos", unidad=unidad) if row["partida"][0] == "1"]:
        old = slot_of(draft, line)
        draft.approve(old, -money(line))
        draft.approve(replace(old, grupo="20000"), money(line))
        for partida, amount in (("26990", -money(line)), (line["partida"], money(line))):
            draft.add(
                "modificaciones",
                modificacion="33",
                orden=str(len(draft.rows("modificaciones", modificacion="33")) + 1),
                tipo="intrainstitucional",
                norma="Resolución de ejemplo 33",
                aprobador="Ministerio de Economía y Finanzas Públicas",
                categoria=old.categoria,
                partida=partida,
                fuente=line["fuente"],
                organismo=line["organismo"],
                importe=plain_amount(amount),
            )
    empty = [row for row in draft.approved() if row["grupo"] == "10000" and draft.normal(row["categoria"]) == categoria]
    for row in empty:
        draft.tables["presupuesto_aprobado"].remove(row)


def v34(draft: Draft) -> None:
    """A line of viáticos pays all its days as one."""
    lines = draft.rows("requerimientos", unidad=draft.unit(34), partida="22210")
    line = next(row for row in lines if row["descripcion"] != NEUTRAL)
    line["cantidad"], line["precio_unitario"] = "1", line["importe"]


BREAKERS: dict[str, Breaker] = {
    "V26": v26,
    "V27": v27,
    "V28": v28,
    "V29": v29,
    "V30": v30,
    "V31": v31,
    "V32": v32,
    "V33": v33,
    "V34": v34,
}

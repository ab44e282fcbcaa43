"""What a form must add up to, over the values that count now: what holds, and what still does not and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apthapi.core.fields import Value
from apthapi.core.money import format_amount
from apthapi.core.tables import MONTHS
from apthapi.documents.figures import percent
from apthapi.documents.resumen import TOTAL
from apthapi.rules.form_map import FILAS
from apthapi.web.lecturas.effective import SUMMARY, Formulario

HUNDRED = 100_00
QUANTITY_UNIT = 10**4
ROWS_OF_04 = {fila: name.capitalize() for _, fila, name in FILAS} | {
    TOTAL: "Total presupuesto",
    "total_f3": "Total formulario 3",
    "total_f4": "Total formulario 4",
    "techo": "Techo presupuestario",
}
"""The rows of form 04 as it prints them."""


@dataclass(frozen=True, slots=True)
class Suma:
    """One thing that must hold: whether it does, and in words what is missing if it does not."""

    holds: bool
    text: str


def sums_of(form: Formulario) -> list[Suma]:
    """What can be checked of the form with what is known of it; nothing of a form that is left out."""
    if not form.passes:
        return []
    if form.form == "04":
        return list(_summary(form))
    if form.form == "02":
        return list(_weights(form))
    return list(_lines(form)) if form.form.startswith("3_") else []


def _summary(form: Formulario) -> Iterator[Suma]:
    found = amounts_of(form)
    fuentes = sorted({fuente for _, fuente in found} - {TOTAL})
    filas = [fila for _, fila, _ in FILAS if any(each == fila for each, _ in found)]
    for fuente in (*fuentes, TOTAL):
        name = "En total" if fuente == TOTAL else f"Fuente {fuente}"
        parts = [found.get((fila, fuente)) for fila in filas]
        yield from _compared(f"{name}: las filas suman", parts, "y el total dice", found.get((TOTAL, fuente)))
    for fila in (*filas, TOTAL, "techo"):
        parts = [found.get((fila, fuente)) for fuente in fuentes]
        yield from _compared(
            f"{ROWS_OF_04[fila]}: las fuentes suman", parts, "y el total dice", found.get((fila, TOTAL))
        )
    whole = found.get((TOTAL, TOTAL))
    for fila in ("total_f3", "total_f4"):
        if (said := found.get((fila, TOTAL))) is not None:
            yield from _compared("El total presupuesto es", [whole], f"y {ROWS_OF_04[fila].lower()} dice", said)


def amounts_of(form: Formulario) -> dict[tuple[str, str], int | None]:
    """The amounts of a form 04 by row and fuente."""
    rows = (each.values for each in form.rows if each.table == SUMMARY and each.passes)
    return {(str(row.get("fila")), str(row.get("fuente"))): _number(row.get("importe")) for row in rows}


def _weights(form: Formulario) -> Iterator[Suma]:
    weights = [_number(each.values.get("ponderacion")) for each in form.rows if each.passes]
    known = [each for each in weights if each is not None]
    if len(known) < len(weights) or not known:
        return
    whole = sum(known)
    gap = f" {'Sobra' if whole > HUNDRED else 'Falta'} {percent(abs(whole - HUNDRED))}." if whole != HUNDRED else ""
    yield Suma(whole == HUNDRED, f"Las ponderaciones suman {percent(whole)} y deben sumar {percent(HUNDRED)}.{gap}")


def _lines(form: Formulario) -> Iterator[Suma]:
    for row in form.rows:
        values = {name: _number(value) for name, value in row.values.items()}
        where = f"Línea {row.values.get('linea') or '—'}"
        quantity, price, amount = (values.get(name) for name in ("cantidad", "precio_unitario", "importe"))
        if row.passes and quantity is not None and price is not None and amount is not None:
            product, rest = divmod(quantity * price, QUANTITY_UNIT)
            said = f"cantidad por precio da Bs {format_amount(product)} y el total dice Bs {format_amount(amount)}."
            yield Suma(not rest and product == amount, f"{where}: {said}")
        months = [values[month] for month in MONTHS if values.get(month) is not None]
        if row.passes and months and amount is not None:
            yield from _compared(f"{where}: los meses suman", months, "y el total dice", amount)


def _compared(one: str, parts: Iterable[int | None], other: str, said: int | None) -> Iterator[Suma]:
    """Nothing while an amount is not known: what is blank on paper counts as nothing only if the rest is told."""
    parts = list(parts)
    if said is None or not parts or all(each is None for each in parts):
        return
    whole = sum(each or 0 for each in parts)
    gap = whole - said
    text = f"{one} Bs {format_amount(whole)} {other} Bs {format_amount(said)}."
    yield Suma(not gap, text + (f" {'Sobran' if gap > 0 else 'Faltan'} Bs {format_amount(abs(gap))}." if gap else ""))


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None

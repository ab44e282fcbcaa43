"""The tie-out of a unit: form 3 by fuente against form 4 and the techo, in centavos."""

from __future__ import annotations

from typing import Any, NamedTuple

from apthapi.core.database import Database, Prepared
from apthapi.core.money import format_amount

TOTAL = "total"
EXCEEDS = "excede"
MOST_LINES = 20

_ASKED = Prepared("""
select 'f3', fuente, cast(sum(coalesce(importe, 0)) as bigint), '' from requerimientos
where plan = ? and unidad = ? group by fuente
union all
select 'f4', f.fuente, f.importe, '' from formulario04 f join process_partedeunidad p
on p.plan = ? and p.unidad = ? and p.resumen_declarado
where f.plan = ? and f.unidad = ? and f.fila = 'total'
union all
select 'techo', fuente, cast(sum(importe) as bigint), '' from techos
where plan = ? and unidad = ? and importe is not null group by fuente
union all
select 'nombre', codigo, cast(null as bigint), nombre from fuentes
where gestion = (select gestion from planes where plan = ?)
""")
"""All that the tie-out compares, in one journey to the database.

The part is named by values and not by the columns of form 04: these compare by another order of texts than its index.
Of form 04, what a paper declared. What the system declared on sending is form 3 itself: against it everything ties out.
"""

_LARGEST = Prepared(
    "select renglon from requerimientos where plan = ? and unidad = ? and fuente = ? and importe > 0 "
    "order by importe desc, renglon limit ?"
)


class Cuadre(NamedTuple):
    """One fuente, or the total: what form 3 adds up to, what form 4 says, the techo, and the gap in words.

    `diferencia` is form 3 less what it must be (the techo, or a declared form 4 where no techo is known).
    """

    fuente: str
    nombre: str
    f3: int
    f4: int | None
    techo: int | None
    estado: str
    diferencia: int
    texto: str
    lineas: tuple[int, ...] = ()


def tie_out(database: Database, plan: str, unidad: str) -> dict[str, object]:
    """The tie-out bar of a unit, as docs/web.md describes it."""
    asked: dict[str, dict[str, Any]] = {what: {} for what in ("f3", "f4", "techo", "nombre")}
    for what, fuente, amount, name in database.query(_ASKED, [plan, unidad] * 4 + [plan]):
        asked[what][fuente] = name if what == "nombre" else amount
    form3, names, techos = asked["f3"], asked["nombre"], _techos(asked["techo"])
    form4 = {fuente: amount for fuente, amount in asked["f4"].items() if amount is not None}
    rows = []
    for fuente in sorted((form3.keys() | form4.keys() | techos.keys()) - {TOTAL}):
        row = _compare(fuente, names.get(fuente, ""), form3.get(fuente, 0), form4.get(fuente), techos.get(fuente))
        if row.estado == EXCEEDS:
            row = row._replace(lineas=_largest_lines(database, plan, unidad, fuente))
        rows.append(row)
    total = _compare(TOTAL, "Total", sum(form3.values()), form4.get(TOTAL), techos.get(TOTAL))
    return {"fuentes": [row._asdict() for row in rows], "total": total._asdict()}


def _compare(fuente: str, nombre: str, f3: int, declared: int | None, techo: int | None) -> Cuadre:
    """Form 3 against the techo or, where none is known, against a form 4 that was declared on paper."""
    must = techo if techo is not None else declared
    f4 = f3 if declared is None else declared
    if must is None:
        return Cuadre(fuente, nombre, f3, f4, techo, "sin_techo", 0, "Sin techo por fuente")
    gap = f3 - must
    what = "el techo" if techo is not None else "lo declarado en el formulario 04"
    if gap == 0:
        return Cuadre(fuente, nombre, f3, f4, techo, "cuadra", 0, "Cuadra")
    if gap > 0:
        return Cuadre(fuente, nombre, f3, f4, techo, EXCEEDS, gap, f"Excede {what} en Bs {format_amount(gap)}")
    missing = f"Faltan Bs {format_amount(-gap)} para llegar a {what}".replace(" a el ", " al ")
    return Cuadre(fuente, nombre, f3, f4, techo, "falta", gap, missing)


def _techos(given: dict[str, int]) -> dict[str, int]:
    """By fuente, and in all: those given by fuente and those given without one."""
    found = {fuente: importe for fuente, importe in given.items() if fuente}
    return {**found, TOTAL: sum(given.values())} if given else found


def _largest_lines(database: Database, plan: str, unidad: str, fuente: str) -> tuple[int, ...]:
    """The largest lines of a fuente, to jump to when it is exceeded."""
    return tuple(row[0] for row in database.query(_LARGEST, [plan, unidad, fuente, MOST_LINES]))

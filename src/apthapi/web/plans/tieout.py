"""The tie-out of a unit: form 3 by fuente against form 4 and the techo, in centavos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from apthapi.core.database import Database
from apthapi.core.money import format_amount

TOTAL = "total"
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Cuadre:
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
    form3: dict[str, int] = dict(
        database.query(
            "select fuente, cast(sum(coalesce(importe, 0)) as bigint) from requerimientos "
            "where plan = ? and unidad = ? group by fuente",
            [plan, unidad],
        )
    )
    form4 = _form4(database, plan, unidad)
    techos = _techos(database, plan, unidad)
    names = _names(database, plan)
    fuentes = sorted((form3.keys() | form4.keys() | techos.keys()) - {TOTAL})
    lines = _lines_of_excess(database, plan, unidad)
    rows = [
        _compare(f, names.get(f, ""), form3.get(f, 0), _known(form4, f, form3), techos.get(f), lines.get(f, ()))
        for f in fuentes
    ]
    whole = sum(form3.values())
    total = _compare(TOTAL, "Total", whole, form4.get(TOTAL) if form4 else whole, techos.get(TOTAL), ())
    return {"fuentes": [asdict(row) for row in rows], "total": asdict(total)}


def _known(form4: Mapping[str, int | None], fuente: str, form3: Mapping[str, int]) -> int | None:
    """What form 4 says of a fuente: as declared on paper, or else what form 3 adds up to."""
    return form4.get(fuente) if form4 else form3.get(fuente, 0)


def _compare(fuente: str, nombre: str, f3: int, f4: int | None, techo: int | None, lines: tuple[int, ...]) -> Cuadre:
    must = techo if techo is not None else f4
    if must is None or (techo is None and f3 == f4 and not lines):
        return Cuadre(fuente, nombre, f3, f4, techo, "sin_techo", 0, "Sin techo por fuente")
    gap = f3 - must
    what = "al techo" if techo is not None else "a lo declarado en el formulario 04"
    if gap == 0:
        return Cuadre(fuente, nombre, f3, f4, techo, "cuadra", 0, "Cuadra")
    if gap < 0:
        return Cuadre(
            fuente, nombre, f3, f4, techo, "falta", gap, f"Faltan Bs {format_amount(-gap)} para llegar {what}"
        )
    over = "el techo" if techo is not None else "lo declarado en el formulario 04"
    return Cuadre(fuente, nombre, f3, f4, techo, "excede", gap, f"Excede {over} en Bs {format_amount(gap)}", lines)


def _form4(database: Database, plan: str, unidad: str) -> dict[str, int | None]:
    rows = database.query(
        "select fuente, importe from formulario04 where plan = ? and unidad = ? and fila = 'total'", [plan, unidad]
    )
    return {fuente: importe for fuente, importe in rows if importe is not None}


def _techos(database: Database, plan: str, unidad: str) -> dict[str, int]:
    """By fuente, and in all: given without fuente, or the sum of those given by fuente."""
    rows = database.query(
        "select fuente, cast(sum(importe) as bigint) from techos where plan = ? and unidad = ? and importe is not null "
        "group by fuente",
        [plan, unidad],
    )
    found = {fuente: importe for fuente, importe in rows if fuente}
    whole = [importe for fuente, importe in rows if not fuente]
    if rows:
        found[TOTAL] = whole[0] if whole else sum(found.values())
    return found


def _names(database: Database, plan: str) -> dict[str, str]:
    rows = database.query(
        "select codigo, nombre from fuentes where gestion = (select gestion from planes where plan = ?)", [plan]
    )
    return dict(rows)


def _lines_of_excess(database: Database, plan: str, unidad: str) -> dict[str, tuple[int, ...]]:
    """The largest lines of each fuente, to jump to when it is exceeded."""
    rows = database.query(
        "select fuente, renglon from (select fuente, renglon, row_number() over "
        "(partition by fuente order by importe desc, renglon) as puesto from requerimientos "
        "where plan = ? and unidad = ? and importe > 0) q where puesto <= ? order by fuente, puesto",
        [plan, unidad, MOST_LINES],
    )
    lines: dict[str, tuple[int, ...]] = {}
    for fuente, renglon in rows:
        lines[fuente] = (*lines.get(fuente, ()), renglon)
    return lines

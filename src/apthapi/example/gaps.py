"""Example rows in place of what a published plan does not let read: actions of a unit, and its form 04 by fila.

With them every unit that declares a total can be completed. Each row that a person reads says «Ejemplo: ».
"""

from __future__ import annotations

from collections.abc import Iterator

from apthapi.core.money import plain_amount
from apthapi.core.package import Package
from apthapi.example.completing import approved_by_group
from apthapi.example.model import weights
from apthapi.example.rows import MARK, Rows, query
from apthapi.example.texts import BOLIVIANO
from apthapi.example.unit_tables import FILAS

_GROUP_OF = {"3_02": "40000", "3_03": "30000"}
"""Rows of form 04 that hold one group of the approved budget; 3_01 takes what is left."""


def fill_gaps(package: Package, plan: str, unidad: str) -> Rows:
    """The rows of `acp_unidad` and `formulario04` that the unit lacks; those that it has stay as they are."""
    return {
        "acp_unidad": list(_actions(package, plan, unidad)),
        "formulario04": list(_form_04(package, plan, unidad)),
    }


def _actions(package: Package, plan: str, unidad: str) -> Iterator[dict[str, str]]:
    """The actions that most units of the plan have, with the texts of the plan."""
    if query(package, "select 1 from acp_unidad where plan = ? and unidad = ?", plan, unidad):
        return
    sql = (
        "select u.acp, min(u.ae), coalesce(max(e.descripcion), min(u.texto_ae)), "
        "coalesce(max(c.descripcion), min(u.texto_acp)) from acp_unidad u "
        "left join acciones_corto_plazo c on c.plan = u.plan and c.acp = u.acp "
        "left join acciones_estrategicas e on e.plan = u.plan and e.ae = u.ae where u.plan = ? group by u.acp "
        "having 2 * count(*) > (select count(distinct unidad) from acp_unidad where plan = ?) order by u.acp"
    )
    common = query(package, sql, plan, plan)
    for (acp, ae, texto_ae, texto_acp), weight in zip(common, weights(max(len(common), 1)), strict=False):
        yield {
            "plan": plan,
            "unidad": unidad,
            "acp": acp,
            "ae": ae,
            "texto_ae": texto_ae,
            "texto_acp": texto_acp,
            "ponderacion": str(weight),
            "productos_esperados": f"{MARK}informe de lo realizado en la acción {acp}",
            "beneficiarios": f"{MARK}la población que atiende la unidad",
        }


def _form_04(package: Package, plan: str, unidad: str) -> Iterator[dict[str, str]]:
    """The rows by fila and fuente that make up the declared total, where the form shows only some of them."""
    sql = "select fila, fuente, coalesce(importe, 0) from formulario04 where plan = ? and unidad = ?"
    known = {(fila, fuente): int(amount) for fila, fuente, amount in query(package, sql, plan, unidad)}
    total = known.get(("total", "total"), 0)
    parts = {key: amount for key, amount in known.items() if key[0] in FILAS and key[1] != "total"}
    if not total or sum(parts.values()) == total:
        return
    found = parts | _missing(package, plan, unidad, total - sum(parts.values()), {fila for fila, _ in parts})
    cells = dict(found)
    for (fila, fuente), amount in found.items():
        for key in ((fila, "total"), ("total", fuente)):
            cells[key] = cells.get(key, 0) + amount
    for (fila, fuente), amount in cells.items():
        if (fila, fuente) not in known:
            own = {"plan": plan, "unidad": unidad, "fila": fila, "fuente": fuente}
            yield own | {"importe": plain_amount(amount), "leido": f"{MARK}no es legible en el formulario"}


def _missing(package: Package, plan: str, unidad: str, rest: int, read: set[str]) -> dict[tuple[str, str], int]:
    """Centavos by fila and fuente that add to `rest`: as approved by group, in the fuentes of the other units."""
    approved = approved_by_group(package, plan, unidad)
    found: dict[tuple[str, str], int] = {}
    for fila, grupo in _GROUP_OF.items():
        amount = min(approved.get(grupo, 0), rest)
        if amount and fila not in read:
            found[fila, _fuentes(package, plan, fila)[0][0]] = amount
            rest -= amount
    for fuente, amount in _shared(rest, _fuentes(package, plan, "3_01")):
        found["3_01", fuente] = amount
    return found


def _fuentes(package: Package, plan: str, fila: str) -> list[tuple[str, int]]:
    """The fuentes of a fila in the whole plan with their centavos, the largest first."""
    sql = (
        "select fuente, sum(importe) from formulario04 where plan = ? and fila = ? and fuente <> 'total' "
        "group by fuente having sum(importe) > 0 order by 2 desc, 1"
    )
    return [(fuente, int(amount)) for fuente, amount in query(package, sql, plan, fila)] or [("", 1)]


def _shared(amount: int, fuentes: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    whole, left = sum(weight for _, weight in fuentes), amount
    for fuente, weight in fuentes[1:]:
        part = amount * weight // whole // BOLIVIANO * BOLIVIANO
        left -= part
        if part:
            yield fuente, part
    if left:
        yield fuentes[0][0], left

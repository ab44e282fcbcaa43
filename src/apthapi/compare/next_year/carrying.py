"""What carries to the next gestión: the chain, the units and their work, and the lines that come back each year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from apthapi.compare.next_year.done import Done
from apthapi.compare.next_year.parts import Base, Cells, Decision, Draft, NextSets, Row
from apthapi.core.money import format_amount
from apthapi.core.package import Package
from apthapi.core.schema import ROW, WRITTEN, Kind
from apthapi.core.tables import TABLES

ONCE = "3_02"
"""The form of the lines that are bought once: fixed assets."""
_SIGNED = ("fecha_f01", "fecha_f02", "fecha_f04")


def carry(package: Package, head: Mapping[str, Any], code: str, done: Done, sets: NextSets, draft: Draft) -> None:
    """Gather the rows of the new plan, the plurianual apart."""
    plan, gestion = str(head["plan"]), int(head["gestion"])
    draft.tables["planes"] = [Row(None, _heading(head, code))]
    ended = _carry_chain(package, plan, code, gestion + 1, draft)
    other_width = sets.width is not None and any(
        len(category.split(" ")[0]) != sets.width for category in _categories(package, plan)
    )
    for name in ("unidades", "acp_unidad", "operaciones", "tareas", "requerimientos"):
        for row in rows_of(package, name, plan):
            carried = _carried(name, row, code, gestion)
            if other_width and "categoria" in carried.cells:
                carried.cells.update({"categoria": "", f"categoria{WRITTEN}": ""})
            if name == "acp_unidad" and carried.cells["ae"] in ended:
                carried.cells.update({"ae": "", "texto_ae": ""})
            if name == "operaciones":
                _rebase(carried.cells, done, draft)
            if name != "requerimientos" or row["formulario"] != ONCE:
                draft.tables.setdefault(name, []).append(carried)
    if other_width:
        draft.decisions.append(_width(gestion + 1, int(sets.width or 0)))


def rows_of(package: Package, name: str, plan: str) -> list[dict[str, Any]]:
    """The rows of a table of a plan as they are stored."""
    columns = ", ".join(column for column, _ in TABLES[name].stored())
    return package.dicts(f"select {columns} from {name} where plan = ? order by {ROW}", (plan,))


def _heading(head: Mapping[str, Any], code: str) -> Cells:
    cells = {name: head[name] for name, _ in TABLES["planes"].stored() if name != ROW}
    return cells | {
        "plan": code,
        "gestion": int(head["gestion"]) + 1,
        "version": 0,
        "tipo": "formulacion",
        "reemplaza": "",
        "fecha": "",
        "afecta_pei": "no",
        "justificacion": f"Formulación de la gestión {int(head['gestion']) + 1}, a partir de {head['plan']}",
    }


def _carry_chain(package: Package, plan: str, code: str, gestion: int, draft: Draft) -> set[str]:
    """The PDES, the PEI that rules the new gestión and the ACP; the codes of the PEI that do not rule it."""
    ended: dict[str, str] = {}
    for name, reading in (
        ("pdes", "pdes_vigente"),
        ("acciones_estrategicas", "ae_vigente"),
        ("acciones_corto_plazo", "acp_vigente"),
    ):
        origins = package.database.query(f"select distinct origen from {reading} where plan = ?", [plan])
        for row in rows_of(package, name, str(origins[0][0])) if origins else ():
            if name == "acciones_estrategicas" and not _rules(row, gestion):
                ended[str(row["ae"])] = f"rige de {row['vigente_desde'] or '—'} a {row['vigente_hasta'] or '—'}"
                continue
            carried = Row(row[ROW], _cells(row, code))
            if name == "acciones_corto_plazo" and carried.cells["ae"] in ended:
                carried.cells["ae"] = ""
            draft.tables.setdefault(name, []).append(carried)
    _tell_ended(package, plan, gestion, ended, draft)
    return set(ended)


def _tell_ended(package: Package, plan: str, gestion: int, ended: Mapping[str, str], draft: Draft) -> None:
    for ae, years in ended.items():
        below = package.database.query("select acp from acp_vigente where plan = ? and ae = ? order by acp", [plan, ae])
        acps = ", ".join(str(row[0]) for row in below)
        draft.decisions.append(
            Decision(
                "pei_vencido",
                "",
                f"Acción estratégica {ae}",
                f"{years.capitalize()}: no rige en {gestion}.",
                f"Vincule las ACP {acps} a una acción estratégica del PEI que rija, o ajuste el PEI."
                if acps
                else "No pasa al plan nuevo.",
                "acciones_estrategicas",
            )
        )


def _rules(row: Mapping[str, Any], gestion: int) -> bool:
    since, until = row["vigente_desde"], row["vigente_hasta"]
    return (since is None or since <= gestion) and (until is None or until >= gestion)


def _categories(package: Package, plan: str) -> set[str]:
    sql = "select categoria from unidades where plan = ? union select categoria from acp_unidad where plan = ?"
    return {str(row[0]) for row in package.database.query(sql, [plan, plan]) if row[0]}


def _carried(name: str, row: Mapping[str, Any], code: str, gestion: int) -> Row:
    cells = _cells(row, code)
    for column in TABLES[name].columns:
        if column.kind is Kind.DATE:
            cells[column.name] = "" if column.name in _SIGNED else next_day(str(cells[column.name] or ""), gestion)
    return Row(row[ROW], cells)


def _cells(row: Mapping[str, Any], code: str) -> Cells:
    return {**{name: value for name, value in row.items() if name != ROW}, "plan": code}


def next_day(day: str, gestion: int) -> str:
    """The same day a year later, if it is of the gestión that closes; 29 February becomes 28."""
    if not day.startswith(f"{gestion}-"):
        return day
    found = date.fromisoformat(day)
    if (found.month, found.day) == (2, 29):
        found = found.replace(day=28)
    return found.replace(year=gestion + 1).isoformat()


def _rebase(cells: Cells, done: Done, draft: Draft) -> None:
    """The baseline is what was achieved, or the goal where no progress was registered."""
    unidad, operacion = str(cells["unidad"]), str(cells["operacion"])
    achieved = done.achieved(unidad, operacion, str(cells["medicion"]))
    goal = cells["meta"] if isinstance(cells["meta"], int) else None
    cells["linea_base"] = goal if achieved is None else achieved
    source = "programado" if achieved is None else "avance"
    draft.bases.append(Base(unidad, operacion, goal if achieved is None else achieved, source))


def _width(gestion: int, digits: int) -> Decision:
    return Decision(
        "clasificador",
        "",
        "Categorías programáticas",
        f"En {gestion} el programa tiene {digits} dígitos: las categorías de este plan no sirven tal como están.",
        "Las categorías van vacías: escriba las de la estructura programática nueva.",
        "unidades",
    )


def told(amount: int) -> str:
    """`Bs 1.200,00`."""
    return f"Bs\u00a0{format_amount(amount)}"

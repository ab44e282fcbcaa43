"""The plurianual budget in the next gestión: the year that closes says what it was, and the years that follow stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apthapi.compare.next_year.carrying import rows_of, told
from apthapi.compare.next_year.parts import Cells, Decision, Draft, NextSets, Row
from apthapi.core.package import Package
from apthapi.core.schema import ROW, WRITTEN

Sum = tuple[str, str, str, str, int]
"""Category, group, fuente and organismo, '' where it is not told apart, and centavos."""
_GROUP = "substr(partida, 1, 1) || '0000'"
_EXECUTED = f"""
select categoria, {_GROUP}, fuente, organismo, cast(sum(devengado) as bigint) from ejecucion_vigente where plan = ?
group by categoria, {_GROUP}, fuente, organismo having sum(devengado) <> 0 order by 1, 2, 3, 4
"""
_STANDING = f"""
select categoria, {_GROUP}, fuente, organismo, cast(sum(importe) as bigint) from vigente_lugar where plan = ?
group by categoria, {_GROUP}, fuente, organismo having sum(importe) <> 0 order by 1, 2, 3, 4
"""


def carry_years(package: Package, plan: str, code: str, gestion: int, sets: NextSets, draft: Draft) -> None:
    """Gather the rows of the plurianual of the new plan; none if the one that closes has none."""
    rows = rows_of(package, "plurianual", plan)
    if not rows:
        draft.notes.append("El plan no trae presupuesto plurianual: no hay nada que actualizar.")
        return
    if sets.width is not None and any(len(row["categoria"].split(" ")[0]) != sets.width for row in _told(rows)):
        draft.notes.append("El presupuesto plurianual no pasa: sus categorías son de otra estructura programática.")
        return
    closing, source = _closing(package, plan, rows)
    carried = [
        Row(row[ROW], _cells(row) | {"plan": code}) for row in rows if row["gestion"] != gestion - 1 or not closing
    ]
    carried += [Row(None, _closed(code, gestion - 1, *row)) for row in closing]
    draft.tables["plurianual"] = sorted(carried, key=lambda row: int(str(row.cells["gestion"])))
    if closing:
        draft.notes.append(f"En el presupuesto plurianual, {gestion - 1} lleva {source}.")
    _tell_beyond(package, plan, rows, draft)


def _told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["categoria"]]


def _closing(package: Package, plan: str, known: list[dict[str, Any]]) -> tuple[list[Sum], str]:
    """The year that closes, told apart as the others are: what was executed, or what is in force if nothing was."""
    told = [any(row[name] for row in known) for name in ("categoria", "grupo", "fuente", "organismo")]
    for sql, source in ((_EXECUTED, "lo devengado"), (_STANDING, "lo vigente, porque no hay ejecución")):
        sums: dict[tuple[str, str, str, str], int] = {}
        for *codes, amount in package.database.query(sql, [plan]):
            categoria, grupo, fuente, organismo = (
                str(code) if kept else "" for code, kept in zip(codes, told, strict=True)
            )
            key = (categoria, grupo, fuente, organismo)
            sums[key] = sums.get(key, 0) + int(amount)
        if sums:
            return [(*key, amount) for key, amount in sorted(sums.items())], source
    return [], ""


def _closed(code: str, gestion: int, categoria: str, grupo: str, fuente: str, organismo: str, amount: int) -> Cells:
    return {
        "plan": code,
        "gestion": gestion,
        "categoria": categoria,
        f"categoria{WRITTEN}": categoria,
        "grupo": grupo,
        "fuente": fuente,
        "organismo": organismo,
        "importe": amount,
    }


def _cells(row: Mapping[str, Any]) -> Cells:
    return {name: value for name, value in row.items() if name != ROW}


def _tell_beyond(package: Package, plan: str, rows: list[dict[str, Any]], draft: Draft) -> None:
    """Years after the last one of the PEI."""
    [(last,)] = package.database.query("select max(vigente_hasta) from ae_vigente where plan = ?", [plan])
    if last is None:
        draft.notes.append("El PEI no dice hasta qué gestión rige: no se puede decir qué queda fuera de su horizonte.")
        return
    for year in sorted({row["gestion"] for row in rows if row["gestion"] > last}):
        beyond = [row for row in rows if row["gestion"] == year]
        draft.decisions.append(
            Decision(
                "fuera_de_horizonte",
                "",
                f"Gestión {year}: {told(sum(row['importe'] or 0 for row in beyond))}",
                f"El PEI llega hasta {last}.",
                "Revise esos importes con el PEI nuevo.",
                "plurianual",
                tuple(row[ROW] for row in beyond),
            )
        )

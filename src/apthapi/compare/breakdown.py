"""The money of a plan added up by any of what it is told apart by, in one query that walks the lines once.

The same money as the reading `dinero`, and besides the ACP of the lines, which only they know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apthapi.compare.facts import Ask

CODES = ("unidad", "acp", "categoria", "formulario", "grupo", "partida", "fuente", "organismo")
"""What money may be told apart by; `''` is what it does not tell."""

MOST = 3
"""Codes by which it is told apart at once."""

_CATEGORIA = "case when a.categoria <> '' then a.categoria else coalesce(u.categoria, '') end"
_MONEY = f"""
select s.unidad, s.acp, {_CATEGORIA} as categoria, s.formulario, substr(s.partida, 1, 1) || '0000' as grupo, s.partida,
  s.fuente, s.organismo, s.importe
from suma_lineas s
left join unidades u on u.plan = s.plan and u.unidad = s.unidad
left join acp_unidad a on a.plan = s.plan and a.unidad = s.unidad and a.acp = s.acp and a.categoria <> ''
where s.plan = ?
union all
select unidad, '' as acp, categoria, fila as formulario, grupo, partida, fuente, organismo, importe
from dinero where plan = ? and origen = 'formulario'
"""


@dataclass(frozen=True, slots=True)
class Sum:
    """Money in centavos of some codes, in the order in which they were asked for."""

    codes: tuple[str, ...]
    amount: int


def breakdown(ask: Ask, plan: str, by: Sequence[str], only: Mapping[str, str]) -> list[Sum]:
    """The money of a plan by some CODES, in their order; `only` keeps what has those codes. KeyError for no code."""
    for name in (*by, *only):
        if name not in CODES:
            raise KeyError(name)
    where = " and ".join(f"{name} = ?" for name in only) or "1 = 1"
    codes = ", ".join(by)
    amount = "cast(sum(importe) as bigint)"
    sql = f"select {codes}, {amount} from ({_MONEY}) m where {where} group by {codes} order by {codes}"
    return [Sum(tuple(row[:-1]), int(row[-1])) for row in ask(sql, [plan, plan, *only.values()])]

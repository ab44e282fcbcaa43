"""What was done of a plan during its year, over the versions of the gestión."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.compare.next_year.parts import Pot
from apthapi.core.package import Package
from apthapi.rules.readings import prepare

READINGS = "ejecucion_vigente avance_vigente compromisos vigente_lugar pdes_vigente ae_vigente acp_vigente"
USED = """
select unidad, partida, fuente, organismo from ejecucion_vigente where plan = ? and preventivo + devengado <> 0
union select unidad, partida, fuente, organismo from compromisos where plan = ? and clase <> 'ejecucion'
"""
"""The pots of a plan (twice its code) that were executed or certified."""
MONEY = """
select 1 from ejecucion_vigente where plan = ? union all select 1 from compromisos where plan = ? limit 1
"""
"""A row if anything was (twice the code of the plan)."""
LAST_SPENT = "select coalesce(max(mes), 0) from ejecucion_vigente where plan = ?"


@dataclass(frozen=True, slots=True)
class Done:
    """Where money was executed or certified, and the progress of each operation by month in ten-thousandths.

    `money` and `progress` say whether anything at all was registered: without, nobody can say that nothing was done.
    """

    used: frozenset[Pot]
    months: Mapping[tuple[str, str], Mapping[int, int]]
    money: bool
    last: int
    """The last month of which anything was registered; 0 if there is none."""

    @property
    def progress(self) -> bool:
        """Whether any progress was registered."""
        return bool(self.months)

    def achieved(self, unidad: str, operacion: str, measured: str) -> int | None:
        """What an operation reached: the last month that was told, or the sum; None if nothing was registered."""
        months = self.months.get((unidad, operacion))
        if not months:
            return None
        return months[max(months)] if measured == "ultimo" else sum(months.values())


def done_in(package: Package, plan: str) -> Done:
    """All that was registered of the year of a plan."""
    prepare(package.database, [READINGS])
    ask = package.database.query
    months: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for unidad, operacion, month, amount in ask(
        "select unidad, operacion, mes, ejecutado from avance_vigente where plan = ?", [plan]
    ):
        months[unidad, operacion][month] = amount
    used = frozenset((str(a), str(b), str(c), str(d)) for a, b, c, d in ask(USED, [plan, plan]))
    last = max([int(ask(LAST_SPENT, [plan])[0][0]), *(month for each in months.values() for month in each)])
    return Done(used, dict(months), bool(ask(MONEY, [plan, plan])), last)

"""What a unit contributes to: the chain from the PDES down to its short-term actions."""

from __future__ import annotations

from apthapi.documents.articulacion import form02
from apthapi.documents.heading import Data, read_plan
from apthapi.web.plans.live import live
from apthapi.web.plans.package import live_package

_TABLES = frozenset({"planes", "unidades", "acp_unidad", "pdes", "acciones_estrategicas", "acciones_corto_plazo"})


def chain_of(plan: str, unidad: str) -> Data:
    """The same as the printed form 02 shows: `pdes` by level, and `grupos` of actions by strategic action."""
    package = live_package([plan], units=[unidad], before=_replaced(plan), tables=_TABLES)
    try:
        return form02(package, read_plan(package, plan), unidad)
    finally:
        package.close()


def _replaced(plan: str) -> list[str]:
    """The plan that this one replaces: a reformulation that brings no PDES of its own has that of before."""
    before = live().value("select reemplaza from planes where plan = ?", [plan])
    return [before] if before else []

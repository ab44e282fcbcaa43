"""Breaks the rules about the entity and its units, V01 to V05."""

from __future__ import annotations

from apthapi.example.breaking.draft import Breaker, Draft


def v01(draft: Draft) -> None:
    """Both plans of the entity have a code that no classifier has."""
    for row in draft.tables["planes"]:
        if row["plan"] in (draft.before, draft.plan):
            row["entidad"] = "99999"


def v02(draft: Draft) -> None:
    """A unit has no name."""
    draft.rows("unidades")[-1]["nombre"] = ""


def v03(draft: Draft) -> None:
    """An ACP without money is joined to a category of its programme that is not open."""
    unidad = draft.unit(3)
    acp = draft.add_acp(unidad)
    draft.add_operation(unidad, acp["acp"], f"{acp['acp']}.3")
    acp["categoria"] = draft.category(unidad)[:-3] + "998"


def v04(draft: Draft) -> None:
    """A unit writes its category with its zeros left out."""
    row = draft.rows("unidades", unidad=draft.unit(4))[0]
    programa, proyecto, actividad = draft.normal(row["categoria"]).split()
    row["categoria"] = f"{int(programa)}-{int(proyecto)}-{actividad}"


def v05(draft: Draft) -> None:
    """Two units share a category, that of the second."""
    first, second = draft.units[1:3]
    draft.rename_category(draft.category(first), draft.category(second))


BREAKERS: dict[str, Breaker] = {"V01": v01, "V02": v02, "V03": v03, "V04": v04, "V05": v05}

"""What a modification may name in a plan: its units, categories, partidas, fuentes, kinds and authorities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.lists import LISTS
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of

_CATEGORIES = """
select categoria from acp_unidad where plan = ? and categoria <> ''
union select categoria from aprobado_categoria where plan = ?
union select categoria from modificacion_anio where plan = ? and categoria <> ''
"""
_PAIRS = """
select fuente, organismo from gasto where plan = ?
union select fuente, organismo from aprobado_fuente where plan = ?
union select fuente, organismo from modificacion_anio where plan = ?
"""
_APPROVERS = (
    "select distinct t.tipo, t.aprobador from tipos_modificacion t join planes p on p.gestion = t.gestion "
    "where p.plan = ? order by t.tipo, t.aprobador"
)


@dataclass(frozen=True, slots=True)
class Known:
    """By code: units with their category, partidas, fuentes and organismos with their names; and what else is used."""

    units: Mapping[str, str]
    categories: frozenset[str]
    partidas: Mapping[str, str]
    fuentes: Mapping[str, str]
    organismos: Mapping[str, str]
    pairs: tuple[str, ...]
    approvers: tuple[tuple[str, str], ...]


def known_of(plan: str) -> Known:
    """All that the form offers, and against which it reads."""
    database = live()
    in_place = PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine])
    rows = in_place.query("select unidad, categoria from unidades where plan = ? order by unidad", [plan])
    units = {str(unit): str(category or "") for unit, category in rows}
    categories = {str(row[0]) for row in in_place.query(_CATEGORIES, [plan] * 3)} | set(units.values())
    pairs = in_place.query(_PAIRS, [plan] * 3)
    names = {
        name: {code: label for code, label, _ in LISTS[name](database, plan, "")}
        for name in ("partidas", "fuentes", "organismos")
    }
    return Known(
        units=units,
        categories=frozenset(categories - {""}),
        partidas=names["partidas"],
        fuentes=names["fuentes"],
        organismos=names["organismos"],
        pairs=tuple(sorted(f"{fuente}-{organismo}" for fuente, organismo in pairs if fuente and organismo)),
        approvers=tuple((str(kind), str(who)) for kind, who in in_place.query(_APPROVERS, [plan])),
    )

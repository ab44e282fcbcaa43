"""The units of a plan: on the code of each one everything that is of it hangs."""

from __future__ import annotations

import re

from apthapi.core.database import Database
from apthapi.core.tables import TABLES
from apthapi.web.process.models import ParteDeUnidad

UNITS = "unidades"
"""The table of the units themselves."""
_IN_ADDRESS = re.compile(r"(?!\.{1,2}$)[^/\\?#%]+")
_HANGING = tuple(name for name, table in TABLES.items() if "unidad" in table.names and name != UNITS)


def open_parts(database: Database, plan: str) -> None:
    """Give each unit of the plan that is new its part, so that it can be worked on; the part of one that went goes."""
    parts = ParteDeUnidad.objects.filter(plan=plan)
    known = set(parts.values_list("unidad", flat=True))
    units = [row[0] for row in database.query("select unidad from unidades where plan = ? order by renglon", [plan])]
    ParteDeUnidad.objects.bulk_create(
        ParteDeUnidad(plan=plan, unidad=unidad) for unidad in units if unidad and unidad not in known
    )
    parts.exclude(unidad__in=units).delete()


def why_no_code(text: str) -> str:
    """Why a text cannot be the code of a unit; empty if it can. The code is part of addresses."""
    return (
        "" if not text or _IN_ADDRESS.fullmatch(text) else f"«{text}» no puede ser una sigla: escríbala sin / \\ ? # %."
    )


def why_kept(database: Database, plan: str, unidad: str) -> str:
    """Why a unit can neither go nor change its code: there is work under it. Empty if there is none."""
    if not unidad:
        return ""
    any_row = " union all ".join(f"select 1 from {name} where plan = ? and unidad = ?" for name in _HANGING)
    if not database.query(f"select 1 where exists ({any_row})", [plan, unidad] * len(_HANGING)):
        return ""
    return f"La unidad {unidad} ya tiene datos en este plan: su sigla no cambia ni se quita mientras los tenga."

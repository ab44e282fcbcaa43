"""Open observations go on in the next version of the plan, on the rows that continue those they were pinned to."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.core.tables import TABLES
from apthapi.web.observations.answering import CONTINUES
from apthapi.web.observations.models import OPEN
from apthapi.web.plans.live import live

LINEAGE = "versions_linaje"
"""The table that says from which row of an older version (`origen`) each row (`renglon`) of a plan comes."""

_COPIED = (
    "unidad, numero, paso, vista, tabla, columna, lugar, valor, severidad, texto, vence, estado, destinatario, "
    "persona_id, cargo_id, momento, acto"
)


def carry_over(older_plan: str, newer_plan: str, acto: int, *, lineage: str = LINEAGE) -> int:
    """Copy what is still open of the older version, with its history, into the newer one; how many were copied.

    Called once inside the act of that number, when the rows of the newer version and their lineage are written. A row
    that is not in the newer version leaves its observation with the old number, by which the trace tells who removed
    it. The queries are as many as tables with observations, whatever the number of observations or rows.
    """
    database = live()
    still = [older_plan, *OPEN]
    where = f"o.plan = ? and o.estado in ({_marks(OPEN)})"
    tables = [
        str(row[0])
        for row in database.query(f"select distinct o.tabla from observations_observacion o where {where}", still)
    ]
    for table in tables:
        found, values = (_new_row(lineage), [newer_plan, table]) if table in TABLES else ("o.renglon", [])
        database.execute(
            f"insert into observations_observacion (plan, {_COPIED}, renglon, ultimo_acto, origen_id) "
            f"select ?, {_COPIED}, {found}, ?, o.id from observations_observacion o where {where} and o.tabla = ?",
            [newer_plan, *values, acto, *still, table],
        )
    _copy_histories(newer_plan, acto)
    sql = "select count(*) from observations_observacion where plan = ? and origen_id is not null"
    return int(database.value(sql, [newer_plan]) or 0)


def _new_row(lineage: str) -> str:
    """The row of the newer plan that continues the old one.

    Asked for each observation, which are few, and answered by the index of the lineage. A join would be planned by
    statistics, which know nothing of rows that this very transaction has written.
    """
    return (
        f"coalesce((select min(l.renglon) from {lineage} l where l.plan = ? and l.tabla = ? "
        "and l.origen = o.renglon), o.renglon)"
    )


def _copy_histories(newer_plan: str, acto: int) -> None:
    """What was said before comes along as it was said, and then that it goes on in this version."""
    database = live()
    said = "clase, texto, persona_id, cargo_id, momento, acto"
    database.execute(
        f"insert into observations_intervencion (observacion_id, {said}) "
        "select n.id, i.clase, i.texto, i.persona_id, i.cargo_id, i.momento, i.acto from observations_intervencion i "
        "join observations_observacion n on n.origen_id = i.observacion_id where n.plan = ? order by i.id",
        [newer_plan],
    )
    database.execute(
        f"insert into observations_intervencion (observacion_id, {said}) "
        "select n.id, ?, '', a.persona_id, a.cargo_id, a.momento, a.id from observations_observacion n "
        "join process_acto a on a.id = ? where n.plan = ? and n.origen_id is not null order by n.id",
        [CONTINUES, acto, newer_plan],
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)

"""What was said of a report before: who said it, when, and why it was corrected, from the trace."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from apthapi.web.execution.progress.storing import ACTION
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of
from apthapi.web.process.models import Acto

_CHANGES = """
select c.acto, c.despues from {schema}.process_cambio c where c.tabla = 'ejecucion_fisica' and c.despues <> ''
and c.renglon in (select renglon from {schema}.ejecucion_fisica where plan in ({plans}) and unidad = ?) order by c.id
"""


@dataclass(frozen=True, slots=True)
class Saying:
    """A value that a report had (ten-thousandths): since when, by whom, and what the act says."""

    done: int
    moment: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that became another."""

    before: int
    after: Saying


def sayings(plan: str, unidad: str) -> Mapping[tuple[str, int], list[Saying]]:
    """Every value that each operation had in each month, the first one first; also in the versions before."""
    database, chain = live(), chain_of(plan)
    sql = _CHANGES.format(schema=SCHEMAS[database.engine], plans=", ".join("?" for _ in chain))
    changes = [(acto, json.loads(after)) for acto, after in database.query(sql, [*chain, unidad])]
    acts = Acto.objects.select_related("cargo", "persona").in_bulk({acto for acto, _ in changes})
    found: dict[tuple[str, int], list[Saying]] = defaultdict(list)
    for acto, row in changes:
        own = acts[acto]
        why = own.detalle.partition(": ")[2] if own.clase == ACTION else ""
        who = str(own.cargo or own.persona or "Carga del plan")
        said = found[row["operacion"], row["mes"]]
        if not said or said[-1].done != (row["ejecutado"] or 0):
            said.append(Saying(row["ejecutado"] or 0, own.momento, who, why))
    return found


def corrections(said: list[Saying]) -> list[Correction]:
    """The values that were corrected, the last correction first."""
    return [Correction(before.done, after) for before, after in pairwise(said)][::-1]

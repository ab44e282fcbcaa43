"""Who changed each cell of a comparison, and when: the last act that the trace keeps of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from apthapi.web.comparison.rows import ShownRow
from apthapi.web.process.models import Acto, Cambio

MOST = 5_000
"""Changes of the rows of a page that are looked through, the last ones first."""


@dataclass(frozen=True, slots=True)
class Author:
    """The position that changed something, when, and in which act."""

    who: str
    when: datetime
    acto: int


Authors = dict[tuple[str, int, str], Author]
"""By table, `renglon` and column; the column '' is the row itself, when somebody wrote it for the first time."""


def authors_of(plan: str, rows: Iterable[ShownRow]) -> Authors:
    """Who last changed each cell of the newer plan, in two queries. What was copied from before has no author here."""
    wanted: dict[str, list[int]] = {}
    for row in rows:
        if row.pair.after is not None:
            wanted.setdefault(row.table, []).append(row.pair.after)
    if not wanted:
        return {}
    which = Q()
    for table, renglones in wanted.items():
        which |= Q(tabla=table, renglon__in=renglones)
    acts: dict[tuple[str, int, str], int] = {}
    for change in Cambio.objects.filter(which, plan=plan).order_by("-pk")[:MOST]:
        for column in _columns(change):
            acts.setdefault((change.tabla, change.renglon, column), change.acto)
    found = Acto.objects.select_related("cargo").in_bulk(set(acts.values()))
    return {
        cell: Author(str(found[acto].cargo or "El sistema"), found[acto].momento, acto)
        for cell, acto in acts.items()
        if acto in found and found[acto].cargo is not None
    }


def _columns(change: Cambio) -> list[str]:
    if not change.antes:
        return [""]
    if not change.despues:
        return []
    before, after = json.loads(change.antes), json.loads(change.despues)
    return [name for name, value in after.items() if before.get(name) != value]

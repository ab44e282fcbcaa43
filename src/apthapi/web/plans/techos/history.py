"""Who gave or changed each techo, when, from what to what: read from the trace, which keeps it whatever happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from apthapi.web.plans.techos.matrix import Pair
from apthapi.web.process.models import Acto, Cambio

BY_SYSTEM = "Al cargar el plan"


@dataclass(frozen=True, slots=True)
class TechoChange:
    """One change of one techo. An amount that is None is no techo at all."""

    unidad: str
    pair: Pair
    before: int | None
    after: int | None
    who: str
    when: datetime
    acto: int
    is_distribution: bool
    """Whether somebody gave it; the techos that came with the plan are no news."""

    @property
    def difference(self) -> int:
        """What it rises by, or falls if negative."""
        return (self.after or 0) - (self.before or 0)


def changes_of(plan: str, unidad: str | None = None, pair: Pair | None = None) -> list[TechoChange]:
    """The changes of the techos of a plan, the last first; of one unit, or of one fuente and organismo, if told."""
    found = Cambio.objects.filter(plan=plan, tabla="techos")
    if unidad is not None:
        # Given to another unit, or taken from it, the row tells only the last one.
        found = found.filter(Q(unidad=unidad) | Q(antes__contains=json.dumps(unidad)))
    read = (change for change in _read(found.order_by("-pk")) if unidad is None or change.unidad == unidad)
    return [change for change in read if pair is None or change.pair == pair]


def last_change(plan: str, unidad: str, pair: Pair) -> TechoChange | None:
    """The last change of one techo."""
    return next(iter(changes_of(plan, unidad, pair)), None)


def _read(found: QuerySet[Cambio]) -> Iterator[TechoChange]:
    rows = list(found.values_list("acto", "antes", "despues"))
    acts = Acto.objects.select_related("cargo").in_bulk({acto for acto, _, _ in rows})
    for acto, before, after in rows:
        yield from _changes(acts[acto], _row(before), _row(after))


def _changes(acto: Acto, before: dict[str, Any], after: dict[str, Any]) -> Iterator[TechoChange]:
    """One change; two if the row was given another place: it left one and came to the other."""
    who, when = str(acto.cargo or BY_SYSTEM), timezone.localtime(acto.momento)
    places = {_place(row): None for row in (before, after) if row}
    for unidad, pair in places:
        old, new = (row.get("importe") if row and _place(row) == (unidad, pair) else None for row in (before, after))
        if old != new:
            yield TechoChange(unidad, pair, old, new, who, when, acto.pk, acto.persona_id is not None)


def _row(text: str) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(text) if text else {}
    return row


def _place(row: dict[str, Any]) -> tuple[str, Pair]:
    return row["unidad"], (row["fuente"], row["organismo"])

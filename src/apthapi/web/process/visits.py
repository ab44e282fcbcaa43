"""When each person was last on a part: who is here now, and what others changed since the visit before this one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from apthapi.core.database import Prepared
from apthapi.core.fields import Value
from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto, Cambio, Visita
from apthapi.web.process.permisos import Situacion

HERE_NOW = timedelta(seconds=75)
"""Somebody who asked for news within this time is on the page now: who saves all the time asks each 45 seconds."""

ANOTHER_VISIT = timedelta(minutes=30)
"""After so long without a sign, coming back is another visit."""

MOST_COMPARED = 1000
"""Changes of which what each cell held before is told: of more, comparing them would hold up the opening of a sheet."""

_SEEN_AGAIN = (
    "update process_visita set antes_acto = case when vista < %s then hasta_acto else antes_acto end, "
    "vista = %s, hasta_acto = %s where persona_id = %s and plan = %s and unidad = %s"
)
_LAST_ACT = Prepared(
    "select max(id) from process_acto where plan = ? and unidad = ? union all "
    "select max(acto) from process_cambio where plan = ? and unidad = ?"
)


def note_visit(situacion: Situacion, last: int | None = None) -> None:
    """Note that the person is here now; a new visit remembers how far the one before had seen.

    `last` is the last act on the part, if it is known already.
    """
    now = timezone.now()
    last = last_act(situacion) if last is None else last
    here: list[Any] = [situacion.persona.pk, situacion.plan, situacion.unidad]
    moments: list[Any] = [connection.ops.adapt_datetimefield_value(each) for each in (now - ANOTHER_VISIT, now)]
    with connection.cursor() as cursor:
        cursor.execute(_SEEN_AGAIN, [*moments, last, *here])
        if cursor.rowcount:
            return
    Visita.objects.get_or_create(
        persona=situacion.persona,
        plan=situacion.plan,
        unidad=situacion.unidad,
        defaults={"vista": now, "hasta_acto": last, "antes_acto": last},
    )


def last_act(situacion: Situacion) -> int:
    """The last act on the part, from which the browser counts what is new.

    Of this part alone: an act of another one may be kept before an older one of this part is.
    """
    here = [situacion.plan, situacion.unidad]
    return max(row[0] or 0 for row in live().query(_LAST_ACT, [*here, *here]))


def here_now(situacion: Situacion) -> QuerySet[Visita]:
    """The other people who are on the same part now."""
    since = timezone.now() - HERE_NOW
    visits = Visita.objects.filter(plan=situacion.plan, unidad=situacion.unidad, vista__gt=since)
    return visits.exclude(persona=situacion.persona).select_related("persona")


def changed_since_last_visit(situacion: Situacion, table: str) -> tuple[list[int], list[tuple[int, str, Value]]]:
    """The rows of a table of the part that others changed since the person's visit before this one, and their cells.

    Each cell as `(renglon, column, what it held then)`; of very many changes only the rows are told.
    """
    visits = Visita.objects.filter(persona=situacion.persona, plan=situacion.plan, unidad=situacion.unidad)
    since = visits.values_list("antes_acto", flat=True).first()
    if since is None:
        return [], []
    own = Acto.objects.filter(pk__gt=since, persona=situacion.persona).values("pk")
    changes = Cambio.objects.filter(plan=situacion.plan, tabla=table, acto__gt=since).exclude(acto__in=own)
    if situacion.unidad:
        changes = changes.filter(unidad=situacion.unidad)
    found = list(changes.order_by("pk").values_list("renglon", "antes", "despues"))
    return sorted({row[0] for row in found}), _cells_before(found) if len(found) <= MOST_COMPARED else []


def _cells_before(changes: list[tuple[int, str, str]]) -> list[tuple[int, str, Value]]:
    """The cells of rows that were there and still are, where they hold another thing than before the first change."""
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    for renglon, before, after in changes:
        first.setdefault(renglon, before)
        last[renglon] = after
    cells: list[tuple[int, str, Value]] = []
    for renglon, before in first.items():
        if before and last[renglon]:
            now = json.loads(last[renglon])
            cells += [(renglon, name, value) for name, value in json.loads(before).items() if now.get(name) != value]
    return cells

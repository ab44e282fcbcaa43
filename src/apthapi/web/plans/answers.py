"""The answers that were given to saves, kept while the same request may come again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from apthapi.core.database import Database, Prepared
from apthapi.web.process.models import Acto

KEPT = timedelta(days=7)
"""A browser that was cut off sends again what it had sent; after so long it is only told when it was saved."""
EVERY = 100
"""Of so many acts, one looks for answers that are older."""
_AT_ONCE = 2_000
WITH_ANSWER = "respuesta > ''"


def keep_answer(database: Database, acto: Acto, answer: str) -> None:
    """Keep the answer with its act; now and then forget the old ones, so that they do not grow for ever."""
    if acto.pk % EVERY == 0:
        forget_answers(timezone.now() - KEPT)
    database.execute(Prepared("update process_acto set respuesta = ? where id = ?"), [answer, acto.pk])


def forget_answers(before: datetime) -> int:
    """Forget the answers of acts before that moment, some at once; how many."""
    # As it is written in the index: with a parameter instead of the text SQLite would not use it.
    old_ones = Acto.objects.filter(momento__lt=before)
    kept = old_ones.extra(where=[WITH_ANSWER]).order_by("momento")  # noqa: S610 - a constant
    old = list(kept.values_list("pk", flat=True)[:_AT_ONCE])
    return Acto.objects.filter(pk__in=old).update(respuesta="")

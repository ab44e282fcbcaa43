"""How the queue of long work stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits and for how long (seconds, of the oldest), what is being done, and what ended in the last day."""

    waiting: int
    oldest: float
    running: int
    done: int
    failed: int


def queue_now() -> Queue:
    """As the database has it."""
    now = timezone.now()
    ready = DBTaskResult.objects.ready()
    first = ready.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    ended = DBTaskResult.objects.filter(finished_at__gt=now - _DAY)
    return Queue(
        ready.count(),
        (now - first).total_seconds() if first else 0.0,
        DBTaskResult.objects.running().count(),
        ended.successful().count(),
        ended.failed().count(),
    )

"""Figures for Prometheus: what each process counted, added up over all of them, and how the installation stands now.

Each process writes its counts into files of `PROMETHEUS_MULTIPROC_DIR`, which `apthapi serve` empties and sets:
whichever process is asked answers for all. Nothing here names a person, a plan or a unit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from apthapi import __version__
from apthapi.web.operations.backup.making import last_backup
from apthapi.web.operations.heartbeat import silent_for
from apthapi.web.operations.queue import queue_now
from apthapi.web.operations.reserved import FOLDER

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_REQUESTS = Counter("apthapi_requests", "Requests answered", ["view", "method", "status"])
_SECONDS = Histogram("apthapi_request_seconds", "Seconds to answer a request", ["view"], buckets=_BUCKETS)
_SAVES = Counter("apthapi_saves", "Saves of a grid that were stored")
_REFUSED = Counter("apthapi_refused_cells", "Cells that a save did not take")
_CONFLICTS = Counter("apthapi_conflicts", "Cells that somebody else had changed meanwhile")


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """A request was answered."""
    _REQUESTS.labels(view, method, str(status)).inc()
    _SECONDS.labels(view).observe(seconds)


def count_save(answer: dict[str, Any]) -> None:
    """A grid was saved, with that answer."""
    _SAVES.inc()
    _REFUSED.inc(len(answer["rechazos"]))
    _CONFLICTS.inc(len(answer["conflictos"]))


def exposed() -> bytes:
    """All of it, in the text format of Prometheus."""
    return _counted() + generate_latest(_Now())


def _counted() -> bytes:
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _Now(CollectorRegistry):
    """How the installation stands at this moment."""

    def collect(self) -> Iterator[Metric]:
        """A gauge for each figure; one that nobody knows is left out."""
        queue, silent, note = queue_now(), silent_for(), last_backup()
        yield _gauge("apthapi_queue_waiting", "Jobs that wait", queue.waiting)
        yield _gauge("apthapi_queue_oldest_seconds", "Seconds that the oldest job waits", queue.oldest)
        yield _gauge("apthapi_queue_running", "Jobs being done", queue.running)
        jobs = GaugeMetricFamily("apthapi_jobs_last_day", "Jobs that ended in the last day", labels=["result"])
        jobs.add_metric(["done"], queue.done)
        jobs.add_metric(["failed"], queue.failed)
        yield jobs
        if silent is not None:
            yield _gauge("apthapi_worker_silent_seconds", "Seconds since the worker gave a sign", silent)
        if note is not None:
            age = datetime.now(UTC) - datetime.fromisoformat(note["moment"])
            yield _gauge("apthapi_backup_age_seconds", "Seconds since the last backup", age.total_seconds())
            yield _gauge("apthapi_backup_bytes", "Size of the last backup", note["written"])
        yield _gauge("apthapi_database_bytes", "Size of the database", _database_bytes())
        build = GaugeMetricFamily("apthapi_build_info", "Version and engine", labels=["version", "engine"])
        build.add_metric([__version__, connection.vendor], 1)
        yield build


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _database_bytes() -> int:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        return int(cursor.fetchone()[0])

"""What the process that works in the background does, in the process of the test."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Worker


def work() -> None:
    """What the worker does when it finds something in the queue, until it is empty."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="prueba",
        excluded_queue_names=[],
    ).run()

"""The worker of the queue, which says that it is there."""

from __future__ import annotations

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from apthapi.web.operations.heartbeat import beat_for_ever


class Command(Worker):
    """`db_worker` with its sign of life."""

    help = "Hace los trabajos en espera: papeles largos, lecturas, libros."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until it is told to end."""
        beat_for_ever()
        super().handle(*args, **options)

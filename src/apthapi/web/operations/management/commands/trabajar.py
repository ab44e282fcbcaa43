"""The worker of the queue, which says that it is there."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from apthapi.web.operations.heartbeat import beat_for_ever

EVERY = 0.5
"""Seconds between two looks at an empty queue: somebody may be waiting for a short paper."""


class Command(Worker):
    """`db_worker` with its sign of life."""

    help = "Hace los trabajos en espera: papeles largos, lecturas, libros."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Those of `db_worker`, which looks less often."""
        super().add_arguments(parser)
        parser.set_defaults(interval=EVERY)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until it is told to end."""
        beat_for_ever()
        super().handle(*args, **options)

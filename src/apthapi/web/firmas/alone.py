"""One at a time in the whole installation looks into a file from elsewhere: it takes a process while it lasts."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_NAME = ".comprobacion"


@contextmanager
def one_at_a_time() -> Iterator[bool]:
    """Whether it is one's turn; False while another looks. The system takes the lock back if a process dies."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True

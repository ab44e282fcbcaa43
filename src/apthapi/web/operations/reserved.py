"""Room on the disk for what a process counts, taken before it counts.

The counts of `operations.metrics` are files mapped into memory, which begin as holes. Where a disk is full, to write
into a hole ends the process at once (SIGBUS): nobody would be served because something could not be counted.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
KINDS = ("counter", "histogram")
"""The kinds of figures that `operations.metrics` counts, by which prometheus_client names its files."""
ROOM = 2**20
"""Bytes of each: some four times what all views with all their answers take."""


def reserve() -> bool:
    """Take room for this process, before prometheus_client is imported: it looks at the variable only then.

    Where there is none, the process counts in its own memory and is missing from the sum. Whether there was.
    """
    if FOLDER not in os.environ:
        return False
    made = [Path(os.environ[FOLDER]) / f"{kind}_{os.getpid()}.db" for kind in KINDS]
    try:
        for path in made:
            with path.open("xb") as file:
                file.write(bytes(ROOM))
                file.flush()
                os.fsync(file.fileno())
    except FileExistsError:
        return True  # of a process before this one that had its number
    except OSError:
        for path in made:
            path.unlink(missing_ok=True)
        del os.environ[FOLDER]
        return False
    return True

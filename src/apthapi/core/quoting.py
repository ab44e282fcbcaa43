"""How a message shows what somebody wrote."""

from __future__ import annotations

SHOWN = 60
"""Letters of a cell that a message shows: enough to find it, also when the cell is a megabyte long."""


def quoted(text: str) -> str:
    """The text between «», cut if it is long."""
    return f"«{text}»" if len(text) <= SHOWN else f"«{text[:SHOWN]}…»"

"""What a backup refuses."""

from __future__ import annotations

from apthapi.core.source import UnreadableError


class BackupError(UnreadableError):
    """Nothing was written in place; the message (Spanish) says why and what to do."""

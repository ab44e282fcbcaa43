"""Why a file from outside cannot be taken as a whole."""

from __future__ import annotations

from apthapi.core.source import UnreadableError


class FileError(UnreadableError):
    """The file as a whole does not serve; the message (Spanish) says why and what to do. No row of it is used."""

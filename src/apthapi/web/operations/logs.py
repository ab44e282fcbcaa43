"""The log: one JSON object per line on standard error.

What a library says is written without its values, which may be a user name, an address of the network or what somebody
typed, and only where it was said if they are in its text already. Of an exception, its kind and place are written, and
not its text, for that of a database shows rows.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

folio_of_now: ContextVar[str] = ContextVar("folio", default="")
"""The number of the request that is being answered."""
_OURS = "apthapi"
_DEEPEST = 12
_LEVELS = {"DEBUG": "detalle", "INFO": "dato", "WARNING": "aviso", "ERROR": "error", "CRITICAL": "error"}


class AsJson(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        own = record.name.split(".")[0] == _OURS
        told: dict[str, object] = {
            "momento": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "nivel": _LEVELS.get(record.levelname, record.levelname),
            "registro": record.name,
            "mensaje": record.getMessage() if own else str(record.msg) if record.args else "",
        }
        if not told["mensaje"]:
            told["donde"] = [f"{Path(record.pathname).name}:{record.lineno} {record.funcName}"]
        if folio := folio_of_now.get():
            told["folio"] = folio
        told |= getattr(record, "campos", {})
        if record.exc_info and record.exc_info[0]:
            told["excepcion"] = record.exc_info[0].__name__
            told["donde"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-_DEEPEST:]
            ]
        return json.dumps(told, ensure_ascii=False)

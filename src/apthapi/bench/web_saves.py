"""Of `bench --parte web` only what one person waits for while saving a line: it takes a minute."""

from __future__ import annotations

from apthapi.bench.web import run_saves as run

__all__ = ["run"]

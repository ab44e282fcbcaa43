"""How soon the command answers."""

from __future__ import annotations

from apthapi.bench.measure import process
from apthapi.bench.session import Figure, Session


def run(session: Session) -> None:
    """Importing the package and asking for help, beside a bare interpreter."""
    bare = process(["-c", "pass"], times=15)
    imported = process(["-c", "import apthapi"], times=15)
    helped = process(["-m", "apthapi.cli", "--help"], times=15)
    remark = f"un Python vacío, {bare.wall * 1000:.0f} ms"
    session.add(Figure("import apthapi", imported.wall * 1000, "ms", at_most=150, remark=remark))
    session.add(Figure("apthapi --help", helped.wall * 1000, "ms", at_most=150, remark=remark))

"""What it takes to answer to each hostile file: seconds, and memory of the process that opens it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from apthapi.bench.hostile_files import HOSTILE
from apthapi.bench.session import Figure, Session
from apthapi.formats.errors import FileError
from apthapi.formats.spreadsheet import SECONDS, read_spreadsheet


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of a file (empty if it was read), after how many seconds, and the peak of memory in MB."""

    said: str
    seconds: float
    megabytes: float


def run(session: Session) -> None:
    """Read each hostile file."""
    for each in HOSTILE:
        with tempfile.TemporaryDirectory() as folder:
            answer = cost_of(each.make(Path(folder)))
        remark = f"{answer.megabytes:.0f} MB; {'se rechaza' if answer.said else 'se lee'}"
        session.add(Figure(f"hostil: {each.what}", answer.seconds, "s", at_most=SECONDS, remark=remark))


def cost_of(path: Path) -> Answer:
    """What reading a spreadsheet takes. A process that did nothing else is asked, for the system tells peaks."""
    command = [sys.executable, "-m", __name__, str(path)]
    return Answer(**json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def main() -> None:
    """Read the spreadsheet that is named, and print the answer as JSON."""
    said, start = "", time.perf_counter()
    try:
        read_spreadsheet(Path(sys.argv[1]))
    except FileError as problem:
        said = str(problem)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(asdict(Answer(said, seconds, peak))))


if __name__ == "__main__":
    main()

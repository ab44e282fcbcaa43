"""The worker in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.documents import running

SLOW = """
import sys
import time
time.sleep(0.2)
print(len(sys.stdin.read()))
"""


def test_a_long_job_arrives_whole_at_a_worker_that_is_slow_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text(SLOW)
    monkeypatch.setattr(running, "WORKER", worker)
    monkeypatch.setattr(running, "BEAT", 0.02)
    beats: list[int] = []

    said = running.run_step("compose", {"texto": "x" * 500_000}, lambda: beats.append(1))

    assert int(said) > 500_000
    assert beats, "nobody looked in while it worked"

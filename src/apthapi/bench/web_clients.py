"""Starts client processes that work at the same time, and gathers what they say."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from apthapi.bench.measure import FailedError, asked


def together(jobs: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], float]:
    """Do every job in a process of its own, all from the same moment; what each says, and the seconds of all.

    Raises FailedError if a client ends otherwise than saying what it did.
    """
    clients = [_start(job) for job in jobs]
    try:
        for client in clients:
            _said(client, "listo")
        start = time.perf_counter()
        for client in clients:
            assert client.stdin is not None
            client.stdin.write("ya\n")
            client.stdin.flush()
        done = [json.loads(_said(client)) for client in clients]
        return done, time.perf_counter() - start
    finally:
        for client in clients:
            client.kill()
            client.communicate()


def alone_inside(job: dict[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    """One client in the process of the application (see web_inside). Raises FailedError."""
    found: dict[str, Any] = asked("bench.web_inside", variables=variables, given=json.dumps(job) + "\n")
    return found


def _start(job: dict[str, Any]) -> subprocess.Popen[str]:
    client = subprocess.Popen(
        [sys.executable, "-m", "apthapi.bench.web_client"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert client.stdin is not None
    client.stdin.write(json.dumps(job) + "\n")
    client.stdin.flush()
    return client


def _said(client: subprocess.Popen[str], expected: str = "") -> str:
    assert client.stdout is not None
    line = client.stdout.readline().strip()
    if not line or (expected and line != expected):
        assert client.stderr is not None
        client.kill()
        raise FailedError(f"a client ended: {client.stderr.read()[-600:]}")
    return line

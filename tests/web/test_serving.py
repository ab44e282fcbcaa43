"""The server of `apthapi serve`: what a busy office and a browser do to it."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from apthapi.bench.web_server import PROCESSES, Server, environment, served


@pytest.fixture
def running(demo: None, variables: dict[str, str], tmp_path: Path) -> Iterator[Server]:  # noqa: ARG001 - what it serves
    """The demonstration as it is served to people."""
    with served(tmp_path, environment(tmp_path, variables["APTHAPI_BASE"])) as server:
        yield server


def _status(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_connections_that_say_nothing_make_nobody_wait(running: Server) -> None:
    silent = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(20)]
    assert [_status(running.port) for _ in range(10)] == [200] * 10
    for each in silent:
        each.close()


def test_a_process_that_dies_is_replaced_and_the_others_go_on(running: Server) -> None:
    dead, *others = running.children()
    os.kill(int(dead), signal.SIGKILL)
    _until(lambda: len(running.children()) == PROCESSES and dead not in running.children())
    assert set(others) <= set(running.children())
    assert [_status(running.port) for _ in range(4)] == [200] * 4


def test_stopping_it_ends_every_process(running: Server) -> None:
    children = running.children()
    os.kill(running.pid, signal.SIGTERM)
    _until(lambda: not any(_runs(each) for each in children))


def _runs(pid: str) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text("ascii").rpartition(")")[2].split()[0] != "Z"


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.1)
    raise TimeoutError("it did not come to be")

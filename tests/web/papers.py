"""What a person does with papers, for tests: asks for one and takes the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apthapi.documents import running
from apthapi.web.plans.papers.pedido import Pedido

PLAN, UNIT = "SEGIP-2024-1", "DDTJ"
OF_PLAN = f"/planes/{PLAN}/papeles/"
OF_UNIT = f"/planes/{PLAN}/unidades/{UNIT}/papeles/"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def saved(response: Any, folder: Path) -> Path:
    """What was answered, as a file."""
    target = folder / re.search(r'filename="([^"]+)"', response["Content-Disposition"])[1]  # type: ignore[index]
    target.write_bytes(body(response))
    return target


def ask(client: Client, where: str, papel: str) -> Pedido:
    """Ask for a paper and find what was put in the queue."""
    response = client.post(f"{where}pedir/{papel}")
    assert response.status_code == 302, response.content
    return Pedido.objects.get(pk=re.search(r"/pedido/([0-9a-f-]{36})", response["Location"])[1])  # type: ignore[index]


def broken_typesetter(monkeypatch: pytest.MonkeyPatch, folder: Path, problem: str) -> None:
    """The process that composes ends as it would with that exception."""
    worker = folder / "compositor.py"
    worker.write_text(f"raise {problem}\n")
    monkeypatch.setattr(running, "WORKER", worker)

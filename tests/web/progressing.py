"""Progress for tests: the form of a month as its page shows it, sending it, and what was kept."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.execution.progress.operations import Operation, Report, progress_of
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act

UNIT = {"plan": PLAN, "unidad": COMPLETED}
UNITY = 10_000
"""One, as quantities are stored."""
_INPUT = re.compile(r"<input\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def url(month: int) -> str:
    """Where a month is reported."""
    return reverse("avance_informar", kwargs={**UNIT, "mes": month})


def fields(html: str) -> dict[str, Any]:
    """The form of the page as a browser would send it untouched, but the files; what is repeated is a list."""
    found: dict[str, Any] = {}
    for attributes in _INPUT.findall(html):
        each = dict(_ATTRIBUTE.findall(attributes))
        name = unescape(each.get("name", ""))
        if name.startswith("guardado|"):
            found.setdefault(name, []).append(each["value"])
        elif name and each.get("type") != "file" and name != "csrfmiddlewaretoken":
            found[name] = unescape(each.get("value", ""))
    return found


def form(client: Client, month: int) -> dict[str, Any]:
    """What the page of a month has filled in."""
    return fields(client.get(url(month)).content.decode())


def confirm(client: Client, month: int, **changed: Any) -> Any:
    """Open the page of a month, change some fields (`hecho` of operation 1.1.1 as `hecho_1.1.1`), and confirm it."""
    return client.post(url(month), form(client, month) | changed)


def operation(code: str = "1.1.1") -> Operation:
    """An operation of the unit as it stands."""
    return next(each for each in progress_of(PLAN, COMPLETED).operations if each.code == code)


def reported(code: str = "1.1.1") -> dict[int, int]:
    """What was reported of an operation, in units, by month."""
    return {month: each.done // UNITY for month, each in operation(code).reports.items()}


def last_report(code: str = "1.1.1") -> Report:
    """The report of its last month."""
    return operation(code).reports[max(operation(code).reports)]


def programme(code: str, **values: object) -> None:
    """Values of an operation: `medicion`, `m03`…"""
    setting = ", ".join(f"{name} = ?" for name in values)
    with act("prueba", None, None, plan=PLAN):
        live().execute(
            f"update operaciones set {setting} where plan = ? and unidad = ? and operacion = ?",
            [*values.values(), PLAN, COMPLETED, code],
        )

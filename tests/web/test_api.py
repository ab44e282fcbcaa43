"""The API of what is published: to anybody, by pages, without anything else in any answer."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from apthapi.core.money import plain_amount
from apthapi.web.api.catalog import OPERATIONS, OWN, PUBLIC, Operation
from apthapi.web.api.openapi import BASES
from apthapi.web.entities.demo import BASE, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan
from web.databases import both_engines
from web.states import set_plan

V1 = "/api/v1/"
LINES = f"{V1}planes/{PLAN}/requerimientos"
SECRET = "Zarigüeya"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def published(demo: None) -> None:  # noqa: ARG001 - what is published
    """Both versions of the demonstration, approved and published."""
    set_plan(BASE, estado=EstadoDePlan.HISTORICO, publicada=True)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE, publicada=True)


def get(client: Client, address: str, **values: Any) -> Any:
    """What is answered, as JSON."""
    answer = client.get(address, values)
    assert answer.status_code == 200, answer.content
    return answer.json()


def address_of(operation: Operation, audience: str = PUBLIC) -> str:
    path = operation.path.replace("<str:plan>", PLAN).replace("<str:entidad>", "340").replace("<int:gestion>", "2024")
    return BASES[audience] + path


@both_engines
@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if PUBLIC in each.audiences], ids=lambda each: each.name)
def test_each_operation_answers(client: Client, operation: Operation) -> None:
    answer = client.get(address_of(operation), {"entidad": "340"} if operation.name == "cambios" else {})
    content = answer.getvalue()
    assert answer.status_code == 200, content
    assert content

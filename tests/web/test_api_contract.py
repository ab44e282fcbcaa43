"""The API keeps to its own description, whatever it is asked."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from apthapi.bench.api_contract import keep_to_description, served
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import BASE, PLAN
from apthapi.web.process.models import EstadoDePlan
from web.states import set_plan
from web.tokens import token_of

ONE_OF_EACH_KIND = (
    r"v1/(entidades|planes|cambios|interno/(cambios|ficha|planes/.plan./operaciones)|"
    r"planes/.plan./(presupuesto|comparacion|operaciones|operaciones.csv|operaciones.ndjson))$"
)
"""Of the tables, which are alike, one; all of them are asked by `apthapi bench --parte api`."""


@pytest.mark.usefixtures("demo")
def test_answers_are_as_described_and_wrong_requests_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("API_PUBLICA", "API_ARCHIVOS", "API_INTENTOS"):
        monkeypatch.setattr(settings, limit, 10**6)
    set_plan(BASE, estado=EstadoDePlan.HISTORICO, publicada=True)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE, publicada=True)
    known = {"plan": [PLAN, BASE], "entidad": ["340"], "gestion": ["2024"]}
    token = token_of(Rol.PLANIFICACION, often=10**6)
    with served(get_wsgi_application()) as address:
        kept = keep_to_description(address, token, known, examples=2, only=ONE_OF_EACH_KIND)
    assert kept.broken == []
    assert kept.statuses[200] > 30
    assert kept.statuses[422] > 100

"""The API keeps to its own description, whatever it is asked."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from apthapi.bench.api_contract import keep_to_description
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import BASE, COMPLETED, PLAN
from apthapi.web.process.models import EstadoDePlan
from web.states import set_plan
from web.tokens import token_of


@pytest.mark.usefixtures("demo")
def test_answers_are_as_described_and_wrong_requests_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_PUBLICA", 10**6)
    monkeypatch.setattr(settings, "API_ARCHIVOS", 10**6)
    set_plan(BASE, estado=EstadoDePlan.HISTORICO, publicada=True)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE, publicada=True)
    known = {"plan": [PLAN, BASE], "entidad": ["340"], "gestion": ["2024"]}
    kept = keep_to_description(get_wsgi_application(), token_of(Rol.PLANIFICACION, often=10**6), known, examples=2)
    assert kept.broken == []
    assert kept.statuses[200] > 100
    assert kept.statuses[422] > 100

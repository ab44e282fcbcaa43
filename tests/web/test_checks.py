"""What the panel says of a form 04 that comes of a paper while the unit writes its lines."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import EMPTY, PLAN
from apthapi.web.plans.checks import MOST_OF_A_RULE, REPLACED
from web.conftest import AsRole
from web.grid import cell, save

FORM_04 = ("V35", "V36", "V37", "V38")


@pytest.mark.usefixtures("demo")
def test_what_the_sending_replaces_is_told_and_asks_for_nothing(as_role: AsRole) -> None:
    client = as_role(Rol.PREPARA, EMPTY)
    line = {"nuevo": "n1", "celdas": {"partida": {"texto": "21200"}, "importe": {"texto": "100,00"}}}
    sent = {"envio": str(uuid4()), "desde": 0, "cambios": [line]}
    address = f"/planes/{PLAN}/unidades/{EMPTY}/guardar/requerimientos_3_01"
    answer = client.post(address, json.dumps(sent), content_type="application/json").json()
    told = [each for each in answer["verificaciones"]["hallazgos"] if each["regla"] in FORM_04]
    assert told, "form 3 no longer adds up to the form 04 of the paper"
    assert {(each["severidad"], each["corrija"]) for each in told} == {("informacion", REPLACED)}
    errors = [each for each in answer["verificaciones"]["hallazgos"] if each["severidad"] == "error"]
    assert answer["verificaciones"]["errores"] == len(errors)


@pytest.mark.usefixtures("demo")
def test_of_what_many_lines_break_the_first_are_shown_and_how_many_more(as_role: AsRole) -> None:
    client = as_role(Rol.PREPARA, EMPTY)
    wrong = {"partida": cell("21200"), "importe": cell("100,00"), "m01": cell("1,00")}
    lines = [{"nuevo": f"n{at}", "celdas": wrong} for at in range(MOST_OF_A_RULE + 5)]
    checks = save(client, *lines, unidad=EMPTY)["verificaciones"]
    shown = [each for each in checks["hallazgos"] if each["regla"] == "V24"]
    assert (len(shown), checks["mas"]["V24"]) == (MOST_OF_A_RULE, 5)
    assert checks["errores"] >= MOST_OF_A_RULE + 5
    page = client.get(f"/planes/{PLAN}/unidades/{EMPTY}/paso/requerimientos").content.decode()
    assert "Y 5 más de V24: aparecen al corregir las primeras." in page

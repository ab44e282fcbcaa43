"""The summary says whether it was computed or comes of a paper."""

from __future__ import annotations

import pytest

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from web.conftest import AsRole

FROM_PAPER, COMPUTED = "Estos montos vienen del formulario de papel", "Calculado con el formulario 3"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("unidad", "said", "not_said"), [(COMPLETED, COMPUTED, FROM_PAPER), (EMPTY, FROM_PAPER, COMPUTED)]
)
def test_where_the_amounts_come_from(as_role: AsRole, unidad: str, said: str, not_said: str) -> None:
    html = as_role(Rol.PREPARA, unidad).get(f"/planes/{PLAN}/unidades/{unidad}/paso/resumen").content.decode()
    assert said in html
    assert not_said not in html

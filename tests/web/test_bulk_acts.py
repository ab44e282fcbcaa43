"""Planificación reviews or returns many units at once; each is an act of its own, and what cannot be done says why."""

from __future__ import annotations

import pytest

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.process.models import Acto, EstadoDeUnidad, ParteDeUnidad
from web.conftest import AsRole
from web.states import set_parts

pytestmark = pytest.mark.usefixtures("demo")
ADDRESS = f"/planes/{PLAN}/unidades-en-bloque"


def _states() -> dict[str, str]:
    return dict(ParteDeUnidad.objects.filter(plan=PLAN).values_list("unidad", "estado"))


def test_the_units_that_admit_it_are_reviewed_and_the_others_say_why(as_role: AsRole) -> None:
    set_parts([COMPLETED, "DNP"], estado=EstadoDeUnidad.APROBADA)
    form = {"accion": "revisar_unidad", "unidad": [COMPLETED, "DNP", EMPTY, "OTRA"]}
    page = as_role(Rol.PLANIFICACION).post(ADDRESS, form, follow=True).content.decode()
    assert (_states()[COMPLETED], _states()["DNP"], _states()[EMPTY]) == ("revisada", "revisada", "borrador")
    assert f"{EMPTY}: La parte de la unidad está «en elaboración»" in page
    assert "OTRA: No existe, o no le corresponde verla." in page
    assert set(Acto.objects.filter(clase="revisar_unidad").values_list("unidad", flat=True)) == {COMPLETED, "DNP"}


def test_they_are_returned_with_the_same_words(as_role: AsRole) -> None:
    set_parts(estado=EstadoDeUnidad.APROBADA)
    form = {"accion": "observar_unidad", "unidad": [COMPLETED, EMPTY], "motivo": "Falta el respaldo."}
    as_role(Rol.FINANZAS).post(ADDRESS, form)
    assert (_states()[COMPLETED], _states()[EMPTY], _states()["DNP"]) == ("observada", "observada", "aprobada")
    assert Acto.objects.filter(clase="observar_unidad", detalle="Falta el respaldo.").count() == 2


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"accion": "revisar_unidad"}, "Marque las unidades"),
        ({"accion": "aprobar_unidad", "unidad": [COMPLETED]}, "Marque las unidades"),
        ({"accion": "observar_unidad", "unidad": [COMPLETED]}, "Escriba qué debe corregir la unidad."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_done(as_role: AsRole, form: dict[str, object], said: str) -> None:
    set_parts(estado=EstadoDeUnidad.APROBADA)
    assert said in as_role(Rol.PLANIFICACION).post(ADDRESS, form, follow=True).content.decode()
    assert set(_states().values()) == {"aprobada"}


def test_who_may_not_review_is_not_offered_it_and_cannot(as_role: AsRole) -> None:
    set_parts(estado=EstadoDeUnidad.APROBADA)
    as_role(Rol.FINANZAS).post(ADDRESS, {"accion": "revisar_unidad", "unidad": [COMPLETED]})
    assert as_role(Rol.AUDITORIA).post(ADDRESS, {"accion": "revisar_unidad", "unidad": [COMPLETED]}).status_code == 403
    assert _states()[COMPLETED] == "aprobada"

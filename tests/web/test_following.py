"""Open observations go on in the next version, on the rows that continue theirs."""

from __future__ import annotations

from datetime import date

import pytest

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.observations.following import carry_over
from apthapi.web.observations.listing import told_of
from apthapi.web.observations.models import Intervencion, Observacion
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.versions.opening import Opening, open_version, put_in_force
from web.conftest import AsRole
from web.databases import both_engines, queries
from web.grid import SERVICES, save
from web.observing import do, first_row, pin

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]

OPENING = Opening("reformulacion", "Ejemplo de motivo", afecta_pei=False, fecha=date(2024, 6, 3))


def next_version() -> str:
    """The plan is approved and another version opens from it."""
    with act("poner_en_vigencia", None, None, plan=PLAN):
        put_in_force(PLAN, date(2024, 2, 14))
    with act("abrir_version", None, None, plan=PLAN):
        return open_version(PLAN, OPENING)


def test_what_is_open_goes_on_with_its_number_its_row_and_its_history(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(planning)
    kept = pin(planning, f"{SERVICES}/{row['renglon']}/importe")
    closed = pin(planning, "paso:resumen")
    whole = pin(planning, "", texto="De toda la parte", severidad="sugerencia")
    of_plan = pin(planning, "", unidad="", texto="Del plan")
    do(unit, kept, "responder", "Se revisa en la reformulación.")
    do(planning, closed, "resolver")
    plan = next_version()
    found = {each.texto: each for each in Observacion.objects.filter(plan=plan)}
    assert {each.origen_id for each in found.values()} == {kept.pk, whole.pk, of_plan.pk}
    newer = found[kept.texto]
    assert (newer.numero, newer.estado) == (1, "respondida")
    assert newer.renglon != row["renglon"]
    assert live().query("select plan, linea from requerimientos where renglon = ?", [newer.renglon]) == [(plan, 1)]
    told = Intervencion.objects.filter(observacion=newer).order_by("pk").values_list("clase", "texto")
    assert list(told) == [("responder", "Se revisa en la reformulación."), ("seguir", "")]
    assert Observacion.objects.filter(plan=PLAN).count() == 4, "those of the older version stay as they are"
    do(planning, newer, "resolver")
    newer.refresh_from_db()
    assert newer.estado == "resuelta"


def test_the_row_that_was_removed_before_still_says_so(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(planning)
    pin(planning, f"{SERVICES}/{row['renglon']}/importe")
    save(unit, {"renglon": row["renglon"], "borrar": True})
    [told] = told_of(Observacion.objects.filter(plan=next_version()))
    assert told.removed is not None
    assert told.removed.who == "Responsable de elaboración (DDTJ)"


def test_it_asks_the_same_whatever_there_is_to_carry(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    row = first_row(planning)
    found = []
    for number, count in enumerate((1, 20)):
        for _ in range(count):
            pin(planning, f"{SERVICES}/{row['renglon']}/importe")
        with act("abrir_version", None, None, plan=f"OTRO-{number}") as acto, queries() as made:
            assert carry_over(PLAN, f"OTRO-{number}", acto.pk) == 1 + 20 * number
        found.append(len(made))
    assert found[0] == found[1]

"""Open observations go on in the next version, on the rows that continue theirs."""

from __future__ import annotations

import pytest

from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.observations.following import carry_over
from apthapi.web.observations.listing import shown
from apthapi.web.observations.models import Intervencion, Observacion
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Version
from apthapi.web.process.permisos import Situacion
from web.conftest import AsRole
from web.databases import both_engines, queries
from web.grid import SERVICES, save
from web.observing import do, first_row, pin

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]

NEWER = "SEGIP-2024-2"
LINEAGE = "linaje_de_prueba"


def open_version() -> None:
    """A copy of the lines into a newer version, with the lineage of each, as the opening of versions leaves it."""
    database = live()
    database.execute(f"create temporary table {LINEAGE} (tabla text, renglon bigint, origen bigint)")
    database.execute(f"create index por_origen on {LINEAGE} (tabla, origen)")
    names = ", ".join(name for name, _ in TABLES["requerimientos"].stored() if name not in ("renglon", "plan"))
    database.execute(
        f"insert into requerimientos (plan, {names}) select ?, {names} from requerimientos where plan = ?",
        [NEWER, PLAN],
    )
    key = ["unidad", "formulario", "linea"]
    same = " and ".join(f"n.{name} = o.{name}" for name in key)
    database.execute(
        f"insert into {LINEAGE} select 'requerimientos', n.renglon, o.renglon from requerimientos n "
        f"join requerimientos o on {same} where n.plan = ? and o.plan = ?",
        [NEWER, PLAN],
    )
    # Another version of before comes from the same rows.
    database.execute(f"insert into {LINEAGE} select tabla, origen, origen from {LINEAGE}")


def test_what_is_open_goes_on_with_its_number_its_row_and_its_history(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(planning)
    kept = pin(planning, f"{SERVICES}/{row['renglon']}/importe")
    closed = pin(planning, "paso:resumen")
    whole = pin(planning, "", texto="De toda la parte", severidad="sugerencia")
    of_plan = pin(planning, "", unidad="", texto="Del plan")
    do(unit, kept, "responder", "Se revisa en la reformulación.")
    do(planning, closed, "resolver")
    with act("abrir_version", None, None, plan=NEWER) as acto:
        open_version()
        assert carry_over(PLAN, NEWER, acto, lineage=LINEAGE) == 3
    found = {each.texto: each for each in Observacion.objects.filter(plan=NEWER)}
    assert {each.origen_id for each in found.values()} == {kept.pk, whole.pk, of_plan.pk}
    newer = found[kept.texto]
    assert (newer.numero, newer.estado, newer.ultimo_acto) == (1, "respondida", acto.pk)
    assert newer.renglon != row["renglon"]
    assert live().query("select plan, linea from requerimientos where renglon = ?", [newer.renglon]) == [(NEWER, 1)]
    told = Intervencion.objects.filter(observacion=newer).order_by("pk").values_list("clase", "texto")
    assert list(told) == [("responder", "Se revisa en la reformulación."), ("seguir", "")]
    assert Observacion.objects.filter(plan=PLAN).count() == 4, "those of the older version stay as they are"


def test_the_row_that_was_left_out_says_so(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(planning)
    pin(planning, f"{SERVICES}/{row['renglon']}/importe")
    save(unit, {"renglon": row["renglon"], "borrar": True})
    with act("abrir_version", None, None, plan=NEWER) as acto:
        open_version()
        assert carry_over(PLAN, NEWER, acto, lineage=LINEAGE) == 1
    version = Version.objects.create(plan=NEWER)
    looks = Situacion(Persona.objects.get(username="demo-auditoria"), (), NEWER, COMPLETED, "340", version)
    [told] = shown(looks, Observacion.objects.filter(plan=NEWER))
    assert told.removed is not None
    assert told.removed.who == "Responsable de elaboración (DDTJ)"


def test_it_asks_the_same_whatever_there_is_to_carry(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    row = first_row(planning)
    with act("abrir_version", None, None, plan=NEWER):
        open_version()
    found = []
    for number, count in enumerate((1, 20)):
        for _ in range(count):
            pin(planning, f"{SERVICES}/{row['renglon']}/importe")
        with act("abrir_version", None, None, plan=f"OTRO-{number}") as acto, queries() as made:
            carry_over(PLAN, f"OTRO-{number}", acto, lineage=LINEAGE)
        found.append(len(made))
    assert found[0] == found[1]

"""Each act is chained in its own transaction, and the database refuses to edit what the trace says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from apthapi.web.accounts.models import Rol
from apthapi.web.audit.anchors import anchors_file, why_not_written
from apthapi.web.audit.canonical import FIRST, content_of
from apthapi.web.audit.chain import head_of
from apthapi.web.audit.guards import GUARDED
from apthapi.web.audit.models import Cabeza, Eslabon
from apthapi.web.audit.verifying import verify
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio, EstadoDePlan, Version
from web.conftest import SEGIP
from web.databases import both_engines, queries
from web.grid import cell, rows, save
from web.test_races import at_once

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]


def _refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refusal.value)


def test_the_first_link_stands_on_nothing_and_each_other_on_the_one_before() -> None:
    links = list(Eslabon.objects.filter(entidad=SEGIP).order_by("numero"))
    assert [each.numero for each in links] == list(range(1, len(links) + 1))
    assert [each.previo for each in links] == [FIRST, *(each.huella for each in links[:-1])]
    assert Cabeza.objects.get(entidad=SEGIP).huella == links[-1].huella


def test_an_act_has_one_link_and_its_entity_is_that_of_the_position_or_the_plan(
    as_role: Callable[..., Client],
) -> None:
    preparer = as_role(Rol.PREPARA, COMPLETED)
    answer = save(preparer, {"renglon": rows(preparer)[0]["renglon"], "celdas": {"descripcion": cell("uno")}})
    assert Eslabon.objects.get(acto=answer["acto"]).entidad == SEGIP
    with act("prueba", None, None, plan=PLAN) as of_plan, transaction.atomic():
        pass
    with act("prueba", None, None) as of_nobody:
        pass
    with act("prueba", None, None, entidad="999") as said:
        pass
    found = [Eslabon.objects.get(acto=each.pk).entidad for each in (of_plan, of_nobody, said)]
    assert found == [SEGIP, "", "999"]
    assert head_of("999").startswith("1·")
    assert head_of("1") == ""


def test_what_is_administered_is_chained_too(as_role: Callable[..., Client]) -> None:
    before = Eslabon.objects.count()
    as_role(Rol.ADMINISTRADOR).post("/administracion/entidades/340/", {"nombre": "Otro nombre", "sigla": "SEGIP"})
    as_role(Rol.PLANIFICACION).post(f"/planes/{PLAN}/plazo", {"vence": "2031-05-02"})
    acts = Acto.objects.count()
    assert acts > 2
    assert Eslabon.objects.count() == acts > before


def test_an_act_that_is_undone_leaves_no_link() -> None:
    before = head_of(SEGIP)
    with transaction.atomic():
        with act("prueba", None, None, plan=PLAN):
            live().execute("delete from situacion")
        transaction.set_rollback(True)
    assert head_of(SEGIP) == before
    assert verify().problems == []


def test_the_answer_that_was_given_may_be_pruned(as_role: Callable[..., Client]) -> None:
    preparer = as_role(Rol.PREPARA, COMPLETED)
    save(preparer, {"renglon": rows(preparer)[0]["renglon"], "celdas": {"descripcion": cell("uno")}})
    Acto.objects.update(respuesta="")
    assert verify().problems == []


@pytest.mark.parametrize("table", GUARDED)
def test_the_database_refuses_to_edit_the_trace(table: str, engine: str) -> None:
    column = {"audit_cabeza": "huella", "audit_eslabon": "huella", "process_acto": "clase"}.get(table, "despues")
    assert "la traza no se cambia ni se borra" in _refused(f"update {table} set {column} = 'x'")
    assert "la traza no se cambia ni se borra" in _refused(f"delete from {table}")
    if engine == "postgresql":
        assert "la traza no se cambia ni se borra" in _refused(f"truncate {table} cascade")
    with act("prueba", None, None, plan=PLAN):
        assert "la traza no se cambia ni se borra" in _refused(f"delete from {table}")


def test_the_database_refuses_changes_written_by_hand() -> None:
    columns = "acto, tabla, renglon, plan, unidad, antes, despues"
    copied = f"insert into process_cambio ({columns}) select {columns} from process_cambio"
    assert "la escribe la base" in _refused(copied)
    with act("prueba", None, None, plan=PLAN):
        assert "la escribe la base" in _refused(copied)


def test_replacing_is_no_way_round(engine: str) -> None:
    if engine == "postgresql":
        pytest.skip("only SQLite replaces")
    for table in ("process_cambio", "process_acto", "audit_eslabon"):
        assert "la escribe la base" in _refused(f"insert or replace into {table} select * from {table} limit 1")


def test_the_state_of_a_plan_changes_in_an_act_only() -> None:
    assert "no hay un acto en curso" in _refused(f"update process_version set estado = 'vigente' where plan = '{PLAN}'")
    assert "no hay un acto en curso" in _refused("update process_partedeunidad set estado = 'revisada'")
    live().execute("update process_partedeunidad set errores = 7, ultimo_acto = 1")  # what a check remembers
    with act("aprobar_plan", None, None, plan=PLAN) as approved:
        Version.objects.filter(plan=PLAN).update(estado=EstadoDePlan.VIGENTE)
        Version.objects.filter(plan=PLAN).update(estado=EstadoDePlan.VIGENTE)
    [change] = Cambio.objects.filter(acto=approved.pk)
    assert (change.tabla, change.plan, change.unidad) == ("process_version", PLAN, "")
    assert (json.loads(change.antes)["estado"], json.loads(change.despues)["estado"]) == ("elaboracion", "vigente")


def test_acts_at_once_on_two_units_are_chained_one_after_the_other(as_role: Callable[..., Client]) -> None:
    one, other = as_role(Rol.PREPARA, COMPLETED), as_role(Rol.PREPARA, EMPTY)
    before = Cabeza.objects.get(entidad=SEGIP).numero
    for turn in range(4):
        new = {"nuevo": "n1", "celdas": {"descripcion": cell(f"línea {turn}")}}
        at_once(lambda: save(one, new), lambda: save(other, new, unidad=EMPTY))  # noqa: B023
    assert Cabeza.objects.get(entidad=SEGIP).numero == before + 8
    assert verify().problems == []


def test_a_large_act_is_sealed_as_it_is_verified() -> None:
    with act("prueba", None, None, plan=PLAN) as large:
        for _ in range(13):
            live().execute("update requerimientos set descripcion = descripcion || 'ñ' where plan = ?", [PLAN])
    assert Eslabon.objects.get(acto=large.pk).cambios > 1000
    assert verify().problems == []


def test_chaining_takes_three_statements(engine: str) -> None:
    with act("prueba", None, None, plan=PLAN):
        pass
    with queries() as made, act("prueba", None, None, plan=PLAN, entidad=SEGIP):
        made.clear()
    assert len([each for each in made if "audit_" in each or "process_cambio" in each]) <= 3 + (engine == "sqlite")


def test_two_lists_of_values_never_give_the_same_text() -> None:
    one = content_of([(1, "t", 2, "p", "u", "ab", "c", 1)])
    assert one != content_of([(1, "t", 2, "p", "u", "a", "bc", 1)])
    assert one != content_of([(1, "t", 2, "pu", "", "ab", "c", 1)])


def test_an_anchor_is_written_when_something_is_approved() -> None:
    lines = anchors_file().read_text(encoding="utf-8").splitlines() if anchors_file().exists() else []
    with act("aprobar_unidad", None, None, plan=PLAN):
        pass
    last = json.loads(anchors_file().read_text(encoding="utf-8").splitlines()[-1])
    head = Cabeza.objects.get(entidad=SEGIP)
    assert len(anchors_file().read_text(encoding="utf-8").splitlines()) == len(lines) + 1
    assert (last["entidad"], last["numero"], last["huella"]) == (SEGIP, head.numero, head.huella)


def test_an_anchor_that_cannot_be_written_is_said_and_the_act_stands(caplog: pytest.LogCaptureFixture) -> None:
    settings.TRAZA.parent.mkdir(exist_ok=True)
    settings.TRAZA.write_text("aquí no hay una carpeta", encoding="utf-8")
    with act("aprobar_unidad", None, None, plan=PLAN) as approved:
        pass
    assert Acto.objects.filter(pk=approved.pk).exists()
    assert "El acto quedó guardado" in caplog.text
    assert why_not_written()
    assert verify().notices

"""Whoever owns the database edits it with raw SQL and leaves the triggers as they were: it is found, and where."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from apthapi.web.accounts.models import Rol
from apthapi.web.audit import guards
from apthapi.web.audit.anchors import anchors_file
from apthapi.web.audit.canonical import FIRST, content_of, link_of, moment_of
from apthapi.web.audit.chain import head_of
from apthapi.web.audit.models import Cabeza, Eslabon
from apthapi.web.audit.problems import Problem
from apthapi.web.audit.verifying import verify
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process import trace
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio
from web.attacks import attack, without_triggers
from web.conftest import SEGIP
from web.databases import both_engines
from web.grid import cell, rows, save

pytestmark = [both_engines, pytest.mark.usefixtures("demo", "worked")]


@pytest.fixture
def worked(demo: None, as_role: Callable[..., Client]) -> Iterator[None]:  # noqa: ARG001 - in which somebody works
    """Three saves on two lines, and one act of two changes, so that there is something to edit; triggers come back."""
    preparer = as_role(Rol.PREPARA, COMPLETED)
    first, second = (row["renglon"] for row in rows(preparer)[:2])
    for renglon, text in ((first, "uno"), (second, "dos"), (first, "tres")):
        save(preparer, {"renglon": renglon, "celdas": {"descripcion": cell(text)}})
    with act("prueba", None, None, plan=PLAN):
        live().execute("update requerimientos set descripcion = 'cuatro' where renglon in (?, ?)", [first, second])
    yield
    trace.install()
    guards.install()


def problems() -> list[Problem]:
    return verify().problems


def kinds() -> list[str]:
    return sorted({each.caso for each in problems()})


def saves() -> list[Acto]:
    return list(Acto.objects.filter(clase="guardar").order_by("pk"))


def the_change(acto: Acto) -> Cambio:
    return Cambio.objects.get(acto=acto.pk, tabla="requerimientos")


def number_of(acto: Acto) -> int:
    return Eslabon.objects.get(acto=acto.pk).numero


def test_what_nobody_touched_is_whole() -> None:
    report = verify()
    assert (report.problems, report.notices) == ([], [])
    assert report.counts["actos"] == Acto.objects.count() == Eslabon.objects.count()
    assert report.counts["cambios"] == Cambio.objects.count()
    number, seal = report.heads[SEGIP]
    assert head_of(SEGIP) == f"{number}·{seal[:16]}"


def test_an_edited_change_is_found() -> None:
    second = saves()[1]
    change = the_change(second)
    attack(f"update process_cambio set despues = replace(despues, 'dos', 'DOS') where id = {change.pk}")
    found = problems()
    assert {each.caso for each in found} == {"cambios_alterados", "historia_rota"}
    assert {(each.entidad, each.numero, each.acto) for each in found} >= {(SEGIP, number_of(second), second.pk)}
    [broken] = [each for each in found if each.caso == "historia_rota"]
    assert (broken.tabla, broken.renglon) == ("requerimientos", change.renglon)
    assert "descripcion: quedó «DOS» y empieza con «dos»" in broken.mensaje


@pytest.mark.parametrize(
    "edit",
    [
        "clase = 'revisar_unidad'",
        "persona_id = null",
        "cargo_id = null",
        "detalle = detalle || ' '",
        "unidad = 'DDBN'",
        "plan = 'SEGIP-2024-0'",
    ],
)
def test_an_edited_act_is_found(edit: str) -> None:
    second = saves()[1]
    attack(f"update process_acto set {edit} where id = {second.pk}")
    [found] = problems()
    assert (found.caso, found.entidad, found.numero, found.acto) == (
        "acto_alterado",
        SEGIP,
        number_of(second),
        second.pk,
    )
    assert found.where.startswith(
        f"entidad 340, eslabón {found.numero}, acto {second.pk}, del {second.momento:%Y-%m-%d}"
    )


def test_a_moment_moved_by_one_microsecond_is_found(engine: str) -> None:
    second = saves()[1]
    moved = second.momento.replace(microsecond=(second.momento.microsecond + 1) % 1_000_000)
    text = f"{moved:%Y-%m-%d %H:%M:%S.%f}" + ("+00" if engine == "postgresql" else "")
    attack(f"update process_acto set momento = '{text}' where id = {second.pk}")
    assert kinds() == ["acto_alterado"]


def test_an_act_deleted_in_the_middle_is_found() -> None:
    second = saves()[1]
    number = number_of(second)
    attack(
        f"delete from process_cambio where acto = {second.pk}",
        f"delete from audit_eslabon where acto = {second.pk}",
        f"delete from process_acto where id = {second.pk}",
    )
    found = problems()
    assert [(each.entidad, each.numero) for each in found if each.caso == "numero_falta"] == [(SEGIP, number)]
    assert "historia_rota" in {each.caso for each in found}  # of the line, whose next change begins elsewhere


def test_an_act_deleted_without_its_link_is_found() -> None:
    second = saves()[1]
    attack(f"delete from process_acto where id = {second.pk}")
    assert [(each.caso, each.acto, each.numero) for each in problems()] == [
        ("eslabon_sin_acto", second.pk, number_of(second))
    ]


def test_a_change_deleted_is_found() -> None:
    acto = Acto.objects.latest("pk")
    change = Cambio.objects.filter(acto=acto.pk).latest("pk")
    attack(f"delete from process_cambio where id = {change.pk}")
    found = problems()
    assert [(each.acto, each.mensaje) for each in found if each.caso == "cambios_faltan"] == [
        (acto.pk, "Se selló con 2 cambios y tiene 1: se borraron.")
    ]
    assert [(each.tabla, each.renglon) for each in found if each.caso == "fila_alterada"] == [
        ("requerimientos", change.renglon)
    ]


def _delete_the_last_act() -> Acto:
    """With its changes and its link, the row put back as it was, and the head too."""
    last = Acto.objects.latest("pk")
    changes = list(Cambio.objects.filter(acto=last.pk))
    link = Eslabon.objects.get(acto=last.pk)
    before = [(json.loads(each.antes)["descripcion"], each.renglon) for each in changes]
    back = [f"update requerimientos set descripcion = '{text}' where renglon = {line}" for text, line in before]
    attack(
        *back,
        f"delete from process_cambio where acto = {last.pk}",
        f"delete from audit_eslabon where acto = {last.pk}",
        f"delete from process_acto where id = {last.pk}",
        f"update audit_cabeza set numero = {link.numero - 1}, huella = '{link.previo}' where entidad = '{SEGIP}'",
    )
    return last


def test_the_tail_deleted_is_found_by_the_anchors(engine: str) -> None:
    with act("aprobar_unidad", None, None, plan=PLAN):
        live().execute(
            "update requerimientos set descripcion = 'cinco' where renglon = ?", [the_change(saves()[0]).renglon]
        )
    end = Eslabon.objects.latest("acto").numero
    _delete_the_last_act()
    found = problems()
    assert [(each.entidad, each.numero) for each in found if each.entidad is not None] == [(SEGIP, end)]
    assert {each.caso for each in found} == {"final_cortado"}
    if engine == "sqlite":
        assert len(found) == 3  # the numbers that were given tell it too


def test_the_tail_deleted_without_the_head_is_found() -> None:
    last = Acto.objects.latest("pk")
    attack(
        f"delete from audit_eslabon where acto = {last.pk}",
        f"delete from process_cambio where acto = {last.pk}",
        f"delete from process_acto where id = {last.pk}",
    )
    assert {"cabeza_distinta", "fila_alterada"} <= set(kinds())


def test_an_act_that_was_put_in_is_found() -> None:
    second = saves()[1]
    copied = ", ".join(("persona_id", "cargo_id", "momento", "clase", "plan", "unidad", "detalle", "respuesta"))
    attack(
        f"insert into process_acto (id, envio, {copied}) select 900, '{'7' * 32}', {copied} "
        f"from process_acto where id = {second.pk}"
    )
    assert [(each.caso, each.acto) for each in problems()] == [("acto_sin_eslabon", 900)]


def test_a_change_that_was_put_in_is_found() -> None:
    second = saves()[1]
    attack(
        "insert into process_cambio (id, acto, tabla, renglon, plan, unidad, antes, despues) "
        f"select 90000, acto, tabla, renglon, plan, unidad, despues, despues from process_cambio "
        f"where id = {the_change(second).pk}",
        "insert into process_cambio (id, acto, tabla, renglon, plan, unidad, antes, despues) "
        f"select 90001, 900, tabla, 7, plan, unidad, '', '' from process_cambio where id = {the_change(second).pk}",
    )
    found = {(each.caso, each.acto) for each in problems()}
    assert ("cambios_sobran", second.pk) in found
    assert ("cambios_sin_acto", 900) in found


def test_two_acts_that_changed_places_are_found() -> None:
    first, second, _ = saves()
    one, two = number_of(first), number_of(second)
    attack(
        f"update audit_eslabon set numero = -1 where acto = {first.pk}",
        f"update audit_eslabon set numero = {one} where acto = {second.pk}",
        f"update audit_eslabon set numero = {two} where acto = {first.pk}",
    )
    found = problems()
    assert {each.acto for each in found if each.caso == "acto_alterado"} == {first.pk, second.pk}
    assert {"orden_roto"} < {each.caso for each in found}


def test_two_changes_that_changed_places_are_found() -> None:
    acto = Acto.objects.latest("pk")
    one, two = Cambio.objects.filter(acto=acto.pk).order_by("pk").values_list("pk", flat=True)
    attack(
        f"update process_cambio set id = 90000 where id = {one}",
        f"update process_cambio set id = {one} where id = {two}",
        f"update process_cambio set id = {two} where id = 90000",
    )
    assert [(each.caso, each.acto) for each in problems()] == [("cambios_alterados", acto.pk)]


def test_links_numbered_anew_are_found() -> None:
    second = saves()[1]
    number = number_of(second)
    attack(
        f"update audit_eslabon set numero = -numero where numero >= {number} and entidad = '{SEGIP}'",
        f"update audit_eslabon set numero = 1 - numero where numero < 0 and entidad = '{SEGIP}'",
    )
    found = problems()
    assert [(each.entidad, each.numero) for each in found if each.caso == "numero_falta"] == [(SEGIP, number)]
    assert "acto_alterado" in {each.caso for each in found}


def _compute_anew(entidad: str) -> None:
    """Every link of the entity from its acts and changes, as whoever has read this code can."""
    previous = FIRST
    for number, link in enumerate(Eslabon.objects.filter(entidad=entidad).order_by("numero"), start=1):
        acto = Acto.objects.get(pk=link.acto)
        changes = Cambio.objects.filter(acto=acto.pk).order_by("pk")
        count, content = content_of(
            changes.values_list("id", "tabla", "renglon", "plan", "unidad", "antes", "despues", "acto")
        )
        told = (acto.pk, acto.envio.hex, acto.persona_id, acto.cargo_id, moment_of(acto.momento))
        whole = (*told, acto.clase, acto.plan, acto.unidad, acto.detalle)
        seal = link_of(previous, entidad, number, whole, count, content)
        Eslabon.objects.filter(pk=link.pk).update(previo=previous, huella=seal, cambios=count, contenido=content)
        previous = seal
    Cabeza.objects.filter(entidad=entidad).update(huella=previous)


def test_a_chain_computed_anew_is_found_by_the_anchors_alone() -> None:
    with act("aprobar_unidad", None, None, plan=PLAN):
        pass
    approved = Acto.objects.latest("pk")
    second = saves()[1]
    with without_triggers():
        Acto.objects.filter(pk=second.pk).update(detalle="otra cosa")
        _compute_anew(SEGIP)
    [found] = problems()
    assert (found.caso, found.numero, found.acto) == ("ancla_distinta", number_of(approved), approved.pk)
    anchors_file().unlink()
    report = verify()
    assert report.problems == []
    assert "No hay anclas" in report.notices[0]


def test_anchors_that_somebody_wrote_over_are_found() -> None:
    anchors_file().write_text("{}\n", encoding="utf-8")
    assert kinds() == ["ancla_ilegible"]


def test_a_row_of_the_plan_edited_is_found() -> None:
    line = the_change(saves()[0]).renglon
    attack(f"update requerimientos set importe = 99 where renglon = {line}")
    [found] = problems()
    assert (found.caso, found.tabla, found.renglon, found.entidad) == ("fila_alterada", "requerimientos", line, SEGIP)
    assert "y la fila «99»" in found.mensaje


def test_a_row_edited_and_then_saved_by_somebody_is_found(as_role: Callable[..., Client]) -> None:
    line = the_change(saves()[0]).renglon
    attack(f"update requerimientos set importe = 99 where renglon = {line}")
    preparer = as_role(Rol.PREPARA, COMPLETED)
    answer = save(preparer, {"renglon": line, "celdas": {"descripcion": cell("sin culpa")}})
    [found] = problems()
    assert (found.caso, found.renglon, found.acto) == ("historia_rota", line, answer["acto"])


def test_rows_that_come_and_go_by_hand_are_found() -> None:
    line = the_change(saves()[0]).renglon
    attack(
        f"delete from requerimientos where renglon = {line}",
        f"update process_partedeunidad set estado = 'revisada' where plan = '{PLAN}' and unidad = '{COMPLETED}'",
    )
    found = {(each.caso, each.tabla) for each in problems()}
    assert found == {("fila_borrada", "requerimientos"), ("fila_alterada", "process_partedeunidad")}


def test_a_trigger_that_is_missing_is_found(engine: str) -> None:
    on = " on requerimientos" if engine == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"drop trigger traza_update_requerimientos{on}")
    [found] = problems()
    assert (found.caso, found.tabla) == ("disparador_falta", "requerimientos")


def test_a_trigger_that_is_another_is_found(engine: str) -> None:
    with connection.cursor() as cursor:
        if engine == "postgresql":
            cursor.execute(
                "create or replace function apthapi_guarda() returns trigger language plpgsql "
                "as $$ begin return new; end $$"
            )
        else:
            cursor.execute("drop trigger guarda_delete_process_acto")
            cursor.execute(
                "create trigger guarda_delete_process_acto before delete on process_acto begin select 1; end"
            )
    assert kinds() == ["disparador_distinto"]


def test_a_trigger_switched_off_is_found(engine: str) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite cannot switch a trigger off")
    with connection.cursor() as cursor:
        cursor.execute("alter table process_acto disable trigger guarda_update_process_acto")
        cursor.execute("create rule calla as on insert to process_cambio do instead nothing")
    try:
        assert kinds() == ["disparador_ajeno", "disparador_apagado"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop rule calla on process_cambio")
            cursor.execute("alter table process_acto enable trigger guarda_update_process_acto")


def test_only_what_is_of_the_entity_is_told() -> None:
    attack(f"update process_acto set detalle = 'x' where id = {saves()[1].pk}")
    assert len(verify(SEGIP).problems) == 1
    assert verify("999").problems == []
    assert verify("999").heads == {}


def test_other_processes_find_the_same() -> None:
    attack(f"update process_acto set detalle = 'x' where id = {saves()[1].pk}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apthapi.web.audit.verifying._SMALL", 0)
        assert verify(processes=2).problems == problems()

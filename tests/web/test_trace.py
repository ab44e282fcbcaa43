"""The trace: every change of a row of the format is kept with its act, and without an act the database refuses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from apthapi.core.package import read_package
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.example import write_example
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.plans.loading import AlreadyLoadedError, load_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, ActoEnCurso, Cambio, ParteDeUnidad
from apthapi.web.process.trace import in_course
from web.databases import both_engines
from web.grid import cell, rows, save

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _whole() -> dict[str, list[Any]]:
    return {name: live().query(f"select * from {name} order by {ROW}") for name in TABLES}


def _act_that_fails() -> None:
    with act("prueba", None, None):
        live().execute("delete from requerimientos")
        raise ZeroDivisionError


def _stored(renglon: int) -> dict[str, Any]:
    [row] = live().dicts(f"select * from requerimientos where {ROW} = ?", [renglon])
    return row


def test_a_change_keeps_the_row_before_and_after(as_role: Callable[..., Client]) -> None:
    preparer = as_role(Rol.PREPARA, COMPLETED)
    renglon = rows(preparer)[0]["renglon"]
    before = _stored(renglon)
    answer = save(preparer, {"renglon": renglon, "celdas": {"descripcion": cell("Con «eñe», 'comilla' y \n salto")}})
    [change] = Cambio.objects.filter(acto=answer["acto"], tabla="requerimientos")
    assert (change.tabla, change.renglon, change.plan, change.unidad) == ("requerimientos", renglon, PLAN, COMPLETED)
    assert json.loads(change.antes) == before
    assert json.loads(change.despues) == _stored(renglon)
    acto = Acto.objects.get(pk=answer["acto"])
    assert (acto.clase, acto.plan, acto.unidad) == ("guardar", PLAN, COMPLETED)
    assert (acto.persona and acto.persona.username, str(acto.cargo)) == (
        "demo-tarija",
        "Responsable de elaboración (DDTJ)",
    )


def test_rows_that_come_and_go_are_kept_too(as_role: Callable[..., Client]) -> None:
    preparer = as_role(Rol.PREPARA, COMPLETED)
    made = save(preparer, {"nuevo": "n1", "celdas": {"descripcion": cell("Nueva")}})
    renglon = made["filas"][0]["renglon"]
    row = _stored(renglon)
    gone = save(preparer, {"renglon": renglon, "borrar": True})
    came, went = Cambio.objects.filter(tabla="requerimientos", renglon=renglon).order_by("pk")
    assert (came.acto, came.antes, json.loads(came.despues)) == (made["acto"], "", row)
    assert (went.acto, json.loads(went.antes), went.despues) == (gone["acto"], row, "")


def test_many_rows_in_one_statement_are_kept_one_by_one() -> None:
    with act("prueba", None, None, plan=PLAN) as acto:
        live().execute("update requerimientos set descripcion = 'todas' where plan = ?", [PLAN])
        live().execute("delete from situacion where plan = ?", [PLAN])
    changes = Cambio.objects.filter(acto=acto.pk)
    assert changes.filter(tabla="requerimientos").count() == live().value("select count(*) from requerimientos")
    assert not live().query("select 1 from situacion where plan = ?", [PLAN])
    assert all(each.antes and not each.despues for each in changes.filter(tabla="situacion"))


def test_without_an_act_the_database_refuses() -> None:
    before = _whole()
    for name, table in TABLES.items():
        columns = [(column, kind) for column, kind in table.stored() if column != ROW]
        names, values = (
            ", ".join(each for each, _ in columns),
            ", ".join("'x'" if kind == "TEXT" else "1" for _, kind in columns),
        )
        tried = [f"insert into {name} ({names}) values ({values})"]
        tried += [f"update {name} set plan = plan", f"delete from {name}"] if before[name] else []
        for sql in tried:
            with pytest.raises(DatabaseError, match=r"no hay un acto en curso|una versión aprobada no cambia"):
                _execute(sql)
    assert _whole() == before


def test_a_table_is_not_emptied_at_once(engine: str) -> None:
    if engine == "postgresql":
        with pytest.raises(DatabaseError, match="no se vacía de una vez"), act("prueba", None, None):
            _execute("truncate requerimientos")
    assert live().value("select count(*) from requerimientos") > 0


def test_an_act_that_fails_leaves_nothing_and_none_in_course() -> None:
    before, acts, changes = _whole(), Acto.objects.count(), Cambio.objects.count()
    with pytest.raises(ZeroDivisionError):
        _act_that_fails()
    assert (_whole(), Acto.objects.count(), Cambio.objects.count()) == (before, acts, changes)
    assert not ActoEnCurso.objects.exists()
    with pytest.raises(DatabaseError, match="no hay un acto en curso"):
        _execute("delete from requerimientos")


def test_an_act_ends_with_its_block_also_within_a_larger_transaction() -> None:
    with transaction.atomic():
        with act("prueba", None, None):
            live().execute("delete from situacion")
        with pytest.raises(DatabaseError, match="no hay un acto en curso"), transaction.atomic():
            _execute("delete from requerimientos")


def test_an_act_is_written_in_the_transaction_of_its_changes() -> None:
    with pytest.raises(RuntimeError), in_course(Acto.objects.latest("pk")):
        pass


def test_a_plan_that_is_there_is_not_loaded_again(reference_folder: Path) -> None:
    before, acts, parts = _whole(), Acto.objects.count(), ParteDeUnidad.objects.count()
    package = read_package(reference_folder)
    with pytest.raises(AlreadyLoadedError, match="SEGIP-2024-0"):
        load_package(package)
    package.close()
    assert (_whole(), Acto.objects.count(), ParteDeUnidad.objects.count()) == (before, acts, parts)


def test_what_is_loaded_is_kept_as_one_act(tmp_path: Path) -> None:
    write_example(tmp_path / "ejemplo", units=2, lines=24)
    package = read_package(tmp_path / "ejemplo")
    load_package(package)
    loaded = Acto.objects.filter(clase="cargar").latest("pk")
    rows_of = sum(package.database.value(f"select count(*) from {name}") for name in TABLES)
    package.close()
    assert Cambio.objects.filter(acto=loaded.pk, antes="", tabla__in=TABLES).count() == rows_of

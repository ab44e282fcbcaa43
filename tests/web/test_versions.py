"""A version opens as a whole copy with its lineage, and one that was approved cannot be changed by anybody."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.rules.runner import check
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.plans.live import live
from apthapi.web.plans.package import live_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.versions.copying import OF_ITS_VERSION
from apthapi.web.versions.immutable import NO_WAY_BACK, REFUSED
from apthapi.web.versions.models import Linaje
from apthapi.web.versions.opening import CannotOpenError, Opening, being_made, open_version, put_in_force
from web.databases import both_engines, queries
from web.states import set_part, set_plan

pytestmark = pytest.mark.usefixtures("demo")

OPENING = Opening("reformulacion", "Ejemplo de motivo", afecta_pei=False, fecha=date(2024, 6, 3))
NEWER = "SEGIP-2024-2"


def _approve() -> None:
    with act("poner_en_vigencia", None, None, plan=PLAN):
        put_in_force(PLAN, date(2024, 2, 14))


def _open(opening: Opening = OPENING) -> str:
    with act("abrir_version", None, None, plan=PLAN):
        return open_version(PLAN, opening)


@both_engines
def test_a_version_is_a_whole_copy_and_every_row_knows_where_it_comes_from() -> None:
    _approve()
    assert _open() == NEWER
    for name, table in TABLES.items():
        if name in OF_ITS_VERSION:
            continue
        cells = ", ".join(
            f"n.{each}" for each, _ in table.stored() if each not in (ROW, "plan") and not each.startswith("fecha_f0")
        )
        older = live().query(f"select {cells} from {name} n where plan = ? order by {ROW}", [PLAN])
        newer = live().query(f"select {cells} from {name} n where plan = ? order by {ROW}", [NEWER])
        assert older == newer, name
        pairs = live().query(
            f"select l.origen from versions_linaje l join {name} n on n.{ROW} = l.renglon "
            f"where l.tabla = ? and n.plan = ? order by l.renglon",
            [name, NEWER],
        )
        assert pairs == live().query(f"select {ROW} from {name} where plan = ? order by {ROW}", [PLAN]), name


@both_engines
def test_it_says_what_it_replaces_and_v57_holds() -> None:
    _approve()
    _open()
    [row] = live().query("select reemplaza, version, afecta_pei, justificacion from planes where plan = ?", [NEWER])
    assert row == (PLAN, 2, "no", "Ejemplo de motivo")
    package = live_package([NEWER], before=[PLAN, "SEGIP-2024-0"])
    assert str(check(package, only=["V57"]).statuses["V57"]) == "cumple"


@both_engines
def test_the_one_in_force_stays_in_force_while_the_new_one_is_made_and_then_gives_it_its_place() -> None:
    _approve()
    _open()
    states = dict(Version.objects.values_list("plan", "estado"))
    assert states == {"SEGIP-2024-0": "historico", PLAN: "vigente", NEWER: "elaboracion"}
    assert being_made("340", 2024) == NEWER
    with act("poner_en_vigencia", None, None, plan=NEWER):
        put_in_force(NEWER, date(2024, 6, 20))
    assert dict(Version.objects.values_list("plan", "estado"))[PLAN] == "historico"
    assert live().value("select fecha from planes where plan = ?", [NEWER]) == "2024-06-20"


@both_engines
def test_units_that_do_not_take_part_stand_as_reviewed() -> None:
    _approve()
    _open(Opening("ajuste", "Solo Tarija", afecta_pei=False, fecha=date(2024, 6, 3), units=[COMPLETED]))
    states = dict(ParteDeUnidad.objects.filter(plan=NEWER).values_list("unidad", "estado"))
    assert states[COMPLETED] == EstadoDeUnidad.BORRADOR
    assert states[EMPTY] == EstadoDeUnidad.REVISADA


def test_two_versions_of_a_gestion_are_not_made_at_once() -> None:
    with pytest.raises(CannotOpenError, match="reemplaza a la que está vigente"):
        _open()
    _approve()
    _open()
    for state in (EstadoDePlan.ELABORACION, EstadoDePlan.CONSOLIDADA):
        set_plan(NEWER, estado=state)
        with pytest.raises(CannotOpenError, match=f"Ya hay una versión en elaboración, {NEWER}"):
            _open()


def test_one_that_was_dropped_keeps_its_code() -> None:
    _approve()
    _open()
    set_plan(NEWER, estado=EstadoDePlan.DESESTIMADA)
    assert _open() == f"{NEWER}.2"


def test_copying_takes_the_same_statements_whatever_the_rows() -> None:
    _approve()
    with queries() as made:
        _open()
    assert len(made) < 120
    assert Linaje.objects.filter(plan=NEWER).count() > 500


def _rename() -> None:
    with act("prueba", None, None, plan=PLAN):
        Version.objects.filter(plan=PLAN).update(plan="OTRO")


def _delete(model: type[Version | ParteDeUnidad]) -> None:
    with act("prueba", None, None, plan=PLAN):
        model.objects.filter(plan=PLAN).delete()


@contextmanager
def _refused(message: str) -> Iterator[None]:
    with pytest.raises((DatabaseError, sqlite3.DatabaseError, psycopg.Error), match=message), transaction.atomic():
        yield


TRIES = [
    "update requerimientos set importe = importe + 1 where plan = '{plan}'",
    "update requerimientos set plan = 'OTRO' where plan = '{plan}'",
    "update techos set plan = '{plan}', fuente = '99' where renglon = (select max(renglon) from techos)",
    "delete from operaciones where plan = '{plan}'",
    "insert into techos (plan, unidad, fuente, organismo, importe) values ('{plan}', '', '92', '', 1)",
    "update planes set justificacion = 'otra' where plan = '{plan}'",
    "delete from planes where plan = '{plan}'",
    "update documentos set cite = 'otro' where plan = '{plan}'",
    "delete from documentos where plan = '{plan}'",
]
"""By raw SQL, with an act in course, as somebody who owns the program could try."""


@both_engines
@pytest.mark.parametrize("state", [EstadoDePlan.VIGENTE, EstadoDePlan.HISTORICO])
def test_no_row_of_an_approved_version_changes(state: EstadoDePlan) -> None:
    _approve()
    _open()
    if state is EstadoDePlan.HISTORICO:
        with act("poner_en_vigencia", None, None, plan=NEWER):
            put_in_force(NEWER, date(2024, 6, 20))
    before = live().query("select * from requerimientos where plan = ? order by renglon", [PLAN])
    for attempt in TRIES:
        with _refused(REFUSED), act("prueba", None, None, plan=PLAN):
            live().execute(attempt.format(plan=PLAN, other=NEWER))
    assert live().query("select * from requerimientos where plan = ? order by renglon", [PLAN]) == before


@both_engines
def test_its_state_does_not_go_back_nor_its_parts_change() -> None:
    _approve()
    for state in (EstadoDePlan.ELABORACION, EstadoDePlan.DESESTIMADA):
        with _refused(NO_WAY_BACK):
            set_plan(estado=state)
    with _refused(NO_WAY_BACK):
        _rename()
    with _refused(NO_WAY_BACK):
        _delete(Version)
    with _refused(REFUSED):
        set_part(estado=EstadoDeUnidad.APROBADA)
    with _refused(REFUSED):
        _delete(ParteDeUnidad)


@both_engines
def test_one_that_was_consolidated_rests_until_it_is_returned() -> None:
    set_plan(estado=EstadoDePlan.CONSOLIDADA)
    for attempt in TRIES[:5]:
        with _refused(REFUSED), act("prueba", None, None, plan=PLAN):
            live().execute(attempt.format(plan=PLAN, other="SEGIP-2024-0"))
    set_plan(estado=EstadoDePlan.ELABORACION)
    with act("prueba", None, None, plan=PLAN):
        live().execute(TRIES[0].format(plan=PLAN))


@both_engines
def test_papers_that_follow_approval_are_added_and_then_stay() -> None:
    _approve()
    with act("emitir", None, None, plan=PLAN):
        live().execute(
            "insert into documentos (plan, documento, tipo, cite, fecha, emisor, asunto) "
            "values (?, 'remision', 'nota_remision', 'EJEMPLO 1', '2024-02-15', '', '')",
            [PLAN],
        )
    with _refused(REFUSED), act("prueba", None, None, plan=PLAN):
        live().execute("delete from documentos where plan = ? and documento = 'remision'", [PLAN])


@pytest.mark.postgresql
@pytest.mark.parametrize("engine", ["postgresql"], scope="session")
def test_no_table_is_emptied_at_once() -> None:
    with _refused("no se vacía de una vez"), connection.cursor() as cursor:
        cursor.execute("truncate requerimientos cascade")

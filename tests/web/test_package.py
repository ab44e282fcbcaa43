"""The live database as a package: what was loaded comes back, and everything above works on it unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.compare import compare_plans
from apthapi.core.copying import stored_tables
from apthapi.core.package import Package, read_package
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.core.writing import write_folder
from apthapi.example import write_completed, write_example
from apthapi.rules import check
from apthapi.web.plans.live import live
from apthapi.web.plans.loading import load_package
from apthapi.web.plans.own_sets import sets_that_differ
from apthapi.web.plans.package import chain_of, live_package, photograph
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, Version
from web.databases import both_engines

FIRST, SECOND = "SEGIP-2024-0", "SEGIP-2024-1"

pytestmark = [both_engines, pytest.mark.usefixtures("empty")]


@pytest.fixture
def completed(reference_folder: Path, tmp_path: Path) -> Package:
    """The reference plan, one unit of which has operations and lines."""
    folder = tmp_path / "segip"
    write_completed(read_package(reference_folder), "DDTJ", folder, plan=SECOND)
    return read_package(folder)


def without_rows(package: Package, table: str, **where: str) -> list[tuple[object, ...]]:
    """The rows of a table without their number, which is another one in the live database."""
    names = [name for name, _ in stored_tables()[table] if name != ROW]
    condition = " and ".join(f"{name} = '{value}'" for name, value in where.items()) or "1 = 1"
    order = ROW if table in TABLES else ", ".join(names)
    return package.database.query(f"select {', '.join(names)} from {table} where {condition} order by {order}")


def test_what_was_loaded_comes_back_byte_for_byte(completed: Package, tmp_path: Path) -> None:
    load_package(completed, in_progress=[SECOND])
    write_folder(completed, tmp_path / "ida" / "segip")
    write_folder(live_package([FIRST, SECOND]), tmp_path / "vuelta" / "segip")
    before = {path.name: path.read_bytes() for path in (tmp_path / "ida" / "segip").iterdir()}
    after = {path.name: path.read_bytes() for path in (tmp_path / "vuelta" / "segip").iterdir()}
    assert after == before
    assert len(after) > 12


def test_what_another_one_replaced_is_not_in_force_and_what_was_approved_is_public(completed: Package) -> None:
    load_package(completed)
    states = dict(Version.objects.values_list("plan", "estado"))
    assert states == {FIRST: EstadoDePlan.HISTORICO, SECOND: EstadoDePlan.VIGENTE}
    assert set(Version.objects.filter(publicada=True).values_list("plan", flat=True)) == {FIRST, SECOND}


def test_what_is_still_being_made_is_not_public_though_its_papers_are_there(completed: Package) -> None:
    load_package(completed, in_progress=[SECOND])
    assert dict(Version.objects.values_list("plan", "publicada")) == {FIRST: True, SECOND: False}


def test_an_example_with_every_table_comes_back_too(tmp_path: Path) -> None:
    write_example(tmp_path / "ejemplo", units=3, lines=300)
    package = read_package(tmp_path / "ejemplo")
    load_package(package)
    write_folder(live_package(package.plans), tmp_path / "vuelta" / "ejemplo")
    for path in (tmp_path / "ejemplo").glob("*.csv"):
        assert (tmp_path / "vuelta" / "ejemplo" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_plan_comes_alone_with_the_reference_sets_of_its_gestion(completed: Package) -> None:
    load_package(completed)
    photo = live_package([SECOND])
    assert photo.plans == [SECOND]
    for table in TABLES:
        assert without_rows(photo, table) == without_rows(completed, table, plan=SECOND), table
    for table in stored_tables().keys() - TABLES.keys():
        assert without_rows(photo, table) == without_rows(completed, table), table


def test_rules_and_comparisons_say_the_same_as_of_the_package(completed: Package) -> None:
    load_package(completed)
    photo = live_package([FIRST, SECOND])
    original, found = check(completed), check(photo)
    assert found.statuses == original.statuses
    assert [each.message for each in found.findings] == [each.message for each in original.findings]
    assert compare_plans(photo, FIRST, SECOND).sentences == compare_plans(completed, FIRST, SECOND).sentences
    rows = {row[0] for row in live().query("select renglon from unidades")}
    assert {each.row for each in found.findings if each.table == "unidades" and each.row} <= rows


def test_only_the_units_that_were_asked_for_and_what_is_of_none(completed: Package) -> None:
    load_package(completed)
    photo = live_package([SECOND], units=["DDTJ", "DDSC"])
    assert photo.database.query("select distinct unidad from acp_unidad order by 1") == [("DDSC",), ("DDTJ",)]
    assert set(photo.database.query("select unidad from techos")) <= {("",), ("DDSC",), ("DDTJ",)}
    assert without_rows(photo, "presupuesto_aprobado") == without_rows(completed, "presupuesto_aprobado", plan=SECOND)
    whole = live_package([SECOND], units=["DDTJ"], whole=["unidades"])
    assert without_rows(whole, "unidades") == without_rows(completed, "unidades", plan=SECOND)


def test_of_the_plans_before_only_their_heading_comes(completed: Package) -> None:
    load_package(completed)
    assert chain_of(SECOND) == [SECOND, FIRST]
    photo = live_package([SECOND], before=[FIRST])
    assert photo.plans == [FIRST, SECOND]
    assert without_rows(photo, "pdes") == without_rows(completed, "pdes")
    assert without_rows(photo, "techos") == without_rows(completed, "techos", plan=SECOND)


def test_a_photo_knows_the_last_act_that_it_shows(completed: Package) -> None:
    load_package(completed, in_progress=[SECOND])
    loaded = Acto.objects.latest("pk").pk
    assert photograph([SECOND]).acto == loaded
    with act("guardar", None, None, plan=SECOND, unidad="DDTJ") as later:
        live().execute("update unidades set nombre = ? where plan = ? and unidad = 'DDTJ'", ["Otra", SECOND])
    Acto.objects.create(envio="7d6a3c1e-6f0b-4a6e-9c1f-0d2f9f3f7a11", clase="ver", plan=SECOND)
    assert photograph([SECOND]).acto == later.pk
    assert photograph([FIRST]).acto == loaded
    assert photograph([SECOND]).package.database.value("select nombre from unidades where unidad = 'DDTJ'") == "Otra"


def test_reference_sets_of_the_software_do_not_go_along(completed: Package) -> None:
    load_package(completed)
    assert sets_that_differ(live_package([SECOND])) == {}


def test_reference_sets_that_were_changed_here_go_along_and_are_read_back(completed: Package, tmp_path: Path) -> None:
    load_package(completed)
    live().execute("update parametros set valor = valor + 1 where nombre = 'ancho_programa'")
    live().execute("insert into unidades_enteras (gestion, unidad_medida) values (2024, 'Camión cisterna')")
    live().execute(
        "insert into escala_viaticos (gestion, prefijo, categoria, destino, importe_diario, norma) "
        "values (2024, '222', 'segunda', 'interior', 15050, 'Ejemplo')"
    )
    photo = live_package([FIRST, SECOND])
    photo.own_sets = sets_that_differ(photo)
    assert set(photo.own_sets) == {"parametros", "unidades_enteras", "escala_viaticos"}
    write_folder(photo, tmp_path / "cambiado")
    back = read_package(tmp_path / "cambiado")
    assert [each for each in back.findings if each.table.startswith("clasificadores")] == []
    for table in stored_tables().keys() - TABLES.keys():
        assert without_rows(back, table) == without_rows(photo, table), table


def test_it_reads_one_moment_and_leaves_no_transaction_open(completed: Package) -> None:
    load_package(completed, in_progress=[SECOND])
    before = live_package([SECOND])
    with act("guardar", None, None, plan=SECOND):
        live().execute("update unidades set nombre = 'Otra' where plan = ?", [SECOND])
    assert live_package([SECOND]).database.query("select distinct nombre from unidades") == [("Otra",)]
    assert len(before.database.query("select distinct nombre from unidades")) == 14

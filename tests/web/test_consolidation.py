"""The consolidation on the screen says what `apthapi totals` says, to the centavo, by every dimension and filtered."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apthapi.compare import consolidation, totals
from apthapi.compare.cuts import Money
from apthapi.compare.facts import DIMENSIONS, Fact
from apthapi.compare.totals import Consolidation
from apthapi.core.money import format_amount, parse_amount
from apthapi.core.package import Package, read_package
from apthapi.example import write_example
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans import consolidation_pictures as pictures
from apthapi.web.plans.consolidation import UNKNOWN, Choice, Gathered, chosen, gather, pivot, read_choice
from apthapi.web.plans.exports import csv_file
from apthapi.web.plans.loading import load_package
from apthapi.web.plans.package import chain_of, live_package
from apthapi.web.process.board import board_of
from web.conftest import AsRole, sign_in
from web.databases import both_engines, queries

EXAMPLE = "EJEMPLO-0001-2024-1"
WHOLE_DEMO = 11_493_060_327

in_demo = pytest.mark.usefixtures("demo")
in_empty = pytest.mark.usefixtures("empty")


def loaded_example(folder: Path, lines: int, gestion: int = 2024) -> Package:
    write_example(folder, units=4, lines=lines, gestion=gestion)
    package = read_package(folder)
    load_package(package, in_progress=package.plans)
    return package


def same_as_totals(gathered: Gathered, package: Package, plan: str) -> None:
    for dimension in DIMENSIONS:
        said = {each.code: each.amount for each in totals(package, plan, dimension)}
        assert gathered.money.add_up(dimension) == said, dimension
    assert gathered.whole == consolidation(package, plan)


@in_demo
@both_engines
def test_the_plan_of_the_demonstration_is_as_the_command_says() -> None:
    gathered = gather(PLAN)
    same_as_totals(gathered, live_package(chain_of(PLAN)), PLAN)
    assert sum(gathered.money.by("unidad").values()) == WHOLE_DEMO


@in_demo
@both_engines
def test_a_fuente_has_the_same_money_in_the_table_in_its_picture_and_on_the_board() -> None:
    """Potosí tells apart by fuente only a part of its money."""
    gathered = gather(PLAN)
    table = gathered.money.add_up("fuente")
    assert (table["41"], table[""]) == (3_946_893_107, 594_729_300)
    assert {each.fuente: each.amount for each in gathered.fuentes if each.amount is not None} == table
    board = {row[0]: row[1] for row in board_of(PLAN, Persona.objects.all()[0]).picture.rows}
    assert (board["Fuente 20"], board["Fuente 41"]) == (table["20"], table["41"])


@in_empty
@both_engines
def test_a_plan_with_all_its_lines_is_as_the_command_says(tmp_path: Path) -> None:
    package = loaded_example(tmp_path / "plan", 200)
    same_as_totals(gather(EXAMPLE), package, EXAMPLE)


@in_demo
@pytest.mark.parametrize("rows", DIMENSIONS)
def test_every_pivot_adds_up_in_both_directions(rows: str) -> None:
    gathered = gather(PLAN)
    for columns in DIMENSIONS:
        if columns == rows:
            continue
        table = pivot(gathered, Choice(rows, columns))
        assert table.total[-1] == WHOLE_DEMO
        for place in range(1, len(table.columns)):
            cells = [row[place] for row in table.rows]
            assert sum(cell for cell in cells if isinstance(cell, int)) == table.total[place]
        for row in table.rows:
            assert sum(cell for cell in row[1:-1] if isinstance(cell, int)) == row[-1]


@in_demo
def test_a_filter_leaves_the_money_of_its_codes() -> None:
    gathered = gather(PLAN)
    for name in DIMENSIONS:
        for code, amount in gathered.codes(name).items():
            some = chosen(gathered, Choice(filters={name: code}))
            assert sum(some.money.by("unidad").values()) == amount
            assert list(some.codes(name)) == [code]


@in_demo
def test_units_stand_in_the_order_of_the_plan() -> None:
    gathered = gather(PLAN)
    order = [line.unidad for line in gathered.whole.lines if line.total is not None]
    assert list(gathered.codes("unidad")) == order


def test_an_address_that_makes_no_sense_shows_the_usual_table() -> None:
    assert read_choice({"filas": "luna", "columnas": "sol", "hoja": "1"}) == Choice("unidad", "fuente")
    assert read_choice({"filas": "fuente", "columnas": "fuente"}) == Choice("fuente", "unidad")
    assert read_choice({"mes": "-", "partida": ""}).filters == {"mes": ""}


@in_demo
def test_the_page_shows_the_entity_beside_its_ceilings(as_role: AsRole) -> None:
    page = text_of(as_role(Rol.PLANIFICACION).get(f"/planes/{PLAN}/consolidacion"))
    assert page.count(format_amount(31_152_018_600)) >= 2
    assert format_amount(WHOLE_DEMO) in page
    assert "Faltan Bs\u00a0196.589.582,73" in page
    assert "Sin requerimientos ni formulario 04: DNAF, UNSI." in page
    assert page.count('class="grafico"') == 10


@in_demo
def test_units_do_not_see_the_consolidation(as_role: AsRole) -> None:
    for rol in (Rol.PREPARA, Rol.DIRECTOR, Rol.REACP):
        for path in ("consolidacion", "consolidacion/tabla.csv"):
            assert as_role(rol, COMPLETED).get(f"/planes/{PLAN}/{path}").status_code == 403


@in_demo
def test_the_page_of_what_has_no_money_says_so(as_role: AsRole) -> None:
    page = text_of(as_role(Rol.FINANZAS).get(f"/planes/{PLAN}/consolidacion", {"unidad": "UNSI"}))
    assert "No hay importes que mostrar" in page
    assert "Quitar los filtros" in page


@in_demo
@pytest.mark.parametrize("table", ["tabla", "flujo", "areas", "meses"])
def test_each_file_adds_up_to_what_was_chosen(as_role: AsRole, table: str) -> None:
    asked = {"filas": "partida", "columnas": "mes", "unidad": COMPLETED}
    rows = file_of(as_role(Rol.AUDITORIA).get(f"/planes/{PLAN}/consolidacion/{table}.csv", asked))
    place = {"tabla": -1, "flujo": 3, "areas": 2, "meses": 1}[table]
    amounts = [parse_amount(row[place]) for row in rows[1:] if row[place]]
    assert rows[-1][0] == "Total"
    assert sum(amounts[:-1]) == amounts[-1] == 662_496_700


@in_demo
def test_the_file_of_the_techos_has_every_unit(as_role: AsRole) -> None:
    rows = file_of(as_role(Rol.FINANZAS).get(f"/planes/{PLAN}/consolidacion/unidades.csv"))
    assert [row[0] for row in rows[1:]] == [line.unidad for line in gather(PLAN).whole.lines]
    assert ["DDTJ", "6.624.967,00", "6.624.967,00", "0,00", "Cuadra"] in rows


@in_demo
@pytest.mark.parametrize("table", ["cambios", "otra", "plans"])
def test_a_table_that_there_is_not_is_not_found(as_role: AsRole, table: str) -> None:
    assert as_role(Rol.FINANZAS).get(f"/planes/{PLAN}/consolidacion/{table}.csv").status_code == 404


def test_a_text_that_excel_would_run_stays_a_text() -> None:
    rows = file_of(csv_file("x", ["a", "b"], [["=1+1", -100], ["@sum", None], ["-dos", "Sí; «no»"]]))
    assert rows[1:] == [["'=1+1", "-1,00"], ["'@sum", ""], ["'-dos", "Sí; «no»"]]


@in_demo
def test_texts_of_people_are_not_markup() -> None:
    gathered = gather(PLAN)
    hostile = {**gathered.names, "fuente": {"20": "<script>alert(1)</script>"}}
    drawn = pictures.flow(replace(gathered, names=hostile))
    assert "<script" not in drawn.wide + drawn.narrow
    assert "&lt;script" in drawn.wide


@in_demo
def test_money_that_is_mostly_without_partida_is_drawn_by_form_and_unit() -> None:
    gathered = gather(PLAN)
    assert pictures.treemap(gathered).columns[:2] == ("Grupo", "Unidad")
    assert pictures.flow(gathered).columns[2] == "Formulario"
    of_lines = chosen(gathered, Choice(filters={"unidad": COMPLETED}))
    assert pictures.treemap(of_lines).columns[:2] == ("Grupo", "Partida")
    assert pictures.flow(of_lines).columns[2] == "Grupo del gasto"


@in_demo
def test_money_without_months_is_said_beside_the_months() -> None:
    drawn = pictures.months(gather(PLAN))
    assert drawn.rows[-2][:2] == (UNKNOWN["mes"], WHOLE_DEMO - 662_496_700)
    assert drawn.rows[-1][1] == WHOLE_DEMO


@in_demo
def test_before_and_after_are_drawn_when_both_are_known() -> None:
    gathered = gather(PLAN)
    assert pictures.change(gathered) is None
    drawn = pictures.change(replace(gathered, before={"DDTJ": 662_000_000, "YANO": 5}, older="SEGIP-2024-0"))
    assert drawn is not None
    assert ("DDTJ", 662_000_000, 662_496_700, 496_700) in drawn.rows
    assert ("YANO", 5, None, None) in drawn.rows


def test_negative_amounts_are_not_drawn_and_it_is_said() -> None:
    codes = dict.fromkeys(("unidad", "formulario", "fuente", "organismo", "grupo", "partida", "acp"), "x")
    names: dict[str, dict[str, str]] = {name: {} for name in UNKNOWN}
    whole = Consolidation((), (), None, None, None)
    gathered = Gathered("P", Money(others=[Fact(codes, -5, (None,) * 12)]), names, whole, (), {}, "")
    for draw in (pictures.flow, pictures.treemap, pictures.months):
        drawn = draw(gathered)
        assert drawn.empty
        assert "importes negativos" in drawn.summary


@in_empty
def test_the_number_of_queries_does_not_grow_with_the_lines(tmp_path: Path) -> None:
    few = loaded_example(tmp_path / "pocas", 60, gestion=2024)
    many = loaded_example(tmp_path / "muchas", 1200, gestion=2025)
    client = sign_in(Rol.PLANIFICACION, entidad="6")
    counts = [queries_of(client, f"/planes/{package.latest_plan()}/consolidacion") for package in (few, few, many)]
    assert counts[1] == counts[2] < 40


def queries_of(client: Client, path: str) -> int:
    """How many queries a page makes, of people and states and of the plan alike."""
    with queries() as ran:
        assert client.get(path).status_code == 200
    return sum(sql.lower().startswith(("select", "with")) for sql in ran)


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def file_of(response: Any) -> list[list[str]]:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9_-]+\.csv"', response["Content-Disposition"])
    text = str(response.content.decode("utf-8"))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))

"""Totals by any dimension add up to the plan; what is not known is not zero."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from apthapi.compare import DIMENSIONS, consolidation, totals
from apthapi.compare.totals import plan_total
from apthapi.core.package import Package, read_package
from compare.conftest import EXAMPLE

EACH = pytest.mark.parametrize("dimension", [*DIMENSIONS, "mes"])


def total(package: Package, plan: str, dimension: str) -> int:
    return sum(each.amount or 0 for each in totals(package, plan, dimension))


@EACH
def test_the_example_adds_up_by_every_dimension(example: Package, dimension: str) -> None:
    assert total(example, EXAMPLE, dimension) == plan_total(example, EXAMPLE) == 120_129_000
    assert all(each.code for each in totals(example, EXAMPLE, dimension))


@pytest.mark.parametrize("dimension", list(DIMENSIONS))
def test_the_real_plan_adds_up_by_every_dimension(segip: Package, dimension: str) -> None:
    assert total(segip, "SEGIP-2024-1", dimension) == plan_total(segip, "SEGIP-2024-1") == 11_493_060_327


def test_what_a_form_04_does_not_tell_apart_has_no_code(segip: Package) -> None:
    by_fuente = {each.code: each.amount for each in totals(segip, "SEGIP-2024-1", "fuente")}
    assert by_fuente == {"": 594_729_300, "20": 6_951_437_920, "41": 3_946_893_107}


def test_a_plan_without_lines_has_no_months(segip: Package) -> None:
    assert totals(segip, "SEGIP-2024-1", "mes") == []


@EACH
def test_a_plan_that_shows_no_money_has_no_totals(segip: Package, dimension: str) -> None:
    assert totals(segip, "SEGIP-2024-0", dimension) == []
    assert plan_total(segip, "SEGIP-2024-0") is None


def test_a_dimension_that_does_not_exist(segip: Package) -> None:
    with pytest.raises(KeyError):
        totals(segip, "SEGIP-2024-1", "luna")


def test_names_come_from_the_classifiers_of_the_gestion(example: Package) -> None:
    by_group = {each.code: each.label for each in totals(example, EXAMPLE, "grupo")}
    assert by_group["10000"] == "SERVICIOS PERSONALES"
    assert [each.label for each in totals(example, EXAMPLE, "mes")][:2] == ["enero", "febrero"]


def test_the_units_add_up_to_the_entity(segip: Package) -> None:
    whole = consolidation(segip, "SEGIP-2024-1")
    assert whole.fuentes == ("20", "41")
    assert len(whole.lines) == 14
    assert [line.unidad for line in whole.lines if line.total is None] == ["DNAF", "UNSI"]
    assert sum(line.total or 0 for line in whole.lines) == whole.total == 11_493_060_327
    assert whole.ceiling == whole.approved == 31_152_018_600
    tarija = next(line for line in whole.lines if line.unidad == "DDTJ")
    assert tarija.by_fuente == {"20": 365_524_800, "41": 296_971_900}
    assert tarija.total == tarija.techo == 662_496_700


def test_a_plan_that_only_was_approved(segip: Package) -> None:
    whole = consolidation(segip, "SEGIP-2024-0")
    assert (whole.total, whole.ceiling, whole.approved) == (None, None, 31_152_018_600)


def test_a_month_that_no_line_states_is_not_zero(tmp_path: Path) -> None:
    tables: dict[str, Callable[[], str]] = {
        "planes": lambda: "plan,gestion\nP,2024\n",
        "unidades": lambda: "plan,unidad\nP,U\n",
        "requerimientos": lambda: "plan,unidad,linea,importe,m01,m02\nP,U,1,30.00,10.00,\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text(), encoding="utf-8")
    found = totals(read_package(tmp_path), "P", "mes")
    assert [each.amount for each in found[:2]] == [1000, None]
    assert (found[-1].code, found[-1].amount) == ("", 2000)

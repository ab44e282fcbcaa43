"""A plan beside the approved budget: every cent, and no money counted twice because it is told in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.compare.cells import Cell, approved, programmed
from apthapi.compare.tie_out import by_dimension, tie_out, total_of
from apthapi.core.package import read_package


def law(categoria: str = "", grupo: str = "", fuente: str = "", organismo: str = "", importe: int = 0) -> Cell:
    return Cell(categoria, grupo, fuente, organismo, importe)


def test_what_is_told_by_everything_ties_out_to_the_cent() -> None:
    plan = [law("48", "20000", "41", "111", 1000), law("48", "20000", "20", "230", 501)]
    official = [law("48 000 001", "20000", "41", "111", 1000), law("48 000 002", "20000", "20", "230", 500)]
    found = tie_out(official, official, plan)
    assert (found.total.official, found.total.programmed, found.total.gap) == (1500, 1501, 1)
    assert not found.agrees
    assert {tie.dimension: [(each.code, each.gap) for each in tie.differing] for tie in found.ties} == {
        "programa": [("48", 1)],
        "fuente": [("20", 1)],
        "organismo": [("230", 1)],
        "grupo": [("20000", 1)],
    }
    assert tie_out(official, official, [plan[0], law("48", "20000", "20", "230", 500)]).agrees


def test_money_that_is_only_moved_between_fuentes_is_told() -> None:
    official = [law("48", "20000", "41", "111", 700), law("48", "20000", "20", "230", 300)]
    moved = [law("48", "20000", "41", "111", 300), law("48", "20000", "20", "230", 700)]
    found = tie_out(official, [], moved)
    assert found.total.agrees
    assert {tie.dimension for tie in found.ties if tie.differing} == {"fuente", "organismo"}
    assert not found.agrees


@pytest.mark.parametrize(
    ("cells", "dimension", "sums"),
    [
        ([law("48 000 001", "", "", "", 10), law("48 000 001", "20000", "", "", 10)], "programa", {"48": 10}),
        ([law("48 000 001", "20000", "", "", 10), law("", "20000", "", "", 10)], "grupo", {"20000": 10}),
        ([law("48", "20000", "", "", 10), law("48 000 001", "20000", "", "", 10)], "grupo", {"20000": 10}),
        ([law("48", "", "", "", 7), law("98 000 001", "", "", "", 3)], "programa", {"48": 7, "98": 3}),
        ([law("48 000 001", "20000", "", "", 10), law("", "", "41", "111", 10)], "fuente", {"41": 10}),
        ([law("48 000 001", "20000", "", "", 10)], "fuente", {}),
    ],
)
def test_a_cut_of_the_same_money_is_not_added_again(cells: list[Cell], dimension: str, sums: dict[str, int]) -> None:
    assert by_dimension(cells, dimension) == sums
    assert total_of(cells) == 10


def test_where_the_law_tells_nothing_there_is_nothing_to_compare() -> None:
    found = tie_out([law("48", "20000", "", "", 10)], [], [law("48", "20000", "41", "111", 10)])
    fuente = next(each for each in found.ties if each.dimension == "fuente")
    assert not fuente.known
    assert fuente.differing == ()
    assert found.agrees
    nothing = tie_out([law(importe=5)], [], [])
    assert (nothing.total.official, nothing.total.programmed, nothing.total.gap) == (5, None, None)


def test_the_package_of_the_segip_says_the_same_law_that_it_brings(reference_folder: Path) -> None:
    package = read_package(reference_folder)
    said = approved(package, "SEGIP-2024-1")
    planned = programmed(package, "SEGIP-2024-1")
    package.close()
    found = tie_out(said, said, planned)
    assert found.total.official == total_of(said) == sum(by_dimension(said, "programa").values())
    assert found.total.declared_gap == 0
    assert sum(each.importe for each in planned) == found.total.programmed

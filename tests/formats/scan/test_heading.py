"""The unit that the head of a printed form names."""

from __future__ import annotations

from apthapi.formats.scan.heading import read_heading
from apthapi.formats.scan.reading import Certainty, Known, Line, ReadCell, Word

UNIDADES = Known(unidades=(("DDTJ", "Dirección Departamental de Tarija"), ("DDBN", "Dirección Departamental de Beni")))


def unidad_in(text: str) -> ReadCell:
    [found] = [
        cell
        for cell in read_heading([Line(tuple(Word(word) for word in text.split()))], UNIDADES, "04", 1)
        if cell.column == "unidad"
    ]
    return found


def test_a_whole_name_is_of_its_unit_though_the_sigla_was_misread() -> None:
    found = unidad_in("Dirección Departamental de Tarija (DDTJI) 48 000 007")
    assert (found.value, found.certainty, found.options) == ("DDTJ", Certainty.CERTAIN, ())


def test_a_name_that_lost_letters_is_doubtful_between_those_it_resembles() -> None:
    found = unidad_in("Dirección Departamental de Taija")
    assert (found.certainty, {each.value for each in found.options}) == (Certainty.DOUBTFUL, {"DDTJ", "DDBN"})

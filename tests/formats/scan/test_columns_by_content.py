"""The columns of a form 02 told by what they hold, when a stamp over its titles made them unreadable."""

from __future__ import annotations

from apthapi.core.fields import Value
from apthapi.formats.scan.form02 import read_form02
from apthapi.formats.scan.reading import Box, Certainty, Known, Line, Page, ReadRow, Word

ACTIONS = (
    ("1.1", "Atender los trámites y solicitudes de la población en los plazos establecidos."),
    ("2.1", "Realizar la gestión administrativa y financiera con eficacia, transparencia y licitud."),
    ("3.2", "Mantener los sistemas y la red de datos en operación continua."),
)
KNOWN = Known(acp=tuple((code, code[0], text) for code, text in ACTIONS))
WEIGHTS = ("25%", "40%", "35%")
LEFTS = {"codigo": 0.29, "texto": 0.36, "ponderacion": 0.6, "producto": 0.66, "beneficiario": 0.83}


def _run(text: str, left: float, top: float) -> list[Word]:
    words = []
    for each in text.split():
        right = left + 0.004 * len(each)
        words.append(Word(each, Box(left, top, right, top + 0.012)))
        left = right + 0.004
    return words


def _page(texts: tuple[str, ...], codes: tuple[str, ...], weights: tuple[str, ...]) -> Page:
    """Each action in two lines, its code, weight, products and beneficiaries beside the first one."""
    lines = []
    for at, (text, code, weight) in enumerate(zip(texts, codes, weights, strict=True)):
        top, words = 0.4 + 0.08 * at, text.split()
        half = len(words) // 2
        first = [
            *_run(code, LEFTS["codigo"], top),
            *_run(" ".join(words[:half]), LEFTS["texto"], top),
            *_run(weight, LEFTS["ponderacion"], top),
            *_run(f"Producto {at}", LEFTS["producto"], top),
            *_run(f"Gente {at}", LEFTS["beneficiario"], top),
        ]
        lines += [Line(tuple(first)), Line(tuple(_run(" ".join(words[half:]), LEFTS["texto"], top + 0.02)))]
    lines.append(Line(tuple(_run("SUMA DE LAS PONDERACIONES 100 %", LEFTS["texto"], 0.7))))
    return Page(1, tuple(lines))


def _cell(row: ReadRow, column: str) -> tuple[Value, Certainty]:
    cell = row.cell(column)
    assert cell
    return cell.value, cell.certainty


def test_every_column_is_found_without_titles() -> None:
    rows, notes = read_form02([_page(tuple(text for _, text in ACTIONS), ("1.1", "21", "3.2"), WEIGHTS)], KNOWN)
    assert not notes
    assert [_cell(row, "acp") for row in rows] == [(code, Certainty.CERTAIN) for code, _ in ACTIONS]
    assert [_cell(row, "ponderacion") for row in rows] == [(each, Certainty.CERTAIN) for each in (2500, 4000, 3500)]
    assert [_cell(row, "productos_esperados")[0] for row in rows] == [f"Producto {at}" for at in range(3)]
    assert [_cell(row, "beneficiarios")[0] for row in rows] == [f"Gente {at}" for at in range(3)]


def test_an_action_of_which_only_the_code_was_read_is_doubtful() -> None:
    texts = (ACTIONS[0][1], "Rx zz adq ww tt pp qq nn mm kk", ACTIONS[2][1])
    rows, _ = read_form02([_page(texts, ("1.1", "“21", "3.2"), WEIGHTS)], KNOWN)
    assert [_cell(row, "acp") for row in rows] == [
        ("1.1", Certainty.CERTAIN),
        ("2.1", Certainty.DOUBTFUL),
        ("3.2", Certainty.CERTAIN),
    ]


def test_a_weight_that_was_not_read_is_what_the_printed_sum_lacks_and_a_wrong_one_is_offered_the_right_one() -> None:
    texts, codes = tuple(text for _, text in ACTIONS), tuple(code for code, _ in ACTIONS)
    rows, _ = read_form02([_page(texts, codes, ("25%", "", "35%"))], KNOWN)
    assert _cell(rows[1], "ponderacion") == (4000, Certainty.DOUBTFUL)
    rows, _ = read_form02([_page(texts, codes, ("25%", "46%", "35%"))], KNOWN)
    cell = rows[1].cell("ponderacion")
    assert cell
    assert cell.certainty is Certainty.DOUBTFUL
    assert [option.value for option in cell.options] == [4600, 4000]

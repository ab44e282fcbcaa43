"""From the law of 2024 to the first reformulation of the SEGIP: every published figure, and what it hides."""

from __future__ import annotations

from apthapi.compare import Comparison
from apthapi.compare.changes import Change, Move


def of(comparison: Comparison, level: str) -> dict[str, Change]:
    return {change.code: change for change in comparison.money[level]}


def moved(comparison: Comparison, move: Move) -> dict[str, int]:
    return {change.code: change.difference for change in comparison.money["unidad"] if change.move is move}


def test_the_total_of_the_entity_does_not_move(comparison: Comparison) -> None:
    assert comparison.total_before == comparison.total_after == 31_152_018_600


def test_three_units_rise_and_one_falls(comparison: Comparison) -> None:
    assert moved(comparison, Move.UP) == {"DDPD": 2_000_003, "DNP": 77_200_000, "DNTIC": 1_621_980_000}
    assert moved(comparison, Move.DOWN) == {"DDTJ": -15_500_000}


def test_six_units_are_equal_and_two_differ_by_rounding(comparison: Comparison) -> None:
    assert set(moved(comparison, Move.SAME)) == {"DDCB", "DDCH", "DDLP", "DDPT", "DDSC", "DNBM"}
    assert moved(comparison, Move.ROUNDING) == {"DDBN": 141, "DDOR": -17}


def test_cochabamba_moves_money_from_services_to_materials(comparison: Comparison) -> None:
    groups = of(comparison, "grupo")
    assert groups["48 000 002 · 30000"].difference == 610_000
    assert groups["48 000 002 · resto"].difference == -610_000
    assert of(comparison, "unidad")["DDCB"].move is Move.SAME


def test_what_the_forms_do_not_show_is_unknown_and_not_zero(comparison: Comparison) -> None:
    missing = comparison.uncovered
    assert len(missing) == 12
    assert sum(change.before or 0 for change in missing) == 21_344_638_400
    assert {change.after for change in missing} == {None}
    assert {change.label for change in missing if change.label} == {"DNAF", "UNSI"}


def test_the_categories_add_up_with_those_that_are_not_shown(comparison: Comparison) -> None:
    known = [change for change in comparison.money["categoria"] if change.move is not Move.UNKNOWN]
    risen = sum(change.difference for change in known)
    assert risen == 1_685_680_127
    before = sum(change.before or 0 for change in comparison.money["categoria"])
    assert before == comparison.total_before


def test_the_fuentes_of_the_entity_do_not_change(comparison: Comparison) -> None:
    fuentes = comparison.money["fuente"]
    assert fuentes
    assert {change.move for change in fuentes} == {Move.SAME}
    assert sum(change.after or 0 for change in fuentes) == 31_152_018_600


def test_the_law_has_no_lines_and_no_partidas(comparison: Comparison) -> None:
    assert comparison.money["partida"] == ()
    assert "requerimientos" not in {table.table for tables in comparison.tables.values() for table in tables}


def test_a_table_that_one_plan_does_not_bring_is_not_compared(comparison: Comparison) -> None:
    unknown = {table.table: table.unknown for tables in comparison.tables.values() for table in tables}
    assert unknown["acp_unidad"] == "SEGIP-2024-0"
    assert unknown["presupuesto_aprobado"] == "SEGIP-2024-1"


def test_the_summary_says_it_in_seven_sentences(comparison: Comparison) -> None:
    assert comparison.sentences == (
        "El total de la entidad no cambia: Bs\u00a0311.520.186,00.",
        "Suben 3 unidades: DNTIC +16.219.800,00; DNP +772.000,00; DDPD +20.000,03.",
        "Baja 1 unidad: DDTJ -155.000,00.",
        "No cambian 6 unidades; otras 2 difieren solo por redondeo: DDBN y DDOR.",
        (
            "Con el mismo total, salvo redondeo, 5 unidades mueven dinero entre grupos del gasto: DNBM 24.000,00; "
            "DDOR 11.400,00; DDCB 6.100,00; DDSC 4.000,00; DDBN 2.812,00."
        ),
        (
            "El plan nuevo no muestra el dinero de 12 categorías, que tenían Bs\u00a0213.446.384,00; "
            "las dos mayores son 98 000 001 (94.159.940,00) y 00 000 001 de DNAF (75.859.568,00)."
        ),
        "Para que el total cuadre, esas 12 deben bajar Bs\u00a016.856.801,27 en conjunto.",
    )
    assert comparison.summary == " ".join(comparison.sentences)

"""The sentences of a comparison hold for one and for many, and for what is not known."""

from __future__ import annotations

from apthapi.compare.changes import Change, Money, Move
from apthapi.compare.summary import sentences
from apthapi.core.money import Centavos


def change(code: str, before: int | None, after: int | None, move: Move, label: str = "") -> Change:
    sides = [None if side is None else Centavos(side) for side in (before, after)]
    return Change(code, label, sides[0], sides[1], move)


def said(
    *units: Change, grupo: tuple[Change, ...] = (), categoria: tuple[Change, ...] = (), total: tuple[int, int] = (5, 5)
) -> list[str]:
    money: Money = {"unidad": units, "grupo": grupo, "categoria": categoria}
    _, *rest = sentences(money, Centavos(total[0]), Centavos(total[1]))
    return rest


def test_the_total_says_how_it_moved() -> None:
    nothing: Money = {"unidad": (), "grupo": (), "categoria": ()}
    up = sentences(nothing, Centavos(100), Centavos(350))
    assert up == ("El total de la entidad sube Bs\u00a02,50: de Bs\u00a01,00 a Bs\u00a03,50.",)
    down = sentences(nothing, Centavos(350), Centavos(100))
    assert down == ("El total de la entidad baja Bs\u00a02,50: de Bs\u00a03,50 a Bs\u00a01,00.",)
    unknown = sentences(nothing, None, Centavos(100))
    assert unknown == ("El total de la entidad no se puede comparar: uno de los planes no lo muestra.",)


def test_one_unit_is_singular() -> None:
    assert said(change("A", 100, 300, Move.UP)) == ["Sube 1 unidad: A +2,00."]
    assert said(change("A", 100, 100, Move.SAME)) == ["No cambia 1 unidad."]
    assert said(change("A", 100, 101, Move.ROUNDING)) == ["Difiere solo por redondeo 1 unidad: A."]
    assert said(change("A", 100, 100, Move.SAME), change("B", 100, 101, Move.ROUNDING)) == [
        "No cambia 1 unidad; otra difiere solo por redondeo: B."
    ]


def test_a_long_list_names_the_largest_and_counts_the_rest() -> None:
    units = [change(f"U{n}", 0, n * 100, Move.UP) for n in range(1, 10)]
    assert said(*units) == ["Suben 9 unidades: U9 +9,00; U8 +8,00; U7 +7,00; U6 +6,00; U5 +5,00; U4 +4,00; y 3 más."]


def test_a_unit_without_an_earlier_amount_does_not_rise() -> None:
    assert said(change("A", None, 300, Move.NEW)) == ["No se conoce el importe anterior de 1 unidad: A +3,00."]


def test_money_that_moves_inside_a_unit_is_told_though_its_total_stands() -> None:
    groups = (change("1 · 20000", 500, 300, Move.DOWN, "A"), change("1 · 30000", 100, 300, Move.UP, "A"))
    assert said(change("A", 600, 600, Move.SAME), grupo=groups)[1:] == [
        "Con el mismo total, 1 unidad mueve dinero entre grupos del gasto: A 2,00."
    ]
    assert said(change("A", 600, 601, Move.ROUNDING), grupo=groups)[1].startswith("Con el mismo total, salvo redondeo,")
    assert said(change("A", 600, 800, Move.UP), grupo=groups) == ["Sube 1 unidad: A +2,00."]


def test_who_is_not_covered_and_by_how_much_it_must_move() -> None:
    seen = change("01", 100, 150, Move.UP)
    one = (seen, change("02", 300, None, Move.UNKNOWN, "B"))
    assert said(categoria=one) == [
        "El plan nuevo no muestra el dinero de 1 categoría, que tenía Bs\u00a03,00: 02.",
        "Para que el total cuadre, esa categoría debe bajar Bs\u00a00,50.",
    ]
    two = (*one, change("03", 900, None, Move.UNKNOWN))
    assert said(categoria=two, total=(5, 155)) == [
        "El plan nuevo no muestra el dinero de 2 categorías, que tenían Bs\u00a012,00: 03 (9,00) y 02 de B (3,00).",
        "Para que el total cuadre, esas 2 deben subir Bs\u00a01,00 en conjunto.",
    ]
    assert len(said(categoria=two, total=(5, 55))) == 1

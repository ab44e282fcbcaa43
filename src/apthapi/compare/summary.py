"""A comparison in a few sentences, one for each idea, for whoever has two minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apthapi.compare.changes import Change, Money, Move
from apthapi.core.money import Centavos, format_amount

NAMED = 6
"""Units that a sentence names at most, the largest first; the table has them all."""


def sentences(money: Money, before: Centavos | None, after: Centavos | None) -> tuple[str, ...]:
    """The total of the entity, the units that move, those that do not, and who is not covered."""
    by_move = {move: [change for change in money["unidad"] if change.move is move] for move in Move}
    found = [
        _entity(before, after),
        *_moved(by_move[Move.UP], "Sube", "Suben"),
        *_moved(by_move[Move.DOWN], "Baja", "Bajan"),
        *_moved(by_move[Move.NEW], "No se conoce el importe anterior de", "No se conoce el importe anterior de"),
        *_still(by_move[Move.SAME], by_move[Move.ROUNDING]),
        *_moved_inside(money),
    ]
    rest = None if before is None or after is None else after - before - _seen(money)
    return (*found, *_cover([c for c in money["categoria"] if c.move is Move.UNKNOWN], rest))


def sentences_of_unit(money: Money) -> tuple[str, ...]:
    """The same of a unit alone: its total, and what moves inside of it."""
    found = []
    for change in money["unidad"]:
        before, after = change.before, change.after
        if before is None or after is None:
            found.append("El total de la unidad no se puede comparar: una de las versiones no lo muestra.")
        elif change.move in {Move.SAME, Move.ROUNDING}:
            found.append(f"El total de la unidad no cambia: {bolivianos(after)}.")
        else:
            verb = "sube" if after > before else "baja"
            moved = bolivianos(abs(after - before))
            found.append(f"El total de la unidad {verb} {moved}: de {bolivianos(before)} a {bolivianos(after)}.")
    return (*found, *_moved_inside(money))


def headline(money: Money, before: Centavos | None, after: Centavos | None) -> str:
    """All of it in one sentence: `Suben 3 unidades, baja 1; el total de la entidad no cambia.`"""
    up, down = (sum(change.move is move for change in money["unidad"]) for move in (Move.UP, Move.DOWN))
    if up and down:
        units = f"{'Sube' if up == 1 else 'Suben'} {_units(up)}, {'baja' if down == 1 else 'bajan'} {down}"
    elif up or down:
        verb = ("Sube" if up else "Baja") + ("" if up + down == 1 else "n")
        units = f"{verb} {_units(up + down)}"
    else:
        units = "Ninguna unidad sube ni baja"
    if before is None or after is None:
        return f"{units}; el total de la entidad no se puede comparar."
    moved = f"{'sube' if after > before else 'baja'} {bolivianos(abs(after - before))}"
    return f"{units}; el total de la entidad {'no cambia' if before == after else moved}."


def bolivianos(amount: int) -> str:
    """`Bs 1.332.834,00`, which no line break parts."""
    return f"Bs\u00a0{format_amount(amount)}"


def _entity(before: Centavos | None, after: Centavos | None) -> str:
    if before is None or after is None:
        return "El total de la entidad no se puede comparar: uno de los planes no lo muestra."
    if before == after:
        return f"El total de la entidad no cambia: {bolivianos(after)}."
    verb = "sube" if after > before else "baja"
    moved = bolivianos(abs(after - before))
    return f"El total de la entidad {verb} {moved}: de {bolivianos(before)} a {bolivianos(after)}."


def _moved(changes: list[Change], one: str, many: str) -> Iterator[str]:
    if changes:
        ranked = sorted(changes, key=lambda change: -abs(change.difference))
        named = _named([f"{c.code} {'+' if c.difference > 0 else ''}{format_amount(c.difference)}" for c in ranked])
        yield f"{one if len(changes) == 1 else many} {_units(len(changes))}: {named}."


def _still(same: list[Change], rounding: list[Change]) -> Iterator[str]:
    """`No cambian 6 unidades; otras 2 difieren solo por redondeo: DDBN y DDOR.`"""
    verb = "difiere" if len(rounding) == 1 else "difieren"
    if same:
        stands = f"{'No cambia' if len(same) == 1 else 'No cambian'} {_units(len(same))}"
        others = "otra" if len(rounding) == 1 else f"otras {len(rounding)}"
        yield f"{stands}; {others} {verb} solo por redondeo: {_codes(rounding)}." if rounding else f"{stands}."
    elif rounding:
        yield f"{verb.capitalize()} solo por redondeo {_units(len(rounding))}: {_codes(rounding)}."


def _moved_inside(money: Money) -> Iterator[str]:
    """Units whose total stands but whose groups of spending changed: the change that a total hides."""
    still = {change.code: change for change in money["unidad"] if change.move in {Move.SAME, Move.ROUNDING}}
    gained, lost = dict.fromkeys(still, 0), dict.fromkeys(still, 0)
    for change in money["grupo"]:
        if change.label in still and change.move in {Move.UP, Move.DOWN}:
            side = gained if change.difference > 0 else lost
            side[change.label] += abs(change.difference)
    moved = {unit: least for unit in still if (least := min(gained[unit], lost[unit]))}
    if moved:
        rounding = ", salvo redondeo," if any(still[unit].move is Move.ROUNDING for unit in moved) else ","
        verb = "mueve" if len(moved) == 1 else "mueven"
        ranked = sorted(moved.items(), key=lambda item: -item[1])
        named = _named([f"{unit} {format_amount(amount)}" for unit, amount in ranked])
        yield f"Con el mismo total{rounding} {_units(len(moved))} {verb} dinero entre grupos del gasto: {named}."


def _seen(money: Money) -> int:
    """How much the categories that the newer plan shows moved, in centavos."""
    return sum(change.difference for change in money["categoria"] if change.move is not Move.UNKNOWN)


def _cover(missing: list[Change], rest: int | None) -> Iterator[str]:
    """Who is not covered by what the plan shows, and what they must have given or taken for the total to hold."""
    if not missing:
        return
    had = bolivianos(sum(change.before or 0 for change in missing))
    largest = [_category(each) for each in sorted(missing, key=lambda change: -(change.before or 0))[:2]]
    if len(missing) == 1:
        yield f"El plan nuevo no muestra el dinero de 1 categoría, que tenía {had}: {missing[0].code}."
    else:
        which = ": " if len(missing) == 2 else "; las dos mayores son "
        named = " y ".join(largest)
        yield f"El plan nuevo no muestra el dinero de {len(missing)} categorías, que tenían {had}{which}{named}."
    if rest:
        must = ("esa categoría debe", "") if len(missing) == 1 else (f"esas {len(missing)} deben", " en conjunto")
        verb = "bajar" if rest < 0 else "subir"
        yield f"Para que el total cuadre, {must[0]} {verb} {bolivianos(abs(rest))}{must[1]}."


def _category(change: Change) -> str:
    unit = f" de {change.label}" if change.label else ""
    return f"{change.code}{unit} ({format_amount(change.before or 0)})"


def _units(count: int) -> str:
    return "1 unidad" if count == 1 else f"{count} unidades"


def _named(ranked: Sequence[str]) -> str:
    more = len(ranked) - NAMED
    return "; ".join([*ranked[:NAMED], f"y {more} más"] if more > 0 else ranked)


def _codes(changes: list[Change]) -> str:
    codes = [change.code for change in changes]
    if len(codes) > NAMED:
        return f"{', '.join(codes[:NAMED])} y {len(codes) - NAMED} más"
    return " y ".join([", ".join(codes[:-1]), codes[-1]]) if len(codes) > 1 else codes[0]

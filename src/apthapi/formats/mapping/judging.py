"""How far the title and the cells of a column speak for a meaning, and in what words that is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from apthapi.core.schema import Kind
from apthapi.core.tables import MONTHS
from apthapi.core.typed import understand
from apthapi.formats.mapping.content import Seen, adds_up, multiplies
from apthapi.formats.mapping.layout import lowest
from apthapi.formats.mapping.meanings import KEYS, PAIR, QUARTERS, column_of, home, is_month
from apthapi.formats.mapping.names import NUMBER_TITLES, best_name, folded, subject_of

_UNKNOWN_FIT = 0.5
"""How far an empty column fits anything."""
_COARSER_LESS = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """Points from 0 to 100, and why (Spanish)."""

    points: float = 0
    why: str = ""


_NOTHING = Evidence()


def evidence(table: str, meaning: str, title: str, seen: Seen) -> Evidence:
    """How surely a column with that title and those cells has that meaning."""
    of_table, name = home(table, meaning)
    low, low_name = best_name(lowest(title), of_table, name) if title else (0, "")
    whole, whole_name = best_name(title, of_table, name) if title else (0, "")
    points, called = (whole, whole_name) if whole >= low else (low, low_name)
    fit = fitness(table, meaning, seen)
    by_content = _content_alone(meaning, seen)
    subject = subject_of(title.partition(" / ")[0]) if " / " in title else ""
    if subject and subject == meaning and folded(lowest(title)) in NUMBER_TITLES:
        points, called = 98, "código"
    elif points and _is_said_otherwise(title, points):
        points = 0
    if not points:
        return by_content
    if seen.filled and fit < 0.2:
        return _NOTHING
    total = points * (0.5 + 0.5 * fit) - (_COARSER_LESS if "." in meaning else 0)
    if _of_other_programming(table, meaning, title) or _of_other_subject(of_table, name, subject):
        total -= 45
    return Evidence(total, _said(title, called, points, meaning, seen, fit))


def _is_said_otherwise(title: str, points: int) -> bool:
    """Whether the title is rather one of those that are known to be of no use."""
    other, _ = best_name(title, "", "")
    low, _ = best_name(lowest(title), "", "")
    return max(other, low) > points


def _of_other_programming(table: str, meaning: str, title: str) -> bool:
    """Months of money in a sheet of operations, or of quantities in one of lines."""
    if not (is_month(meaning) or meaning in QUARTERS):
        return False
    flat = folded(title)
    return ("financ" in flat or "presup" in flat) if table == "operaciones" else "fisic" in flat


_OF_TABLE = {"operaciones": "operacion", "tareas": "tarea", "acp_unidad": "acp", "unidades": "unidad"}


def _of_other_subject(table: str, name: str, subject: str) -> bool:
    """A description below «ACCIÓN DE CORTO PLAZO» is not that of the operation."""
    own = "ae" if name in ("ae", "texto_ae") else name if name in KEYS else _OF_TABLE.get(table, "")
    return bool(subject) and bool(own) and own != subject


def _said(title: str, called: str, points: int, meaning: str, seen: Seen, fit: float) -> str:
    how = "se llama así" if points == 100 else f"«{lowest(title)}» es como «{called}»"
    if (codes := _CLASSIFIERS.get(meaning)) and seen.filled:
        many = round(seen.of_classifier(meaning) * len(seen.filled))
        return f"Por su nombre ({how}) y sus valores: {many} de {len(seen.filled)} son {codes}."
    if not seen.filled:
        return f"Por su nombre: {how}. Está vacía."
    return f"Por su nombre: {how}." if fit < 0.8 else f"Por su nombre ({how}), y sus valores lo confirman."


_CLASSIFIERS = {
    "partida": "partidas del clasificador",
    "fuente": "fuentes del clasificador",
    "organismo": "organismos del clasificador",
    "rubro": "rubros del clasificador",
}


def _content_alone(meaning: str, seen: Seen) -> Evidence:
    """What so special cells are sure to be, whatever the title says."""
    many = len(seen.filled)
    if many < 3:
        return _NOTHING
    if meaning in ("partida", "rubro") and (share := seen.of_classifier(meaning)) >= 0.8:
        least = 70 if meaning == "partida" else 50
        return Evidence(least * share, f"Por sus valores: {round(share * many)} de {many} son {_CLASSIFIERS[meaning]}.")
    if meaning == PAIR and seen.pairs >= 0.8:
        return Evidence(75, "Por sus valores: fuente y organismo juntos, como 41-111.")
    if meaning == "categoria" and seen.categories >= 0.9:
        return Evidence(65, "Por sus valores: categorías programáticas completas.")
    return _NOTHING


def fitness(table: str, meaning: str, seen: Seen) -> float:
    """How far the cells are what the meaning says, from 0 to 1."""
    if not seen.filled:
        return _UNKNOWN_FIT
    name = meaning.rpartition(".")[2]
    if special := _SPECIAL.get(name):
        return special(seen)
    column = column_of(table, meaning)
    match column.kind:
        case Kind.MONEY | Kind.QUANTITY | Kind.INTEGER:
            return seen.has_numbers
        case Kind.PERCENT:
            return seen.has_numbers * (1.0 if seen.percents() else 0.6)
        case Kind.DATE:
            return seen.dates
        case Kind.OPTION:
            return sum(not understand(column, text).problem for text in seen.texts) / len(seen.texts)
        case Kind.TEXT:
            return seen.words * (1.0 if seen.length >= 12 else 0.85)
        case _:
            return seen.codes


def _key(seen: Seen) -> float:
    """A code, a code with its text, or the text alone of what lines hang from."""
    is_partida = seen.of_classifier("partida") >= 0.6 and seen.length <= 6
    return max(seen.codes, 0.8 * seen.words) * (0.4 if is_partida else 1)


def _unit(seen: Seen) -> float:
    return max(seen.codes, seen.words) * (1 - seen.measures) * (1.0 if seen.has_numbers < 0.5 else 0.5)


def _measure(seen: Seen) -> float:
    return max(seen.measures, 0.8 if seen.length <= 20 and seen.has_numbers < 0.2 else 0.1)


_SPECIAL: Mapping[str, Callable[[Seen], float]] = {
    "partida": lambda seen: max(seen.of_classifier("partida"), 0.6 * seen.codes if seen.length < 14 else 0),
    "fuente": lambda seen: seen.of_classifier("fuente"),
    "organismo": lambda seen: seen.of_classifier("organismo"),
    "rubro": lambda seen: max(seen.of_classifier("rubro"), 0.6 * seen.codes),
    PAIR: lambda seen: seen.pairs,
    "categoria": lambda seen: seen.categories,
    "acp": _key,
    "operacion": _key,
    "tarea": _key,
    "unidad": _unit,
    "unidad_medida": _measure,
    "mes": lambda seen: 1.0 if seen.codes > 0.5 or seen.words > 0.5 else 0.0,
}


def by_arithmetic(
    table: str, chosen: Mapping[int, tuple[str, Evidence]], columns: Sequence[Seen]
) -> dict[int, tuple[str, Evidence]]:
    """What sums and products prove or bring to light: quantity by price is the total, and so are the months."""
    if table not in ("requerimientos", "operaciones"):
        return {}
    places = {meaning: at for at, (meaning, _) in chosen.items()}
    free = [at for at, each in enumerate(columns) if at not in chosen and each.has_numbers >= 0.8]
    found: dict[int, tuple[str, Evidence]] = {}
    months = [columns[places[month]] for month in MONTHS if month in places]
    total = "importe" if table == "requerimientos" else "meta"
    candidates = [places[total]] if total in places else free
    for at in candidates:
        if len(months) == 12 and adds_up(months, columns[at]) >= 0.9:
            found[at] = (total, Evidence(97, "Por sus valores: es lo que suman los doce meses en cada fila."))
            break
    if table == "requerimientos" and not found:
        found |= _product(places, free, columns)
    return found


def _product(
    places: Mapping[str, int], free: Sequence[int], columns: Sequence[Seen]
) -> dict[int, tuple[str, Evidence]]:
    names = ("cantidad", "precio_unitario", "importe")
    options = [[places[name]] if name in places else free for name in names]
    for a in options[0]:
        for b in options[1]:
            for c in options[2]:
                if len({a, b, c}) == 3 and multiplies(columns[a], columns[b], columns[c]) >= 0.9:
                    why = Evidence(97, "Por sus valores: cantidad × precio unitario = total en casi todas las filas.")
                    return {at: (name, why) for at, name in zip((a, b, c), names, strict=True)}
    return {}

"""What a workbook says of itself above its titles that is not so of the place into which it would come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apthapi.formats.mapping.layout import facts_above
from apthapi.formats.mapping.names import folded
from apthapi.web.importacion.choosing import Chosen
from apthapi.web.plans.live import live


def of_elsewhere(chosen: Iterable[Chosen], plan: str, unidad: str) -> list[str]:
    """A sentence for each entity, gestión or unit that the sheets to be imported name and that is another."""
    [(gestion, entidad, sigla)] = live().query(
        "select gestion, nombre_entidad, sigla from planes where plan = ?", [plan]
    )
    here = {"gestion": (f"gestión {gestion}", {str(gestion)}), "nombre_entidad": (entidad, {entidad, sigla})}
    if unidad:
        name = live().value("select nombre from unidades where plan = ? and unidad = ?", [plan, unidad])
        here["unidad"] = (f"{unidad}, {name}", {unidad, str(name)})
    return list(dict.fromkeys(_sentences(chosen, here)))


def _sentences(chosen: Iterable[Chosen], here: dict[str, tuple[str, set[str]]]) -> Iterator[str]:
    for each in chosen:
        if not each.taken or each.header is None:
            continue
        for fact in facts_above(each.sheet, each.header.row):
            title, names = here.get(fact.column, ("", set()))
            if title and not any(_same(fact.text, name) for name in names if name):
                yield f"La hoja «{each.sheet.name}», fila {fact.row + 1}, dice «{fact.text}»; esto es de {title}."


def _same(said: str, name: str) -> bool:
    """One names the other, whatever its accents and capitals, alone or within more words."""
    words, other = f" {folded(said)} ", f" {folded(name)} "
    return words in other or other in words

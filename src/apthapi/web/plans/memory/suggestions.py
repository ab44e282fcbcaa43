"""Suggestions for a unit: prices to look at again, and what seems asked twice. None is a rule, none stops anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse

from apthapi.core.database import Database
from apthapi.core.fields import words_of
from apthapi.core.money import format_amount
from apthapi.documents.figures import percent
from apthapi.web.plans.copying.old_prices import OldPrice, old_prices
from apthapi.web.plans.memory.outliers import Prices, Strange
from apthapi.web.plans.memory.remembered import recent_plans

MOST_SHOWN = 100
MOST_NAMED = 4
BROUGHT = "precio_traido"
"""The kind of the suggestions that a person settles by confirming."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One sentence, what to do, where it comes from, and the line to look at."""

    clase: str
    mensaje: str
    corrija: str
    origen: str
    vista: str
    renglon: int
    columna: str
    enlace: str = ""


Line = dict[str, Any]
_Thing = tuple[str, str, str]
"""Partida, bare words of the description, and unit of measure."""

_MINE = """
select renglon, formulario, linea, partida, descripcion, descripcion_clave, unidad_medida, precio_unitario
from requerimientos where plan = ? and unidad = ? and descripcion_clave <> '' order by formulario, linea
"""
_PRICES = """
select partida, descripcion_clave, unidad_medida, precio_unitario from requerimientos
where plan in ({plans}) and precio_unitario > 0 and (partida, descripcion_clave) in (
  select partida, descripcion_clave from requerimientos
  where plan = ? and unidad = ? and descripcion_clave <> '' and precio_unitario > 0)
"""
_SISTERS = """
with mias as materialized (
  select distinct partida, descripcion_clave from requerimientos
  where plan = ? and unidad = ? and formulario = '3_02' and descripcion_clave <> '')
select r.unidad, r.linea, r.descripcion_clave
from requerimientos r
join unidades s on s.plan = r.plan and s.unidad = r.unidad
where r.plan = ? and r.formulario = '3_02' and s.unidad <> ?
  and s.padre = (select padre from unidades where plan = ? and unidad = ?)
  and (r.partida, r.descripcion_clave) in (select partida, descripcion_clave from mias)
order by s.renglon, r.linea
"""
"""Apart first what this unit asks for: PostgreSQL would look for each of it in each unit, thousands of times."""


def suggestions(database: Database, plan: str, unidad: str) -> list[Suggestion]:
    """Every suggestion for a unit; the same few queries whatever the number of lines."""
    mine = database.dicts(_MINE, [plan, unidad])
    plans = recent_plans(database, plan)
    prices = _PRICES.format(plans=", ".join("?" for _ in plans))
    found = [
        *(_old(each) for each in old_prices(database, plan, unidad)),
        *_strange_prices(mine, database.query(prices, [*plans, plan, unidad])),
        *_repeated(mine),
        *_in_sisters(mine, database.query(_SISTERS, [plan, unidad] * 3)),
    ]
    page = reverse("paso", args=[plan, unidad, "requerimientos"])
    return [_linked(each, page) for each in found]


def as_json(found: list[Suggestion]) -> dict[str, object]:
    """For the panel beside the work."""
    brought = [each.renglon for each in found if each.clase == BROUGHT]
    return {"total": len(found), "sugerencias": [asdict(each) for each in found[:MOST_SHOWN]], "traidos": brought}


def _linked(each: Suggestion, page: str) -> Suggestion:
    cells = asdict(each)
    cells["enlace"] = f"{page}?hoja={each.vista}#{each.vista}/{each.renglon}/{each.columna}"
    return Suggestion(**cells)


def _old(line: OldPrice) -> Suggestion:
    raised = f", subido {percent(line.subida)}" if line.subida else ""
    return Suggestion(
        BROUGHT,
        f"El precio de «{line.descripcion}», Bs {format_amount(line.precio)}, es de la gestión {line.gestion}{raised}.",
        "Confírmelo si sigue vigente, o escriba el de hoy.",
        f"Se trajo de {line.de_unidad}, gestión {line.gestion}, donde era Bs {format_amount(line.anterior)}",
        f"requerimientos_{line.formulario}",
        line.renglon,
        "precio_unitario",
    )


def _strange_prices(mine: Iterable[Line], paid: Iterable[tuple[Any, ...]]) -> Iterator[Suggestion]:
    by_thing: dict[_Thing, list[int]] = {}
    for partida, words, medida, price in paid:
        by_thing.setdefault((partida, words, _same_unit(medida)), []).append(price)
    prices = {thing: Prices(found) for thing, found in by_thing.items()}
    for line in mine:
        thing = (line["partida"], line["descripcion_clave"], _same_unit(line["unidad_medida"]))
        price = line["precio_unitario"]
        if price and (found := prices[thing].strange(price)):
            yield _price(line, price, found)


def _price(line: Line, price: int, found: Strange) -> Suggestion:
    which = "más alto" if found.is_high else "más bajo"
    lowest, median, highest = (format_amount(each) for each in (found.lowest, found.median, found.highest))
    told = (
        f"«{line['descripcion']}» está a Bs {format_amount(price)}, {which} que lo usual: "
        f"las otras {found.others} líneas van de Bs {lowest} a Bs {highest}, y su mediana es Bs {median}."
    )
    return Suggestion(
        "precio_fuera",
        told,
        "Revise el precio y la unidad de medida; si es correcto, déjelo.",
        f"Comparado con {found.others} líneas de la entidad con las mismas palabras, partida y unidad",
        f"requerimientos_{line['formulario']}",
        line["renglon"],
        "precio_unitario",
    )


def _repeated(mine: Iterable[Line]) -> Iterator[Suggestion]:
    for lines in _assets(mine).values():
        if len(lines) > 1:
            numbers = " y ".join(str(line["linea"]) for line in lines)
            yield _asset(
                lines[-1],
                f"«{lines[0]['descripcion']}» está en las líneas {numbers} de esta unidad.",
                "Si es el mismo activo, deje una sola línea.",
                "Líneas del formulario 3_02 de la unidad con las mismas palabras",
            )


def _in_sisters(mine: Iterable[Line], rows: Iterable[tuple[Any, ...]]) -> Iterator[Suggestion]:
    asked: dict[str, list[str]] = {}
    for unidad, linea, words in rows:
        asked.setdefault(words, []).append(f"{unidad} (línea {linea})")
    for words, lines in _assets(mine).items():
        if also := asked.get(words):
            more = f" y {len(also) - MOST_NAMED} más" if len(also) > MOST_NAMED else ""
            yield _asset(
                lines[0],
                f"«{lines[0]['descripcion']}» también lo pide {', '.join(also[:MOST_NAMED])}{more}.",
                "Si es un activo que se comparte, pídalo una sola unidad.",
                "Líneas del formulario 3_02 de unidades hermanas con las mismas palabras",
            )


def _asset(line: Line, told: str, repair: str, origin: str) -> Suggestion:
    return Suggestion("repetido", told, repair, origin, "requerimientos_3_02", line["renglon"], "descripcion")


def _assets(mine: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in mine:
        if line["formulario"] == "3_02":
            found.setdefault(line["descripcion_clave"], []).append(line)
    return found


@lru_cache(maxsize=10_000)
def _same_unit(medida: str) -> str:
    """«Unidad» and «unidad.» are one unit of measure."""
    return words_of(medida)

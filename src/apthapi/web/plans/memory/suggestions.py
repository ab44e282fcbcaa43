"""Suggestions for a unit: prices to look at again, and what seems asked twice. None is a rule, none stops anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse

from apthapi.core.database import Database
from apthapi.core.fields import words_of
from apthapi.core.money import format_amount
from apthapi.documents.figures import percent
from apthapi.web.plans.copying.old_prices import OldPrice, old_prices
from apthapi.web.plans.memory.outliers import Strange, strange
from apthapi.web.plans.memory.remembered import YEARS

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

_MINE = """
select renglon, formulario, linea, partida, descripcion, descripcion_clave, unidad_medida, precio_unitario
from requerimientos where plan = ? and unidad = ? and descripcion_clave <> '' order by formulario, linea
"""
_KEYS = """(select distinct partida, descripcion_clave from requerimientos
  where plan = ? and unidad = ? and descripcion_clave <> ''{only})"""
_PRICES = f"""
select r.renglon, r.partida, r.descripcion_clave, r.unidad_medida, r.precio_unitario
from planes h
join planes p on p.entidad = h.entidad and p.gestion <= h.gestion and p.gestion >= h.gestion - ?
join requerimientos r on r.plan = p.plan
join {_KEYS.format(only=" and precio_unitario > 0")} m
  on m.partida = r.partida and m.descripcion_clave = r.descripcion_clave
where h.plan = ? and r.precio_unitario > 0
"""
_SISTERS = f"""
select r.unidad, r.linea, r.descripcion_clave
from unidades u
join unidades s on s.plan = u.plan and s.padre = u.padre and s.unidad <> u.unidad
join requerimientos r on r.plan = s.plan and r.unidad = s.unidad and r.formulario = '3_02'
join {_KEYS.format(only=" and formulario = '3_02'")} m
  on m.partida = r.partida and m.descripcion_clave = r.descripcion_clave
where u.plan = ? and u.unidad = ?
order by s.renglon, r.linea
"""


def suggestions(database: Database, plan: str, unidad: str) -> list[Suggestion]:
    """Every suggestion for a unit; four queries whatever the number of lines."""
    mine = database.dicts(_MINE, [plan, unidad])
    found = [
        *(_old(each) for each in old_prices(database, plan, unidad)),
        *_strange_prices(mine, database.dicts(_PRICES, [YEARS, plan, unidad, plan])),
        *_repeated(mine),
        *_in_sisters(mine, database.query(_SISTERS, [plan, unidad, plan, unidad])),
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


def _strange_prices(mine: Iterable[Line], prices: Iterable[Line]) -> Iterator[Suggestion]:
    paid: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for row in prices:
        paid.setdefault(_thing(row), []).append((row["renglon"], row["precio_unitario"]))
    for line in mine:
        price = line["precio_unitario"]
        others = [each for renglon, each in paid.get(_thing(line), ()) if renglon != line["renglon"]]
        if price and (found := strange(price, others)):
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


def _thing(row: Line) -> tuple[str, str, str]:
    return row["partida"], row["descripcion_clave"], words_of(row["unidad_medida"])

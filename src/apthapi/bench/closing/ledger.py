"""Compares what people were told with what the database keeps: every line, every act and change, and the chain.

Run as `python -m apthapi.bench.closing.ledger BOOK.json [LINES [ACT]]` with the environment of an installation;
prints what is lost, doubled, half done or not sealed as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django

from apthapi.bench.closing.book import KEPT

_MANY = 500
_NEVER = {
    "líneas repetidas": "select descripcion from requerimientos where descripcion like 'Ejemplo %-%' "
    "group by descripcion having count(*) > 1",
    "actos sin eslabón": "select a.id from process_acto a left join audit_eslabon e on e.acto = a.id "
    "where e.acto is null",
    "cambios sin acto": "select c.id from process_cambio c left join process_acto a on a.id = c.acto "
    "where a.id is null",
    "guardados sin cambio": "select a.id from process_acto a left join process_cambio c on c.acto = a.id "
    "where a.clase = 'guardar' and c.id is null",
    "lugares repetidos": "select linea from requerimientos group by plan, unidad, linea having count(*) > 1",
}
"""What must never be there."""


def main(book: Path, lines: int, since: int) -> None:
    """Compare, with so many lines before the first one was added (0: not known), what was done after that act."""
    django.setup()
    from apthapi.web.audit.verifying import verify  # noqa: PLC0415 - after Django is set up, as below

    told = json.loads(book.read_text(encoding="utf-8"))
    report = verify()
    problems = [*differences(told, lines, since), *(f"traza: {each}" for each in report.problems)]
    print(
        json.dumps(
            {
                "problemas": problems,
                "actos": report.counts.get("actos", 0),
                "ultimo": _rows("select max(id) from process_acto")[0][0],
                **_counted(told),
            }
        )
    )


def _counted(told: dict[str, Any]) -> dict[str, int]:
    stored = [envio for envio in told["unknown"] if _acts([envio])]
    return {"lineas": len(told["lines"]), "sin_respuesta": len(told["unknown"]), "de_ellos_guardados": len(stored)}


def differences(told: dict[str, Any], lines: int = 0, since: int = 0) -> Iterator[str]:
    """What the database keeps otherwise than people were told."""
    yield from _lines(told["lines"])
    yield from _saves(told["saves"])
    yield from _unknown(told["unknown"])
    yield from _of_parts(told["acts"], told["unsure"], since)
    yield from _everywhere()
    if lines and not told["unknown"]:
        added = sum(1 for values in told["lines"].values() if values[0].startswith("Ejemplo "))
        plan, found = _rows(
            "select max(plan), count(*) from requerimientos where plan = (select max(plan) from planes)"
        )[0]
        if found != lines + added:
            yield f"{plan} tiene {found} líneas; eran {lines} y se agregaron {added}"


def _rows(sql: str, parameters: Iterable[object] = ()) -> list[Any]:
    from apthapi.web.plans.live import live  # noqa: PLC0415

    return live().query(sql, list(parameters))


def _in_parts(items: Iterable[Any]) -> Iterator[list[Any]]:
    left = list(items)
    for at in range(0, len(left), _MANY):
        yield left[at : at + _MANY]


def _marks(some: list[Any]) -> str:
    return ", ".join("?" for _ in some)


def _lines(lines: dict[str, list[Any]]) -> Iterator[str]:
    for some in _in_parts(map(int, lines)):
        sql = f"select renglon, {', '.join(KEPT)} from requerimientos where renglon in ({_marks(some)})"
        found = {row[0]: list(row[1:]) for row in _rows(sql, some)}
        for renglon in some:
            if found.get(renglon) != lines[str(renglon)]:
                yield f"la línea {renglon} es {found.get(renglon)} y se contestó {lines[str(renglon)]}"


def _acts(envios: list[str]) -> dict[str, Any]:
    from apthapi.web.process.models import Acto  # noqa: PLC0415

    return {str(envio): key for envio, key in Acto.objects.filter(envio__in=envios).values_list("envio", "pk")}


def _changes(acts: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of each act, how many lines it changed and how many times."""
    found: dict[int, tuple[int, int]] = {}
    for some in _in_parts(acts):
        sql = (
            "select acto, count(distinct renglon), count(*) from process_cambio "
            f"where tabla = 'requerimientos' and acto in ({_marks(some)}) group by acto"
        )
        found |= {acto: (lines, times) for acto, lines, times in _rows(sql, some)}
    return found


def _saves(saves: dict[str, list[int]]) -> Iterator[str]:
    """Each sending that was acknowledged is one act, and the trace has its lines once."""
    changed = _changes(acto for acto, _ in saves.values())
    for some in _in_parts(saves):
        found = _acts(some)
        for envio in some:
            acto, lines = saves[envio]
            if found.get(envio) != acto or changed.get(acto) != (lines, lines):
                there = f"hay {found.get(envio)} con {changed.get(acto)}"
                yield f"el envío {envio}: se contestó {acto} con {lines} líneas; {there}"


def _unknown(unknown: dict[str, list[str]]) -> Iterator[str]:
    """Of what nobody answered there is all or nothing."""
    for envio, texts in unknown.items():
        acts = _acts([envio])
        there = sum(
            count
            for some in _in_parts(texts)
            for (count,) in _rows(f"select count(*) from requerimientos where descripcion in ({_marks(some)})", some)
        )
        if texts and there != (len(texts) if acts else 0):
            whole = f"{there} de {len(texts)} líneas, actos {list(acts.values())}"
            yield f"el envío sin respuesta {envio} está a medias: {whole}"


def _of_parts(acts: list[list[str]], unsure: list[list[str]], since: int) -> Iterator[str]:
    """The state of a part changed as often as people were told; of what they were not told, at most once each."""
    for unidad, accion in sorted({tuple(each) for each in (*acts, *unsure)}):
        told, perhaps = acts.count([unidad, accion]), unsure.count([unidad, accion])
        [(found,)] = _rows(
            "select count(*) from process_acto where unidad = ? and clase = ? and id > ?", [unidad, accion, since]
        )
        if not told <= found <= told + perhaps:
            yield f"{accion} en {unidad}: se contestó {told} veces (y {perhaps} sin saberse); hay {found}"


def _everywhere() -> Iterator[str]:
    """Nothing is there twice, without its act or without its link."""
    for what, sql in _NEVER.items():
        if found := _rows(sql):
            yield f"{what}: {len(found)}, como {found[0][0]}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(each) for each in (*sys.argv[2:], "0", "0")[:2]))

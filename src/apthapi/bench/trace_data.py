"""Fills the database of `bench --parte traza`: a plan with many lines, copied in one act, and acts on its lines.

Run as `python -m apthapi.bench.trace_data EXAMPLE ENTRIES` with the environment of an installation; prints the seconds
that the copy took. The acts are written as the application would have, with their seals, but many at a time.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.core.management import call_command

OF_EACH_ACT = 5
"""Lines that an act changes: somebody saves one line, and somebody else pastes thirty."""
_BEGAN = datetime(2024, 2, 1, tzinfo=UTC)
_AT_ONCE = 2_000
_COPY = "COPIA"


def main(example: Path, entries: int) -> None:
    """Load the example, copy its lines in an act, and add acts until the trace has so many entries."""
    django.setup()
    call_command("migrate", verbosity=0)
    from apthapi.core.package import read_package  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.web.plans.live import live  # noqa: PLC0415
    from apthapi.web.plans.loading import load_package  # noqa: PLC0415
    from apthapi.web.process.models import Cambio  # noqa: PLC0415

    package = read_package(example)
    plan = package.latest_plan()
    package.database.execute("update requerimientos set descripcion = 'v0000000'")
    load_package(package, in_progress=[plan])  # one in force would not let its lines change
    took = _copied(live(), plan)
    _add_acts(plan, entries - Cambio.objects.count())
    if live().engine.value == "postgresql":
        live().execute("vacuum (analyze)")
    print(json.dumps({"copia": took, "entradas": Cambio.objects.count()}))


def _copied(database: Any, plan: str) -> float:
    """Seconds of one act that copies all lines of the plan, with its trace and its seal."""
    from apthapi.core.schema import ROW  # noqa: PLC0415
    from apthapi.core.tables import TABLES  # noqa: PLC0415
    from apthapi.web.process.acts import act  # noqa: PLC0415

    names = [name for name, _ in TABLES["requerimientos"].stored() if name != ROW]
    taken = ", ".join("?" if name == "plan" else name for name in names)
    began = time.perf_counter()
    with act("prueba", None, None, plan=_COPY):
        database.execute(
            f"insert into requerimientos ({', '.join(names)}) select {taken} from requerimientos where plan = ?",
            [_COPY, plan],
        )
    return time.perf_counter() - began


def _add_acts(plan: str, changes: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    from apthapi.web.audit import guards  # noqa: PLC0415
    from apthapi.web.process import trace  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        for each in (*trace.triggers(connection.vendor), *guards.triggers(connection.vendor)):
            on = f" on {each.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger if exists {each.name}{on}")
        texts = _Lines(plan)
        for some in _together(texts, changes // OF_EACH_ACT):
            _store(some)
        cursor.executemany(
            "update requerimientos set descripcion = %s where renglon = %s",
            [(f"v{texts.version[line]:07d}", line) for line in texts.lines if texts.version[line]],
        )
        trace.install()
        guards.install()


class _Lines:
    """The lines of the plan as the trace last told them."""

    def __init__(self, plan: str) -> None:
        from apthapi.web.plans.live import live  # noqa: PLC0415

        rows = live().query(
            "select renglon, unidad, despues from process_cambio where tabla = 'requerimientos' and plan = ?", [plan]
        )
        self.plan = plan
        self.lines = [row[0] for row in rows]
        self.unidad = {row[0]: row[1] for row in rows}
        self.text = {row[0]: row[2] for row in rows}
        self.version = dict.fromkeys(self.lines, 0)

    def change(self, line: int) -> tuple[str, str]:
        """The line before and after somebody described it anew."""
        before, version = self.text[line], self.version[line]
        after = before.replace(f'"v{version:07d}"', f'"v{version + 1:07d}"')
        self.text[line], self.version[line] = after, version + 1
        return before, after


def _together(lines: _Lines, acts: int) -> Iterator[list[tuple[list[Any], list[Any], list[list[Any]]]]]:
    """Acts with their link and changes, some at a time."""
    from apthapi.web.audit.canonical import content_of, link_of, moment_of  # noqa: PLC0415
    from apthapi.web.audit.models import Cabeza  # noqa: PLC0415
    from apthapi.web.process.models import Acto, Cambio  # noqa: PLC0415

    head = Cabeza.objects.exclude(entidad="").get()
    number, previous, entidad = head.numero, head.huella, head.entidad
    act, change = Acto.objects.latest("pk").pk, Cambio.objects.latest("pk").pk
    some: list[Any] = []
    for turn in range(acts):
        act, number = act + 1, number + 1
        when = _BEGAN + timedelta(seconds=turn, microseconds=turn % 1_000_000)
        envio, unidad = UUID(int=turn + 1), lines.unidad[lines.lines[turn * 17 % len(lines.lines)]]
        changes: list[Any] = []
        for step in range(OF_EACH_ACT):
            line = lines.lines[(turn * 17 + step * 101) % len(lines.lines)]
            change += 1
            before, after = lines.change(line)
            changes.append((change, "requerimientos", line, lines.plan, lines.unidad[line], before, after, act))
        count, content = content_of(changes)
        told = (act, envio.hex, None, None, moment_of(when), "guardar", lines.plan, unidad, "requerimientos_3_01")
        seal = link_of(previous, entidad, number, told, count, content)
        some.append(
            ([act, envio, when, *told[5:], ""], [act, entidad, number, count, content, previous, seal], changes)
        )
        previous = seal
        if len(some) == _AT_ONCE:
            yield some
            some = []
    yield some
    Cabeza.objects.filter(entidad=entidad).update(numero=number, huella=previous)


_ACTS = ("id", "envio", "momento", "clase", "plan", "unidad", "detalle", "respuesta")
_LINKS = ("acto", "entidad", "numero", "cambios", "contenido", "previo", "huella")
_CHANGES = ("id", "tabla", "renglon", "plan", "unidad", "antes", "despues", "acto")


def _store(some: list[tuple[list[Any], list[Any], list[list[Any]]]]) -> None:
    from apthapi.web.plans.live import live  # noqa: PLC0415

    database = live()
    acts = [each[0] for each in some]
    if database.engine.value == "sqlite":
        acts = [[act, envio.hex, f"{when:%Y-%m-%d %H:%M:%S.%f}", *more] for act, envio, when, *more in acts]
    database.insert("process_acto", _ACTS, map(tuple, acts))
    database.insert("audit_eslabon", _LINKS, (tuple(each[1]) for each in some))
    database.insert("process_cambio", _CHANGES, (tuple(change) for each in some for change in each[2]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""What `bench/kills.py` starts and kills: opens versions of the demonstration's plan and puts each in force.

Run as `python -m apthapi.bench.kills_worker preparar|medir|trabajar|revisar|verificar [TOLD]` with the environment of
an installation.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import count

import django
from django.core.management import call_command

FIRST = "SEGIP-2024-1"
DAY = date(2024, 6, 3)


def main(what: str, about: str) -> None:
    """Do what is asked; prints JSON, or a line for each thing that was acknowledged."""
    django.setup()
    if what == "preparar":
        prepare()
        print("{}")
    elif what == "medir":
        start = time.perf_counter()
        for _ in (step(), step()):
            pass
        print(json.dumps({"segundos": time.perf_counter() - start}))
    elif what == "trabajar":
        print("listo", flush=True)
        for _ in count():
            print(step(), flush=True)
    elif what == "revisar":
        print(json.dumps({"problemas": list(problems(json.loads(about)))}))
    else:
        from apthapi.web.audit.verifying import verify  # noqa: PLC0415 - after Django is set up, as below

        print(json.dumps({"problemas": [str(each) for each in verify().problems]}))


def prepare() -> None:
    """A database with the demonstration, its version in force."""
    call_command("migrate", verbosity=0)
    from apthapi.web.entities.demo import prepare_demonstration  # noqa: PLC0415
    from apthapi.web.process.acts import act  # noqa: PLC0415
    from apthapi.web.versions.opening import put_in_force  # noqa: PLC0415

    prepare_demonstration(begun=False)
    with act("poner_en_vigencia", None, None, plan=FIRST):
        put_in_force(FIRST, DAY)


def step() -> str:
    """Open a version, or put in force the one that is open; what was done, once it is kept."""
    from apthapi.web.process.acts import act  # noqa: PLC0415
    from apthapi.web.process.models import EstadoDePlan, Version  # noqa: PLC0415
    from apthapi.web.versions.opening import Opening, being_made, open_version, put_in_force  # noqa: PLC0415

    made = being_made("340", 2024)
    if made:
        with act("poner_en_vigencia", None, None, plan=made):
            put_in_force(made, DAY)
        return f"vigente {made}"
    in_force = Version.objects.get(estado=EstadoDePlan.VIGENTE).plan
    with act("abrir_version", None, None, plan=in_force):
        newer = open_version(in_force, Opening("ajuste", "Ejemplo", afecta_pei=False, fecha=DAY))
    return f"abierta {newer}"


def problems(told: list[str]) -> Iterator[str]:
    """What is half done, lost or repeated."""
    from apthapi.web.plans.live import live  # noqa: PLC0415
    from apthapi.web.process.models import BEING_MADE, EstadoDePlan, Version  # noqa: PLC0415

    states = dict(Version.objects.values_list("plan", "estado"))
    plans = {row[0] for row in live().query("select plan from planes")}
    if plans != states.keys():
        yield f"planes y versiones no coinciden: {sorted(plans ^ states.keys())}"
    if list(states.values()).count(EstadoDePlan.VIGENTE) != 1:
        yield "no hay exactamente una versión vigente"
    if sum(state in BEING_MADE for state in states.values()) > 1:
        yield "hay dos versiones en elaboración"
    yield from _half_copied(plans - {"SEGIP-2024-0", FIRST})
    for what, _, plan in (each.partition(" ") for each in told):
        if plan not in states or (what == "vigente" and states[plan] in BEING_MADE):
            yield f"se dijo «{what} {plan}» y no está"


def _half_copied(copies: set[str]) -> Iterator[str]:
    """Versions that do not have every row, lineage and part of the first one: nobody changed any in between."""
    from apthapi.core.tables import TABLES  # noqa: PLC0415
    from apthapi.web.plans.live import live  # noqa: PLC0415
    from apthapi.web.versions.copying import OF_ITS_VERSION  # noqa: PLC0415

    for table in (*sorted(TABLES.keys() - OF_ITS_VERSION), "process_partedeunidad"):
        counted: dict[str, int] = dict(live().query(f"select plan, count(*) from {table} group by plan"))
        known: dict[str, int] = dict(
            live().query("select plan, count(*) from versions_linaje where tabla = ? group by plan", [table])
        )
        whole = counted.get(FIRST, 0)
        for plan in copies | counted.keys() - {"SEGIP-2024-0", FIRST}:
            if counted.get(plan, 0) != whole:
                yield f"{plan} tiene {counted.get(plan, 0)} filas de {table} y deben ser {whole}"
            if table in TABLES and known.get(plan, 0) != whole:
                yield f"{plan} no sabe de dónde viene cada fila de {table}"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")

"""Measures the API over a published example plan in the database of the environment, from inside.

Run as `python -m apthapi.bench.api_data FOLDER`; prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

PAGE = 100
TIMES = 9
BREAKDOWNS = ("unidad", "partida,fuente", "acp,categoria,organismo")


def main(folder: Path) -> None:
    """Load, publish, and ask."""
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - after Django is set up, as what follows

    from apthapi.web.plans.live import live  # noqa: PLC0415

    settings.API_PUBLICA = settings.API_ARCHIVOS = 10**6
    plan = publish(folder)
    lines = int(live().value("select count(*) from requerimientos where plan = ?", [plan]))
    base = f"/api/v1/planes/{plan}"
    found: dict[str, Any] = {"plan": plan, "lineas": lines}
    found["paginas"] = {name: _time(f"{base}/requerimientos?limite={PAGE}&desde={at}") for name, at in _places(plan)}
    found["desgloses"] = {by: _time(f"{base}/presupuesto?por={by}") for by in BREAKDOWNS}
    found["procesador"] = {by: _processor(f"{base}/presupuesto?por={by}") for by in BREAKDOWNS}
    found["igual"] = _time_unchanged(f"{base}/requerimientos?limite={PAGE}")
    found["flujos"] = {kind: _stream(f"{base}/requerimientos.{kind}") for kind in ("csv", "ndjson")}
    print(json.dumps(found))


def publish(folder: Path) -> str:
    """Make the database, and the last plan of an example public in it."""
    call_command("migrate", verbosity=0)
    from apthapi.core.package import read_package  # noqa: PLC0415
    from apthapi.web.plans.loading import load_package  # noqa: PLC0415
    from apthapi.web.process.acts import act  # noqa: PLC0415
    from apthapi.web.process.models import Version  # noqa: PLC0415

    package = read_package(folder)
    plan = package.latest_plan()
    load_package(package)
    with act("publicar", None, None, plan=plan):
        Version.objects.filter(plan=plan).update(publicada=True)
    return plan


def _places(plan: str) -> list[tuple[str, int]]:
    """Where the first, the middle and the last page begin."""
    from apthapi.web.plans.live import live  # noqa: PLC0415

    low, high, count = live().query(
        "select min(renglon), max(renglon), count(*) from requerimientos where plan = ?", [plan]
    )[0]
    return [("primera", 0), ("del medio", low + count // 2), ("última", high - PAGE)]


def _time(address: str) -> float:
    """Milliseconds of the best of several times, with everything that a request passes."""
    return min(_once(lambda: _get(address)) for _ in range(TIMES)) * 1000


def _processor(address: str) -> float:
    """Milliseconds of the processor in this process, whatever else the machine does; the best of several times."""
    best = []
    for _ in range(TIMES):
        start = time.process_time()
        _get(address)
        best.append(time.process_time() - start)
    return min(best) * 1000


def _time_unchanged(address: str) -> float:
    etag = _get(address)["ETag"]
    return min(_once(lambda: _get(address, etag)) for _ in range(TIMES)) * 1000


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _get(address: str, etag: str = "") -> Any:
    answer = _client().get(address, headers={"If-None-Match": etag} if etag else None)
    if answer.status_code != (304 if etag else 200):
        raise RuntimeError(f"{address}: {answer.status_code}")
    return answer


@cache
def _client() -> Any:
    from django.test import Client  # noqa: PLC0415 - after Django is set up

    return Client(SERVER_NAME="127.0.0.1")


def _stream(address: str) -> dict[str, float]:
    """Megabytes, seconds, and by how much the peak of memory of the process grew, in megabytes."""
    before = _peak()
    start = time.perf_counter()
    size = sum(len(each) for each in _get(address).streaming_content)
    return {"mb": size / 1e6, "segundos": time.perf_counter() - start, "memoria": _peak() - before}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))

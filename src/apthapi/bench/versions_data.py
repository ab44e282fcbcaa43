"""Opens versions of an example plan in the database of the environment, and says how long each took.

Run as `python -m apthapi.bench.versions_data FOLDER`; prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

import django
from django.core.management import call_command

TIMES = 3


def main(folder: Path) -> None:
    """Load, then open and drop, a few times."""
    django.setup()
    call_command("migrate", verbosity=0)
    from apthapi.core.package import read_package  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.web.plans.loading import load_package  # noqa: PLC0415
    from apthapi.web.process.acts import act  # noqa: PLC0415
    from apthapi.web.process.models import EstadoDePlan, Version  # noqa: PLC0415
    from apthapi.web.versions.models import Linaje  # noqa: PLC0415
    from apthapi.web.versions.opening import Opening, open_version  # noqa: PLC0415

    package = read_package(folder)
    plan = package.latest_plan()
    load_package(package)
    opening = Opening("reformulacion", "Medición", afecta_pei=False, fecha=date(2024, 6, 3))
    seconds, rows = [], 0
    for _ in range(TIMES):
        start = time.perf_counter()
        with act("abrir_version", None, None, plan=plan):
            newer = open_version(plan, opening)
        seconds.append(time.perf_counter() - start)
        rows = Linaje.objects.filter(plan=newer).count()
        with act("desestimar", None, None, plan=newer):
            Version.objects.filter(plan=newer).update(estado=EstadoDePlan.DESESTIMADA)
    print(json.dumps({"segundos": seconds, "filas": rows}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

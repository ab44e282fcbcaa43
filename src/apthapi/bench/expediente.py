"""The case of the real plan: everything in one file, and how long a paper takes to be issued.

Run as `python -m apthapi.bench.expediente` with the environment of an installation it measures, and prints JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from apthapi.bench.measure import FailedError
from apthapi.bench.session import Figure, Session

ISSUED = 20
"""Papers that are issued one after another."""


def run(session: Session) -> None:
    """The pack of the SEGIP plan, and the issuing of a paper."""
    folder = session.folder / "expediente"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    variables = {**os.environ, "APTHAPI_MODO": "demostracion", "APTHAPI_DATOS": str(folder), "APTHAPI_BASE": ""}
    variables |= {"DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings", "APTHAPI_SECRETO": "medicion"}
    done = subprocess.run(
        [sys.executable, "-m", "apthapi.bench.expediente"], env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise FailedError(done.stderr)
    found = json.loads(done.stdout)
    session.add(
        Figure("expediente entero del SEGIP", found["expediente"], "s", at_most=20,
            remark=f"{found['archivos']} archivos, {found['paginas']} páginas")
    )  # fmt: skip
    session.add(Figure("emitir un escrito", found["emitir"], "s", remark=f"{ISSUED} seguidos, con su número"))


def main() -> None:
    """Measure in this process, on a database made for it."""
    import django  # noqa: PLC0415 - only the process that measures

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from apthapi.web.entities.demo import PLAN, prepare_demonstration  # noqa: PLC0415
    from apthapi.web.expediente.pack import make_pack  # noqa: PLC0415
    from apthapi.web.plans.papers.making import Encargo  # noqa: PLC0415

    prepare_demonstration()
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    steps: list[str] = []
    began = time.perf_counter()
    made = make_pack(
        Encargo(PLAN, "", "expediente", borrador=True), folder, lambda what, _done, _of: steps.append(what)
    )
    pack = time.perf_counter() - began
    result = {"expediente": pack, "archivos": len(steps) - 1, "paginas": made.pages, "emitir": _issuing(PLAN)}
    print(json.dumps(result))


def _issuing(plan: str) -> float:
    from apthapi.web.accounts.models import Persona  # noqa: PLC0415 - after Django is set up
    from apthapi.web.expediente.emision import issue, void  # noqa: PLC0415
    from apthapi.web.process.permisos import situacion_de  # noqa: PLC0415

    found = situacion_de(Persona.objects.get(username="demo-planificacion"), plan)
    spent = 0.0
    for _ in range(ISSUED):
        began = time.perf_counter()
        issue(found, found.designaciones[0], "nota_remision")
        spent += time.perf_counter() - began
        void(found, found.designaciones[0], "nota_remision", "Medición")
    return spent / ISSUED


if __name__ == "__main__":
    main()

"""A large workbook goes out of an installation, or comes back and is accepted, as its background worker does it.

Run as `python -m apthapi.bench.workbooks_web sale EXAMPLE BOOK` and then `… vuelve EXAMPLE BOOK`, with the environment
of an installation; prints the seconds of each step and the peak memory in MB, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import django
from django.core.management import call_command

from apthapi.bench.web_data import Sessions


def goes_out(example: Path, book: Path) -> dict[str, float]:
    """Load the example, and write the workbook of its unit."""
    from apthapi.core.package import read_package  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.formats.workbook import content_of, write_workbook  # noqa: PLC0415
    from apthapi.web.plans.loading import load_package  # noqa: PLC0415
    from apthapi.web.plans.package import chain_of, photograph  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    package = read_package(example)
    load_package(package, in_progress=[package.latest_plan()])
    plan, unidad = _place()
    start = time.perf_counter()
    photo = photograph(chain_of(plan), units=[unidad])
    with closing(photo.package) as seen:
        write_workbook(book, content_of(seen.database, plan, unidad, acto=photo.acto))
    return {"escribir": time.perf_counter() - start}


def comes_back(_example: Path, book: Path) -> dict[str, float]:
    """Read it as it was sent back, and accept every row that it changes."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - after Django is set up

    from apthapi.web.accounts.models import Persona  # noqa: PLC0415
    from apthapi.web.libros.jobs import EDIT, accept_in_background, read_in_background  # noqa: PLC0415
    from apthapi.web.libros.models import EstadoDeSubida, LibroRecibido, Subida  # noqa: PLC0415
    from apthapi.web.libros.receiving import keep_aside  # noqa: PLC0415
    from apthapi.web.plans.live import live  # noqa: PLC0415
    from apthapi.web.process.permisos import situacion_de  # noqa: PLC0415

    plan, unidad = _place()
    Sessions(str(live().value("select entidad from planes where plan = ?", [plan]))).of("prepara", unidad)
    somebody = Persona.objects.latest("pk")
    situacion = situacion_de(somebody, plan, unidad)
    designacion = situacion.designacion_para(EDIT)
    assert designacion is not None
    given = SimpleUploadedFile(book.name, book.read_bytes())
    subida = keep_aside(situacion, designacion, given)
    seconds = {"leer": _timed(lambda: read_in_background.call(str(subida.pk)))}
    Subida.objects.filter(pk=subida.pk, estado=EstadoDeSubida.REVISION).update(estado=EstadoDeSubida.GUARDANDO)
    seconds["aceptar"] = _timed(lambda: accept_in_background.call(str(subida.pk), somebody.pk))
    subida.refresh_from_db()
    assert subida.estado == EstadoDeSubida.ACEPTADA, subida.mensaje
    return {**seconds, "cambiadas": LibroRecibido.objects.get().cambiadas}


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _place() -> tuple[str, str]:
    """The plan that was loaded, and its unit."""
    from apthapi.web.plans.live import live  # noqa: PLC0415

    [(plan, unidad)] = live().query("select plan, max(unidad) from unidades group by plan")
    return str(plan), str(unidad)


if __name__ == "__main__":
    django.setup()
    what = {"sale": goes_out, "vuelve": comes_back}[sys.argv[1]]
    measured = what(Path(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps({**measured, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))

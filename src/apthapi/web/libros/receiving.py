"""A workbook that comes back: kept aside, read, compared and rehearsed; what was understood waits for a decision."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from apthapi.core.findings import Severity
from apthapi.core.package import Package
from apthapi.core.tables import TABLES
from apthapi.formats.errors import FileError
from apthapi.formats.spreadsheet import read_spreadsheet
from apthapi.formats.workbook.comparing import compare
from apthapi.formats.workbook.reading import book_of
from apthapi.formats.workbook.received import Received, What
from apthapi.rules.unit_answers import WHOLE
from apthapi.web.accounts.models import Designacion
from apthapi.web.libros.models import AT_WORK, BEING_READ, EstadoDeSubida, Subida
from apthapi.web.libros.proposal import MOST_PROBLEMS, keep, problems_as_json
from apthapi.web.libros.rehearsal import rehearse
from apthapi.web.plans.live import live
from apthapi.web.plans.package import chain_of, photograph
from apthapi.web.process.permisos import Situacion

MOST_WAITING = 20
"""Workbooks of one unit that may wait to be read or accepted."""
LARGEST = 20 * 2**20
"""Bytes of a workbook: one of 50,000 lines has some five million."""
AT_ONCE = 700_000
"""Bytes of a workbook that is read while one waits: some five thousand lines."""

SECONDS = 30
"""For opening a file, which is done in a process with little memory; one of 50,000 lines takes some five."""

Tell = Callable[[str, int, int], None]
STEPS = ("Leyendo el libro", "Comparando con lo guardado", "Anotando las diferencias", "Ensayando cómo quedaría")


def silent(_what: str, _done: int, _of: int) -> None:
    """For whoever waits and is told nothing meanwhile."""


def keep_aside(situacion: Situacion, designacion: Designacion, given: UploadedFile[Any]) -> Subida:
    """The file as it came, not yet read. Raises FileError if it is too large or empty, or too many wait."""
    name = (given.name or "libro.xlsx")[-200:]
    if not given.size:
        raise FileError(f"«{name}» está vacío. Elija el libro que guardó.")
    if given.size > LARGEST:
        raise FileError(
            f"«{name}» pesa más de {LARGEST // 2**20} MB; un libro de 50.000 líneas pesa cinco. "
            "Suba el libro que descargó de aquí, sin imágenes ni hojas añadidas."
        )
    waiting = Subida.objects.filter(
        plan=situacion.plan, unidad=situacion.unidad, estado__in=[*AT_WORK, EstadoDeSubida.REVISION]
    )
    if waiting.count() >= MOST_WAITING:
        raise FileError(f"Ya hay {MOST_WAITING} libros de esta unidad por revisar: acepte o descarte alguno antes.")
    subida = Subida(
        plan=situacion.plan,
        unidad=situacion.unidad,
        nombre=name,
        tamano=given.size,
        persona=situacion.persona,
        cargo=designacion.cargo,
    )
    digest = hashlib.sha256()
    subida.file.parent.mkdir(parents=True, exist_ok=True)
    with subida.file.open("wb") as file:
        for some in given.chunks():
            digest.update(some)
            file.write(some)
    subida.sha256 = digest.hexdigest()
    subida.save()
    return subida


def forget(subida: Subida) -> None:
    """Nothing stays of it."""
    subida.file.unlink(missing_ok=True)
    Subida.objects.filter(pk=subida.pk).delete()


def read(subida: Subida, tell: Tell = silent) -> None:
    """Read the file, compare it with what is stored now, and keep what was understood. Raises FileError."""
    tell(STEPS[0], 0, len(STEPS))
    book = book_of(read_spreadsheet(subida.file, name=subida.nombre, seconds=SECONDS), subida.nombre)
    tell(STEPS[1], 1, len(STEPS))
    seen = last_written(subida.plan, subida.unidad)
    with closing(_photograph(subida)) as package:
        received = compare(book, package.database, subida.plan, subida.unidad, readings=json.loads(subida.lecturas))
        tell(STEPS[2], 2, len(STEPS))
        keep(subida, received)
        tell(STEPS[3], 3, len(STEPS))
        _note(subida, {**_understood(received), **rehearse(package, subida)}, seen)


def review(subida: Subida, tell: Tell = silent) -> None:
    """Rehearse again with what was decided since; if somebody changed the unit meanwhile, compare again too."""
    if is_stale(subida):
        read(subida, tell)
        return
    tell(STEPS[3], 3, len(STEPS))
    with closing(_photograph(subida)) as package:
        _note(subida, {**json.loads(subida.leido), **rehearse(package, subida)}, subida.visto)


def is_stale(subida: Subida) -> bool:
    """Whether the unit changed since the workbook was compared with it."""
    return last_written(subida.plan, subida.unidad) != subida.visto


_TABLES = ", ".join(f"'{name}'" for name in TABLES)
_LAST = 2**62
"""Later than any act."""


def last_written(plan: str, unidad: str, before: int = _LAST) -> int:
    """The last act that changed a row of the format in the unit."""
    sql = f"select max(acto) from process_cambio where plan = ? and unidad = ? and acto < ? and tabla in ({_TABLES})"
    return int(live().value(sql, [plan, unidad, before]) or 0)


def _photograph(subida: Subida) -> Package:
    return photograph(chain_of(subida.plan), units=[subida.unidad], whole=WHOLE).package


def _note(subida: Subida, understood: dict[str, Any], seen: int) -> None:
    subida.leido, subida.visto = json.dumps(understood, ensure_ascii=False), seen
    subida.estado, subida.mensaje = EstadoDeSubida.REVISION, ""
    # Not if it was discarded meanwhile, or is being stored.
    Subida.objects.filter(pk=subida.pk, estado__in=BEING_READ).update(
        leido=subida.leido, visto=seen, estado=subida.estado, mensaje="", latido=timezone.now()
    )


def _understood(received: Received) -> dict[str, Any]:
    """What is kept of it beside the rows; docs in `page.py`, which shows it."""
    counts = Counter(each.what.value for each in received.changes)
    return {
        "identidad": asdict(received.identity),
        "cuentas": {what.value: counts[what.value] for what in What},
        "iguales": received.same,
        "avisos": list(received.notices),
        "problemas": problems_as_json(islice(received.problems, MOST_PROBLEMS)),
        "problemas_mas": max(0, len(received.problems) - MOST_PROBLEMS),
        "impiden": sum(each.severity is Severity.ERROR for each in received.problems),
    }

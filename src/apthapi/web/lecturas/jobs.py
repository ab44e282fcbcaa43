"""Takes files to be read, reads them in the process of the worker, discards readings and clears away the old ones."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django_tasks import task

from apthapi.core.bounded import RefusedError, TooMuchError
from apthapi.core.source import UnreadableError
from apthapi.formats.scan.files import read_files
from apthapi.web.accounts.models import Designacion
from apthapi.web.lecturas.kept import PICTURES, keep
from apthapi.web.lecturas.known import known_of
from apthapi.web.lecturas.models import Archivo, EstadoDeLectura, Lectura
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.background import PENDING, CancelledError, Teller
from apthapi.web.process.permisos import Situacion

KEPT = timedelta(days=7)
"""How long the files of what was discarded or could not be read are kept; those of the others, always."""

MOST_FILES = 60
MOST_WAITING = 5
"""Readings of one unit, or of the plan as a whole, that may be on their way at a time."""

MOST_OPEN = 60
"""Readings of one place that may wait to be looked over: their files stay until somebody decides."""

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt")
_LONGEST_NAME = 200
_log = logging.getLogger(__name__)


class NotTakenError(Exception):
    """The files are not taken; the message (Spanish) says why."""


def take_files(situacion: Situacion, designacion: Designacion, files: Sequence[UploadedFile[Any]]) -> Lectura:
    """Keep the files and put their reading in the queue. Raises NotTakenError."""
    _refuse(situacion, files)
    lectura = Lectura(
        codigo=uuid4(),
        plan=situacion.plan,
        unidad=situacion.unidad,
        persona=situacion.persona,
        cargo=designacion.cargo,
    )
    names = ", ".join(_name(each) for each in files)[:500]
    try:
        with act(
            "leer_formularios", situacion.persona, designacion, plan=lectura.plan, unidad=lectura.unidad, detalle=names
        ):
            lectura.save()
            for at, each in enumerate(files, start=1):
                _keep_file(lectura, at, each)
            read_in_background.enqueue(str(lectura.pk))
    except OSError:
        shutil.rmtree(lectura.folder, ignore_errors=True)
        raise NotTakenError(
            "El servidor no tiene sitio para guardar los archivos. Avise a la administración del sistema."
        ) from None
    except BaseException:
        shutil.rmtree(lectura.folder, ignore_errors=True)
        raise
    return lectura


def _refuse(situacion: Situacion, files: Sequence[UploadedFile[Any]]) -> None:
    if not files:
        raise NotTakenError("Elija al menos un archivo.")
    if len(files) > MOST_FILES:
        raise NotTakenError(f"Son {len(files)} archivos; de una vez se leen hasta {MOST_FILES}.")
    wrong = [_name(each) for each in files if Path(_name(each)).suffix.lower() not in SUFFIXES]
    empty = [_name(each) for each in files if not each.size]
    said = [f"«{name}» no es un PDF, una imagen (JPEG, PNG, TIFF) ni un texto (.txt)." for name in wrong]
    said += [f"«{name}» está vacío." for name in empty]
    if said:
        raise NotTakenError(" ".join(said))
    here = Lectura.objects.filter(plan=situacion.plan, unidad=situacion.unidad)
    waiting = here.filter(estado__in=PENDING).count()
    if waiting >= MOST_WAITING:
        raise NotTakenError(f"Ya hay {waiting} lecturas en espera: deje que terminen y dé las otras después.")
    if here.filter(estado=EstadoDeLectura.LEIDA).count() >= MOST_OPEN:
        raise NotTakenError(f"Ya hay {MOST_OPEN} lecturas por revisar: pase al plan o descarte alguna antes.")


def _name(file: UploadedFile[Any]) -> str:
    """The name as it was given, short enough for any disk, which counts bytes; its ending stays."""
    given = Path(file.name or "archivo")
    room = _LONGEST_NAME - len(given.suffix)
    return given.stem.encode()[:room].decode(errors="ignore") + given.suffix


def _keep_file(lectura: Lectura, at: int, given: UploadedFile[Any]) -> None:
    kept = Archivo(lectura=lectura, orden=at, nombre=_name(given), tamano=given.size or 0)
    kept.file.parent.mkdir(parents=True)
    digest = hashlib.sha256()
    with kept.file.open("wb") as target:
        for chunk in given.chunks():
            digest.update(chunk)
            target.write(chunk)
    kept.sha256 = digest.hexdigest()
    kept.save()


def discard(lectura: Lectura, situacion: Situacion, designacion: Designacion) -> bool:
    """Nobody waits for it any more: it leaves the queue, or what was read is not used. False if it was passed."""
    with act(
        "descartar_lectura",
        situacion.persona,
        designacion,
        plan=lectura.plan,
        unidad=lectura.unidad,
        detalle=str(lectura.codigo),
    ):
        waiting = Lectura.objects.filter(pk=lectura.pk, estado__in=[*PENDING, EstadoDeLectura.LEIDA])
        return bool(waiting.update(estado=EstadoDeLectura.CANCELADA, terminado=timezone.now()))


@task()
def read_in_background(key: str) -> None:
    """Read the files of a Lectura: what the worker runs."""
    if not Lectura.take(key):
        return
    lectura = Lectura.objects.get(pk=key)
    try:
        _read(lectura)
    except CancelledError:
        return
    except (RefusedError, UnreadableError) as problem:
        lectura.fail(str(problem))
    except TooMuchError:
        lectura.fail("Los archivos piden demasiado tiempo o memoria para leerse. Delos en partes más pequeñas.")
    except BaseException:
        lectura.fail("Ocurrió un problema del sistema al leer. Dé los archivos otra vez.")
        raise
    finally:
        clear_away()


def _read(lectura: Lectura) -> None:
    pictures = lectura.folder / PICTURES
    pictures.mkdir(parents=True, exist_ok=True)
    paths = [each.file for each in lectura.archivos.all()]
    reading = read_files(paths, known_of(live(), lectura.plan), pictures=pictures, progress=Teller(lectura).tell)
    sha256 = keep(reading, lectura.folder)
    lectura.note(
        estado=EstadoDeLectura.LEIDA,
        terminado=timezone.now(),
        paginas=len(reading.pages),
        formularios=len(reading.forms),
        sha256=sha256,
    )


def clear_away() -> None:
    """Remove the files of what was discarded or could not be read, some days later. Their rows stay."""
    limit = timezone.now() - KEPT
    over = (EstadoDeLectura.FALLO, EstadoDeLectura.CANCELADA)
    for lectura in Lectura.objects.filter(estado__in=over, terminado__lt=limit):
        shutil.rmtree(lectura.folder, ignore_errors=True)

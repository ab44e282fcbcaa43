"""The files that the database names for good, with the SHA-256 that it keeps of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from apthapi.web.execution.progress.models import Evidencia
from apthapi.web.expediente.models import Externo, Revision
from apthapi.web.importacion.models import PlanillaImportada
from apthapi.web.lecturas.models import Archivo, EstadoDeLectura
from apthapi.web.libros.models import LibroRecibido

FILES = "archivos"
"""The folder of files in the folder of data."""

_CLEARED = (EstadoDeLectura.FALLO, EstadoDeLectura.CANCELADA)


def named_files() -> Iterator[tuple[str, str]]:
    """Path below the folder of data, and digest, of each file that must be there as long as its row is."""
    home = Path(settings.MEDIA_ROOT)
    for rows in (
        Revision.objects.select_related("emitido"),
        Externo.objects.all(),
        Archivo.objects.select_related("lectura").exclude(lectura__estado__in=_CLEARED),
        LibroRecibido.objects.all(),
        PlanillaImportada.objects.all(),
        Evidencia.objects.all(),
    ):
        for row in rows.iterator(2000):
            yield f"{FILES}/{row.file.relative_to(home).as_posix()}", row.sha256

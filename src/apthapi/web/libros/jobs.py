"""Large workbooks are read, and stored, in the process of the worker; small ones while the person waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from apthapi.formats.errors import FileError
from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.libros.accepting import ChangedError, NotAcceptedError, accept
from apthapi.web.libros.models import BEING_READ, KEPT, NEVER_STORED, SILENT, EstadoDeSubida, Subida, folder
from apthapi.web.libros.receiving import AT_ONCE, Tell, forget, read, review, silent
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, situacion_de
from apthapi.web.wall.sight import everything

ROWS_AT_ONCE = 3_000
"""Rows that change and are stored while the person waits."""
EDIT = "editar_unidad"
CHANGED = "Otra persona cambió la parte mientras usted miraba. Se comparó otra vez: revise antes de aceptar."
_BROKEN = "Ocurrió un problema del sistema al leer el libro. Súbalo otra vez."
_NOT_STORED = "El servidor se interrumpió antes de guardarlo, y no se guardó nada. Acéptelo otra vez."
_log = logging.getLogger(__name__)


class CancelledError(Exception):
    """Nobody waits for it any more."""


def start_reading(subida: Subida) -> None:
    """Read it now if it is small, else in the background. Raises FileError if it was read now and does not serve."""
    _start(subida, read, read_in_background, large=subida.tamano > AT_ONCE)


def start_review(subida: Subida) -> None:
    """The same for what was decided since."""
    _start(subida, review, review_in_background, large=subida.diferencias.count() > ROWS_AT_ONCE)


def start_accepting(subida: Subida, situacion: Situacion, designacion: Designacion) -> bool:
    """Store it now, and answer True, or in the background. Raises what `accept` raises."""
    if subida.diferencias.count() <= ROWS_AT_ONCE:
        accept(subida, situacion, designacion)
        subida.file.unlink(missing_ok=True)
        return True
    if _move(subida, EstadoDeSubida.REVISION, EstadoDeSubida.GUARDANDO):
        accept_in_background.enqueue(str(subida.pk), situacion.persona.pk)
    return False


def cancel(subida: Subida) -> None:
    """Nobody wants it: what is being read stops at its next sign of life. What is being stored is not stopped."""
    if _move(subida, EstadoDeSubida.LEYENDO, EstadoDeSubida.DESCARTADA):
        return
    subida.refresh_from_db()
    if subida.estado not in (EstadoDeSubida.GUARDANDO, EstadoDeSubida.ACEPTADA):
        forget(subida)


@task()
def read_in_background(key: str) -> None:
    """Read a workbook: what the worker runs."""
    _work(key, read)


@task()
def review_in_background(key: str) -> None:
    """Rehearse one again."""
    _work(key, review)


@task()
def accept_in_background(key: str, persona: int) -> None:
    """Store one, as the person who accepted it, who must still be allowed to."""
    subida = Subida.objects.filter(pk=key, estado=EstadoDeSubida.GUARDANDO).first()
    if subida is None:
        return
    try:
        situacion = situacion_de(Persona.objects.get(pk=persona), subida.plan, subida.unidad)
        designacion = situacion.designacion_para(EDIT)
        if designacion is None or not situacion.admite(EDIT):
            raise NotAcceptedError(situacion.por_que_no(EDIT))
        accept(subida, situacion, designacion)
        subida.file.unlink(missing_ok=True)
    except ChangedError:
        _move(subida, EstadoDeSubida.GUARDANDO, EstadoDeSubida.ESPERA)
        _work(key, read, message=CHANGED)
    except (NotAcceptedError, EstadoNoAdmite) as problem:
        _back_to_review(subida, str(problem))
    except BaseException:
        _back_to_review(subida, "Ocurrió un problema del sistema al guardar, y no se guardó nada. Acepte otra vez.")
        raise


def clear_away() -> None:
    """Forget what waited too long, what was accepted or discarded long ago, and files that are of nobody."""
    limit = timezone.now() - KEPT
    for old in Subida.objects.filter(momento__lt=limit).exclude(estado=EstadoDeSubida.GUARDANDO):
        forget(old)
    with everything("files of any entity that are still waited for stay"):
        known = {each.file.name for each in Subida.objects.only("id", "nombre")}
    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    for left in (folder() / "subidos").glob("*"):
        if left.name not in known and left.stat().st_mtime < yesterday:
            left.unlink(missing_ok=True)


def give_up_on_the_silent() -> None:
    """What was interrupted while it was read is uploaded again; while it was to be stored, it is accepted again."""
    silent_ones = Subida.objects.filter(estado=EstadoDeSubida.LEYENDO, latido__lt=timezone.now() - SILENT)
    if silent_ones.exists():
        silent_ones.update(
            estado=EstadoDeSubida.FALLO, mensaje="El servidor se interrumpió mientras lo leía. Súbalo otra vez."
        )
    never = Subida.objects.filter(estado=EstadoDeSubida.GUARDANDO, latido__lt=timezone.now() - NEVER_STORED)
    if never.exists():
        never.update(estado=EstadoDeSubida.REVISION, mensaje=_NOT_STORED)


def _start(subida: Subida, work: Callable[[Subida, Tell], None], later: object, *, large: bool) -> None:
    if not large:
        work(subida, silent)
        return
    waiting = Subida.objects.filter(pk=subida.pk, estado__in=BEING_READ)
    if waiting.update(estado=EstadoDeSubida.ESPERA, paso="", hechos=0, latido=timezone.now()):
        later.enqueue(str(subida.pk))  # type: ignore[attr-defined]


def _work(key: str, work: Callable[[Subida, Tell], None], message: str = "") -> None:
    taken = Subida.objects.filter(pk=key, estado=EstadoDeSubida.ESPERA)
    if not taken.update(estado=EstadoDeSubida.LEYENDO, latido=timezone.now()):
        return
    subida = Subida.objects.get(pk=key)
    try:
        work(subida, _teller(subida))
        if message:
            Subida.objects.filter(pk=key).update(mensaje=message)
    except CancelledError:
        forget(subida)
    except FileError as problem:
        _fail(subida, str(problem))
    except BaseException:
        _fail(subida, _BROKEN)
        raise
    finally:
        clear_away()


def _teller(subida: Subida) -> Tell:
    """Writes down how far it is, and stops what was cancelled."""

    def tell(what: str, done: int, of: int) -> None:
        waiting = Subida.objects.filter(pk=subida.pk, estado=EstadoDeSubida.LEYENDO)
        if not waiting.update(paso=what, hechos=done, pasos=of, latido=timezone.now()):
            raise CancelledError

    return tell


def _fail(subida: Subida, why: str) -> None:
    _log.warning("El libro %s no se pudo leer: %s", subida.pk, why)
    subida.file.unlink(missing_ok=True)
    Subida.objects.filter(pk=subida.pk).update(estado=EstadoDeSubida.FALLO, mensaje=why)


def _back_to_review(subida: Subida, why: str) -> None:
    Subida.objects.filter(pk=subida.pk, estado=EstadoDeSubida.GUARDANDO).update(
        estado=EstadoDeSubida.REVISION, mensaje=why
    )


def _move(subida: Subida, was: EstadoDeSubida, to: EstadoDeSubida) -> bool:
    return bool(Subida.objects.filter(pk=subida.pk, estado=was).update(estado=to, latido=timezone.now()))

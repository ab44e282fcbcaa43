"""Asks for papers, makes them in the process of the worker, cancels them and clears away the old ones."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from apthapi.documents import PaperError
from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.observations.printed import last_observed
from apthapi.web.operations.heartbeat import is_alive
from apthapi.web.plans.package import last_change
from apthapi.web.plans.papers.making import Encargo, Hecho, disk_problem, make
from apthapi.web.plans.papers.pedido import EstadoDePedido, Pedido, folder
from apthapi.web.process.background import PENDING, CancelledError, Teller
from apthapi.web.process.permisos import hoy

KEPT = timedelta(days=7)
"""How long the file of a paper is kept; that it was made, for whom and its hash, always."""

MOST_OF_A_KIND = 3
"""Files that are kept of the same paper of the same unit: the last ones."""

SOON = 50
"""The priority of what takes a second at most: the worker takes it before what takes long."""
MOST_BEFORE = 2
"""With so many of those before it, what is asked for would not come soon."""
_LONG_AGO = timedelta(hours=1)
"""What a worker began before this and did not end is not waited for: it may have been killed."""

_WORK = "en-curso-"
_log = logging.getLogger(__name__)


def attended() -> bool:
    """Whether the worker would take up at once what is asked for `soon`: it is there, and at nothing long."""
    if not is_alive():
        return False
    if DBTaskResult.objects.ready().filter(priority__gte=SOON)[:MOST_BEFORE].count() == MOST_BEFORE:
        return False
    running = DBTaskResult.objects.running().filter(started_at__gt=timezone.now() - _LONG_AGO)
    return not running.filter(priority__lt=SOON).exists()


def ask_for(order: Encargo, persona: Persona, designacion: Designacion | None, *, soon: bool = False) -> Pedido:
    """Put it in the queue; if the same paper is on its way, or was made today and nothing changed since, that one.

    `soon` is for what takes a second: it goes before the others.
    """
    Pedido.give_up_on_the_silent()
    if done := _made_today(order):
        return done
    try:
        with transaction.atomic():
            pedido = Pedido.objects.create(
                plan=order.plan,
                unidad=order.unidad,
                papel=order.key,
                borrador=order.borrador,
                persona=persona,
                cargo=designacion.cargo if designacion else None,
            )
            work = make_in_background.using(priority=SOON) if soon else make_in_background
            work.enqueue(str(pedido.pk))
            return pedido
    except IntegrityError:
        return Pedido.objects.filter(plan=order.plan, unidad=order.unidad, papel=order.key).latest("pedido")


def on_its_way(order: Encargo) -> bool:
    """Whether somebody asked for the same paper and it is still to come: perhaps of before what was saved last."""
    same = Pedido.objects.filter(plan=order.plan, unidad=order.unidad, papel=order.key, estado__in=PENDING)
    return bool(same.exists())


def _made_today(order: Encargo) -> Pedido | None:
    same = Pedido.objects.filter(
        plan=order.plan,
        unidad=order.unidad,
        papel=order.key,
        borrador=order.borrador,
        estado=EstadoDePedido.HECHO,
        acto=last_change(order.plan),
        terminado__date=hoy(),
    )
    if observed := last_observed(order.plan):
        same = same.filter(pedido__gt=observed)
    return next((each for each in same.order_by("-terminado") if each.file.is_file()), None)


def cancel(pedido: Pedido) -> None:
    """Take it out of the queue; if it is being made, it stops at its next sign of life."""
    Pedido.objects.filter(pk=pedido.pk, estado__in=PENDING).update(
        estado=EstadoDePedido.CANCELADO, terminado=timezone.now()
    )


@task()
def make_in_background(key: str) -> None:
    """Make the paper of a Pedido: what the worker runs."""
    if not Pedido.take(key):
        return
    pedido = Pedido.objects.get(pk=key)
    try:
        _make(pedido)
    except CancelledError:
        return
    except PaperError as problem:
        _fail(pedido, str(problem))
    except BaseException:
        _fail(pedido, "Ocurrió un problema del sistema al preparar el documento. Pídalo otra vez.")
        raise
    finally:
        clear_away()


def clear_away() -> None:
    """Remove old files, what interrupted work left, and old entries of the queue."""
    limit = timezone.now() - KEPT
    _retire(Pedido.objects.filter(estado=EstadoDePedido.HECHO, terminado__lt=limit))
    DBTaskResult.objects.filter(enqueued_at__lt=limit).delete()
    for left in folder().glob(f"{_WORK}*"):
        if left.stat().st_mtime < (timezone.now() - timedelta(days=1)).timestamp():
            shutil.rmtree(left, ignore_errors=True)


def _retire(pedidos: Iterable[Pedido]) -> None:
    for pedido in pedidos:
        pedido.file.unlink(missing_ok=True)
        Pedido.objects.filter(pk=pedido.pk).update(estado=EstadoDePedido.RETIRADO)


def _make(pedido: Pedido) -> None:
    order = Encargo(pedido.plan, pedido.unidad, pedido.papel, pedido.borrador)
    with workplace() as work:
        _keep(pedido, make(order, work, Teller(pedido).tell))


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for the files of one paper, which goes when it is done. Raises PaperError if the disk has no room."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        work = tempfile.mkdtemp(prefix=_WORK, dir=folder())
    except OSError as problem:
        raise PaperError(disk_problem(problem)) from None
    try:
        yield Path(work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _keep(pedido: Pedido, made: Hecho) -> None:
    pedido.nombre = made.name
    size = made.path.stat().st_size
    made.path.replace(pedido.file)
    kept = pedido.note(
        estado=EstadoDePedido.HECHO,
        terminado=timezone.now(),
        nombre=made.name,
        tipo=made.mime,
        tamano=size,
        paginas=made.pages,
        sha256=made.sha256,
        acto=made.acto,
    )
    if not kept:
        pedido.file.unlink(missing_ok=True)
        return
    same = Pedido.objects.filter(plan=pedido.plan, unidad=pedido.unidad, papel=pedido.papel)
    _retire(same.filter(estado=EstadoDePedido.HECHO).order_by("-terminado")[MOST_OF_A_KIND:])


def _fail(pedido: Pedido, why: str) -> None:
    _log.warning("El papel %s no se pudo hacer: %s", pedido.pk, why)
    pedido.fail(why)

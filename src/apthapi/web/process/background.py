"""Work in the background as people follow it: how far it is, that it is alive, that nobody waits for it any more.

The queue itself keeps no progress and never learns that its process was killed: what is asked for is a row that does.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from apthapi.web.wall.sight import everything

SILENT = timedelta(minutes=2)
"""Without a sign of life for this long, the process that was doing it is not there any more."""

FORGOTTEN = timedelta(minutes=1)
"""What waits for this long with nothing before it is not being looked at by anybody."""

WAITING, DOING, FAILED = "espera", "haciendo", "fallo"
PENDING = (WAITING, DOING)
FORGOTTEN_TEXT = "En espera, y nadie lo atiende todavía. Si sigue así, avise a la administración del sistema."
_BEAT = 0.5


class CancelledError(Exception):
    """Nobody waits for it any more."""


class Trabajo(models.Model):
    """Something that was asked for and is done by the worker; each kind has further states of its own."""

    estado = models.CharField("estado", max_length=20, default=WAITING)
    pedido = models.DateTimeField("pedido", auto_now_add=True)
    terminado = models.DateTimeField("terminado", null=True)
    paso = models.CharField("qué se está haciendo", max_length=200, blank=True, default="")
    hechos = models.IntegerField("pasos hechos", default=0)
    pasos = models.IntegerField("pasos", default=0)
    latido = models.DateTimeField("última señal de que se está haciendo", null=True)
    mensaje = models.TextField("por qué no se pudo", blank=True, default="")

    class Meta:
        abstract = True

    @property
    def is_pending(self) -> bool:
        """Whether it is still to come."""
        return self.estado in PENDING

    @property
    def is_forgotten(self) -> bool:
        """Whether it has waited for long while nothing else is being done: the worker may not be running."""
        if timezone.now() - self.pedido <= FORGOTTEN:
            return False
        with everything("the worker does the work of all entities, one after the other"):
            return not self._others.filter(estado=DOING).exists()

    @property
    def ahead(self) -> int:
        """How many were asked for before and wait too."""
        with everything("the queue is of all entities: only how many wait is told"):
            return int(self._others.filter(estado__in=PENDING, pedido__lt=self.pedido).count())

    @property
    def _others(self) -> Any:
        return self.__class__._default_manager

    @classmethod
    def take(cls, key: str) -> bool:
        """Begin; False if it was cancelled, or another worker has it."""
        waiting = cls._default_manager.filter(pk=key, estado=WAITING)
        return bool(waiting.update(estado=DOING, latido=timezone.now()))

    def note(self, **values: Any) -> bool:
        """Write down while it is being done; False if it is not any more."""
        return bool(self._others.filter(pk=self.pk, estado=DOING).update(**values))

    def fail(self, why: str) -> None:
        """It could not be done; `why` (Spanish) is shown."""
        self.note(estado=FAILED, terminado=timezone.now(), mensaje=why)

    @classmethod
    def give_up_on_the_silent(cls) -> None:
        """What stopped showing signs of life was interrupted: it can be asked for again."""
        silent = cls._default_manager.filter(estado=DOING, latido__lt=timezone.now() - SILENT)
        # Looking first costs no lock of the database, and this is asked each time that a page is seen.
        if silent.exists():
            silent.update(
                estado=FAILED,
                terminado=timezone.now(),
                mensaje="El servidor se interrumpió mientras lo preparaba. Pídalo otra vez.",
            )

    def progress(self, waiting: str = "documento") -> dict[str, object]:
        """How far it is, in words and numbers; `waiting` is what the queue holds."""
        if self.estado != WAITING:
            return {"texto": self.paso or "Empezando", "hecho": self.hechos, "de": max(self.pasos, 1)}
        if self.is_forgotten:
            return {"texto": FORGOTTEN_TEXT, "hecho": 0, "de": 1}
        ahead = self.ahead
        before = (
            f" Se pidieron antes {ahead} {waiting}s." if ahead > 1 else f" Se pidió antes 1 {waiting}." if ahead else ""
        )
        return {"texto": f"En espera de su turno.{before}", "hecho": 0, "de": 1}


class Teller:
    """Writes down how far it is, not more often than it can be read, and stops what was cancelled."""

    def __init__(self, work: Trabajo) -> None:
        self._work = work
        self._told: tuple[str, int] = ("", -1)
        self._when = 0.0

    def tell(self, what: str, done: int, of: int) -> None:
        """Raises CancelledError when nobody waits for it any more."""
        now = time.monotonic()
        if (what, done) == self._told and now - self._when < _BEAT:
            return
        self._told, self._when = (what, done), now
        if not self._work.note(paso=what, hechos=done, pasos=of, latido=timezone.now()):
            raise CancelledError

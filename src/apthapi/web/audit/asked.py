"""A verification that somebody asks for on the screen: at once if it is short, else in the queue."""

from __future__ import annotations

import json
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.audit.models import Verificacion
from apthapi.web.audit.verifying import verify
from apthapi.web.process.acts import act
from apthapi.web.process.models import Cambio

AT_ONCE = 30_000
"""Changes that are verified while the person waits, in about a second."""
_GIVEN_UP = timedelta(minutes=15)


def ask(entidad: str, persona: Persona, designacion: Designacion) -> Verificacion:
    """Verify, or put it in the queue; one that is under way is not asked for again."""
    waiting = under_way(entidad)
    if waiting:
        return waiting
    with act("verificar_traza", persona, designacion, entidad=entidad):
        made = Verificacion.objects.create(entidad=entidad, persona=persona)
    if (Cambio.objects.aggregate(last=Max("pk"))["last"] or 0) <= AT_ONCE:
        _verify(made)
    else:
        verify_in_background.enqueue(made.pk)
    return made


def under_way(entidad: str) -> Verificacion | None:
    """The one that has not ended; of one that was asked for long ago, nothing more is expected."""
    since = timezone.now() - _GIVEN_UP
    return Verificacion.objects.filter(entidad=entidad, terminada=None, pedida__gt=since).order_by("-pk").first()


def last_one(entidad: str) -> Verificacion | None:
    """The last one that ended."""
    ended = Verificacion.objects.filter(entidad=entidad).exclude(terminada=None)
    return ended.select_related("persona").order_by("-pk").first()


@task()
def verify_in_background(key: int) -> None:
    """What the worker runs."""
    _verify(Verificacion.objects.get(pk=key))


def _verify(made: Verificacion) -> None:
    report = verify(made.entidad)
    made.actos, made.cambios = report.counts.get("actos", 0), report.counts.get("cambios", 0)
    made.problemas, made.terminada = report.total, timezone.now()
    made.informe = json.dumps(report.as_json(), ensure_ascii=False)
    made.save(update_fields=["actos", "cambios", "problemas", "terminada", "informe"])

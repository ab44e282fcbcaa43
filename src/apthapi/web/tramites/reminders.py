"""Reminders by mail: one a day to each person, with all that is due soon or late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from apthapi.web.accounts.models import Persona
from apthapi.web.tramites.dates import Plazo, due_of
from apthapi.web.tramites.models import Aviso

AHEAD = timedelta(days=3)
"""How long before it is due something is reminded; afterwards, every day."""


@dataclass(frozen=True, slots=True)
class Enviado:
    """What came of a round: to how many people a mail went, and how many have something due and no address."""

    sent: int
    without_mail: int


def remind(today: date) -> Enviado:
    """Send the reminders of a day. Asked again, it sends only what was not sent. Raises OSError if mail fails."""
    sent = without = 0
    for persona in Persona.objects.filter(is_active=True, designaciones__isnull=False).distinct().order_by("pk"):
        due = [each for each in due_of(persona.designaciones_vigentes(today)) if each.day - AHEAD <= today]
        if not due:
            continue
        if not persona.email:
            without += 1
        elif _send(persona, due, today):
            sent += 1
    return Enviado(sent, without)


def _send(persona: Persona, due: Sequence[Plazo], today: date) -> bool:
    """False if it was sent already. What is written of it goes with the mail: a mail that fails is tried again."""
    with transaction.atomic():
        new = [each for each in due if Aviso.objects.get_or_create(persona=persona, clave=each.key, dia=today)[1]]
        if not new:
            return False
        send_mail(_subject(new, today), _body(new, today), settings.DEFAULT_FROM_EMAIL or None, [persona.email])
    return True


def _subject(due: Sequence[Plazo], today: date) -> str:
    late = sum(each.day < today for each in due)
    if late:
        return f"Apthapi: {late} {'plazo vencido' if late == 1 else 'plazos vencidos'}"
    return f"Apthapi: {len(due)} {'plazo próximo' if len(due) == 1 else 'plazos próximos'}"


def _body(due: Sequence[Plazo], today: date) -> str:
    lines = [f"- {each.what}: {_when(each.day, today)}\n  {site()}{each.url}" for each in due]
    return "Lo que espera por usted:\n\n" + "\n".join(lines) + f"\n\nSu agenda: {site()}/agenda/\n"


def _when(day: date, today: date) -> str:
    left = (day - today).days
    if left < 0:
        return f"venció el {day:%d/%m/%Y}, hace {-left} {'día' if left == -1 else 'días'}"
    if left == 0:
        return "vence hoy"
    return f"vence el {day:%d/%m/%Y}, {'falta un día' if left == 1 else f'faltan {left} días'}"


def site() -> str:
    """The address at which the installation is reached."""
    scheme = "http" if settings.DEMOSTRACION else "https"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0]}"

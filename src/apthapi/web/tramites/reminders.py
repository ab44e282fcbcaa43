"""Reminders by mail: one a day to each person, with all that is due soon or late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from apthapi.web.accounts.models import Persona
from apthapi.web.config.site import address
from apthapi.web.tramites.dates import Plazo, due_of
from apthapi.web.tramites.models import Aviso

AHEAD = timedelta(days=3)
"""How long before it is due something is reminded; afterwards, every day."""


@dataclass(frozen=True, slots=True)
class Enviado:
    """What came of a round: how many were sent, how many people have no address, to how many it could not be sent."""

    sent: int
    without_mail: int
    failed: int = 0


def remind(today: date) -> Enviado:
    """Send the reminders of a day. Asked again, it sends only what was not sent.

    An address that is refused does not keep the others waiting. Raises OSError if the server of mail is not reached.
    """
    Aviso.objects.filter(dia__lt=today).delete()  # what was sent before keeps nobody from being reminded today
    sent = without = failed = 0
    connection = get_connection()
    connection.open()
    for persona in Persona.objects.filter(is_active=True, designaciones__isnull=False).distinct().order_by("pk"):
        due = [each for each in due_of(persona.designaciones_vigentes(today), today) if each.day - AHEAD <= today]
        if not due:
            continue
        if not persona.email:
            without += 1
            continue
        new = [each for each in due if Aviso.objects.get_or_create(persona=persona, clave=each.key, dia=today)[1]]
        if new and _send(connection, persona, new, today):
            sent += 1
        elif new:
            failed += 1
    connection.close()
    return Enviado(sent, without, failed)


def _send(connection: BaseEmailBackend, persona: Persona, new: Sequence[Plazo], today: date) -> bool:
    """Whether it went. What could not be sent is no longer noted as sent, and is tried again."""
    sender = settings.DEFAULT_FROM_EMAIL or None
    mail = EmailMessage(_subject(new, today), _body(new, today), sender, [persona.email], connection=connection)
    try:
        mail.send()
    except SMTPException:
        Aviso.objects.filter(persona=persona, dia=today, clave__in=[each.key for each in new]).delete()
        return False
    return True


def _subject(due: Sequence[Plazo], today: date) -> str:
    late = sum(each.day < today for each in due)
    if late:
        return f"Apthapi: {late} {'plazo vencido' if late == 1 else 'plazos vencidos'}"
    return f"Apthapi: {len(due)} {'plazo próximo' if len(due) == 1 else 'plazos próximos'}"


def _body(due: Sequence[Plazo], today: date) -> str:
    lines = [f"- {each.what}: {_when(each.day, today)}\n  {address()}{each.url}" for each in due]
    return "Lo que espera por usted:\n\n" + "\n".join(lines) + f"\n\nSu agenda: {address()}/agenda/\n"


def _when(day: date, today: date) -> str:
    left = (day - today).days
    if left < 0:
        return f"venció el {day:%d/%m/%Y}, hace {-left} {'día' if left == -1 else 'días'}"
    if left == 0:
        return "vence hoy"
    return f"vence el {day:%d/%m/%Y}, {'falta un día' if left == 1 else f'faltan {left} días'}"

"""Who is in charge of reporting the progress of a unit, and a mail to them with the link, when Planificación asks."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse

from apthapi.web.accounts.models import Designacion, Persona, Rol
from apthapi.web.config.site import address
from apthapi.web.execution.progress.silence import Pending
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Situacion, hoy
from apthapi.web.process.whereabouts import heading

IN_CHARGE = frozenset({Rol.PREPARA, Rol.REACP})
"""Positions of a unit that are reminded of its progress."""


class NobodyToRemindError(Exception):
    """Nobody was written to; the message (Spanish) says why and what to do."""


def in_charge(entidad: str, unidad: str) -> list[Persona]:
    """Who is in charge today; the director of the unit if nobody else is there."""
    today = hoy()
    held = Designacion.objects.filter(
        Q(hasta__isnull=True) | Q(hasta__gte=today),
        desde__lte=today,
        cargo__entidad__codigo=entidad,
        cargo__unidad=unidad,
        persona__is_active=True,
    )
    for roles in (IN_CHARGE, {Rol.DIRECTOR}):
        if found := held.filter(cargo__rol__in=sorted(roles)).select_related("persona").order_by("persona_id"):
            return list(dict.fromkeys(each.persona for each in found))
    return []


def remind_unit(situacion: Situacion, designacion: Designacion, pending: Pending | None) -> int:
    """Write to who is in charge of the unit; how many there were. Raises NobodyToRemindError."""
    plan, unidad = situacion.plan, situacion.unidad
    if pending is None:
        raise NobodyToRemindError(f"{unidad} ya informó todo lo que tiene programado.")
    people = in_charge(situacion.entidad, unidad)
    mails = sorted({each.email for each in people if each.email})
    if not mails:
        raise NobodyToRemindError(
            f"{'Nadie de' if not people else 'Quien responde por'} {unidad} tiene "
            f"{'un cargo que informe el avance' if not people else 'correo en su cuenta'}: copie el enlace y páselo."
        )
    link = address() + reverse("avance_informar", args=[plan, unidad, pending.last])
    body = (
        f"Falta informar el avance de {pending.months} de {unidad} ({heading(plan)}).\n\n"
        f"Cada operación viene llena con lo programado: confirme, o corrija lo que fue distinto.\n{link}\n"
    )
    message = EmailMessage(
        f"Apthapi: avance de {pending.months} de {unidad}", body, settings.DEFAULT_FROM_EMAIL or None, to=mails
    )
    try:
        message.send()
    except (SMTPException, OSError):
        raise NobodyToRemindError("El servidor de correo no recibió el mensaje: copie el enlace y páselo.") from None
    with act("recordar_avance", situacion.persona, designacion, plan=plan, unidad=unidad, detalle=pending.months):
        pass
    return len(mails)

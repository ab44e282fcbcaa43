"""A change of a plan on its way, each of its movements, and the findings that somebody justified."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.entities.models import Entidad
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import common, of_entity_key, of_plan, through


class TipoDeTramite(models.TextChoices):
    """What is asked for, as the table `planes` writes it."""

    REFORMULACION = "reformulacion", "Reformulación"
    REPROGRAMACION = "reprogramacion", "Reprogramación"
    AJUSTE = "ajuste", "Ajuste"
    FORMULACION = "formulacion", "Formulación"


class Tramite(models.Model):
    """A change of the plan in force, from the request to the publication. `etapa` is one of its way."""

    entidad = models.ForeignKey(Entidad, models.PROTECT, related_name="tramites")
    gestion = models.IntegerField("gestión")
    numero = models.IntegerField("número")
    tipo = models.CharField("clase", max_length=20, choices=TipoDeTramite.choices)
    base = models.CharField("versión vigente", max_length=80)
    plan = models.CharField("versión nueva", max_length=80, blank=True, default="")
    unidad = models.CharField("unidad que lo pide", max_length=40, blank=True, default="")
    asunto = models.CharField("asunto", max_length=200)
    etapa = models.CharField("etapa", max_length=40)
    terminado = models.BooleanField("terminado", default=False)
    afecta_pei = models.BooleanField("compromete el PEI", null=True)
    vence = models.DateField("vence la etapa", null=True, blank=True)
    momento = models.DateTimeField("momento", auto_now_add=True)

    class Meta:
        verbose_name = "trámite"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entidad", "gestion", "numero"], name="un_tramite"),
        ]
        indexes: ClassVar = [models.Index(fields=["plan"], name="tramite_de_plan")]

    def __str__(self) -> str:
        return f"Trámite {self.numero}/{self.gestion}"


class Movimiento(models.Model):
    """One action on a trámite: from which stage to which, by whom, with which words. Never changed, only recalled."""

    tramite = models.ForeignKey(Tramite, models.PROTECT, related_name="movimientos")
    accion = models.CharField("acción", max_length=40)
    titulo = models.CharField("qué se hizo", max_length=120)
    desde = models.CharField("desde la etapa", max_length=40, blank=True, default="")
    hasta = models.CharField("hasta la etapa", max_length=40)
    texto = models.TextField("texto", blank=True, default="")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)
    acto = models.BigIntegerField("acto")
    recuperado = models.BooleanField("recuperado por su autor", default=False)

    class Meta:
        verbose_name = "movimiento"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.tramite} · {self.titulo}"


class Dispensa(models.Model):
    """Why a finding of a plan is accepted: who says so, with which ground, until when. It never hides the finding."""

    plan = models.CharField("plan", max_length=80)
    huella = models.CharField("huella del hallazgo", max_length=64)
    regla = models.CharField("regla", max_length=8)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    mensaje = models.TextField("hallazgo")
    motivo = models.TextField("fundamento")
    documento = models.CharField("documento que lo respalda", max_length=200, blank=True, default="")
    hasta = models.DateField("vale hasta", null=True, blank=True)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)
    acto = models.BigIntegerField("acto")
    retirada = models.BooleanField("retirada", default=False)

    class Meta:
        verbose_name = "dispensa"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "huella"], condition=models.Q(retirada=False), name="una_dispensa"),
        ]

    def __str__(self) -> str:
        return f"{self.regla} {self.plan} {self.unidad}".strip()


class Aviso(models.Model):
    """A reminder that was sent, so that nobody gets the same one twice."""

    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="avisos")
    clave = models.CharField("de qué", max_length=200)
    dia = models.DateField("día")

    class Meta:
        verbose_name = "aviso"
        constraints: ClassVar = [models.UniqueConstraint(fields=["persona", "clave", "dia"], name="un_aviso")]

    def __str__(self) -> str:
        return f"{self.clave} {self.dia}"


class Agenda(models.Model):
    """The secret address at which the calendar of a person is read by other programs."""

    persona = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="agenda")
    clave = models.CharField("clave de la dirección", max_length=64, unique=True)

    class Meta:
        verbose_name = "agenda"

    def __str__(self) -> str:
        return f"Agenda de {self.persona}"


_PLAN_OF_TRAMITE = "coalesce(nullif({row}.plan, ''), {row}.base)"
register(Tramite, plan=_PLAN_OF_TRAMITE, unidad="unidad")
register(
    Movimiento,
    plan="(select coalesce(nullif(t.plan, ''), t.base) from tramites_tramite t where t.id = {row}.tramite_id)",
)
register(Dispensa, plan="plan", unidad="unidad")

of_entity_key(Tramite)
through(Movimiento, "tramite_id", Tramite)
of_plan(Dispensa)
common(Aviso, "which reminders a person got; the worker writes them")
common(Agenda, "found by an unguessable key, before anybody is known")

"""Observations pinned to a place of a plan, and what was answered to each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo, Rol
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_plan, through


class EstadoDeObservacion(models.TextChoices):
    """Where an observation stands."""

    ABIERTA = "abierta", "Por responder"
    RESPONDIDA = "respondida", "Respondida"
    RESUELTA = "resuelta", "Resuelta"
    RETIRADA = "retirada", "Retirada"


OPEN = (EstadoDeObservacion.ABIERTA.value, EstadoDeObservacion.RESPONDIDA.value)
"""States in which somebody still has something to do."""


class Observacion(models.Model):
    """What a reviewer says of a cell, a row, a sheet, a step, the part of a unit, or (without unit) the plan.

    The place in words and the value are those of when it was pinned; `renglon` says where the row is now. Its number
    counts within the part of the unit and stays with it in the next versions.
    """

    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    numero = models.IntegerField("número")
    paso = models.CharField("paso", max_length=40, blank=True, default="")
    vista = models.CharField("planilla", max_length=60, blank=True, default="")
    tabla = models.CharField("tabla", max_length=40, blank=True, default="")
    renglon = models.BigIntegerField("renglón", null=True)
    columna = models.CharField("columna", max_length=60, blank=True, default="")
    lugar = models.CharField("lugar, en palabras", max_length=300)
    valor = models.TextField("lo que decía la celda", blank=True, default="")
    severidad = models.CharField("severidad", max_length=20)
    texto = models.TextField("observación")
    vence = models.DateField("responder hasta", null=True)
    estado = models.CharField(
        "estado", max_length=20, choices=EstadoDeObservacion.choices, default=EstadoDeObservacion.ABIERTA
    )
    destinatario = models.CharField("quién responde", max_length=20, choices=Rol.choices)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento")
    acto = models.BigIntegerField("acto en que se hizo")
    ultimo_acto = models.BigIntegerField("último acto sobre ella")
    origen = models.ForeignKey("self", models.PROTECT, null=True, related_name="continuaciones")
    """The observation of the older version that this one continues."""

    class Meta:
        verbose_name = "observación"
        verbose_name_plural = "observaciones"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "unidad", "numero"], name="un_numero_de_observacion")
        ]
        indexes: ClassVar = [
            models.Index(fields=["estado", "vence"], name="observaciones_por_vencer"),
            models.Index(fields=["cargo", "estado"], name="observaciones_de_cargo"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.unidad} {self.numero}".replace("  ", " ")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self.estado in OPEN


class Intervencion(models.Model):
    """What somebody did with an observation after it was pinned; never changed afterwards."""

    observacion = models.ForeignKey(Observacion, models.PROTECT, related_name="intervenciones")
    clase = models.CharField("clase", max_length=20)
    texto = models.TextField("texto", blank=True, default="")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento")
    acto = models.BigIntegerField("acto")

    class Meta:
        verbose_name = "intervención"
        verbose_name_plural = "intervenciones"

    def __str__(self) -> str:
        return f"{self.clase} {self.observacion_id}"


register(Observacion, plan="plan", unidad="unidad")
register(
    Intervencion,
    plan="(select plan from observations_observacion where id = {row}.observacion_id)",
    unidad="(select unidad from observations_observacion where id = {row}.observacion_id)",
)

of_plan(Observacion)
through(Intervencion, "observacion_id", Observacion)

"""The state of plans and units, and the acts with the changes that they made."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import ACT_IS_MINE, ACT_IS_SEEN, IS_PUBLISHED, MY_PLAN, OF_PUBLISHED, by, common, of_plan


class EstadoDePlan(models.TextChoices):
    """Where a version of a plan stands."""

    ELABORACION = "elaboracion", "En elaboración"
    CONSOLIDADA = "consolidada", "Consolidada, por aprobar"
    VIGENTE = "vigente", "Vigente"
    HISTORICO = "historico", "Reemplazado"
    DESESTIMADA = "desestimada", "Desestimada"


BEING_MADE = (EstadoDePlan.ELABORACION, EstadoDePlan.CONSOLIDADA)
"""The states of a version that is on its way to be approved."""


class EstadoDeUnidad(models.TextChoices):
    """Where the part of a unit stands."""

    BORRADOR = "borrador", "En elaboración"
    ENVIADA = "enviada", "Enviada a la dirección"
    APROBADA = "aprobada", "Aprobada por la dirección"
    OBSERVADA = "observada", "Observada"
    REVISADA = "revisada", "Revisada por Planificación"


class Version(models.Model):
    """A plan of the format and its state. `plan` is its code in the table `planes`."""

    plan = models.CharField("plan", max_length=80, unique=True)
    estado = models.CharField("estado", max_length=20, choices=EstadoDePlan.choices, default=EstadoDePlan.ELABORACION)
    vence = models.DateField("fecha límite de las unidades", null=True, blank=True)
    publicada = models.BooleanField("publicada", default=False)

    class Meta:
        verbose_name = "versión de plan"
        verbose_name_plural = "versiones de plan"

    def __str__(self) -> str:
        return self.plan


class ParteDeUnidad(models.Model):
    """The part of one unit in one version: its state, and what the rules said of it the last time."""

    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40)
    estado = models.CharField("estado", max_length=20, choices=EstadoDeUnidad.choices, default=EstadoDeUnidad.BORRADOR)
    resumen_declarado = models.BooleanField("el formulario 04 viene de un papel", default=False)
    preparada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    errores = models.IntegerField("errores", null=True)
    advertencias = models.IntegerField("advertencias", null=True)
    ultimo_acto = models.BigIntegerField("último acto", null=True)

    class Meta:
        verbose_name = "parte de una unidad"
        verbose_name_plural = "partes de las unidades"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "unidad"], name="una_parte")]

    def __str__(self) -> str:
        return f"{self.plan} {self.unidad}"


class Acto(models.Model):
    """One act of a person: what they did, as what, when. Its changes are in Cambio."""

    envio = models.UUIDField("envío", unique=True)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="actos")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="actos")
    momento = models.DateTimeField("momento", auto_now_add=True)
    clase = models.CharField("clase", max_length=40)
    plan = models.CharField("plan", max_length=80, blank=True, default="")
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    detalle = models.TextField("detalle", blank=True, default="")
    respuesta = models.TextField("respuesta que se dio", blank=True, default="")

    class Meta:
        verbose_name = "acto"
        indexes: ClassVar = [
            models.Index(fields=["plan", "unidad", "id"], name="actos_de_unidad"),
            models.Index(fields=["momento"], condition=models.Q(respuesta__gt=""), name="respuestas_guardadas"),
        ]

    def __str__(self) -> str:
        return f"{self.clase} {self.plan} {self.unidad}".strip()


class Cambio(models.Model):
    """One row of a traced table that an act added, changed or removed. Written by triggers of the database only."""

    acto = models.BigIntegerField("acto")
    tabla = models.CharField("tabla", max_length=40)
    renglon = models.BigIntegerField("renglón")
    plan = models.TextField("plan", default="")
    unidad = models.TextField("unidad", default="")
    antes = models.TextField("antes", default="")
    despues = models.TextField("después", default="")

    class Meta:
        verbose_name = "cambio"
        indexes: ClassVar = [
            models.Index(fields=["acto", "id"], name="cambios_de_acto"),
            models.Index(fields=["plan", "unidad", "acto"], name="cambios_de_unidad"),
            models.Index(fields=["tabla", "renglon"], name="cambios_de_renglon"),
        ]

    def __str__(self) -> str:
        return f"{self.tabla} {self.renglon}"


class ActoEnCurso(models.Model):
    """On SQLite, the act of the transaction that writes; empty outside. PostgreSQL keeps it in the session."""

    acto = models.BigIntegerField("acto")

    class Meta:
        verbose_name = "acto en curso"


class Visita(models.Model):
    """When a person was last on the part of a unit: who is here now, and what changed since."""

    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visitas")
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    vista = models.DateTimeField("vista por última vez")
    hasta_acto = models.BigIntegerField("último acto visto", default=0)
    antes_acto = models.BigIntegerField("último acto visto en la visita anterior", default=0)

    class Meta:
        verbose_name = "visita"
        constraints: ClassVar = [models.UniqueConstraint(fields=["persona", "plan", "unidad"], name="una_visita")]
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "vista"], name="visitas_de_unidad")]


register(Version, plan="plan")
register(
    ParteDeUnidad,
    plan="plan",
    unidad="unidad",
    only=("plan", "unidad", "estado", "preparada_por_id", "resumen_declarado"),
)

of_plan(Version, published=OF_PUBLISHED, papers=True)
of_plan(ParteDeUnidad, Visita)
common(ActoEnCurso, "on PostgreSQL nothing is written in it")
# One that is of no plan is of the entity of the position by which it was done, or of that in whose chain it is.
by(Acto, f"{MY_PLAN} or (plan = '' and {ACT_IS_MINE}(id, cargo_id))", published=IS_PUBLISHED)
by(Cambio, f"{MY_PLAN} or (plan = '' and {ACT_IS_SEEN}(acto))", published=IS_PUBLISHED)

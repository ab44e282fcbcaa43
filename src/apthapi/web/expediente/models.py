"""Papers that were issued: kept as they were made, and as each signature left them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.process.traced import register


class EstadoDeEmitido(models.TextChoices):
    """Where an issued paper stands."""

    POR_FIRMAR = "por_firmar", "Por firmar"
    FIRMADO = "firmado", "Firmado"
    ANULADO = "anulado", "Anulado"


class Emitido(models.Model):
    """A paper that was issued for a version of a plan. Its files are its revisions, which are never changed."""

    codigo = models.CharField("código de verificación", max_length=20, unique=True)
    entidad = models.CharField("entidad", max_length=10)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    papel = models.CharField("clase de papel", max_length=40)
    titulo = models.CharField("título", max_length=300)
    cite = models.CharField("CITE", max_length=80, blank=True, default="")
    fecha = models.DateField("fecha")
    acto = models.BigIntegerField("último acto que muestra")
    estado = models.CharField(
        "estado", max_length=20, choices=EstadoDeEmitido.choices, default=EstadoDeEmitido.POR_FIRMAR
    )
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)

    class Meta:
        verbose_name = "papel emitido"
        verbose_name_plural = "papeles emitidos"
        indexes: ClassVar = [models.Index(fields=["plan", "papel"], name="emitidos_de_plan")]

    def __str__(self) -> str:
        return self.cite or self.titulo


class Revision(models.Model):
    """One file of an issued paper: number 0 as it was issued, and one more for each signature."""

    emitido = models.ForeignKey(Emitido, models.PROTECT, related_name="revisiones")
    numero = models.IntegerField("número")
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")
    momento = models.DateTimeField("momento", auto_now_add=True)

    class Meta:
        verbose_name = "revisión"
        constraints: ClassVar = [models.UniqueConstraint(fields=["emitido", "numero"], name="una_revision")]

    def __str__(self) -> str:
        return f"{self.emitido.codigo} {self.numero}"

    @property
    def file(self) -> Path:
        """Where its bytes are."""
        return Path(settings.MEDIA_ROOT) / "emitidos" / self.emitido.codigo / f"{self.numero}.pdf"


register(Emitido, plan="plan", unidad="unidad")
register(Revision, plan="(select plan from expediente_emitido where id = {row}.emitido_id)")

"""Files that prove the progress of an operation."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.formats.evidence import KINDS
from apthapi.web.accounts.models import Cargo
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_plan


class Evidencia(models.Model):
    """A file that proves what was reported of a month: of one operation, or of all of the unit (`operacion` empty).

    The cell `evidencia` of each report names it with its SHA-256, under which it is kept.
    """

    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40)
    operacion = models.CharField("operación", max_length=80, blank=True, default="")
    mes = models.IntegerField("mes")
    nombre = models.CharField("nombre del archivo", max_length=200)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")
    clase = models.CharField("clase de archivo", max_length=10, choices=[(name, k.title) for name, k in KINDS.items()])
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)

    class Meta:
        verbose_name = "evidencia de avance"
        verbose_name_plural = "evidencias de avance"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "unidad", "operacion", "mes", "sha256"], name="una_evidencia_de_avance"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unidad", "sha256"], name="evidencias_por_huella")]

    def __str__(self) -> str:
        return self.nombre

    @property
    def file(self) -> Path:
        """Where its bytes are: under their own hash."""
        return folder() / self.sha256


def folder() -> Path:
    """Where the files are."""
    return Path(settings.MEDIA_ROOT) / "evidencias"


register(Evidencia, plan="plan", unidad="unidad")
of_plan(Evidencia)

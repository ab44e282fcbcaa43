"""What was given to be read, how far its reading is, and what people decided of each doubtful cell."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.process.background import Trabajo
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_plan, through


class EstadoDeLectura(models.TextChoices):
    """Where a reading stands."""

    ESPERA = "espera", "En espera"
    HACIENDO = "haciendo", "Leyéndose"
    LEIDA = "leida", "Por revisar"
    PASADA = "pasada", "Pasada al plan"
    FALLO = "fallo", "No se pudo leer"
    CANCELADA = "cancelada", "Descartada"


class Lectura(Trabajo):
    """Files of one unit, or of several (`unidad` empty), that somebody gave to be read; `acto` passed it on."""

    codigo = models.UUIDField("código", unique=True, default=uuid.uuid4, editable=False)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    estado = models.CharField("estado", max_length=20, choices=EstadoDeLectura.choices, default=EstadoDeLectura.ESPERA)
    paginas = models.IntegerField("páginas", default=0)
    formularios = models.IntegerField("formularios", default=0)
    sha256 = models.CharField("SHA-256 de lo que se leyó", max_length=64, blank=True, default="")
    acto = models.BigIntegerField("acto que la pasó al plan", null=True)

    class Meta:
        verbose_name = "lectura de formularios"
        verbose_name_plural = "lecturas de formularios"
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "-pedido"], name="lecturas_de_plan")]

    def __str__(self) -> str:
        return f"{self.plan} {self.unidad}".strip()

    @property
    def folder(self) -> Path:
        """Where its files, the pictures of its pages and what was read are."""
        return all_folders() / str(self.codigo)

    @property
    def is_open(self) -> bool:
        """Whether it waits for people to decide."""
        return self.estado == EstadoDeLectura.LEIDA


class Archivo(models.Model):
    """A file as it was given."""

    lectura = models.ForeignKey(Lectura, models.PROTECT, related_name="archivos")
    orden = models.IntegerField("orden")
    nombre = models.CharField("nombre", max_length=200)
    tamano = models.BigIntegerField("tamaño")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "archivo leído"
        verbose_name_plural = "archivos leídos"
        ordering: ClassVar = ["orden"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["lectura", "orden"], name="un_archivo_de_lectura")]

    def __str__(self) -> str:
        return self.nombre

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self.lectura.folder / "archivos" / str(self.orden) / self.nombre


class QueSeDecidio(models.TextChoices):
    """What a person said of a cell, or of a row or form as a whole."""

    ACEPTADA = "aceptada", "Aceptada"
    CORREGIDA = "corregida", "Corregida"
    VACIA = "vacia", "Se deja vacía"
    FUERA = "fuera", "No se pasa"


class Decision(models.Model):
    """What was decided of one place of a reading: a cell, a row or a form, by its name in `kept`."""

    lectura = models.ForeignKey(Lectura, models.PROTECT, related_name="decisiones")
    lugar = models.CharField("lugar", max_length=80)
    que = models.CharField("qué se decidió", max_length=20, choices=QueSeDecidio.choices)
    texto = models.TextField("texto", blank=True, default="")

    class Meta:
        verbose_name = "decisión sobre lo leído"
        verbose_name_plural = "decisiones sobre lo leído"
        constraints: ClassVar = [models.UniqueConstraint(fields=["lectura", "lugar"], name="una_decision_por_lugar")]

    def __str__(self) -> str:
        return f"{self.lugar} {self.que}"


def all_folders() -> Path:
    """Where every reading has its folder."""
    return Path(settings.MEDIA_ROOT) / "lecturas"


_OF = "(select {} from lecturas_lectura where id = {{row}}.lectura_id)"
# How far a reading is changes without an act; to whom it belongs, and what it became of the plan, does not.
register(Lectura, plan="plan", unidad="unidad", only=("plan", "unidad", "persona_id", "acto"))
register(Archivo, plan=_OF.format("plan"), unidad=_OF.format("unidad"))
register(Decision, plan=_OF.format("plan"), unidad=_OF.format("unidad"))
of_plan(Lectura)
through(Archivo, "lectura_id", Lectura)
through(Decision, "lectura_id", Lectura)

"""Workbooks that went out, those that came back and wait for a decision, and those that were accepted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from apthapi.web.accounts.models import Cargo
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_plan, through

KEPT = timedelta(days=3)
"""How long a workbook that came back waits to be accepted; after that it is uploaded again."""
SILENT = timedelta(minutes=2)
"""Without a sign of life for this long, the process that was reading it is not there any more."""
NEVER_STORED = timedelta(minutes=15)
"""What was accepted this long ago and is not stored waits for a process that is not there."""


class EstadoDeSubida(models.TextChoices):
    """Where a workbook that came back stands."""

    ESPERA = "espera", "En espera"
    LEYENDO = "leyendo", "Leyéndose"
    REVISION = "revision", "Por revisar"
    GUARDANDO = "guardando", "Guardándose"
    ACEPTADA = "aceptada", "Aceptado"
    FALLO = "fallo", "No se pudo leer"
    DESCARTADA = "descartada", "Descartado"


AT_WORK = (EstadoDeSubida.ESPERA, EstadoDeSubida.LEYENDO, EstadoDeSubida.GUARDANDO)
"""The system has it in hand."""
BEING_READ = (EstadoDeSubida.ESPERA, EstadoDeSubida.LEYENDO, EstadoDeSubida.REVISION)
"""It may still be read again, or rehearsed."""


class Entrega(models.Model):
    """A workbook that went out: to whom, when, and the last act that it knows."""

    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)
    acto = models.BigIntegerField("último acto que conoce", default=0)

    class Meta:
        verbose_name = "libro entregado"
        verbose_name_plural = "libros entregados"
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "-momento"], name="entregas_de_unidad")]

    def __str__(self) -> str:
        return f"{self.plan} {self.unidad}"


class Subida(models.Model):
    """A workbook that came back and was not accepted yet. It is no part of the plan: after some days it goes.

    `leido` is what was understood of it, as JSON (see proposal.py); `lecturas`, the readings that the person chose;
    `visto`, the last act on the unit that it was compared with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40)
    nombre = models.CharField("nombre del archivo", max_length=200)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("subido", auto_now_add=True)
    estado = models.CharField("estado", max_length=20, choices=EstadoDeSubida.choices, default=EstadoDeSubida.ESPERA)
    paso = models.CharField("qué se está haciendo", max_length=200, blank=True, default="")
    hechos = models.IntegerField("pasos hechos", default=0)
    pasos = models.IntegerField("pasos", default=0)
    latido = models.DateTimeField("última señal de vida", default=timezone.now)
    mensaje = models.TextField("por qué no se pudo", blank=True, default="")
    leido = models.TextField("lo que se entendió", blank=True, default="")
    lecturas = models.TextField("lecturas elegidas", blank=True, default="{}")
    conserva = models.BooleanField("conserva las filas que el libro ya no trae", default=False)
    visto = models.BigIntegerField("último acto con que se comparó", default=0)

    class Meta:
        verbose_name = "libro subido"
        verbose_name_plural = "libros subidos"
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "-momento"], name="subidas_de_unidad")]

    def __str__(self) -> str:
        return f"{self.nombre} {self.plan} {self.unidad}"

    @property
    def at_work(self) -> bool:
        """Whether the system has it in hand."""
        return self.estado in AT_WORK

    @property
    def file(self) -> Path:
        """Where its bytes are while it waits."""
        return folder() / "subidos" / f"{self.pk}{suffix_of(self.nombre)}"


class Decision(models.TextChoices):
    """What the person chose for a row that both sides changed."""

    NINGUNA = "", "Sin decidir"
    GUARDADO = "guardado", "Queda lo guardado"
    LIBRO = "libro", "Vale el libro"


class Diferencia(models.Model):
    """One row that would change: in which sheet, how (`What` of the contract), its cells as JSON, what was decided."""

    subida = models.ForeignKey(Subida, models.CASCADE, related_name="diferencias")
    orden = models.IntegerField("orden")
    vista = models.CharField("planilla", max_length=60)
    que = models.CharField("qué le pasa", max_length=20)
    fila = models.IntegerField("fila del libro")
    renglon = models.BigIntegerField("renglón")
    celdas = models.TextField("celdas")
    decision = models.CharField("decisión", max_length=20, choices=Decision.choices, blank=True, default="")

    class Meta:
        verbose_name = "diferencia"
        constraints: ClassVar = [models.UniqueConstraint(fields=["subida", "orden"], name="una_diferencia")]
        indexes: ClassVar = [models.Index(fields=["subida", "que", "vista"], name="diferencias_por_clase")]

    def __str__(self) -> str:
        return f"{self.vista} {self.fila}"


class LibroRecibido(models.Model):
    """A workbook that was accepted: its file as it came, by whom and when, and what it changed."""

    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40)
    nombre = models.CharField("nombre del archivo", max_length=200)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("aceptado", auto_now_add=True)
    acto = models.BigIntegerField("acto que lo aceptó")
    conocia = models.BigIntegerField("último acto que conocía")
    agregadas = models.IntegerField("filas agregadas")
    cambiadas = models.IntegerField("filas cambiadas")
    quitadas = models.IntegerField("filas quitadas")

    class Meta:
        verbose_name = "libro recibido"
        verbose_name_plural = "libros recibidos"
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "-momento"], name="recibidos_de_unidad")]

    def __str__(self) -> str:
        return f"{self.nombre} {self.plan} {self.unidad}"

    @property
    def file(self) -> Path:
        """Where its bytes are: under their own hash."""
        return folder() / "recibidos" / f"{self.sha256}{suffix_of(self.nombre)}"


def folder() -> Path:
    """Where the workbooks that came are."""
    return Path(settings.MEDIA_ROOT) / "libros"


SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")


def suffix_of(name: str) -> str:
    """How the name of the kept file ends: as it came, if that is one of those that are read."""
    found = Path(name).suffix.lower()
    return found if found in SUFFIXES else SUFFIXES[0]


register(LibroRecibido, plan="plan", unidad="unidad")
of_plan(Entrega, Subida, LibroRecibido)
through(Diferencia, "subida_id", Subida)

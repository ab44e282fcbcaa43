"""Foreign workbooks that wait for a decision, those that were accepted, and the maps that each entity remembers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.process.permisos import Situacion
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_entity, of_plan

KEPT = timedelta(days=7)
"""How long a workbook waits to be accepted; after that it is uploaded again."""
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")


class Modo(models.TextChoices):
    """What happens to what the units have already."""

    AGREGAR = "agregar", "Agregar lo nuevo y dejar como está lo que ya existe"
    ACTUALIZAR = "actualizar", "Agregar lo nuevo y cambiar lo que ya existe con lo que dice la planilla"
    REEMPLAZAR = "reemplazar", "Quitar lo que las unidades tienen en esas planillas y poner lo que viene"


class Asunto(models.TextChoices):
    """What a workbook is imported to be."""

    PLAN = "", "Planillas del plan"
    GASTO = "gasto", "Ejecución financiera del plan vigente"


class Importacion(models.Model):
    """A workbook that is being looked at: no part of the plan. `eleccion`: what was chosen of each sheet, as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    nombre = models.CharField("nombre del archivo", max_length=200)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    momento = models.DateTimeField("subido", auto_now_add=True)
    eleccion = models.TextField("lo elegido de cada hoja", blank=True, default="")
    modo = models.CharField("qué pasa con lo que hay", max_length=20, choices=Modo.choices, default=Modo.AGREGAR)
    aceptada = models.BooleanField("aceptada", default=False)
    asunto = models.CharField("de qué es", max_length=20, choices=Asunto.choices, blank=True, default=Asunto.PLAN)

    class Meta:
        verbose_name = "planilla por importar"
        verbose_name_plural = "planillas por importar"
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "-momento"], name="importaciones_de_unidad")]

    def __str__(self) -> str:
        return f"{self.nombre} {self.plan} {self.unidad}".strip()

    @property
    def file(self) -> Path:
        """Where its bytes are: under their own hash."""
        return file_of(self.sha256, self.nombre)


class PlanillaImportada(models.Model):
    """A foreign workbook that was accepted: its file as it came, by whom and when, and how many rows it gave."""

    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    nombre = models.CharField("nombre del archivo", max_length=200)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("aceptada", auto_now_add=True)
    acto = models.BigIntegerField("acto que la aceptó")
    filas = models.IntegerField("filas escritas")
    asunto = models.CharField("de qué es", max_length=20, choices=Asunto.choices, blank=True, default=Asunto.PLAN)

    class Meta:
        verbose_name = "planilla importada"
        verbose_name_plural = "planillas importadas"
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "-momento"], name="importadas_de_unidad")]

    def __str__(self) -> str:
        return f"{self.nombre} {self.plan} {self.unidad}".strip()

    @property
    def file(self) -> Path:
        """Where its bytes are."""
        return file_of(self.sha256, self.nombre)


class MapaDeEntidad(models.Model):
    """A map that an entity remembers: next year's file with the same titles is recognised by it."""

    entidad = models.CharField("entidad", max_length=20)
    nombre = models.CharField("nombre", max_length=120)
    mapa = models.TextField("mapa")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    momento = models.DateTimeField("guardado", auto_now=True)

    class Meta:
        verbose_name = "mapa de planillas"
        verbose_name_plural = "mapas de planillas"
        constraints: ClassVar = [models.UniqueConstraint(fields=["entidad", "nombre"], name="un_mapa_por_nombre")]

    def __str__(self) -> str:
        return self.nombre

    def is_of(self, situacion: Situacion) -> bool:
        """Whether the person may change it: their own, or those of the entity for whoever imports for all of it."""
        return self.entidad == situacion.entidad and (
            self.persona_id == situacion.persona.pk or situacion.puede("importar_plan")
        )


def folder() -> Path:
    """Where the foreign workbooks are."""
    return Path(settings.MEDIA_ROOT) / "importados"


def file_of(sha256: str, name: str) -> Path:
    """Where the bytes of a workbook are; its name ends as it came, for how it is read depends on it."""
    return folder() / f"{sha256}{suffix_of(name)}"


def suffix_of(name: str) -> str:
    """How the name of the kept file ends."""
    found = Path(name).suffix.lower()
    return found if found in SUFFIXES else SUFFIXES[0]


register(PlanillaImportada, plan="plan", unidad="unidad")
register(MapaDeEntidad)
of_plan(Importacion, PlanillaImportada)
of_entity(MapaDeEntidad)

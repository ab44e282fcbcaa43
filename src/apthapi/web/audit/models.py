"""The chain of the trace: a link for each act, the head of each entity's chain, and what verifications found."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.wall.owners import of_entity


class Eslabon(models.Model):
    """The link of an act in the chain of its entity; `''` is the chain of the installation. See `canonical.py`."""

    acto = models.BigIntegerField("acto", primary_key=True)
    entidad = models.CharField("entidad", max_length=10, blank=True, default="")
    numero = models.BigIntegerField("número")
    cambios = models.IntegerField("cuántos cambios")
    contenido = models.CharField("SHA-256 de los cambios", max_length=64)
    previo = models.CharField("huella del anterior", max_length=64)
    huella = models.CharField("huella", max_length=64)

    class Meta:
        verbose_name = "eslabón"
        verbose_name_plural = "eslabones"
        constraints: ClassVar = [models.UniqueConstraint(fields=["entidad", "numero"], name="un_eslabon")]

    def __str__(self) -> str:
        return f"{self.entidad} {self.numero}"


class Cabeza(models.Model):
    """Where the chain of an entity ends: acts of it meet here, at the end of their transaction and nowhere before."""

    entidad = models.CharField("entidad", max_length=10, primary_key=True)
    numero = models.BigIntegerField("número", default=0)
    huella = models.CharField("huella", max_length=64)

    class Meta:
        verbose_name = "cabeza de la cadena"
        verbose_name_plural = "cabezas de las cadenas"

    def __str__(self) -> str:
        return f"{self.entidad} {self.numero}"


class Verificacion(models.Model):
    """One verification of the chain that somebody asked for on the screen, and what it found."""

    entidad = models.CharField("entidad", max_length=10, blank=True, default="")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pedida = models.DateTimeField("pedida", auto_now_add=True)
    terminada = models.DateTimeField("terminada", null=True)
    actos = models.BigIntegerField("actos", default=0)
    cambios = models.BigIntegerField("cambios", default=0)
    problemas = models.IntegerField("problemas", null=True)
    informe = models.TextField("informe", blank=True, default="")

    class Meta:
        verbose_name = "verificación"
        verbose_name_plural = "verificaciones"
        indexes: ClassVar = [models.Index(fields=["entidad", "id"], name="verificaciones_de")]

    def __str__(self) -> str:
        return f"{self.entidad} {self.pedida:%Y-%m-%d %H:%M}"


# Numbers and hashes: the feed of what was published gives them.
of_entity(Eslabon, published="true")
of_entity(Verificacion)
of_entity(Cabeza, papers=True)

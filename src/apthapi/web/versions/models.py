"""Where each row of a version comes from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from apthapi.web.wall.owners import IS_PUBLISHED, of_plan


class Linaje(models.Model):
    """A row of a version and the row of the older version from which it was copied. Written when a version opens."""

    plan = models.CharField("plan", max_length=80)
    tabla = models.CharField("tabla", max_length=40)
    renglon = models.BigIntegerField("renglón")
    origen = models.BigIntegerField("renglón de la versión anterior")

    class Meta:
        verbose_name = "linaje"
        verbose_name_plural = "linajes"
        constraints: ClassVar = [models.UniqueConstraint(fields=["tabla", "renglon"], name="un_origen")]
        indexes: ClassVar = [models.Index(fields=["plan", "tabla", "origen"], name="linaje_de_plan")]

    def __str__(self) -> str:
        return f"{self.tabla} {self.renglon} ← {self.origen}"


of_plan(Linaje, published=IS_PUBLISHED)

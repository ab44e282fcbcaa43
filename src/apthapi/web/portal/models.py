"""Up to which month the public pages tell what was done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_entity


class AvancePublicado(models.Model):
    """A cut of a gestión that was published: what was done until the end of that month is told to anybody."""

    entidad = models.CharField("entidad", max_length=10)
    gestion = models.IntegerField("gestión")
    mes = models.IntegerField("último mes que se cuenta")
    plan = models.CharField("versión vigente al publicarse", max_length=80)
    fecha = models.DateField("fecha de publicación")

    class Meta:
        verbose_name = "avance publicado"
        verbose_name_plural = "avances publicados"
        constraints: ClassVar = [models.UniqueConstraint(fields=["entidad", "gestion", "mes"], name="un_avance")]

    def __str__(self) -> str:
        return f"{self.entidad} {self.gestion} {self.mes}"


register(AvancePublicado, plan="plan")
of_entity(AvancePublicado, published="true")

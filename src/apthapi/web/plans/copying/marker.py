"""A price that came from elsewhere: it is old until the unit edits or confirms it."""

from __future__ import annotations

from django.db import models


class PrecioTraido(models.Model):
    """The price that a line got when it was brought: old while the line has it and nobody confirms it."""

    renglon = models.BigIntegerField("línea", unique=True)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40)
    precio = models.BigIntegerField("precio que se trajo, en centavos")
    de_plan = models.CharField("plan de origen", max_length=80)
    de_unidad = models.CharField("unidad de origen", max_length=40)
    precio_anterior = models.BigIntegerField("precio en el origen, en centavos")
    subida = models.BigIntegerField("subida, en centésimas de porcentaje", default=0)

    class Meta:
        app_label = "plans"
        verbose_name = "precio traído"
        verbose_name_plural = "precios traídos"
        indexes = (models.Index(fields=["plan", "unidad"], name="precios_traidos_de_unidad"),)

    def __str__(self) -> str:
        return f"{self.plan} {self.unidad} {self.renglon}"

"""The tokens of other systems, and how often each caller asked in the minute that runs."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import common, of_position

PER_MINUTE = 300
"""Requests of a token in a minute, unless it says otherwise."""


class Ficha(models.Model):
    """A token: it reads what its position may see, until its last day. Only the hash of its secret is kept."""

    nombre = models.CharField("para qué sistema", max_length=100)
    cargo = models.ForeignKey(Cargo, models.PROTECT, related_name="fichas", verbose_name="cargo")
    prefijo = models.CharField("comienzo", max_length=12, unique=True)
    huella = models.CharField("huella del secreto", max_length=64)
    vence = models.DateField("último día")
    por_minuto = models.PositiveIntegerField("pedidos por minuto", default=PER_MINUTE)
    creada = models.DateTimeField("creada", auto_now_add=True)
    creada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revocada = models.DateTimeField("revocada", null=True)
    ultimo_uso = models.DateTimeField("último uso", null=True)

    class Meta:
        verbose_name = "ficha de acceso"
        verbose_name_plural = "fichas de acceso"

    def __str__(self) -> str:
        return self.nombre


class Cuenta(models.Model):
    """How often somebody asked in a minute. Rows of minutes that passed are removed."""

    clave = models.CharField("quién y qué", max_length=100)
    minuto = models.BigIntegerField("minuto")
    veces = models.IntegerField("veces")

    class Meta:
        verbose_name = "cuenta de pedidos"
        verbose_name_plural = "cuentas de pedidos"
        constraints: ClassVar = [models.UniqueConstraint(fields=["minuto", "clave"], name="una_cuenta")]

    def __str__(self) -> str:
        return f"{self.clave}: {self.veces}"


register(Ficha, only=("nombre", "cargo_id", "prefijo", "vence", "por_minuto", "revocada"))

of_position(Ficha)
common(Cuenta, "how often somebody asked, who may be nobody")

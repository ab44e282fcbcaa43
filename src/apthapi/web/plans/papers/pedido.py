"""A paper that somebody asked for and that is made in the background: how far it is, and then where it is."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.process.background import Trabajo


class EstadoDePedido(models.TextChoices):
    """Where it stands."""

    ESPERA = "espera", "En espera"
    HACIENDO = "haciendo", "Preparándose"
    HECHO = "hecho", "Listo"
    FALLO = "fallo", "No se pudo hacer"
    CANCELADO = "cancelado", "Cancelado"
    RETIRADO = "retirado", "Retirado"


class Pedido(Trabajo):
    """Who asked for which paper, as what, what became of it, and the last act that it shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    papel = models.CharField("papel", max_length=40)
    borrador = models.BooleanField("con la marca de borrador")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    estado = models.CharField("estado", max_length=20, choices=EstadoDePedido.choices, default=EstadoDePedido.ESPERA)
    nombre = models.CharField("nombre del archivo", max_length=200, blank=True, default="")
    tipo = models.CharField("tipo de archivo", max_length=40, blank=True, default="")
    tamano = models.BigIntegerField("tamaño", default=0)
    paginas = models.IntegerField("páginas", default=0)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64, blank=True, default="")
    acto = models.BigIntegerField("último acto que muestra", default=0)

    class Meta:
        verbose_name = "papel pedido"
        verbose_name_plural = "papeles pedidos"
        indexes: ClassVar = [
            models.Index(fields=["plan", "unidad", "-pedido"], name="papeles_de_plan"),
            models.Index(fields=["estado", "terminado"], name="papeles_por_estado"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "unidad", "papel"],
                condition=models.Q(estado__in=["espera", "haciendo"]),
                name="un_papel_a_la_vez",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.papel} {self.plan} {self.unidad}".strip()

    @property
    def file(self) -> Path:
        """Where its file is, once it is done."""
        return folder() / f"{self.pk}{Path(self.nombre).suffix}"


def folder() -> Path:
    """Where the files of all papers are kept."""
    return Path(settings.MEDIA_ROOT) / "papeles"

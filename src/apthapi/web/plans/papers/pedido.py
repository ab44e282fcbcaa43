"""A paper that somebody asked for and that is made in the background: how far it is, and then where it is."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from apthapi.web.accounts.models import Cargo

SILENT = timedelta(minutes=2)
"""Without a sign of life for this long, the process that was making it is not there any more."""


FORGOTTEN = timedelta(minutes=1)
"""A paper that waits for this long with nothing before it is not being looked at by anybody."""


class EstadoDePedido(models.TextChoices):
    """Where it stands."""

    ESPERA = "espera", "En espera"
    HACIENDO = "haciendo", "Preparándose"
    HECHO = "hecho", "Listo"
    FALLO = "fallo", "No se pudo hacer"
    CANCELADO = "cancelado", "Cancelado"
    RETIRADO = "retirado", "Retirado"


PENDING = (EstadoDePedido.ESPERA, EstadoDePedido.HACIENDO)


class Pedido(models.Model):
    """Who asked for which paper, as what, what became of it, and the last act that it shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    papel = models.CharField("papel", max_length=40)
    borrador = models.BooleanField("con la marca de borrador")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    pedido = models.DateTimeField("pedido", auto_now_add=True)
    terminado = models.DateTimeField("terminado", null=True)
    estado = models.CharField("estado", max_length=20, choices=EstadoDePedido.choices, default=EstadoDePedido.ESPERA)
    paso = models.CharField("qué se está haciendo", max_length=200, blank=True, default="")
    hechos = models.IntegerField("pasos hechos", default=0)
    pasos = models.IntegerField("pasos", default=0)
    latido = models.DateTimeField("última señal de que se está haciendo", null=True)
    mensaje = models.TextField("por qué no se pudo", blank=True, default="")
    nombre = models.CharField("nombre del archivo", max_length=200, blank=True, default="")
    tipo = models.CharField("tipo de archivo", max_length=40, blank=True, default="")
    tamano = models.BigIntegerField("tamaño", default=0)
    paginas = models.IntegerField("páginas", default=0)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64, blank=True, default="")
    acto = models.BigIntegerField("último acto que muestra", default=0)

    class Meta:
        verbose_name = "papel pedido"
        verbose_name_plural = "papeles pedidos"
        indexes: ClassVar = [models.Index(fields=["plan", "unidad", "-pedido"], name="papeles_de_plan")]
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
    def is_pending(self) -> bool:
        """Whether it is still to come."""
        return self.estado in PENDING

    @property
    def file(self) -> Path:
        """Where its file is, once it is done."""
        return folder() / f"{self.pk}{Path(self.nombre).suffix}"

    @property
    def is_forgotten(self) -> bool:
        """Whether it has waited for long while nothing else is being made: the worker may not be running."""
        waited = timezone.now() - self.pedido
        return waited > FORGOTTEN and not Pedido.objects.filter(estado=EstadoDePedido.HACIENDO).exists()

    @property
    def ahead(self) -> int:
        """How many were asked for before and wait too."""
        return Pedido.objects.filter(estado__in=PENDING, pedido__lt=self.pedido).count()


def folder() -> Path:
    """Where the files of all papers are kept."""
    return Path(settings.MEDIA_ROOT) / "papeles"


def give_up_on_the_silent() -> None:
    """What stopped showing signs of life was interrupted: it can be asked for again."""
    silent = Pedido.objects.filter(estado=EstadoDePedido.HACIENDO, latido__lt=timezone.now() - SILENT)
    # Looking first costs no lock of the database, and this is asked each time that a page is seen.
    if silent.exists():
        silent.update(
            estado=EstadoDePedido.FALLO,
            terminado=timezone.now(),
            mensaje="El servidor se interrumpió mientras lo preparaba. Pídalo otra vez.",
        )

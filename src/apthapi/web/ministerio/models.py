"""What was remitted to an organ that receives plans, how it was checked, what was decided, and the sums of it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from apthapi.web.accounts.models import Cargo
from apthapi.web.entities.models import Entidad
from apthapi.web.process.background import DOING, FAILED, WAITING, Trabajo
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_entity_key, through

CHECKED = "hecha"


class EstadoDeVerificacion(models.TextChoices):
    """How far the check of a remission is."""

    ESPERA = WAITING, "En espera"
    HACIENDO = DOING, "Verificándose"
    HECHA = CHECKED, "Verificada"
    FALLO = FAILED, "No se pudo verificar"


class Decision(models.TextChoices):
    """Where a remission stands for who receives it and for who sent it."""

    RECIBIDO = "recibido", "Recibido"
    EN_REVISION = "en_revision", "En revisión"
    ACEPTADO = "aceptado", "Aceptado"
    DEVUELTO = "devuelto", "Devuelto con observaciones"


class Remision(Trabajo):
    """A package that arrived: its frozen copy, whose plan it is, its check (`estado`) and its answer (`decision`).

    `origen` is the entity of this installation that sent it; without it, it was brought as a file. What is told of
    the plan comes from the package itself, and is empty until it was read.
    """

    codigo = models.UUIDField("código", unique=True, default=uuid.uuid4, editable=False)
    ministerio = models.ForeignKey(Entidad, models.PROTECT, related_name="recibidas", verbose_name="órgano rector")
    origen = models.ForeignKey(Entidad, models.PROTECT, null=True, related_name="remitidas", verbose_name="remitente")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    nombre_archivo = models.CharField("archivo", max_length=200)
    tamano = models.BigIntegerField("tamaño")
    sha256 = models.CharField("SHA-256", max_length=64)
    nota = models.CharField("nota de remisión", max_length=200, blank=True, default="")
    estado = models.CharField(
        "verificación", max_length=20, choices=EstadoDeVerificacion.choices, default=EstadoDeVerificacion.ESPERA
    )
    decision = models.CharField("estado", max_length=20, choices=Decision.choices, default=Decision.RECIBIDO)
    plan = models.CharField("plan", max_length=80, blank=True, default="")
    entidad = models.CharField("código institucional", max_length=40, blank=True, default="")
    nombre = models.CharField("entidad", max_length=200, blank=True, default="")
    sigla = models.CharField("sigla", max_length=40, blank=True, default="")
    gestion = models.IntegerField("gestión", null=True)
    version = models.IntegerField("versión", null=True)
    tipo = models.CharField("clase", max_length=20, blank=True, default="")
    errores = models.IntegerField("errores", default=0)
    advertencias = models.IntegerField("advertencias", default=0)
    total = models.BigIntegerField("total en centavos", null=True)
    hallazgos = models.CharField("SHA-256 de los hallazgos", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "remisión"
        verbose_name_plural = "remisiones"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ministerio", "sha256"], name="un_paquete_por_organo"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ministerio", "decision", "gestion"], name="remisiones_por_estado"),
            models.Index(fields=["origen", "gestion"], name="remisiones_de_entidad"),
        ]

    def __str__(self) -> str:
        return f"{self.sigla or self.nombre_archivo} {self.gestion or ''}".strip()

    @property
    def folder(self) -> Path:
        """Where its copy and what the rules found of it are."""
        return all_folders() / str(self.codigo)

    @property
    def package(self) -> Path:
        """The copy as it arrived."""
        return self.folder / "paquete.zip"

    @property
    def is_checked(self) -> bool:
        """Whether the rules have answered."""
        return self.estado == CHECKED

    @property
    def before(self) -> Remision | None:
        """The one that the same entity remitted before it, of the same gestión."""
        if not self.entidad or self.gestion is None:
            return None
        return self._same().filter(pk__lt=self.pk).order_by("-pk").first()

    @property
    def after(self) -> Remision | None:
        """The next one of the same entity and gestión."""
        if not self.entidad or self.gestion is None:
            return None
        return self._same().filter(pk__gt=self.pk).order_by("pk").first()

    def _same(self) -> models.QuerySet[Remision]:
        return Remision.objects.filter(ministerio=self.ministerio_id, entidad=self.entidad, gestion=self.gestion)


class PasoDeRemision(models.Model):
    """One act on a remission, by which its state became `decision`. Never changed."""

    remision = models.ForeignKey(Remision, models.PROTECT, related_name="pasos_dados")
    decision = models.CharField("estado al que llevó", max_length=20, choices=Decision.choices)
    titulo = models.CharField("qué se hizo", max_length=120)
    texto = models.TextField("texto", blank=True, default="")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)
    acto = models.BigIntegerField("acto")

    class Meta:
        verbose_name = "paso de una remisión"
        verbose_name_plural = "pasos de las remisiones"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.remision} · {self.titulo}"


class MotivoDeDevolucion(models.Model):
    """One reason for which a plan was returned; `regla` and `lugar` if it is what a rule found."""

    paso = models.ForeignKey(PasoDeRemision, models.PROTECT, related_name="motivos")
    orden = models.IntegerField("orden")
    regla = models.CharField("regla", max_length=8, blank=True, default="")
    lugar = models.CharField("lugar", max_length=200, blank=True, default="")
    texto = models.TextField("observación")

    class Meta:
        verbose_name = "motivo de devolución"
        verbose_name_plural = "motivos de devolución"
        ordering: ClassVar = ["orden"]

    def __str__(self) -> str:
        return f"{self.regla} {self.texto}".strip()


class ClaseDeSuma(models.TextChoices):
    """What a sum is of."""

    PROGRAMADO = "programado", "Programado por las unidades"
    APROBADO = "aprobado", "Aprobado según el paquete"


class SumaDeRemision(models.Model):
    """Money of a package in one cell (`compare.cells`): kept so that nobody reads the package again to add it up."""

    remision = models.ForeignKey(Remision, models.CASCADE, related_name="sumas")
    clase = models.CharField("clase", max_length=20, choices=ClaseDeSuma.choices)
    categoria = models.CharField("programa o categoría", max_length=60, blank=True, default="")
    grupo = models.CharField("grupo", max_length=20, blank=True, default="")
    fuente = models.CharField("fuente", max_length=20, blank=True, default="")
    organismo = models.CharField("organismo", max_length=20, blank=True, default="")
    importe = models.BigIntegerField("importe en centavos")

    class Meta:
        verbose_name = "suma de una remisión"
        verbose_name_plural = "sumas de las remisiones"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["remision", "clase", "categoria", "grupo", "fuente", "organismo"], name="una_suma_por_celda"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remision} {self.categoria} {self.grupo} {self.fuente} {self.organismo}"


class PresupuestoOficial(models.Model):
    """What was approved for an entity in one cell, as the organ loaded it: a dimension left empty is summed over."""

    ministerio = models.ForeignKey(Entidad, models.PROTECT, related_name="+", verbose_name="órgano rector")
    gestion = models.IntegerField("gestión")
    entidad = models.CharField("código institucional", max_length=40)
    categoria = models.CharField("programa o categoría", max_length=60, blank=True, default="")
    grupo = models.CharField("grupo", max_length=20, blank=True, default="")
    fuente = models.CharField("fuente", max_length=20, blank=True, default="")
    organismo = models.CharField("organismo", max_length=20, blank=True, default="")
    importe = models.BigIntegerField("importe en centavos")
    norma = models.CharField("norma", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "presupuesto oficial"
        verbose_name_plural = "presupuestos oficiales"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ministerio", "gestion", "entidad", "categoria", "grupo", "fuente", "organismo"],
                name="un_importe_oficial_por_celda",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entidad} {self.gestion} {self.categoria} {self.grupo} {self.fuente} {self.organismo}"


def all_folders() -> Path:
    """Where every remission has its folder."""
    return Path(settings.MEDIA_ROOT) / "remisiones"


# What the rules found and what the package says of itself can be had again from its copy, whose hash is traced.
register(Remision, only=("codigo", "ministerio_id", "origen_id", "persona_id", "nota", "sha256", "decision"))
register(PasoDeRemision)
register(MotivoDeDevolucion)
register(PresupuestoOficial)
# Of who remitted and of who received: nobody else's.
of_entity_key(Remision, "ministerio_id", "origen_id")
through(PasoDeRemision, "remision_id", Remision)
through(MotivoDeDevolucion, "paso_id", PasoDeRemision)
through(SumaDeRemision, "remision_id", Remision)
of_entity_key(PresupuestoOficial, "ministerio_id")

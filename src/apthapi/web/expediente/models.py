"""Papers that were issued and kept, the correlatives that number them, and the texts from which they are written."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.web.accounts.models import Cargo
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import IS_PUBLISHED, of_entity, of_plan, through


class EstadoDeEmitido(models.TextChoices):
    """Where an issued paper stands."""

    POR_FIRMAR = "por_firmar", "Por firmar"
    FIRMADO = "firmado", "Firmado"
    ANULADO = "anulado", "Anulado"


class Emitido(models.Model):
    """A paper that was issued for a version of a plan. Its files are its revisions, which are never changed.

    `cite_clave` is the CITE without what does not tell it apart; it is empty for papers that carry none.
    """

    codigo = models.CharField("código de verificación", max_length=20, unique=True)
    entidad = models.CharField("entidad", max_length=10)
    plan = models.CharField("plan", max_length=80)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    papel = models.CharField("clase de papel", max_length=40)
    documento = models.CharField("su fila en los documentos del plan", max_length=80, blank=True, default="")
    titulo = models.CharField("título", max_length=300)
    cite = models.CharField("CITE", max_length=80, blank=True, default="")
    cite_clave = models.CharField("CITE, para que no se repita", max_length=80, blank=True, default="")
    serie = models.CharField("serie", max_length=40, blank=True, default="")
    numero = models.IntegerField("número en su serie", null=True)
    fecha = models.DateField("fecha")
    acto = models.BigIntegerField("último acto que muestra")
    estado = models.CharField(
        "estado", max_length=20, choices=EstadoDeEmitido.choices, default=EstadoDeEmitido.POR_FIRMAR
    )
    texto = models.TextField("texto con que se compuso", blank=True, default="")
    motivo = models.TextField("por qué se anuló", blank=True, default="")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)

    class Meta:
        verbose_name = "papel emitido"
        verbose_name_plural = "papeles emitidos"
        indexes: ClassVar = [models.Index(fields=["plan", "papel"], name="emitidos_de_plan")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entidad", "cite_clave"], condition=~Q(cite_clave=""), name="un_cite"),
            models.UniqueConstraint(
                fields=["plan", "papel"],
                condition=Q(papel__in=sorted(ESCRITOS)) & ~Q(estado="anulado"),
                name="un_escrito_vigente",
            ),
        ]

    def __str__(self) -> str:
        return self.cite or self.titulo


class Revision(models.Model):
    """One file of an issued paper: number 0 as it was issued, and one more for each signature."""

    emitido = models.ForeignKey(Emitido, models.PROTECT, related_name="revisiones")
    numero = models.IntegerField("número")
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")
    momento = models.DateTimeField("momento", auto_now_add=True)

    class Meta:
        verbose_name = "revisión"
        constraints: ClassVar = [models.UniqueConstraint(fields=["emitido", "numero"], name="una_revision")]

    def __str__(self) -> str:
        return f"{self.emitido.codigo} {self.numero}"

    @property
    def file(self) -> Path:
        """Where its bytes are."""
        return Path(settings.MEDIA_ROOT) / "emitidos" / self.emitido.codigo / f"{self.numero}.pdf"


class Correlativo(models.Model):
    """The last number that was taken in a series of an entity in a gestión."""

    entidad = models.CharField("entidad", max_length=10)
    serie = models.CharField("serie", max_length=40)
    gestion = models.IntegerField("gestión")
    ultimo = models.IntegerField("último número", default=0)

    class Meta:
        verbose_name = "correlativo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entidad", "serie", "gestion"], name="un_correlativo"),
        ]

    def __str__(self) -> str:
        return f"{self.serie} {self.gestion}: {self.ultimo}"


class FormatoDeCite(models.Model):
    """How an entity numbers a kind of paper, if not as the software does: its format, and the series it counts in."""

    entidad = models.CharField("entidad", max_length=10)
    papel = models.CharField("clase de papel", max_length=40)
    serie = models.CharField("serie", max_length=40)
    formato = models.CharField("formato", max_length=80)

    class Meta:
        verbose_name = "formato de CITE"
        verbose_name_plural = "formatos de CITE"
        constraints: ClassVar = [models.UniqueConstraint(fields=["entidad", "papel"], name="un_formato")]

    def __str__(self) -> str:
        return self.formato


class Plantilla(models.Model):
    """One version of the text of a kind of paper of an entity. The last one is in force; an empty one, the default."""

    entidad = models.CharField("entidad", max_length=10)
    papel = models.CharField("clase de papel", max_length=40)
    numero = models.IntegerField("versión")
    texto = models.TextField("texto", blank=True)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento", auto_now_add=True)

    class Meta:
        verbose_name = "plantilla"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entidad", "papel", "numero"], name="una_version_de_plantilla"),
        ]

    def __str__(self) -> str:
        return f"{self.papel} {self.numero}"


class Borrador(models.Model):
    """The text of one paper of one plan while it is written, if it is not that of its template."""

    plan = models.CharField("plan", max_length=80)
    papel = models.CharField("clase de papel", max_length=40)
    texto = models.TextField("texto")
    acto = models.BigIntegerField("último acto")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    momento = models.DateTimeField("momento", auto_now=True)

    class Meta:
        verbose_name = "borrador"
        verbose_name_plural = "borradores"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "papel"], name="un_borrador")]

    def __str__(self) -> str:
        return f"{self.plan} {self.papel}"


class Externo(models.Model):
    """The file of a document that others made, kept under its SHA-256."""

    plan = models.CharField("plan", max_length=80)
    documento = models.CharField("su fila en los documentos del plan", max_length=80)
    nombre = models.CharField("nombre del archivo", max_length=200)
    sha256 = models.CharField("SHA-256 del archivo", max_length=64)
    tamano = models.BigIntegerField("tamaño en bytes")

    class Meta:
        verbose_name = "documento externo"
        verbose_name_plural = "documentos externos"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "documento"], name="un_archivo_externo")]

    def __str__(self) -> str:
        return self.nombre

    @property
    def file(self) -> Path:
        """Where its bytes are."""
        return Path(settings.MEDIA_ROOT) / "externos" / f"{self.sha256}.pdf"


register(Emitido, plan="plan", unidad="unidad")
register(Revision, plan="(select plan from expediente_emitido where id = {row}.emitido_id)")
register(Correlativo)
register(FormatoDeCite)
register(Plantilla)
register(Borrador, plan="plan")
register(Externo, plan="plan")

of_plan(Emitido, published=f"estado = 'firmado' and {IS_PUBLISHED}", papers=True)
through(Revision, "emitido_id", Emitido, published=True)
of_entity(Correlativo, FormatoDeCite, Plantilla)
of_plan(Borrador, Externo)

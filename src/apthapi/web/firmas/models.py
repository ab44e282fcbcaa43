"""Who must sign each issued paper, in which order, and what each signature was."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apthapi.web.accounts.models import Cargo, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.expediente.models import Emitido
from apthapi.web.process.traced import register
from apthapi.web.wall.owners import of_entity_key, through


class ComoSeFirma(models.TextChoices):
    """How the papers of an entity are signed."""

    CERTIFICADO = "certificado", "Firma digital, con certificado o token"
    SEGUNDO_FACTOR = "segundo_factor", "Aprobación simple, con segundo factor"


class Modo(models.TextChoices):
    """How a signature was made."""

    CERTIFICADO = "certificado", "Firma digital con archivo de certificado"
    TOKEN = "token", "Firma digital con token"
    SEGUNDO_FACTOR = "segundo_factor", "Aprobación con segundo factor"


class EstadoDeFirma(models.TextChoices):
    """Where a signature stands."""

    PENDIENTE = "pendiente", "Pendiente"
    FIRMADA = "firmada", "Firmada"
    RECHAZADA = "rechazada", "Rechazada"


class FormaDeFirmar(models.Model):
    """The choice of an entity; without a row, digital signatures of which an unknown authority is only told."""

    entidad = models.OneToOneField(Entidad, models.CASCADE, related_name="forma_de_firmar", verbose_name="entidad")
    como = models.CharField(
        "cómo se firma", max_length=20, choices=ComoSeFirma.choices, default=ComoSeFirma.CERTIFICADO
    )
    estricta = models.BooleanField("rechazar certificados de autoridades desconocidas", default=False)

    class Meta:
        verbose_name = "forma de firmar"
        verbose_name_plural = "formas de firmar"

    def __str__(self) -> str:
        return f"{self.entidad}: {self.get_como_display()}"


class Firma(models.Model):
    """One signature of an issued paper: who must make it, and what it was once made. It keeps no name."""

    emitido = models.ForeignKey(Emitido, models.PROTECT, related_name="firmas")
    orden = models.IntegerField("orden")
    campo = models.CharField("lugar en el papel", max_length=40)
    titulo = models.CharField("en calidad de", max_length=60)
    rol = models.CharField("rol", max_length=20, choices=Rol.choices)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    como = models.CharField("cómo se firma", max_length=20, choices=ComoSeFirma.choices)
    estado = models.CharField("estado", max_length=20, choices=EstadoDeFirma.choices, default=EstadoDeFirma.PENDIENTE)
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cargo = models.ForeignKey(Cargo, models.PROTECT, null=True, related_name="+")
    interino = models.BooleanField("a.i.", default=False)
    momento = models.DateTimeField("momento", null=True)
    modo = models.CharField("modo", max_length=20, choices=Modo.choices, blank=True, default="")
    nivel = models.CharField("nivel", max_length=20, blank=True, default="")
    notas = models.TextField("lo que hay que saber de ella", blank=True, default="")
    motivo = models.TextField("por qué se rechazó", blank=True, default="")
    revision = models.IntegerField("revisión que hizo", null=True)
    sha256_antes = models.CharField("SHA-256 de lo que se firmó", max_length=64, blank=True, default="")
    sha256_despues = models.CharField("SHA-256 de lo firmado", max_length=64, blank=True, default="")
    certificado_numero = models.CharField("número de serie del certificado", max_length=64, blank=True, default="")
    certificado_emisor = models.CharField("quién emitió el certificado", max_length=200, blank=True, default="")
    certificado_huella = models.CharField("huella del certificado", max_length=64, blank=True, default="")
    acto = models.BigIntegerField("acto", null=True)

    class Meta:
        verbose_name = "firma"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["emitido", "orden"], name="una_firma"),
            models.CheckConstraint(
                condition=~Q(estado="firmada")
                | Q(
                    persona__isnull=False,
                    cargo__isnull=False,
                    momento__isnull=False,
                    revision__isnull=False,
                    acto__isnull=False,
                )
                & ~Q(modo="")
                & ~Q(sha256_despues=""),
                name="firma_entera",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["estado", "rol", "unidad"], name="firmas_que_esperan")]

    def __str__(self) -> str:
        return f"{self.emitido.codigo} {self.orden}"

    @property
    def simple(self) -> bool:
        """Whether it is an approval with a second factor instead of a digital signature."""
        return self.como == ComoSeFirma.SEGUNDO_FACTOR


class Preparada(models.Model):
    """A paper that waits, for a while, for the signature that a token elsewhere makes of its digest."""

    firma = models.OneToOneField(Firma, models.CASCADE, related_name="preparada")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    archivo = models.CharField("archivo", max_length=80)
    base = models.CharField("SHA-256 de lo que se firma", max_length=64)
    resumen = models.CharField("resumen que firma el token", max_length=64)
    inicio = models.BigIntegerField("dónde empieza el lugar de la firma")
    fin = models.BigIntegerField("dónde termina")
    momento = models.DateTimeField("momento")

    class Meta:
        verbose_name = "firma preparada"
        verbose_name_plural = "firmas preparadas"

    def __str__(self) -> str:
        return self.resumen


_OF_PAPER = "(select {} from expediente_emitido where id = {{row}}.emitido_id)"
register(Firma, plan=_OF_PAPER.format("plan"), unidad=_OF_PAPER.format("unidad"))
register(FormaDeFirmar)

of_entity_key(FormaDeFirmar)
through(Firma, "emitido_id", Emitido, published=True)
through(Preparada, "firma_id", Firma)

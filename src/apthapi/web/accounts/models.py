"""People, the positions of an entity, and who holds them over time."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q, QuerySet

from apthapi.web.entities.models import Entidad
from apthapi.web.wall.owners import common, of_entity_key, of_position


class Rol(models.TextChoices):
    """What a position answers for. The names are those of the process of RE-SPO article 18."""

    PREPARA = "prepara", "Responsable de elaboración"
    DIRECTOR = "director", "Dirección de la unidad"
    PLANIFICACION = "planificacion", "Planificación"
    FINANZAS = "finanzas", "Administración y Finanzas"
    JURIDICA = "juridica", "Asuntos Jurídicos"
    MAE = "mae", "Máxima Autoridad Ejecutiva"
    COMUNICACION = "comunicacion", "Comunicación"
    REACP = "reacp", "Responsable de la acción de corto plazo"
    AUDITORIA = "auditoria", "Auditoría Interna"
    ADMINISTRADOR = "administrador", "Administración del sistema"
    MINISTERIO = "ministerio", "Órgano rector"


OF_UNIT = frozenset({Rol.PREPARA, Rol.DIRECTOR, Rol.REACP})
"""Roles that are always of one unit; the others see the whole entity."""

APPROVING = frozenset(
    {Rol.DIRECTOR, Rol.PLANIFICACION, Rol.FINANZAS, Rol.JURIDICA, Rol.MAE, Rol.ADMINISTRADOR, Rol.MINISTERIO}
)
"""Roles whose acts commit others: they sign in with a second factor."""


class Persona(AbstractUser):
    """Somebody who signs in. What they may do comes only from the positions that they hold today."""

    demostracion = models.BooleanField("de demostración", default=False)
    entidad = models.ForeignKey(Entidad, models.PROTECT, null=True, related_name="personas", verbose_name="entidad")
    """Whose administrators open, reset and deactivate the account."""
    sesiones_desde = models.DateTimeField("sus sesiones valen desde", null=True)
    """Sessions that began before this moment have ended."""
    codigo_usado = models.BigIntegerField("turno del último código usado", null=True)
    """Number of the half minute whose code (TOTP) was used last: no code serves twice."""

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "personas"

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    def designaciones_vigentes(self, on: date) -> QuerySet[Designacion]:
        """The positions that the person holds on a day, with their position and entity read at once."""
        of_today = Q(desde__lte=on) & (Q(hasta__isnull=True) | Q(hasta__gte=on))
        return self.designaciones.filter(of_today).select_related("cargo", "cargo__entidad").order_by("cargo_id")


class Cargo(models.Model):
    """A position of an entity: its role, and its unit when the role is of one."""

    entidad = models.ForeignKey(Entidad, models.PROTECT, related_name="cargos", verbose_name="entidad")
    rol = models.CharField("rol", max_length=20, choices=Rol.choices)
    unidad = models.CharField("unidad", max_length=40, blank=True, default="")
    nombre = models.CharField("nombre del cargo", max_length=200)

    class Meta:
        verbose_name = "cargo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entidad", "rol", "unidad", "nombre"], name="un_cargo"),
            # One of a unit without it would reach them all.
            models.CheckConstraint(
                condition=Q(rol__in=sorted(OF_UNIT)) ^ Q(unidad=""), name="cargo_de_unidad_con_unidad"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} ({self.unidad})" if self.unidad else self.nombre


class Designacion(models.Model):
    """A person holds a position from a day to another (both included), as titular or a.i."""

    persona = models.ForeignKey(Persona, models.PROTECT, related_name="designaciones", verbose_name="persona")
    cargo = models.ForeignKey(Cargo, models.PROTECT, related_name="designaciones", verbose_name="cargo")
    desde = models.DateField("desde")
    hasta = models.DateField("hasta", null=True, blank=True)
    interino = models.BooleanField("a.i.", default=False)
    documento = models.CharField("documento de designación", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "designación"
        verbose_name_plural = "designaciones"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hasta__isnull=True) | Q(hasta__gte=models.F("desde")), name="designacion_con_orden"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cargo} a.i." if self.interino else str(self.cargo)

    def overlaps(self, other: Designacion) -> bool:
        """Whether there is a day on which both are in force."""
        starts_in_time = other.hasta is None or self.desde <= other.hasta
        return starts_in_time and (self.hasta is None or other.desde <= self.hasta)


class SesionAbierta(models.Model):
    """Of whom a session is, and from what kind of browser it began, so that the person finds and closes it.

    It goes with its session. When it began and was last used, the session itself says.
    """

    sesion = models.OneToOneField(Session, models.CASCADE, related_name="+", verbose_name="sesión")
    persona = models.ForeignKey(Persona, models.CASCADE, related_name="sesiones", verbose_name="persona")
    navegador = models.CharField("navegador", max_length=60)

    class Meta:
        verbose_name = "sesión abierta"
        verbose_name_plural = "sesiones abiertas"

    def __str__(self) -> str:
        return self.navegador


class Recuerdo(models.Model):
    """What Django's cache keeps in the database, so that limits of attempts hold over all processes."""

    cache_key = models.CharField("clave", max_length=255, primary_key=True)
    value = models.TextField("valor")
    expires = models.DateTimeField("vence", db_index=True)

    class Meta:
        verbose_name = "recuerdo"
        db_table = "apthapi_cache"

    def __str__(self) -> str:
        return self.cache_key


common(Persona, "read before anybody is known: who signs in")
common(SesionAbierta, "written and read as the sessions are, and shown to its person alone")
common(Recuerdo, "counts of attempts, of nobody yet")
# What somebody may see is known by their positions, and so these are read before it is.
of_entity_key(Cargo, read_by_all=True)
of_position(Designacion, read_by_all=True)

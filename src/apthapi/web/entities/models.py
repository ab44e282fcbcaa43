"""Entities, and the reference sets (classifiers, limits, maps) of each gestión in the live database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from apthapi.core.reference import CONJUNTOS, SETS, YEARS
from apthapi.web.plans.fields import field_of
from apthapi.web.wall.owners import common, of_entity_key


class Entidad(models.Model):
    """A public entity that plans."""

    codigo = models.CharField("código institucional", max_length=10, unique=True)
    nombre = models.CharField("nombre", max_length=200)
    sigla = models.CharField("sigla", max_length=20)
    rectora = models.BooleanField("órgano rector, que recibe los planes de otras", default=False)

    class Meta:
        verbose_name = "entidad"
        verbose_name_plural = "entidades"

    def __str__(self) -> str:
        return self.sigla


class Logo(models.Model):
    """The picture of an entity, made anew from the file that was given: PNG, without anything else inside."""

    entidad = models.OneToOneField(Entidad, models.CASCADE, related_name="logo", verbose_name="entidad")
    png = models.BinaryField("imagen")
    ancho = models.PositiveIntegerField("ancho")
    alto = models.PositiveIntegerField("alto")
    sello = models.CharField("huella del contenido", max_length=64)

    class Meta:
        verbose_name = "logo"

    def __str__(self) -> str:
        return f"Logo de {self.entidad}"


class CargaDeTabla(models.Model):
    """A file with the rows of a reference set, read and shown before it replaces what is there."""

    conjunto = models.CharField("conjunto", max_length=40)
    gestion = models.IntegerField("gestión")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="persona")
    momento = models.DateTimeField("momento", auto_now_add=True)
    archivo = models.CharField("nombre del archivo", max_length=200)
    texto = models.TextField("contenido")
    aplicada = models.BooleanField("aplicada", default=False)

    class Meta:
        verbose_name = "carga de tabla"

    def __str__(self) -> str:
        return f"{self.archivo} ({self.conjunto} {self.gestion})"


def _set_model(name: str, columns: list[tuple[str, str]]) -> type[models.Model]:
    """A Django model of a reference set, so that migrations follow `core/reference.py`."""
    index = models.Index(fields=[column for column, _ in columns[:3]], name=f"i_{name}"[:30])
    meta = type("Meta", (), {"db_table": name, "indexes": [index], "app_label": "entities"})
    body: dict[str, Any] = {column: field_of(kind) for column, kind in columns}
    body |= {"fila_de_datos": models.BigAutoField(primary_key=True), "Meta": meta, "__module__": __name__}
    return type("Set" + name.title().replace("_", ""), (models.Model,), body)


SET_MODELS = {
    name: _set_model(name, columns)
    for name, columns in (
        *((each.name, each.stored) for each in SETS.values()),
        ("conjuntos", CONJUNTOS),
        ("anios", YEARS),
    )
}
"""The table of each reference set, by name."""

of_entity_key(Entidad, "id", read_by_all=True)
of_entity_key(Logo, read_by_all=True)
common(CargaDeTabla, "rows of the tables of a gestión, which are of all")
for _each in SET_MODELS.values():
    common(_each, "the classifiers, limits and maps of a gestión are of all")

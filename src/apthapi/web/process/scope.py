"""Whose people, positions and data somebody administers: those of the entities of the position that lets them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from apthapi.web.accounts.models import Cargo, Designacion, Persona
from apthapi.web.entities.models import Entidad
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import ACCIONES, Situacion
from apthapi.web.wall.sight import everything


def entities_of(situacion: Situacion, accion: str) -> QuerySet[Entidad]:
    """The entities in which the person may do the action."""
    roles = ACCIONES[accion].roles
    keys = {each.cargo.entidad_id for each in situacion.designaciones if each.cargo.rol in roles}
    return Entidad.objects.filter(pk__in=keys).order_by("codigo")


def changes_year(situacion: Situacion, gestion: int) -> bool:
    """Whether the person may change the tables of a gestión: they are of every entity that has a plan in it."""
    if not situacion.puede("administrar_tablas"):
        return False
    mine = {each.codigo for each in entities_of(situacion, "administrar_tablas")}
    with everything("whether the tables of a gestión are of anybody else too"):
        rows = live().query("select distinct entidad from planes where gestion = ?", [gestion])
    return {row[0] for row in rows} <= mine


def people_of(situacion: Situacion, accion: str) -> QuerySet[Persona]:
    """The people of those entities."""
    return Persona.objects.filter(entidad__in=entities_of(situacion, accion))


def positions_of(situacion: Situacion, accion: str) -> QuerySet[Cargo]:
    """The positions of those entities, by entity, unit and name."""
    found = Cargo.objects.filter(entidad__in=entities_of(situacion, accion))
    return found.select_related("entidad").order_by("entidad__codigo", "unidad", "nombre")


def the_person(situacion: Situacion, accion: str, pk: int) -> Persona:
    """One of those people. Raises Http404 for one of elsewhere, as if there were none."""
    found = people_of(situacion, accion).select_related("entidad").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def the_position(situacion: Situacion, accion: str, pk: int) -> Cargo:
    """One of those positions. Raises Http404."""
    found = positions_of(situacion, accion).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def the_designation(situacion: Situacion, accion: str, pk: int) -> Designacion:
    """A designation to one of those positions. Raises Http404."""
    among = Designacion.objects.filter(cargo__in=positions_of(situacion, accion))
    found = among.select_related("persona", "cargo", "cargo__entidad").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

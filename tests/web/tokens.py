"""Tokens for tests."""

from __future__ import annotations

from datetime import date, timedelta

from apthapi.web.accounts.models import Cargo, Persona, Rol
from apthapi.web.api import tokens
from apthapi.web.api.models import Ficha
from apthapi.web.entities.models import Entidad
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import hoy
from web.conftest import SEGIP


def token_of(rol: Rol, unidad: str = "", entidad: str = SEGIP, *, until: date | None = None, often: int = 300) -> str:
    """The text of a new token of that position."""
    entity, _ = Entidad.objects.get_or_create(codigo=entidad, defaults={"nombre": "Otra de ejemplo", "sigla": "OTRA"})
    cargo, _ = Cargo.objects.get_or_create(
        entidad=entity, rol=rol, unidad=unidad, defaults={"nombre": f"Cargo de {rol.label}"}
    )
    by = Persona.objects.filter(demostracion=True).first()
    assert by is not None
    ficha = Ficha(
        nombre="De prueba", cargo=cargo, vence=until or hoy() + timedelta(days=1), creada_por=by, por_minuto=often
    )
    whole = tokens.give(ficha)
    with act("prueba", None, None):
        ficha.save()
    return whole

"""Whose turn it is to sign a paper, and why somebody may not."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido
from apthapi.web.firmas.expected import ALONE
from apthapi.web.firmas.models import EstadoDeFirma, Firma
from apthapi.web.process.models import EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.process.prepared import prepared

_BEING_MADE = (EstadoDeUnidad.BORRADOR, EstadoDeUnidad.OBSERVADA)
_OVER = (EstadoDePlan.HISTORICO, EstadoDePlan.DESESTIMADA)
_APPROVES = "Aprobado por"
"""What `firmantes.csv` calls the signature of who approves."""


def next_of(firmas: Iterable[Firma]) -> Firma | None:
    """The signature whose turn it is; None when there is none, or one was refused."""
    ordered = sorted(firmas, key=lambda each: each.orden)
    if any(each.estado == EstadoDeFirma.RECHAZADA for each in ordered):
        return None
    return next((each for each in ordered if each.estado == EstadoDeFirma.PENDIENTE), None)


def position_for(firma: Firma, designaciones: Iterable[Designacion]) -> Designacion | None:
    """The position by which somebody makes that signature; None if they hold none."""
    for each in designaciones:
        cargo = each.cargo
        if (cargo.rol, cargo.unidad) == (firma.rol, firma.unidad) and cargo.entidad.codigo == firma.emitido.entidad:
            return each
    return None


def why_not(firma: Firma, others: Iterable[Firma], persona: Persona) -> str:
    """Why the person, who holds the position, may not make it all the same; empty if they may. `others`: of the paper.

    That it is their turn is for `next_of` to say.
    """
    emitido = firma.emitido
    if emitido.estado != EstadoDeEmitido.POR_FIRMAR:
        return f"El papel está «{emitido.get_estado_display().lower()}»: ya no se firma."
    alone = emitido.papel.startswith(ALONE)
    if not alone and Version.objects.filter(plan=emitido.plan, estado__in=_OVER).exists():
        return "La versión del plan de este papel se reemplazó o se desestimó: sus papeles ya no se firman."
    if any(each.persona_id == persona.pk for each in others if each.estado == EstadoDeFirma.FIRMADA):
        return "Usted ya firmó este papel, y quien elabora no aprueba (V59): debe firmarlo otra persona."
    if not emitido.unidad and firma.titulo == _APPROVES and emitido.persona_id == persona.pk:
        return (
            "Usted emitió este papel, y quien elabora no aprueba (V59): debe firmarlo otra persona que ejerza "
            f"{firma.get_rol_display()}, titular o a.i.; o se anula y lo emite otra persona, y lo firma usted."
        )
    if emitido.unidad and firma.orden > 1 and prepared(persona, emitido.plan, emitido.unidad):
        return "Usted preparó lo que este papel muestra, y quien elabora no aprueba (V59)."
    if not alone and emitido.unidad and _is_being_made(emitido):
        return "La unidad volvió a cambiar sus formularios: el papel se emite otra vez cuando los envíe."
    return ""


def _is_being_made(emitido: Emitido) -> bool:
    parts = ParteDeUnidad.objects.filter(plan=emitido.plan, unidad=emitido.unidad)
    return parts.filter(estado__in=_BEING_MADE).exists()


def waiting_for(designaciones: Iterable[Designacion]) -> QuerySet[Firma]:
    """The signatures whose turn is that of one of the positions, the oldest paper first. One query."""
    mine = Q(pk__in=[])
    for each in designaciones:
        cargo = each.cargo
        mine |= Q(rol=cargo.rol, unidad=cargo.unidad, emitido__entidad=cargo.entidad.codigo)
    of_paper = Firma.objects.filter(emitido=OuterRef("emitido")).order_by().values("emitido")
    first = of_paper.filter(estado=EstadoDeFirma.PENDIENTE).annotate(first=Min("orden")).values("first")
    return (
        Firma.objects.filter(mine, estado=EstadoDeFirma.PENDIENTE, emitido__estado=EstadoDeEmitido.POR_FIRMAR)
        .filter(orden=Subquery(first))
        .exclude(emitido__firmas__estado=EstadoDeFirma.RECHAZADA)
        .select_related("emitido")
        .order_by("emitido__momento", "emitido_id")
    )

"""The trámite of the demonstration: the first reformulation of 2024, where its units work on it."""

from __future__ import annotations

from apthapi.web.accounts.models import Designacion, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.tramites.models import TipoDeTramite, Tramite
from apthapi.web.tramites.moving import begin, move, way_for
from apthapi.web.tramites.requirements import Dado

_WORDS = {
    "solicitar": (
        "Ejemplo: al ejecutar la acción de corto plazo se encontró que las operaciones, las metas y el presupuesto de "
        "la unidad deben cambiar."
    ),
    "declarar_viable": "Ejemplo: cambian operaciones, tareas, líneas base, metas y presupuesto; el PEI no.",
    "registrar_implicaciones": "Ejemplo: el total de la entidad no cambia; se mueve entre unidades.",
}


def begin_demonstration(base: str, units: list[str]) -> None:
    """Bring a trámite on the plan `base` to where its units work on the version that was loaded to replace it."""
    asks = _holder(Rol.REACP)
    tramite = Tramite(
        entidad=Entidad.objects.get(codigo=asks.cargo.entidad.codigo),
        gestion=2024,
        tipo=TipoDeTramite.REFORMULACION,
        base=base,
        asunto="Primera reformulación del POA y Presupuesto, gestión 2024",
        unidad=asks.cargo.unidad,
    )
    begin(tramite, asks, Dado(asks.persona, _WORDS["solicitar"]))
    for accion, rol, pei, chosen in (
        ("declarar_viable", Rol.PLANIFICACION, False, ()),
        ("registrar_implicaciones", Rol.FINANZAS, None, ()),
        ("abrir_version", Rol.PLANIFICACION, None, tuple(units)),
    ):
        tramite.refresh_from_db()
        step = way_for(tramite).step(tramite.etapa, accion)
        assert step is not None, accion
        who = _holder(rol)
        move(tramite, step, who, Dado(who.persona, _WORDS.get(accion, ""), pei, chosen))


def _holder(rol: Rol) -> Designacion:
    """The demonstration's person of a role, and the position."""
    found = Designacion.objects.select_related("persona", "cargo", "cargo__entidad")
    return found.get(cargo__rol=rol, persona__demostracion=True, hasta=None)

"""Who may do what, to which part, in which state: the one table, and the decorator by which every view obeys it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from apthapi.web.accounts.held import held
from apthapi.web.accounts.models import APPROVING, Designacion, Persona, Rol
from apthapi.web.accounts.straight import columns, straight
from apthapi.web.process.models import BEING_MADE, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.wall.sight import see, see_published

P = ParamSpec("P")


class Alcance(StrEnum):
    """What an action is done to."""

    NADA = "nada"
    PLAN = "plan"
    UNIDAD = "unidad"


@dataclass(frozen=True, slots=True)
class Accion:
    """Who may do an action: roles, and the states of the plan and of the unit that admit it (empty: any)."""

    about: str
    alcance: Alcance
    roles: frozenset[Rol]
    plan: frozenset[EstadoDePlan] = frozenset()
    unidad: frozenset[EstadoDeUnidad] = frozenset()
    sin_cargo: bool = False
    """Whether also somebody signed in may who holds no position today: it is about nobody but themselves."""


EVERYBODY = frozenset(Rol)
ALL = EVERYBODY - {Rol.MINISTERIO}
"""Those of an entity that plans: who receives plans sees only what was sent, and nothing of what is prepared."""
_OPEN = frozenset({EstadoDePlan.ELABORACION})
_IN_FORCE = frozenset({EstadoDePlan.VIGENTE})
_EXECUTED = frozenset({EstadoDePlan.VIGENTE, EstadoDePlan.HISTORICO})
_EDITABLE = frozenset({EstadoDeUnidad.BORRADOR, EstadoDeUnidad.OBSERVADA})
_WHOLE = ALL - {Rol.PREPARA, Rol.DIRECTOR, Rol.REACP}
_ANSWERS_PLAN = (Rol.PLANIFICACION, Rol.FINANZAS, Rol.JURIDICA)
_OBSERVES_PLAN = (*_ANSWERS_PLAN, Rol.MAE)
_OBSERVES = (Rol.DIRECTOR, *_OBSERVES_PLAN)
_ANSWERS = (Rol.PREPARA, Rol.DIRECTOR, *_ANSWERS_PLAN)
_ADMINISTERS = frozenset({Rol.ADMINISTRADOR})
_SEES_PEOPLE = frozenset({Rol.ADMINISTRADOR, Rol.AUDITORIA})
_REPORTS = frozenset({Rol.PREPARA, Rol.DIRECTOR, Rol.REACP, Rol.PLANIFICACION})
_RECEIVES = frozenset({Rol.MINISTERIO})
_SIGNS = frozenset({Rol.PREPARA, Rol.DIRECTOR, Rol.PLANIFICACION, Rol.FINANZAS, Rol.JURIDICA, Rol.MAE})


def _of_unit(about: str, *roles: Rol, states: frozenset[EstadoDeUnidad] = frozenset()) -> Accion:
    return Accion(about, Alcance.UNIDAD, frozenset(roles), _OPEN, states)


def _of_plan(about: str, *roles: Rol, opened: bool = True) -> Accion:
    return Accion(about, Alcance.PLAN, frozenset(roles), _OPEN if opened else frozenset())


def _of_case(about: str, *roles: Rol) -> Accion:
    """On papers of a version until it is approved, also while it rests."""
    return Accion(about, Alcance.PLAN, frozenset(roles), frozenset(BEING_MADE))


def _observed(alcance: Alcance, about: str, *roles: Rol) -> Accion:
    """On observations, until the version is approved: who reviews the whole plan does so while it rests."""
    return Accion(about, alcance, frozenset(roles), frozenset(BEING_MADE))


ACCIONES: dict[str, Accion] = {
    "ver_inicio": Accion("Ver su página de inicio", Alcance.NADA, EVERYBODY),
    "cuidar_cuenta": Accion(
        "Ver y cerrar sus sesiones, ver y descargar sus datos", Alcance.NADA, EVERYBODY, sin_cargo=True
    ),
    "ver_plan": Accion("Ver un plan de su entidad", Alcance.PLAN, ALL),
    "ver_unidad": Accion("Ver la parte de una unidad", Alcance.UNIDAD, ALL),
    "editar_unidad": _of_unit("Llenar los formularios de la unidad", Rol.PREPARA, Rol.DIRECTOR, states=_EDITABLE),
    "enviar_unidad": _of_unit("Enviar a la dirección de la unidad", Rol.PREPARA, states=_EDITABLE),
    "recuperar_envio": _of_unit(
        "Recuperar lo enviado, antes de que se apruebe", Rol.PREPARA, states=frozenset({EstadoDeUnidad.ENVIADA})
    ),
    "aprobar_unidad": _of_unit(
        "Aprobar lo que la unidad preparó", Rol.DIRECTOR, states=frozenset({EstadoDeUnidad.ENVIADA})
    ),
    "recuperar_aprobacion": _of_unit(
        "Recuperar la aprobación, antes de que se revise", Rol.DIRECTOR, states=frozenset({EstadoDeUnidad.APROBADA})
    ),
    "observar_unidad": _of_unit(
        "Devolver con observaciones",
        Rol.DIRECTOR,
        Rol.PLANIFICACION,
        Rol.FINANZAS,
        states=frozenset({EstadoDeUnidad.ENVIADA, EstadoDeUnidad.APROBADA, EstadoDeUnidad.REVISADA}),
    ),
    "revisar_unidad": _of_unit("Dar por revisada", Rol.PLANIFICACION, states=frozenset({EstadoDeUnidad.APROBADA})),
    "observar_parte": _observed(Alcance.UNIDAD, "Observar una celda, una fila o la parte de la unidad", *_OBSERVES),
    "responder_observacion": _observed(Alcance.UNIDAD, "Responder una observación que se le pide", *_ANSWERS),
    "resolver_observacion": _observed(Alcance.UNIDAD, "Resolver, reabrir o retirar una observación", *_OBSERVES),
    "anotar_observacion": _observed(Alcance.UNIDAD, "Anotar en una observación", Rol.PREPARA, *_OBSERVES),
    "observar_plan": _observed(Alcance.PLAN, "Observar el plan o su estructura", *_OBSERVES_PLAN),
    "observar_varias": _observed(Alcance.PLAN, "Observar y resolver en varias unidades a la vez", Rol.PLANIFICACION),
    "responder_del_plan": _observed(Alcance.PLAN, "Responder una observación al plan", *_ANSWERS_PLAN),
    "resolver_del_plan": _observed(
        Alcance.PLAN, "Resolver, reabrir o retirar una observación al plan", *_OBSERVES_PLAN
    ),
    "anotar_del_plan": _observed(Alcance.PLAN, "Anotar en una observación al plan", *_OBSERVES_PLAN),
    "actuar_en_bloque": _of_plan("Revisar o devolver varias unidades a la vez", Rol.PLANIFICACION, Rol.FINANZAS),
    "leer_formularios": _of_plan("Leer formularios impresos de varias unidades y pasarlos al plan", Rol.PLANIFICACION),
    "imprimir_unidad": Accion("Obtener los papeles y los datos de la unidad", Alcance.UNIDAD, ALL),
    "imprimir_plan": _of_plan("Obtener los papeles y los datos del plan entero", *_WHOLE, opened=False),
    "ver_tablero": _of_plan("Ver el tablero de las unidades", *_WHOLE, opened=False),
    "ver_consolidado": _of_plan("Ver el consolidado de la entidad", *_WHOLE, opened=False),
    "ver_comparacion": _of_plan("Ver dos versiones del plan lado a lado", *_WHOLE, opened=False),
    "ver_comparacion_unidad": Accion("Ver qué cambió en la unidad", Alcance.UNIDAD, ALL),
    "ver_modificaciones": _of_plan("Ver las modificaciones presupuestarias", *_WHOLE, opened=False),
    "redactar_modificaciones": _of_plan("Redactar las modificaciones presupuestarias", Rol.FINANZAS),
    "ver_techos": _of_plan("Ver los techos", *_WHOLE, opened=False),
    "distribuir_techos": _of_plan("Distribuir los techos entre las unidades", Rol.FINANZAS),
    "editar_estructura": _of_plan("Cambiar el PDES, el PEI, las ACP y las unidades del plan", Rol.PLANIFICACION),
    "importar_plan": _of_plan("Traer planillas de fuera a las partes de las unidades", Rol.PLANIFICACION),
    "fijar_plazos": _of_plan("Fijar la fecha límite de las unidades", Rol.PLANIFICACION),
    "ver_tramites": Accion("Ver los trámites de cambio del plan de su entidad", Alcance.NADA, ALL),
    "actuar_en_tramite": Accion(
        "Actuar en un trámite, según la etapa en que está y lo que dice su tabla", Alcance.NADA, ALL
    ),
    "ver_justificaciones": _of_plan("Ver los hallazgos del plan y sus justificaciones", *_WHOLE, opened=False),
    "justificar": _of_case(
        "Justificar un hallazgo del plan, o retirar la justificación", Rol.PLANIFICACION, Rol.FINANZAS
    ),
    "ver_expediente": _of_plan("Ver el expediente del plan y sus escritos", *_WHOLE, opened=False),
    "escribir_instructivo": _of_case("Escribir y emitir el instructivo", Rol.PLANIFICACION),
    "escribir_informe_tecnico": _of_case("Escribir y emitir el informe técnico", Rol.PLANIFICACION, Rol.FINANZAS),
    "escribir_informe_legal": _of_case("Escribir y emitir el informe legal", Rol.JURIDICA),
    "escribir_resolucion": _of_case("Escribir y emitir la resolución", Rol.JURIDICA),
    # It says that the resolution approved the version: before that it would not be true.
    "escribir_nota_remision": Accion(
        "Escribir y emitir la nota de remisión",
        Alcance.PLAN,
        frozenset({Rol.PLANIFICACION, Rol.FINANZAS}),
        frozenset({EstadoDePlan.VIGENTE}),
    ),
    "registrar_documento": Accion(
        "Registrar un documento que se hizo fuera del sistema",
        Alcance.PLAN,
        frozenset({Rol.PLANIFICACION, Rol.COMUNICACION}),
        frozenset({*BEING_MADE, EstadoDePlan.VIGENTE}),
    ),
    "ver_certificaciones": Accion(
        "Ver los saldos y las certificaciones de la entidad", Alcance.PLAN, _WHOLE, _EXECUTED
    ),
    "ver_certificaciones_unidad": Accion(
        "Ver los saldos y las certificaciones de la unidad", Alcance.UNIDAD, ALL, _EXECUTED
    ),
    "certificar_poa": Accion("Emitir una certificación POA", Alcance.UNIDAD, frozenset({Rol.PLANIFICACION}), _IN_FORCE),
    "certificar_presupuestaria": Accion(
        "Emitir una certificación presupuestaria", Alcance.UNIDAD, frozenset({Rol.FINANZAS}), _IN_FORCE
    ),
    "cerrar_poa": Accion(
        "Imprimir para la firma, liberar o dar por utilizada una certificación POA",
        Alcance.UNIDAD,
        frozenset({Rol.PLANIFICACION}),
        _EXECUTED,
    ),
    "cerrar_presupuestaria": Accion(
        "Imprimir para la firma, liberar o dar por utilizada una certificación presupuestaria",
        Alcance.UNIDAD,
        frozenset({Rol.FINANZAS}),
        _EXECUTED,
    ),
    "ver_presupuesto": Accion(
        "Ver el presupuesto vigente y sus modificaciones durante el año", Alcance.PLAN, _WHOLE, _EXECUTED
    ),
    "registrar_modificacion": Accion(
        "Registrar una modificación presupuestaria fuera de una reformulación",
        Alcance.PLAN,
        frozenset({Rol.FINANZAS}),
        _IN_FORCE,
    ),
    "abrir_gestion": Accion(
        "Ver la propuesta de la próxima gestión y abrir su plan",
        Alcance.PLAN,
        frozenset({Rol.PLANIFICACION}),
        _IN_FORCE,
    ),
    "ver_gasto": Accion("Ver la ejecución financiera de la entidad", Alcance.PLAN, _WHOLE, _EXECUTED),
    "ver_gasto_unidad": Accion("Ver la ejecución financiera de la unidad", Alcance.UNIDAD, ALL, _EXECUTED),
    "registrar_gasto": Accion(
        "Registrar la ejecución financiera: escrita, pegada o importada",
        Alcance.PLAN,
        frozenset({Rol.FINANZAS}),
        _IN_FORCE,
    ),
    "ver_avance": Accion("Ver el avance de las unidades y quién no informó", Alcance.PLAN, _WHOLE, _EXECUTED),
    "ver_avance_unidad": Accion("Ver el avance de la unidad y su respaldo", Alcance.UNIDAD, ALL, _EXECUTED),
    "informar_avance": Accion("Informar o corregir el avance de la unidad", Alcance.UNIDAD, _REPORTS, _IN_FORCE),
    "recordar_avance": Accion(
        "Recordar a una unidad que informe su avance", Alcance.UNIDAD, frozenset({Rol.PLANIFICACION}), _IN_FORCE
    ),
    "ver_evaluacion": Accion("Ver la evaluación del plan y su informe", Alcance.PLAN, _WHOLE, _EXECUTED),
    "ver_evaluacion_unidad": Accion("Ver la evaluación de la unidad", Alcance.UNIDAD, ALL, _EXECUTED),
    "explicar_evaluacion": Accion(
        "Explicar la evaluación de la unidad",
        Alcance.UNIDAD,
        frozenset({Rol.PREPARA, Rol.DIRECTOR, Rol.REACP}),
        _IN_FORCE,
    ),
    "solicitar_reformulacion": Accion(
        "Solicitar una reformulación desde la evaluación",
        Alcance.UNIDAD,
        frozenset({Rol.REACP, Rol.PLANIFICACION}),
        _IN_FORCE,
    ),
    "emitir_evaluacion": Accion(
        "Emitir el informe de evaluación, o anularlo", Alcance.PLAN, frozenset({Rol.PLANIFICACION}), _IN_FORCE
    ),
    "publicar_avance": Accion(
        "Publicar hasta qué mes se cuenta lo hecho, o retirarlo",
        Alcance.PLAN,
        frozenset({Rol.PLANIFICACION, Rol.COMUNICACION}),
        _IN_FORCE,
    ),
    "ver_calendario": Accion("Ver el calendario de la entidad", Alcance.NADA, _WHOLE),
    "ver_tablas": Accion("Ver los clasificadores y límites de cada gestión", Alcance.NADA, _WHOLE),
    "ver_administracion": Accion("Ver las personas, los cargos y la entidad", Alcance.NADA, _SEES_PEOPLE),
    "ver_auditoria": Accion("Ver la traza de la entidad, exportarla y verificarla", Alcance.NADA, _SEES_PEOPLE),
    "administrar_personas": Accion("Abrir, cambiar y cerrar cuentas de personas", Alcance.NADA, _ADMINISTERS),
    "administrar_cargos": Accion("Crear cargos y designar a quien los ocupa", Alcance.NADA, _ADMINISTERS),
    "administrar_fichas": Accion("Crear y revocar las fichas con que otros sistemas leen", Alcance.NADA, _ADMINISTERS),
    "administrar_entidad": Accion("Cambiar los datos y el logo de la entidad", Alcance.NADA, _ADMINISTERS),
    "emitir_formulario": _of_unit(
        "Emitir un formulario para que se firme",
        Rol.PREPARA,
        Rol.DIRECTOR,
        states=frozenset({EstadoDeUnidad.ENVIADA, EstadoDeUnidad.APROBADA, EstadoDeUnidad.REVISADA}),
    ),
    "ver_firmas": Accion("Ver los papeles emitidos y quién los firma", Alcance.NADA, ALL),
    "firmar_papel": Accion("Firmar o rechazar un papel, en su turno", Alcance.NADA, _SIGNS),
    "administrar_plantillas": Accion(
        "Cambiar las plantillas de los escritos y cómo se numeran", Alcance.NADA, _ADMINISTERS
    ),
    "administrar_tablas": Accion("Cambiar los clasificadores y límites de una gestión", Alcance.NADA, _ADMINISTERS),
    "ver_remisiones": _of_plan("Ver qué se remitió al órgano rector y qué respondió", *_WHOLE, opened=False),
    # As the stage of the remission in the way of a trámite, and the note that goes with it.
    "remitir_plan": Accion(
        "Remitir el plan al órgano rector",
        Alcance.PLAN,
        frozenset({Rol.PLANIFICACION, Rol.FINANZAS}),
        _IN_FORCE,
    ),
    "ver_bandeja": Accion("Ver los planes que las entidades remitieron", Alcance.NADA, _RECEIVES),
    "recibir_plan": Accion("Recibir el paquete de una entidad de fuera", Alcance.NADA, _RECEIVES),
    "ver_pais": Accion("Ver los planes aceptados, sumados y entre gestiones", Alcance.NADA, _RECEIVES),
    "cargar_presupuesto": Accion("Cargar el presupuesto aprobado de las entidades", Alcance.NADA, _RECEIVES),
    "decidir_remision": Accion("Revisar, aceptar o devolver lo remitido", Alcance.NADA, _RECEIVES),
}
"""Every action of the application. A view names one; nothing else decides."""


@dataclass(frozen=True, slots=True)
class Situacion:
    """Who asks, as what, and about which part, in what state."""

    persona: Persona
    designaciones: tuple[Designacion, ...]
    plan: str = ""
    unidad: str = ""
    entidad: str = ""
    version: Version | None = None
    parte: ParteDeUnidad | None = None

    def designacion_para(self, accion: str) -> Designacion | None:
        """The position by which the person may do it, whatever the state; None if there is none."""
        rule = ACCIONES[accion]
        return next((each for each in self.designaciones if each.cargo.rol in rule.roles and self._reaches(each)), None)

    def admite(self, accion: str) -> bool:
        """Whether the state of the plan and of the unit admits it."""
        rule = ACCIONES[accion]
        of_plan = not rule.plan or (self.version is not None and self.version.estado in rule.plan)
        return of_plan and (not rule.unidad or (self.parte is not None and self.parte.estado in rule.unidad))

    def puede(self, accion: str) -> bool:
        """Whether the person may do it now."""
        return self.admite(accion) and self.designacion_para(accion) is not None

    def por_que_no(self, accion: str) -> str:
        """Why the person may not do it now, in words; empty if they may."""
        rule = ACCIONES[accion]
        if not self.designaciones:
            return "Usted no ejerce hoy ningún cargo."
        if self.designacion_para(accion) is None:
            return f"Su cargo no permite: {rule.about.lower()}."
        if rule.plan and self.version is not None and self.version.estado not in rule.plan:
            return f"Esta versión del plan está «{self.version.get_estado_display().lower()}» y ya no se cambia."
        if not self.admite(accion):
            state = self.parte.get_estado_display().lower() if self.parte else "sin estado"
            return f"La parte de la unidad está «{state}»; en ese estado no se puede {rule.about.lower()}."
        return ""

    def _reaches(self, designacion: Designacion) -> bool:
        cargo = designacion.cargo
        if cargo.rol == Rol.MINISTERIO and not cargo.entidad.rectora:
            return False
        if self.plan and cargo.entidad.codigo != self.entidad:
            return False
        return not (self.unidad and cargo.unidad) or cargo.unidad == self.unidad


class EstadoNoAdmite(PermissionDenied):
    """They may do it, but not in the state in which things are."""


def hoy() -> date:
    """Today in Bolivia."""
    return timezone.localdate()


def situacion_de(persona: Persona, plan: str = "", unidad: str = "") -> Situacion:
    """What the table needs to decide. Raises Http404 for what does not exist or is not theirs to know."""
    return situacion_con(persona, held(persona, hoy()), plan, unidad)


def situacion_con(
    persona: Persona, designaciones: tuple[Designacion, ...], plan: str = "", unidad: str = ""
) -> Situacion:
    """The same for those designations, whoever holds them. Raises Http404."""
    if not plan:
        return Situacion(persona, designaciones)
    entidad, version, parte = _of_plan_now(plan, unidad)
    if version is None or all(each.cargo.entidad.codigo != entidad for each in designaciones):
        raise Http404
    if unidad:
        of_entity = [each.cargo.unidad for each in designaciones if each.cargo.entidad.codigo == entidad]
        if parte is None or not any(mine in ("", unidad) for mine in of_entity):
            raise Http404
    return Situacion(persona, designaciones, plan, unidad, entidad, version, parte)


def _of_plan_now(plan: str, unidad: str) -> tuple[str, Version | None, ParteDeUnidad | None]:
    """The entity of a plan, its state and that of the part, as they are now; one query, for every request asks it."""
    sql = (
        f"select {columns(Version, 'v')}, {columns(ParteDeUnidad, 'u')}, p.entidad from process_version v "
        "left join process_partedeunidad u on u.plan = v.plan and u.unidad = ? "
        "left join planes p on p.plan = ? where v.plan = ?"  # tables of the format order texts otherwise
    )
    for (version, parte), (entidad,) in straight(sql, [unidad, plan, plan], Version, ParteDeUnidad):
        return str(entidad or ""), cast(Version, version), cast("ParteDeUnidad | None", parte)
    return "", None, None


class Peticion(HttpRequest):
    """A request that `exige` let through: it knows who asks, about what, and by which position they may."""

    situacion: Situacion
    designacion: Designacion


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Guarded = Callable[Concatenate[Peticion, P], HttpResponseBase]


def exige(accion: str) -> Callable[[Guarded[P]], View[P]]:
    """A view that is only for those who may do the action; `request.situacion` tells it who asks and about what.

    404 for what the person may not know of, 403 for what they may not do, 409 for what the state does not admit.
    """
    return exige_de(lambda _: accion, accion)


def exige_de(which: Callable[[dict[str, Any]], str], *among: str) -> Callable[[Guarded[P]], View[P]]:
    """As `exige`, for a view whose action depends on its address; `among` names those that it can be."""

    def decorate(view: Guarded[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            accion = which(dict(kwargs))
            plan, unidad = str(kwargs.get("plan", "")), str(kwargs.get("unidad", ""))
            persona = cast(Persona, request.user)
            designaciones = held(persona, hoy())
            # From here on the database gives what is of their entities, whatever the view asks.
            see({each.cargo.entidad.codigo for each in designaciones})
            situacion = situacion_con(persona, designaciones, plan, unidad)
            refuse_unless(situacion, accion)
            known = cast(Peticion, request)
            known.situacion = situacion
            known.designacion = cast(Designacion, situacion.designacion_para(accion))
            return view(known, *args, **kwargs)

        guarded.exige = among  # type: ignore[attr-defined]
        return guarded

    return decorate


def refuse_unless(situacion: Situacion, accion: str) -> None:
    """Raises PermissionDenied for what they may not do, EstadoNoAdmite for what the state does not admit."""
    if situacion.designacion_para(accion) is None and not ACCIONES[accion].sin_cargo:
        raise PermissionDenied(situacion.por_que_no(accion))
    if not situacion.admite(accion):
        raise EstadoNoAdmite(situacion.por_que_no(accion))


def publica(view: View[P]) -> View[P]:
    """A view for anybody, signed in or not: the database gives it what is published."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        see_published()
        return view(request, *args, **kwargs)

    opened = login_not_required(shown)
    opened.exige = ()  # type: ignore[attr-defined]
    return opened


def publica_sin_persona(view: View[P]) -> View[P]:
    """A view that is the same for everybody: it does not look who asks, so that any cache on the way may keep it."""
    opened = publica(view)
    opened.sin_persona = True  # type: ignore[attr-defined]
    return opened


def needs_second_factor(designaciones: tuple[Designacion, ...]) -> bool:
    """Whether the person holds a position whose acts commit others."""
    return any(each.cargo.rol in APPROVING for each in designaciones)

"""Who may ask for what, address by address, written by hand from the process of RE-SPO and from nothing of the code.

`test_permisos.py` walks it. An address that is not here fails the test: whoever adds one decides here who it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

GET, POST = "GET", "POST"

PREPARA, DIRECTOR, REACP = "prepara", "director", "reacp"
PLANIFICACION, FINANZAS, JURIDICA, MAE = "planificacion", "finanzas", "juridica", "mae"
COMUNICACION, AUDITORIA, ADMINISTRADOR = "comunicacion", "auditoria", "administrador"
MINISTERIO = "ministerio"
"""Of the organ that receives the plans, and of no entity that makes one."""
OF_ONE_UNIT = {PREPARA, DIRECTOR, REACP}
OF_THE_ENTITY = {PLANIFICACION, FINANZAS, JURIDICA, MAE, COMUNICACION, AUDITORIA, ADMINISTRADOR}
EVERY = OF_ONE_UNIT | OF_THE_ENTITY

PLAN_STATES = ("elaboracion", "consolidada", "vigente", "historico", "desestimada")
UNIT_STATES = ("borrador", "enviada", "aprobada", "observada", "revisada")
OPEN = ("elaboracion",)
MAKING = ("elaboracion", "consolidada")
ALIVE = (*MAKING, "vigente")
EDITABLE = ("borrador", "observada")
IN_FORCE, EXECUTED = ("vigente",), ("vigente", "historico")


@dataclass(frozen=True, slots=True)
class Address:
    """An address: who it is for, in which states; `plan`, `unit` or an object of the entity are known of first."""

    name: str
    method: str
    roles: set[str]
    of: str = ""
    plan: Iterable[str] = PLAN_STATES
    unit: Iterable[str] = UNIT_STATES
    arguments: Mapping[str, object] = field(default_factory=dict)
    """Of its address; what is a name in `Ground.arguments` is the key of a row made for the walk."""
    anyone: bool = False
    """For whoever is signed in, whatever they hold: it tells of nobody else."""

    def __str__(self) -> str:
        extra = "-".join(str(value) for value in self.arguments.values())
        return "-".join(part for part in (self.name, self.of, extra, self.method) if part)


def _unit(name: str, method: str, roles: set[str], unit: Iterable[str] = UNIT_STATES, **arguments: object) -> Address:
    plan = PLAN_STATES if unit is UNIT_STATES else OPEN
    return Address(name, method, roles, "unit", plan, unit, arguments)


def _plan(name: str, method: str, roles: set[str], plan: Iterable[str] = PLAN_STATES, **arguments: object) -> Address:
    return Address(name, method, roles, "plan", plan, UNIT_STATES, arguments)


def _of_entity(name: str, method: str, roles: set[str], **arguments: object) -> Address:
    return Address(name, method, roles, "entity", arguments=arguments)


def _of_year(name: str, method: str, roles: set[str], **arguments: object) -> Address:
    """Of a gestión in which the entity has a plan: who administers another may not change what judges it."""
    return Address(name, method, roles, "year", arguments=arguments)


def _of_tramite(name: str, method: str, roles: set[str], **arguments: object) -> Address:
    """Of one made for the walk, in the stage of viability; every stage and action: tests of the trámites."""
    return Address(name, method, roles, "tramite", arguments={"tramite": "tramite", **arguments})


def _free(name: str, method: str, roles: set[str], **arguments: object) -> Address:
    return Address(name, method, roles, arguments=arguments)


WRITES = {PREPARA, DIRECTOR}
OBSERVES_PLAN = {PLANIFICACION, FINANZAS, JURIDICA, MAE}
OBSERVES = OBSERVES_PLAN | {DIRECTOR}
LINES, OF_PLAN, CEILINGS, CHANGES = "requerimientos_3_01", "unidades", "presupuesto_aprobado", "modificaciones"

UNIT = [
    _unit("unidad", GET, EVERY),
    _unit("verificaciones", GET, EVERY),
    _unit("paso", GET, EVERY, paso="articulacion"),
    _unit("cambios", GET, EVERY),
    _unit("sugerencias", GET, EVERY),
    _unit("filas", GET, EVERY, vista=LINES),
    _unit("novedades", GET, EVERY, vista=LINES),
    _unit("lista", GET, EVERY, lista="partidas"),
    _unit("guardar", POST, WRITES, EDITABLE, vista=LINES),
    _unit("interpretar", POST, WRITES, EDITABLE, vista=LINES),
    _unit("importar_unidad", GET, WRITES, EDITABLE),
    _unit("importar_unidad", POST, WRITES, EDITABLE),
    _unit("viaje", GET, WRITES, EDITABLE),
    _unit("viaje", POST, WRITES, EDITABLE),
    _unit("libro", GET, EVERY),
    _unit("libro_descargar", GET, EVERY),
    _unit("libro_recibido", GET, EVERY, recibido="libro_recibido"),
    _unit("libro_subir", POST, WRITES, EDITABLE),
    _unit("libro_subido", GET, WRITES, EDITABLE, subida="libro_subido"),
    _unit("libro_avance", GET, WRITES, EDITABLE, subida="libro_subido"),
    _unit("libro_decidir", POST, WRITES, EDITABLE, subida="libro_subido"),
    _unit("libro_aceptar", POST, WRITES, EDITABLE, subida="libro_subido"),
    _unit("libro_descartar", POST, WRITES, EDITABLE, subida="libro_subido"),
    _unit("traer", GET, WRITES, EDITABLE),
    _unit("traer", POST, WRITES, EDITABLE),
    _unit("confirmar_precios", POST, WRITES, EDITABLE),
    _unit("acto_unidad", POST, {PREPARA}, EDITABLE, accion="enviar_unidad"),
    _unit("acto_unidad", POST, {PREPARA}, ("enviada",), accion="recuperar_envio"),
    _unit("acto_unidad", POST, {DIRECTOR}, ("enviada",), accion="aprobar_unidad"),
    _unit("acto_unidad", POST, {DIRECTOR}, ("aprobada",), accion="recuperar_aprobacion"),
    _unit("acto_unidad", POST, {PLANIFICACION}, ("aprobada",), accion="revisar_unidad"),
    _unit(
        "acto_unidad",
        POST,
        {DIRECTOR, PLANIFICACION, FINANZAS},
        ("enviada", "aprobada", "revisada"),
        accion="observar_unidad",
    ),
    _unit("observaciones", GET, EVERY),
    _unit("observaciones_panel", GET, EVERY),
    _unit("visto", POST, EVERY),
    Address("observar", POST, OBSERVES, "unit", MAKING),
    # Number 1 of the walk was made by Auditoría, which no longer does such things: Planificación conducts the process.
    Address("intervenir", POST, WRITES, "unit", MAKING, arguments={"numero": 1, "que": "responder"}),
    Address("intervenir", POST, OBSERVES | {PREPARA}, "unit", MAKING, arguments={"numero": 1, "que": "anotar"}),
    Address("intervenir", POST, {PLANIFICACION}, "unit", MAKING, arguments={"numero": 1, "que": "resolver"}),
    Address("intervenir", POST, {PLANIFICACION}, "unit", MAKING, arguments={"numero": 1, "que": "reabrir"}),
    Address("intervenir", POST, set(), "unit", MAKING, arguments={"numero": 1, "que": "retirar"}),
    Address("evaluacion_unidad", GET, EVERY, "unit", EXECUTED),
    Address("evaluacion_explicar", POST, OF_ONE_UNIT, "unit", IN_FORCE, arguments={"mes": 6}),
    Address("evaluacion_solicitar", GET, {REACP, PLANIFICACION}, "unit", IN_FORCE, arguments={"mes": 6}),
    _unit("comparacion_unidad", GET, EVERY),
    _unit("comparacion_unidad_archivo", GET, EVERY, tabla="unidad"),
    _unit("papeles", GET, EVERY),
    _unit("emitir_formulario", POST, {PREPARA, DIRECTOR}, ("enviada", "aprobada", "revisada"), papel="no-hay"),
    _unit("papel", GET, EVERY, papel="datos"),
    _unit("pedir_papel", POST, EVERY, papel="datos"),
    _unit("papel_pedido", GET, EVERY, pedido="pedido"),
    _unit("papel_avance", GET, EVERY, pedido="pedido"),
    _unit("papel_archivo", GET, EVERY, pedido="pedido"),
    _unit("papel_cancelar", POST, set(), pedido="pedido"),  # whoever asked for it, and nobody else
    _unit("lecturas", GET, EVERY),
    _unit("lectura_nueva", POST, WRITES, EDITABLE),
    _unit("lectura", GET, EVERY, lectura="lectura"),
    _unit("lectura_avance", GET, EVERY, lectura="lectura"),
    _unit("lectura_pagina", GET, EVERY, lectura="lectura", numero=1),
    _unit("lectura_archivo", GET, EVERY, lectura="lectura", orden=1),
    _unit("lectura_decidir", POST, WRITES, EDITABLE, lectura="lectura"),
    _unit("lectura_pasar", GET, WRITES, EDITABLE, lectura="lectura"),
    _unit("lectura_pasar", POST, WRITES, EDITABLE, lectura="lectura"),
    _unit("lectura_descartar", POST, WRITES, EDITABLE, lectura="lectura"),
]

WRITTEN_BY: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "instructivo": ({PLANIFICACION}, MAKING),
    "informe_tecnico": ({PLANIFICACION, FINANZAS}, MAKING),
    "informe_legal": ({JURIDICA}, MAKING),
    "resolucion": ({JURIDICA}, MAKING),
    "nota_remision": ({PLANIFICACION, FINANZAS}, ("vigente",)),
}
"""Whose each written paper is; the note to the ministry is sent when the plan is approved already."""

PLAN = [
    _plan("tablero", GET, OF_THE_ENTITY),
    _plan("cambios_del_plan", GET, OF_THE_ENTITY),
    _plan("estructura", GET, EVERY),
    _plan("estructura_planillas", GET, EVERY),
    _plan("consolidacion", GET, OF_THE_ENTITY),
    _plan("evaluacion", GET, OF_THE_ENTITY, EXECUTED),
    _plan("evaluacion_emitir", POST, {PLANIFICACION}, IN_FORCE, mes=6),
    _plan("evaluacion_anular", POST, {PLANIFICACION}, IN_FORCE, mes=6),
    _plan("consolidacion_archivo", GET, OF_THE_ENTITY, tabla="tabla"),
    _plan("comparacion", GET, OF_THE_ENTITY),
    _plan("comparacion_archivo", GET, OF_THE_ENTITY, tabla="unidad"),
    _plan("comparacion_anexo", GET, OF_THE_ENTITY),
    _plan("modificaciones", GET, OF_THE_ENTITY),
    _plan("modificaciones_guardar", POST, {FINANZAS}, OPEN),
    _plan("filas", GET, OF_THE_ENTITY, vista=CHANGES),
    _plan("novedades", GET, OF_THE_ENTITY, vista=CHANGES),
    _plan("guardar", POST, {FINANZAS}, OPEN, vista=CHANGES),
    _plan("interpretar", POST, {FINANZAS}, OPEN, vista=CHANGES),
    _plan("techos", GET, OF_THE_ENTITY),
    _plan("techos_ley", GET, OF_THE_ENTITY),
    _plan("techos_historia", GET, OF_THE_ENTITY),
    _plan("techos_guardar", POST, {FINANZAS}, OPEN),
    _plan("techos_interpretar", POST, {FINANZAS}, OPEN),
    _plan("actos_unidades", POST, {PLANIFICACION, FINANZAS}, OPEN),
    _plan("importar", GET, {PLANIFICACION}, OPEN),
    _plan("importar", POST, {PLANIFICACION}, OPEN),
    _plan("fijar_plazo", POST, {PLANIFICACION}, OPEN),
    _plan("filas", GET, EVERY, vista=OF_PLAN),
    _plan("novedades", GET, EVERY, vista=OF_PLAN),
    _plan("filas", GET, OF_THE_ENTITY, vista=CEILINGS),
    _plan("novedades", GET, OF_THE_ENTITY, vista=CEILINGS),
    _plan("lista", GET, EVERY, lista="acciones"),
    _plan("guardar", POST, {PLANIFICACION}, OPEN, vista=OF_PLAN),
    _plan("interpretar", POST, {PLANIFICACION}, OPEN, vista=OF_PLAN),
    _plan("guardar", POST, {FINANZAS}, OPEN, vista=CEILINGS),
    _plan("interpretar", POST, {FINANZAS}, OPEN, vista=CEILINGS),
    _plan("observaciones", GET, OF_THE_ENTITY),
    _plan("observaciones_panel", GET, OF_THE_ENTITY),
    _plan("observaciones_archivo", GET, OF_THE_ENTITY),
    _plan("visto", POST, OF_THE_ENTITY),
    _plan("observar", POST, OBSERVES_PLAN, MAKING),
    _plan("observar_varias", POST, {PLANIFICACION}, MAKING),
    _plan("resolver_varias", POST, {PLANIFICACION}, MAKING),
    _plan("intervenir", POST, {PLANIFICACION}, MAKING, numero=1, que="responder"),
    _plan("intervenir", POST, OBSERVES_PLAN, MAKING, numero=1, que="anotar"),
    _plan("intervenir", POST, {PLANIFICACION}, MAKING, numero=1, que="resolver"),
    _plan("intervenir", POST, set(), MAKING, numero=1, que="retirar"),
    _plan("papeles", GET, OF_THE_ENTITY),
    _plan("papel", GET, OF_THE_ENTITY, papel="datos"),
    _plan("pedir_papel", POST, OF_THE_ENTITY, papel="datos"),
    _plan("papel_pedido", GET, OF_THE_ENTITY, pedido="pedido"),
    _plan("papel_avance", GET, OF_THE_ENTITY, pedido="pedido"),
    _plan("papel_archivo", GET, OF_THE_ENTITY, pedido="pedido"),
    _plan("papel_cancelar", POST, set(), pedido="pedido"),
    _plan("lecturas", GET, OF_THE_ENTITY),
    _plan("lectura_nueva", POST, {PLANIFICACION}, OPEN),
    _plan("lectura", GET, OF_THE_ENTITY, lectura="lectura"),
    _plan("lectura_avance", GET, OF_THE_ENTITY, lectura="lectura"),
    _plan("lectura_pagina", GET, OF_THE_ENTITY, lectura="lectura", numero=1),
    _plan("lectura_archivo", GET, OF_THE_ENTITY, lectura="lectura", orden=1),
    _plan("lectura_decidir", POST, {PLANIFICACION}, OPEN, lectura="lectura"),
    _plan("lectura_pasar", GET, {PLANIFICACION}, OPEN, lectura="lectura"),
    _plan("lectura_pasar", POST, {PLANIFICACION}, OPEN, lectura="lectura"),
    _plan("lectura_descartar", POST, {PLANIFICACION}, OPEN, lectura="lectura"),
    _plan("expediente", GET, OF_THE_ENTITY),
    _plan("escrito", GET, OF_THE_ENTITY, papel="resolucion"),
    _plan("escrito_pdf", GET, OF_THE_ENTITY, papel="resolucion"),
    _plan("emitido_pdf", GET, OF_THE_ENTITY, codigo="emitido"),
    _plan("documento_archivo", GET, OF_THE_ENTITY, documento="nota"),
    _plan("registrar_documento", GET, {PLANIFICACION, COMUNICACION}, ALIVE),
    _plan("registrar_documento", POST, {PLANIFICACION, COMUNICACION}, ALIVE),
    _plan("quitar_documento", POST, {PLANIFICACION, COMUNICACION}, ALIVE, documento="nota"),
    *(
        _plan(name, method, writes, states, papel=papel)
        for papel, (writes, states) in WRITTEN_BY.items()
        for name, method in (
            ("escrito_texto", GET),
            ("escrito_texto", POST),
            ("escrito_emitir", GET),
            ("escrito_emitir", POST),
            ("escrito_anular", POST),
        )
    ),
]

SEES_PEOPLE, ADMINISTERS = {ADMINISTRADOR, AUDITORIA}, {ADMINISTRADOR}
SET = {"conjunto": "fuentes", "gestion": 2024}

ADMINISTRATION = [
    _free("personas", GET, SEES_PEOPLE),
    _free("persona_nueva", GET, ADMINISTERS),
    _free("persona_nueva", POST, ADMINISTERS),
    _of_entity("persona", GET, SEES_PEOPLE, pk="persona"),
    _of_entity("persona_datos", GET, ADMINISTERS, pk="persona"),
    _of_entity("persona_datos", POST, ADMINISTERS, pk="persona"),
    _of_entity("persona_acto", POST, ADMINISTERS, pk="persona", que="cerrar_sesiones"),
    _of_entity("designar", GET, ADMINISTERS, pk="persona"),
    _of_entity("designar", POST, ADMINISTERS, pk="persona"),
    _of_entity("designacion", GET, ADMINISTERS, pk="designacion"),
    _of_entity("designacion", POST, ADMINISTERS, pk="designacion"),
    _of_entity("designacion_anular", POST, ADMINISTERS, pk="designacion"),
    _free("cargos", GET, SEES_PEOPLE),
    _free("cargo_nuevo", GET, ADMINISTERS),
    _free("cargo_nuevo", POST, ADMINISTERS),
    _of_entity("cargo", GET, SEES_PEOPLE, pk="cargo"),
    _of_entity("cargo_datos", GET, ADMINISTERS, pk="cargo"),
    _of_entity("cargo_datos", POST, ADMINISTERS, pk="cargo"),
    _of_entity("cargo_quitar", POST, ADMINISTERS, pk="cargo"),
    _free("entidades", GET, SEES_PEOPLE),
    _of_entity("entidad", GET, ADMINISTERS, codigo="340"),
    _of_entity("entidad", POST, ADMINISTERS, codigo="340"),
    _free("tablas", GET, OF_THE_ENTITY),
    _free("gestion_nueva", POST, ADMINISTERS),
    _free("tabla", GET, OF_THE_ENTITY, **SET),
    _free("tabla_archivo", GET, OF_THE_ENTITY, **SET),
    _of_year("tabla_fila", POST, ADMINISTERS, **SET),
    _of_year("tabla_fila_quitar", POST, ADMINISTERS, **SET, fila="fila"),
    _of_year("tabla_oficial", POST, ADMINISTERS, **SET),
    _of_year("tabla_cargar", GET, ADMINISTERS, **SET),
    _of_year("tabla_cargar", POST, ADMINISTERS, **SET),
    _free("calendario", GET, OF_THE_ENTITY),
    _free("formas_de_firmar", GET, SEES_PEOPLE),
    _of_entity("forma_de_firmar", GET, ADMINISTERS, codigo="340"),
    _of_entity("forma_de_firmar", POST, ADMINISTERS, codigo="340"),
    _free("fichas", GET, SEES_PEOPLE),
    _free("ficha_nueva", GET, ADMINISTERS),
    _free("ficha_nueva", POST, ADMINISTERS),
    _of_entity("ficha_revocar", POST, ADMINISTERS, pk="ficha"),
    _free("plantillas", GET, ADMINISTERS),
    _of_entity("plantilla", GET, ADMINISTERS, codigo="340", papel="resolucion"),
    _of_entity("plantilla", POST, ADMINISTERS, codigo="340", papel="resolucion"),
    _of_entity("numeracion", GET, ADMINISTERS, codigo="340", papel="resolucion"),
    _of_entity("numeracion", POST, ADMINISTERS, codigo="340", papel="resolucion"),
    _free("auditoria", GET, SEES_PEOPLE),
    _of_entity("auditoria_acto", GET, SEES_PEOPLE, acto="acto"),
    _free("auditoria_archivo", GET, SEES_PEOPLE, formato="csv"),
    _free("auditoria_verificar", POST, SEES_PEOPLE),
]

SIGNS = {PREPARA, DIRECTOR, PLANIFICACION, FINANZAS, JURIDICA, MAE}

SIGNATURES = [
    # A paper of the plan; whose turn it is, is for the tests of signatures to say.
    _free("firmas", GET, EVERY),
    _of_entity("firmas_papel", GET, EVERY, codigo="por_firmar"),
    _of_entity("firmar", POST, SIGNS, codigo="por_firmar"),
    _of_entity("aprobar_papel", POST, SIGNS, codigo="por_firmar"),
    _of_entity("rechazar_papel", POST, SIGNS, codigo="por_firmar"),
    _of_entity("preparar_firma", POST, SIGNS, codigo="por_firmar"),
    _of_entity("completar_firma", POST, SIGNS, codigo="por_firmar"),
]

TRAMITES = [
    _free("tramites", GET, EVERY),
    _free("tramite_nuevo", GET, {REACP, PLANIFICACION}),
    _free("tramite_nuevo", POST, {REACP, PLANIFICACION}),
    _of_tramite("tramite", GET, EVERY),
    _of_tramite("tramite_accion", POST, {PLANIFICACION}, accion="objetar"),
    _plan("justificaciones", GET, OF_THE_ENTITY),
    _plan("justificar", POST, {PLANIFICACION, FINANZAS}, MAKING),
]

OWN = [
    _free("inicio", GET, EVERY | {MINISTERIO}),
    _free("agenda", GET, EVERY | {MINISTERIO}),
    _free("agenda_renovar", POST, EVERY | {MINISTERIO}),
    _free("segundo_paso", GET, EVERY | {MINISTERIO}),
    Address("sesiones", GET, EVERY | {MINISTERIO}, anyone=True),
    Address("sesiones_cerrar", POST, EVERY | {MINISTERIO}, anyone=True),
    Address("sus_datos", GET, EVERY | {MINISTERIO}, anyone=True),
    Address("sus_datos_archivo", GET, EVERY | {MINISTERIO}, anyone=True),
]

RECEIVES = {MINISTERIO}


def _received(name: str, method: str = GET, **arguments: object) -> Address:
    return _free(name, method, RECEIVES, codigo="remitida", **arguments)


REMISSIONS = [
    _free("bandeja", GET, RECEIVES),
    _free("recibir_plan", POST, RECEIVES),
    _received("remision"),
    _received("remision_avance"),
    _received("conciliacion"),
    _received("conciliacion_archivo"),
    _free("presupuesto_oficial", GET, RECEIVES),
    _free("pais", GET, RECEIVES),
    _free("pais_archivo", GET, RECEIVES),
    _free("pais_comparado", GET, RECEIVES),
    _free("pais_comparado_archivo", GET, RECEIVES),
    _free("presupuesto_cargar", POST, RECEIVES),
    _received("remision_hallazgos"),
    _received("remision_paquete"),
    _received("remision_verificar", POST),
    _received("remision_devolver"),
    _received("remision_devolver", POST),
    _received("remision_paso", POST, accion="tomar"),
    _plan("remisiones", GET, OF_THE_ENTITY),
    _plan("remision_propia", GET, OF_THE_ENTITY, codigo="remitida"),
    # Whoever the stage of the remission in the way of a change belongs to; only what is approved and in force.
    _plan("remitir_plan", POST, {PLANIFICACION, FINANZAS}, IN_FORCE),
]

CERTIFIES = {"poa": PLANIFICACION, "presupuestaria": FINANZAS}
"""Planificación says that it is in the POA; Administración y Finanzas, that there is money for it."""

REPORTS = {PREPARA, DIRECTOR, REACP, PLANIFICACION}
"""A unit says what it did; Planificación may too, for all of them."""

EXECUTION = [
    _plan("avance", GET, OF_THE_ENTITY, EXECUTED),
    Address("avance_unidad", GET, EVERY, "unit", EXECUTED),
    Address("avance_evidencia", GET, EVERY, "unit", EXECUTED, arguments={"sha256": "evidencia"}),
    Address("avance_informar", GET, REPORTS, "unit", IN_FORCE, arguments={"mes": 3}),
    Address("avance_informar", POST, REPORTS, "unit", IN_FORCE, arguments={"mes": 3}),
    Address("avance_recordar", POST, {PLANIFICACION}, "unit", IN_FORCE),
    _plan("gasto", GET, OF_THE_ENTITY, EXECUTED),
    Address("gasto_unidad", GET, EVERY, "unit", EXECUTED),
    *(
        address
        for method in (GET, POST)
        for address in (
            Address("gasto_mes", method, {FINANZAS}, "unit", IN_FORCE),
            Address("gasto_pegar_unidad", method, {FINANZAS}, "unit", IN_FORCE),
            _plan("gasto_pegar", method, {FINANZAS}, IN_FORCE),
            _plan("importar_gasto", method, {FINANZAS}, IN_FORCE),
        )
    ),
    _plan("certificaciones", GET, OF_THE_ENTITY, EXECUTED),
    _plan("presupuesto", GET, OF_THE_ENTITY, EXECUTED),
    _plan("modificacion", GET, OF_THE_ENTITY, EXECUTED, numero="modificacion"),
    _plan("proxima_gestion", GET, {PLANIFICACION}, IN_FORCE),
    _plan("proxima_gestion_abrir", POST, {PLANIFICACION}, IN_FORCE),
    _plan("modificacion_nueva", GET, {FINANZAS}, IN_FORCE),
    _plan("modificacion_nueva", POST, {FINANZAS}, IN_FORCE),
    Address("certificaciones_unidad", GET, EVERY, "unit", EXECUTED),
    _plan("publicar_avance", GET, {PLANIFICACION, COMUNICACION}, IN_FORCE),
    _plan("publicar_avance", POST, {PLANIFICACION, COMUNICACION}, IN_FORCE),
    *(
        address
        for tipo, who in CERTIFIES.items()
        for address in (
            Address("certificar", GET, {who}, "unit", IN_FORCE, arguments={"tipo": tipo}),
            Address("certificar", POST, {who}, "unit", IN_FORCE, arguments={"tipo": tipo}),
            *(
                Address(
                    name, method, roles, "unit", EXECUTED, arguments={"tipo": tipo, "numero": f"certificada_{tipo}"}
                )
                for name, method, roles in (
                    ("certificacion", GET, EVERY),
                    ("certificacion_papel", POST, {who}),
                    ("certificacion_liberar", POST, {who}),
                    ("certificacion_utilizar", POST, {who}),
                )
            ),
        )
    ),
]

ADDRESSES = [*UNIT, *PLAN, *ADMINISTRATION, *SIGNATURES, *TRAMITES, *EXECUTION, *REMISSIONS, *OWN]

PUBLIC = {
    "bienvenida",
    "entrar_demostracion",
    "estilo",
    "logo",
    "ayuda",
    "ayuda_pagina",
    "account_reset_password",
    "agenda_calendario",
    "verificar",
    "verificar_papel",
    "verificar_archivo",
    "publico",
    "publico_pagina",
    "publico_cambios",
    "api",
    "api_descripcion",
    "api_nada",
}
"""For anybody, signed in or not."""

PROGRAMS = ("api_publica_", "api_interna_")
"""How the addresses for programs begin, of what is published and with a token: test_api and test_api_tokens walk them
all. No session opens them."""

ELSEWHERE = {
    "carga": "of whoever gave the file: tests of the tables of each gestión",
    **{
        f"{name}{place}": "of whoever brought the file: tests of importing"
        for name in ("importacion", "importacion_hoja", "importacion_vista", "importacion_paquete", "importar_mapa")
        for place in ("", "_unidad", "_gasto")
        if name != "importacion_paquete" or place != "_gasto"
    },
    "sesion_cerrar": "of whoever began it: tests of the open sessions",
    "firmas_archivo": "of whoever sees the paper, which must have a file: tests of signatures",
    "certificacion_pdf": "of whoever sees the certificate; it takes a while to compose: tests of the certificates",
    "evaluacion_pdf": "of whoever sees the evaluation; it takes a while to compose: tests of the evaluation",
    "pedido_de_firma": "of whoever prepared it: tests of signatures",
    "tramite_recuperar": "of whoever made the last movement: tests of the trámites",
    "justificacion_retirar": "the same people as give one; of a justification of that plan: tests of the trámites",
}
"""Of one person alone: another test says so."""

ALLAUTH = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}
"""One's own account, by allauth."""

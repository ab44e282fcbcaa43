"""The tables of the plan format: the one definition from which everything else is derived."""

from __future__ import annotations

from apthapi.core.schema import Column, Kind, Reference, Table

MONTHS = tuple(f"m{month:02d}" for month in range(1, 13))
"""Names of the twelve months of the gestión, m01 to m12."""


def _code(name: str, about: str, *, required: bool = False) -> Column:
    return Column(name, Kind.CODE, about, required)


def _text(name: str, about: str, *, words: bool = False) -> Column:
    return Column(name, Kind.TEXT, about, words=words)


def _option(name: str, about: str, *options: str, required: bool = True) -> Column:
    return Column(name, Kind.OPTION, about, required, options)


def _number(name: str, kind: Kind, about: str, *, required: bool = False) -> Column:
    return Column(name, kind, about, required)


def _date(name: str, about: str) -> Column:
    return Column(name, Kind.DATE, about)


def _categoria(about: str) -> Column:
    return Column("categoria", Kind.CATEGORIA, about)


def _months(kind: Kind, about: str) -> tuple[Column, ...]:
    return tuple(Column(month, kind, f"{about}, mes {int(month[1:])}") for month in MONTHS)


_PLAN = _code("plan", "Código del plan", required=True)
_UNIDAD = _code("unidad", "Sigla de la unidad", required=True)
_ORDEN = _number("orden", Kind.INTEGER, "Número de orden", required=True)
_FUENTE = _code("fuente", "Fuente de financiamiento")
_ORGANISMO = _code("organismo", "Organismo financiador")
_IMPORTE = _number("importe", Kind.MONEY, "Importe en bolivianos")

_OF_PLAN = Reference(("plan",), "planes", ("plan",))
_OF_UNIDAD = Reference(("plan", "unidad"), "unidades", ("plan", "unidad"))
_OF_UNIDAD_IF_ANY = Reference(("plan", "unidad"), "unidades", ("plan", "unidad"), blank=True)
_OF_OPERACION = Reference(("plan", "unidad", "operacion"), "operaciones", ("plan", "unidad", "operacion"), blank=True)


def _of_documento(column: str) -> Reference:
    return Reference(("plan", column), "documentos", ("plan", "documento"))


PLANES = Table(
    "planes",
    "Los planes: la formulación y cada una de sus versiones",
    ("plan",),
    (
        _PLAN,
        _code("entidad", "Código institucional de la entidad"),
        _text("nombre_entidad", "Nombre de la entidad"),
        _code("sigla", "Sigla de la entidad"),
        _number("gestion", Kind.INTEGER, "Gestión fiscal (año)", required=True),
        _number("version", Kind.INTEGER, "Número de versión; 0 es la formulación", required=True),
        _option("tipo", "Clase de versión", "formulacion", "reformulacion", "reprogramacion", "ajuste"),
        _code("reemplaza", "Plan al que reemplaza"),
        _date("fecha", "Fecha de aprobación"),
        Column("afecta_pei", Kind.BOOLEAN, "Si el cambio compromete el PEI (NB-SPO art. 20)"),
        _text("justificacion", "Por qué existe esta versión"),
    ),
)

DOCUMENTOS = Table(
    "documentos",
    "Los documentos del proceso",
    ("plan", "documento"),
    (
        _PLAN,
        _code("documento", "Nombre corto del documento dentro del plan", required=True),
        _option(
            "tipo",
            "Clase de documento",
            "nota_mefp",
            "instructivo",
            "informe_tecnico",
            "informe_legal",
            "resolucion",
            "nota_remision",
            "publicacion",
        ),
        _text("cite", "CITE con el que se emitió"),
        _date("fecha", "Fecha del documento"),
        _text("emisor", "Quién lo emite"),
        _text("asunto", "Asunto"),
    ),
    (_OF_PLAN,),
)

CITAS = Table(
    "citas",
    "Cómo cita un documento a otro",
    ("plan", "documento", "citado"),
    (
        _PLAN,
        _code("documento", "Documento que cita", required=True),
        _code("citado", "Documento al que se refiere", required=True),
        _text("cite_escrito", "CITE tal como está escrito en el documento que cita"),
        _date("fecha_escrita", "Fecha escrita en la cita"),
    ),
    (_OF_PLAN, _of_documento("documento"), _of_documento("citado")),
)

UNIDADES = Table(
    "unidades",
    "Las unidades organizacionales que hacen el plan",
    ("plan", "unidad"),
    (
        _PLAN,
        _UNIDAD,
        _text("nombre", "Nombre del área organizacional"),
        _categoria("Categoría programática de la unidad"),
        _code("padre", "Unidad de la que depende"),
        _text("cargo_elaboracion", "Cargo responsable de elaboración"),
        _text("cargo_aprobacion", "Cargo responsable de aprobación"),
        _date("fecha_f01", "Fecha del formulario 01"),
        _date("fecha_f02", "Fecha del formulario 02"),
        _date("fecha_f04", "Fecha del formulario 04"),
    ),
    (_OF_PLAN,),
)

PDES = Table(
    "pdes",
    "La cadena del PDES a la que contribuye la entidad",
    ("plan", "nivel", "codigo"),
    (
        _PLAN,
        _code("codigo", "Código", required=True),
        _option("nivel", "Nivel de la cadena", "pilar", "eje", "meta", "resultado", "accion"),
        _code("padre", "Código del nivel superior"),
        _text("descripcion", "Texto"),
    ),
    (_OF_PLAN,),
)

ACCIONES_ESTRATEGICAS = Table(
    "acciones_estrategicas",
    "Las acciones estratégicas (de mediano plazo) del PEI",
    ("plan", "ae"),
    (
        _PLAN,
        _code("ae", "Código de la acción estratégica", required=True),
        _text("descripcion", "Texto"),
        _code("pdes", "Acción del PDES a la que contribuye"),
        _number("vigente_desde", Kind.INTEGER, "Primera gestión en que rige"),
        _number("vigente_hasta", Kind.INTEGER, "Última gestión en que rige"),
    ),
    (_OF_PLAN,),
)

ACCIONES_CORTO_PLAZO = Table(
    "acciones_corto_plazo",
    "Las acciones de corto plazo (ACP) de la entidad",
    ("plan", "acp"),
    (
        _PLAN,
        _code("acp", "Código de la ACP", required=True),
        _code("ae", "Acción estratégica de la que depende"),
        _text("descripcion", "Texto", words=True),
    ),
    (_OF_PLAN,),
)

ACP_UNIDAD = Table(
    "acp_unidad",
    "Formulario 02: las ACP de cada unidad",
    ("plan", "unidad", "acp"),
    (
        _PLAN,
        _UNIDAD,
        _code("acp", "Código de la ACP", required=True),
        _code("ae", "Código de la acción estratégica"),
        _text("texto_ae", "Texto de la acción estratégica, como está en el formulario"),
        _text("texto_acp", "Texto de la ACP, como está en el formulario", words=True),
        _number("ponderacion", Kind.PERCENT, "Ponderación en porcentaje"),
        _text("productos_esperados", "Productos esperados"),
        _text("beneficiarios", "Beneficiarios"),
        _text("responsable", "Cargo responsable"),
        _categoria("Categoría, si no es la de la unidad"),
    ),
    (_OF_PLAN, _OF_UNIDAD),
)

SITUACION = Table(
    "situacion",
    "Formulario 01: análisis de situación",
    ("plan", "unidad", "cuadrante", "orden"),
    (
        _PLAN,
        _UNIDAD,
        _option("cuadrante", "Cuadrante", "fortaleza", "debilidad", "oportunidad", "amenaza"),
        _ORDEN,
        _text("factor", "Factor"),
        _text("acciones", "Códigos de las acciones que afecta, como está escrito: 3 y 6"),
        _text("incidencia", "Incidencia"),
    ),
    (_OF_PLAN, _OF_UNIDAD),
)

OPERACIONES = Table(
    "operaciones",
    "Las operaciones de cada ACP de la unidad, con su programación física",
    ("plan", "unidad", "operacion"),
    (
        _PLAN,
        _UNIDAD,
        _code("acp", "ACP de la que forma parte"),
        _code("operacion", "Código de la operación", required=True),
        _text("descripcion", "Texto"),
        _option("tipo", "Funcionamiento o inversión", "funcionamiento", "inversion", required=False),
        _text("indicador", "Indicador"),
        _text("unidad_medida", "Unidad de medida del indicador"),
        _number("linea_base", Kind.QUANTITY, "Línea base"),
        _number("meta", Kind.QUANTITY, "Meta de la gestión"),
        _option("medicion", "La meta es la suma de los meses o el último", "suma", "ultimo", required=False),
        _number("ponderacion", Kind.PERCENT, "Ponderación en porcentaje"),
        _date("inicio", "Fecha de inicio"),
        _date("fin", "Fecha de fin"),
        _text("responsable", "Cargo responsable"),
        *_months(Kind.QUANTITY, "Programación física"),
    ),
    (_OF_PLAN, _OF_UNIDAD),
)

TAREAS = Table(
    "tareas",
    "Las tareas de cada operación",
    ("plan", "unidad", "operacion", "tarea"),
    (
        _PLAN,
        _UNIDAD,
        _code("operacion", "Operación de la que forma parte", required=True),
        _code("tarea", "Código de la tarea", required=True),
        _text("descripcion", "Texto"),
        _text("medio_verificacion", "Medio de verificación"),
        _date("inicio", "Fecha de inicio"),
        _date("fin", "Fecha de fin"),
        _text("responsable", "Cargo responsable"),
    ),
    (_OF_PLAN, _OF_UNIDAD, _OF_OPERACION),
)

REQUERIMIENTOS = Table(
    "requerimientos",
    "Formularios 3_01 a 3_04: lo que la unidad necesita, línea por línea, con su programación financiera",
    ("plan", "unidad", "linea"),
    (
        _PLAN,
        _UNIDAD,
        _number("linea", Kind.INTEGER, "Número de línea dentro de la unidad", required=True),
        _option("formulario", "Formulario de la línea", "3_01", "3_02", "3_03", "3_04"),
        _code("acp", "ACP"),
        _code("operacion", "Operación"),
        _code("tarea", "Tarea"),
        _code("partida", "Partida del objeto del gasto"),
        _text("descripcion", "Bien o servicio que se necesita", words=True),
        _text("unidad_medida", "Unidad de medida"),
        _number("cantidad", Kind.QUANTITY, "Cantidad, hasta cuatro decimales"),
        _number("precio_unitario", Kind.MONEY, "Precio unitario en bolivianos"),
        _IMPORTE,
        _FUENTE,
        _ORGANISMO,
        *_months(Kind.MONEY, "Programación financiera"),
    ),
    (_OF_PLAN, _OF_UNIDAD),
)

FORMULARIO04 = Table(
    "formulario04",
    "Formulario 04: el resumen de presupuesto que la unidad declara",
    ("plan", "unidad", "fila", "fuente"),
    (
        _PLAN,
        _UNIDAD,
        _option(
            "fila",
            "Fila del formulario",
            "3_01",
            "3_02",
            "3_03",
            "pasajes",
            "viaticos",
            "total",
            "total_f3",
            "total_f4",
            "techo",
        ),
        _code("fuente", "Fuente, o «total» para la última columna", required=True),
        _number("importe", Kind.MONEY, "Importe declarado en bolivianos"),
        _text("leido", "El texto como se leyó, si viene de un escaneo"),
    ),
    (_OF_PLAN, _OF_UNIDAD),
)

TECHOS = Table(
    "techos",
    "Los techos presupuestarios; sin unidad, los de la entidad",
    ("plan", "unidad", "fuente", "organismo"),
    (_PLAN, _code("unidad", "Sigla de la unidad; vacía para la entidad"), _FUENTE, _ORGANISMO, _IMPORTE),
    (_OF_PLAN, _OF_UNIDAD_IF_ANY),
)

PRESUPUESTO_APROBADO = Table(
    "presupuesto_aprobado",
    "Lo que aprobó la ley o su última modificación; una dimensión vacía está sumada",
    ("plan", "categoria", "grupo", "fuente", "organismo"),
    (
        _PLAN,
        _categoria("Categoría programática"),
        _code("grupo", "Grupo del objeto del gasto"),
        _FUENTE,
        _ORGANISMO,
        _IMPORTE,
        _text("norma", "Norma que aprueba"),
    ),
    (_OF_PLAN,),
)

RECURSOS = Table(
    "recursos",
    "Los recursos (ingresos) de la entidad",
    ("plan", "rubro", "fuente", "organismo", "otorgante"),
    (
        _PLAN,
        _code("rubro", "Rubro de recursos", required=True),
        _FUENTE,
        _ORGANISMO,
        _code("otorgante", "Entidad otorgante"),
        _IMPORTE,
    ),
    (_OF_PLAN,),
)

PLURIANUAL = Table(
    "plurianual",
    "El presupuesto plurianual",
    ("plan", "gestion", "categoria", "grupo", "fuente", "organismo"),
    (
        _PLAN,
        _number("gestion", Kind.INTEGER, "Gestión", required=True),
        _categoria("Categoría programática"),
        _code("grupo", "Grupo del objeto del gasto"),
        _FUENTE,
        _ORGANISMO,
        _IMPORTE,
    ),
    (_OF_PLAN,),
)

MODIFICACIONES = Table(
    "modificaciones",
    "Las modificaciones presupuestarias, línea por línea",
    ("plan", "modificacion", "orden"),
    (
        _PLAN,
        _code("modificacion", "Número de la modificación", required=True),
        _ORDEN,
        _option("tipo", "Clase de modificación", "adicional", "interinstitucional", "intrainstitucional"),
        _text("norma", "Norma o documento que la aprueba"),
        _text("aprobador", "Autoridad que la aprueba"),
        _code("unidad", "Unidad"),
        _categoria("Categoría programática"),
        _code("partida", "Partida del objeto del gasto"),
        _FUENTE,
        _ORGANISMO,
        _number("importe", Kind.MONEY, "Importe con signo: negativo disminuye"),
        _date("fecha", "Fecha de la norma o del documento que la aprueba"),
        Column(
            "incorporada", Kind.BOOLEAN, "«no»: fuera de una reformulación; los requerimientos del plan no la tienen"
        ),
    ),
    (_OF_PLAN, _OF_UNIDAD_IF_ANY),
)

EJECUCION_FISICA = Table(
    "ejecucion_fisica",
    "La ejecución física de las operaciones, por mes",
    ("plan", "unidad", "operacion", "mes"),
    (
        _PLAN,
        _UNIDAD,
        _code("operacion", "Operación", required=True),
        _number("mes", Kind.INTEGER, "Mes, de 1 a 12", required=True),
        _number(
            "ejecutado",
            Kind.QUANTITY,
            "Avance del mes, en la unidad del indicador; con medición «ultimo», lo alcanzado hasta el mes",
        ),
        _text("evidencia", "Respaldo del avance"),
        _text("nota", "Lo que dice del avance quien lo informa"),
    ),
    (_OF_PLAN, _OF_UNIDAD, _OF_OPERACION),
)

EJECUCION_FINANCIERA = Table(
    "ejecucion_financiera",
    "La ejecución financiera por mes, en sus momentos",
    ("plan", "unidad", "partida", "fuente", "organismo", "mes"),
    (
        _PLAN,
        _UNIDAD,
        _categoria("Categoría programática"),
        _code("partida", "Partida del objeto del gasto", required=True),
        _FUENTE,
        _ORGANISMO,
        _number("mes", Kind.INTEGER, "Mes, de 1 a 12", required=True),
        _number("preventivo", Kind.MONEY, "Lo que se reservó en el mes y no se devengó todavía"),
        _number("comprometido", Kind.MONEY, "Comprometido del mes"),
        _number("devengado", Kind.MONEY, "Devengado del mes"),
        _number("pagado", Kind.MONEY, "Pagado del mes"),
    ),
    (_OF_PLAN, _OF_UNIDAD),
)

CERTIFICACIONES = Table(
    "certificaciones",
    "Las certificaciones POA y presupuestarias: el saldo que se aparta antes de gastar, línea por línea",
    ("plan", "certificacion", "orden"),
    (
        _PLAN,
        _code("certificacion", "Número de la certificación", required=True),
        _ORDEN,
        _option("tipo", "Qué certifica", "poa", "presupuestaria"),
        _date("fecha", "Fecha en que se emitió"),
        _option("estado", "Estado", "emitida", "utilizada", "liberada"),
        _date("vence", "Último día en que aparta saldo; vacía si no vence"),
        _UNIDAD,
        _code("acp", "ACP"),
        _code("operacion", "Operación"),
        _number("linea", Kind.INTEGER, "Línea de requerimiento de la unidad, si es de una sola"),
        _categoria("Categoría programática; vacía si es la de la unidad"),
        _code("partida", "Partida del objeto del gasto", required=True),
        _FUENTE,
        _ORGANISMO,
        _IMPORTE,
        _text("objeto", "Para qué se gasta"),
        _text("motivo", "Por qué se liberó"),
    ),
    (_OF_PLAN, _OF_UNIDAD, _OF_OPERACION),
)

EVALUACIONES = Table(
    "evaluaciones",
    "Lo que explica el responsable en la evaluación de un corte; sin operación, de toda la unidad",
    ("plan", "unidad", "operacion", "mes"),
    (
        _PLAN,
        _UNIDAD,
        _code("operacion", "Operación; vacía si se explica toda la unidad"),
        _number("mes", Kind.INTEGER, "Último mes que se evalúa, de 1 a 12", required=True),
        _text("causa", "Por qué se avanzó más o menos de lo programado"),
        _text("medida", "Qué se hará"),
    ),
    (_OF_PLAN, _OF_UNIDAD),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        PLANES,
        DOCUMENTOS,
        CITAS,
        UNIDADES,
        PDES,
        ACCIONES_ESTRATEGICAS,
        ACCIONES_CORTO_PLAZO,
        ACP_UNIDAD,
        SITUACION,
        OPERACIONES,
        TAREAS,
        REQUERIMIENTOS,
        FORMULARIO04,
        TECHOS,
        PRESUPUESTO_APROBADO,
        RECURSOS,
        PLURIANUAL,
        MODIFICACIONES,
        EJECUCION_FISICA,
        EJECUCION_FINANCIERA,
        CERTIFICACIONES,
        EVALUACIONES,
    )
}
"""Every table of the format by name, in the order in which a package is written."""

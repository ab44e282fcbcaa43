"""The sheets that people fill: which table of the format each shows, with what columns, in what order, under what name.

A sheet is the only thing that the grid, saving, pasting and findings know of a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apthapi.core.schema import Column, Kind, Table
from apthapi.core.tables import MONTHS, TABLES

_MONTH_TITLES = dict(zip(MONTHS, "ene feb mar abr may jun jul ago sep oct nov dic".split(), strict=True))
_WIDTHS = {
    Kind.CODE: 88,
    Kind.TEXT: 240,
    Kind.MONEY: 120,
    Kind.QUANTITY: 96,
    Kind.PERCENT: 88,
    Kind.INTEGER: 72,
    Kind.DATE: 104,
    Kind.OPTION: 136,
    Kind.CATEGORIA: 112,
    Kind.BOOLEAN: 72,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet: its title on the form, the list to choose from, and whether the system computes it."""

    name: str
    title: str
    list: str = ""
    computed: bool = False
    width: int = 0
    must_add: int | None = None
    """What the column must add up to in the sheet, as stored: the foot of the grid tells what is missing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a unit (`of_unit`) or of the plan. `fixed` are cells that every row of it has."""

    name: str
    title: str
    table_name: str
    fields: tuple[Field, ...]
    step: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    """The column that the system fills with the next number when it comes empty."""
    within: tuple[str, ...] = ()
    """Columns, besides plan and unit, within which `number` counts."""
    movable: bool = False
    of_unit: bool = True
    action: str = "editar_unidad"
    seen_by: str = "ver_unidad"
    hint: str = ""

    @property
    def table(self) -> Table:
        """The table of the format that it shows."""
        return TABLES[self.table_name]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the format that it shows, in its order."""
        return tuple(self.table.column(each.name) for each in self.fields)

    def describe(self) -> list[dict[str, object]]:
        """The columns as the browser needs them; see docs/web.md."""
        return [_described(each, self.table.column(each.name)) for each in self.fields]


def _described(each: Field, column: Column) -> dict[str, object]:
    is_month = column.name in _MONTH_TITLES
    return {
        "nombre": column.name,
        "titulo": each.title,
        "clase": column.kind.value,
        "ancho": each.width or (104 if is_month else _WIDTHS[column.kind]),
        "ayuda": column.about,
        "opciones": [[option, option.replace("_", " ").capitalize()] for option in column.options] or None,
        "busca": each.list,
        "grupo": "meses" if is_month else "",
        "calculada": each.computed,
        "debe_sumar": each.must_add,
    }


_MONTHS = tuple(Field(name, title) for name, title in _MONTH_TITLES.items())
_MONEY = (
    Field("fuente", "Fte.", list="fuentes", width=64),
    Field("organismo", "Org.", list="organismos", width=64),
    *_MONTHS,
)
_LINKS = (
    Field("operacion", "Operación", list="operaciones"),
    Field("tarea", "Tarea", list="tareas", width=72),
)


def _requirements(form: str, title: str, thing: str, hint: str) -> Sheet:
    fields = (
        Field("linea", "Nº", computed=True, width=56),
        Field("partida", "Partida", list=f"partidas_{form}"),
        Field("descripcion", thing, list="memoria", width=300),
        *_LINKS,
        Field("unidad_medida", "Unidad", list="medidas", width=104),
        Field("cantidad", "Cantidad"),
        Field("precio_unitario", "Precio unitario"),
        Field("importe", "Total Bs"),
        *_MONEY,
    )
    return Sheet(
        f"requerimientos_{form}",
        title,
        "requerimientos",
        fields,
        "requerimientos",
        {"formulario": form},
        number="linea",
        hint=hint,
    )


def _quadrant(code: str, title: str) -> Sheet:
    return Sheet(
        f"situacion_{code}",
        title,
        "situacion",
        (
            Field("orden", "Nº", computed=True, width=56),
            Field("factor", "Factor", width=420),
            Field("acciones", "Acciones que afecta", list="acciones", width=140),
            Field("incidencia", "Incidencia", width=420),
        ),
        "situacion",
        {"cuadrante": code},
        number="orden",
        within=("cuadrante",),
        movable=True,
        hint="Un factor por fila: qué es, a qué acciones del PEI afecta y cómo.",
    )


_ALL = (
    _quadrant("fortaleza", "Fortalezas"),
    _quadrant("debilidad", "Debilidades"),
    _quadrant("oportunidad", "Oportunidades"),
    _quadrant("amenaza", "Amenazas"),
    Sheet(
        "articulacion",
        "Articulación PDES, PEI y acciones de corto plazo",
        "acp_unidad",
        (
            Field("acp", "ACP", list="acp"),
            Field("ae", "Acción estratégica", list="acciones", width=88),
            Field("texto_acp", "Texto de la acción de corto plazo", width=360),
            Field("ponderacion", "Ponderación %", width=136, must_add=100_00),
            Field("productos_esperados", "Productos esperados", width=300),
            Field("beneficiarios", "Beneficiarios", width=200),
            Field("responsable", "Responsable", width=180),
        ),
        "articulacion",
        hint="Elija las acciones de corto plazo de la unidad; las ponderaciones suman 100 %.",
    ),
    Sheet(
        "operaciones",
        "Operaciones",
        "operaciones",
        (
            Field("operacion", "Código"),
            Field("acp", "ACP", list="acp_unidad", width=72),
            Field("descripcion", "Operación", width=300),
            Field("tipo", "Tipo"),
            Field("indicador", "Indicador", width=200),
            Field("unidad_medida", "Unidad de medida", width=120),
            Field("linea_base", "Línea base"),
            Field("meta", "Meta"),
            Field("medicion", "La meta es", width=96),
            Field("ponderacion", "Pond. %"),
            Field("inicio", "Inicio"),
            Field("fin", "Fin"),
            Field("responsable", "Responsable", width=180),
            *_MONTHS,
        ),
        "operaciones",
        number="operacion",
        hint="Qué hará la unidad, con qué indicador y meta, mes por mes.",
    ),
    Sheet(
        "tareas",
        "Tareas",
        "tareas",
        (
            Field("operacion", "Operación", list="operaciones"),
            Field("tarea", "Código"),
            Field("descripcion", "Tarea", width=340),
            Field("medio_verificacion", "Medio de verificación", width=220),
            Field("inicio", "Inicio"),
            Field("fin", "Fin"),
            Field("responsable", "Responsable", width=180),
        ),
        "operaciones",
        number="tarea",
        within=("operacion",),
        hint="Los pasos de cada operación.",
    ),
    _requirements("3_01", "3_01 Servicios", "Servicio", "Servicios que la unidad necesita, línea por línea."),
    _requirements("3_02", "3_02 Activos fijos", "Activo", "Equipos, muebles y otros activos, uno por línea."),
    _requirements("3_03", "3_03 Materiales", "Material o suministro", "Materiales y suministros, uno por línea."),
    _requirements("3_04", "3_04 Pasajes y viáticos", "Viaje", "Pasajes y viáticos: personas por días en la cantidad."),
    Sheet(
        "pdes",
        "PDES",
        "pdes",
        (
            Field("nivel", "Nivel"),
            Field("codigo", "Código"),
            Field("padre", "Depende de"),
            Field("descripcion", "Texto", width=520),
        ),
        "estructura",
        of_unit=False,
        action="editar_estructura",
        seen_by="ver_plan",
    ),
    Sheet(
        "acciones_estrategicas",
        "Acciones estratégicas del PEI",
        "acciones_estrategicas",
        (
            Field("ae", "Código"),
            Field("descripcion", "Texto", width=520),
            Field("pdes", "Acción del PDES"),
            Field("vigente_desde", "Desde"),
            Field("vigente_hasta", "Hasta"),
        ),
        "estructura",
        of_unit=False,
        action="editar_estructura",
        seen_by="ver_plan",
    ),
    Sheet(
        "acciones_corto_plazo",
        "Acciones de corto plazo",
        "acciones_corto_plazo",
        (
            Field("acp", "Código"),
            Field("ae", "Acción estratégica", list="acciones"),
            Field("descripcion", "Texto", width=640),
        ),
        "estructura",
        of_unit=False,
        action="editar_estructura",
        seen_by="ver_plan",
    ),
    Sheet(
        "unidades",
        "Unidades del plan",
        "unidades",
        (
            Field("unidad", "Sigla"),
            Field("nombre", "Nombre del área organizacional", width=360),
            Field("categoria", "Categoría programática", width=140),
            Field("padre", "Depende de", list="unidades"),
            Field("cargo_elaboracion", "Cargo que elabora", width=220),
            Field("cargo_aprobacion", "Cargo que aprueba", width=220),
        ),
        "estructura",
        of_unit=False,
        action="editar_estructura",
        seen_by="ver_plan",
    ),
    Sheet(
        "presupuesto_aprobado",
        "Presupuesto aprobado",
        "presupuesto_aprobado",
        (
            Field("categoria", "Categoría", width=140),
            Field("grupo", "Grupo"),
            Field("fuente", "Fuente", list="fuentes"),
            Field("organismo", "Organismo", list="organismos"),
            Field("importe", "Importe Bs", width=160),
            Field("norma", "Norma", width=240),
        ),
        "techos",
        of_unit=False,
        action="distribuir_techos",
        seen_by="ver_techos",
    ),
    Sheet(
        "modificaciones",
        "Modificaciones presupuestarias",
        "modificaciones",
        (
            Field("modificacion", "Nº", width=56),
            Field("orden", "Renglón", width=72),
            Field("tipo", "Clase", width=160),
            Field("unidad", "Unidad", list="unidades"),
            Field("categoria", "Categoría", width=120),
            Field("partida", "Partida", list="partidas"),
            Field("fuente", "Fte.", list="fuentes", width=64),
            Field("organismo", "Org.", list="organismos", width=64),
            Field("importe", "Importe Bs (− disminuye)", width=160),
            Field("aprobador", "Quién la aprueba", width=240),
            Field("norma", "Norma o documento", width=240),
        ),
        "modificaciones",
        number="orden",
        within=("modificacion",),
        of_unit=False,
        action="redactar_modificaciones",
        seen_by="ver_modificaciones",
        hint="Un renglón por importe: negativo si disminuye, positivo si aumenta.",
    ),
)

SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in _ALL}
"""Every sheet by name, which is also its address."""


def sheets_of(table: str) -> list[Sheet]:
    """The sheets on which rows of a table are seen."""
    return [sheet for sheet in _ALL if sheet.table_name == table]

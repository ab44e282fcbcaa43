"""The tables of the plan format in the live database: one Django model of each, made from `core/tables.py`.

They exist so that migrations follow the format. Rows are read and written with SQL (see live.py).
"""

from __future__ import annotations

from typing import Any

from django.db import models

from apthapi.core.schema import ROW, Table
from apthapi.core.tables import TABLES
from apthapi.web.plans.copying.marker import PrecioTraido
from apthapi.web.plans.fields import field_of
from apthapi.web.plans.papers.pedido import Pedido
from apthapi.web.wall.owners import of_plan, through

__all__ = ["TABLE_MODELS", "Pedido", "PrecioTraido", "Viaje"]


_ADDED_UP = {
    "requerimientos": (
        ("plan", "unidad", "acp", "formulario", "partida", "fuente", "organismo", "importe"),
        ("plan", "unidad", "operacion", "importe"),
        ("plan", "unidad", "fuente", "importe"),
    )
}
"""What the lines of a unit are added up by each time that one is saved: from an index alone, without the lines."""

_PAGED = ("requerimientos", "operaciones", "tareas", "ejecucion_financiera")
"""The tables whose rows programs read in their order, page by page, from any row on."""


def _model_of(table: Table) -> type[models.Model]:
    key = models.UniqueConstraint(fields=list(table.key), name=f"clave_{table.name}"[:30])
    indexes = [models.Index(fields=each, name=f"suma_{table.name}_{each[2]}") for each in _ADDED_UP.get(table.name, ())]
    if table.name in _PAGED:
        indexes.append(models.Index(fields=["plan", ROW], name=f"orden_{table.name}"))
    if table.name == "planes":
        indexes.append(models.Index(fields=["entidad", "gestion"], name="planes_de_entidad"))
    meta = type("Meta", (), {"db_table": table.name, "constraints": [key], "indexes": indexes, "app_label": "plans"})
    body: dict[str, Any] = {name: field_of(kind) for name, kind in table.stored() if name != ROW}
    body |= {ROW: models.BigAutoField(primary_key=True), "Meta": meta, "__module__": __name__}
    return type("Tabla" + table.name.title().replace("_", ""), (models.Model,), body)


TABLE_MODELS = {table.name: _model_of(table) for table in TABLES.values()}
"""The model of each table of the format, by the name of the table."""


class Viaje(models.Model):
    """How a line of form 3_04 was computed: days and people by a scale of viáticos, kept with the line."""

    requerimiento = models.BigIntegerField("línea", unique=True)
    destino = models.CharField("destino", max_length=200, blank=True, default="")
    personas = models.PositiveIntegerField("personas")
    dias = models.BigIntegerField("días, en diezmilésimas")
    categoria = models.CharField("para quién y a dónde, en la escala", max_length=200, blank=True, default="")
    importe_diario = models.BigIntegerField("importe por día, en centavos")
    norma = models.CharField("norma de la escala", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "viaje"


of_plan(Pedido, PrecioTraido)
through(Viaje, "requerimiento", TABLE_MODELS["requerimientos"], key=ROW)

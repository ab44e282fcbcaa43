"""The lists from which cells are chosen: code, name, and a note that helps to find."""

from __future__ import annotations

from collections.abc import Callable

from apthapi.core.database import SCHEMAS, Database
from apthapi.rules.in_place import PlanInPlace

Choice = list[str]

_GESTION = "(select gestion from planes where plan = ?)"


def _of_set(name: str) -> Callable[[Database, str, str], list[Choice]]:
    sql = f"select codigo, nombre, '' from {name} where gestion = {_GESTION} order by codigo"
    return lambda database, plan, _: _choices(database, sql, plan)


def _of_plan(sql: str) -> Callable[[Database, str, str], list[Choice]]:
    return lambda database, plan, _: _choices(database, sql, plan)


def _of_unit(sql: str) -> Callable[[Database, str, str], list[Choice]]:
    return lambda database, plan, unidad: _choices(database, sql, plan, unidad)


def _choices(database: Database, sql: str, *values: str) -> list[Choice]:
    return [[str(cell or "") for cell in row] for row in database.query(sql, values)]


_PARTIDAS = f"""select o.codigo, o.nombre, coalesce(p.nombre, '') from objeto_gasto o
left join objeto_gasto p on p.gestion = o.gestion and p.codigo = o.padre
where o.gestion = {_GESTION} and o.imputable = 'si' order by o.codigo"""

_OF_FORM = """select o.codigo, o.nombre, coalesce(p.nombre, '') from mapa_de m
join formulario_de f on f.gestion = m.gestion and f.mapa = m.mapa
join objeto_gasto o on o.gestion = f.gestion and o.codigo = f.partida
left join objeto_gasto p on p.gestion = o.gestion and p.codigo = o.padre
where f.formulario = ? and o.imputable = 'si' order by o.codigo"""


def _of_form(form: str) -> Callable[[Database, str, str], list[Choice]]:
    """The partidas of one of the forms 3, as rule V30 will judge them."""

    def partidas(database: Database, plan: str, _: str) -> list[Choice]:
        found = PlanInPlace(database, plan, schema=SCHEMAS[database.engine]).query(_OF_FORM, [form])
        return [[str(cell or "") for cell in row] for row in found]

    return partidas


_MEDIDAS = """select unidad_medida, '', cast(count(*) as varchar) from requerimientos
where plan = ? and unidad_medida <> ''
group by unidad_medida order by count(*) desc, unidad_medida limit 200"""

CHOICES: dict[str, Callable[[Database, str, str], list[Choice]]] = {
    "partidas": _of_plan(_PARTIDAS),
    **{f"partidas_{form}": _of_form(form) for form in ("3_01", "3_02", "3_03", "3_04")},
    "fuentes": _of_set("fuentes"),
    "organismos": _of_set("organismos"),
    "medidas": _of_plan(_MEDIDAS),
    "acciones": _of_plan("select ae, descripcion, '' from acciones_estrategicas where plan = ? order by ae"),
    "acp": _of_plan("select acp, descripcion, ae from acciones_corto_plazo where plan = ? order by acp"),
    "unidades": _of_plan("select unidad, nombre, '' from unidades where plan = ? order by unidad"),
    "acp_unidad": _of_unit("select acp, texto_acp, ae from acp_unidad where plan = ? and unidad = ? order by acp"),
    "operaciones": _of_unit(
        "select operacion, descripcion, acp from operaciones where plan = ? and unidad = ? order by operacion"
    ),
    "tareas": _of_unit(
        "select tarea, descripcion, operacion from tareas where plan = ? and unidad = ? order by operacion, tarea"
    ),
}
"""Every list by name: what the database, the plan and the unit make of it."""

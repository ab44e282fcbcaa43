-- V15       Cada ACP tiene al menos una operación, y cada operación una tarea
-- severidad error
-- norma     NB-SPO (DS 3246) art. 13-II [S]
-- tablas    acp_unidad operaciones
-- en        acp_unidad
-- columna   acp
-- columna.tarea   operacion
-- sujetos   tareas
-- mensaje   La ACP {acp} de {unidad} no tiene ninguna operación.
-- corrija   Agregue al menos una operación a la ACP {acp}, o quítela del formulario 02.
-- mensaje.tarea   La operación {operacion} de {unidad} no tiene ninguna tarea.
-- corrija.tarea   Agregue al menos una tarea a la operación {operacion}.
-- ejemplo   la ACP 4.6 sin operación
select a.plan, a.unidad, a.renglon, 'acp_unidad' as tabla, a.acp, '' as operacion, '' as caso
from acp_unidad a
where (
    exists (select 1 from operaciones x where x.plan = a.plan and x.unidad = a.unidad)
    or exists (select 1 from con_lineas g where g.plan = a.plan and g.unidad = a.unidad)
  )
  and a.plan in (select plan from operaciones)
  and not exists (select 1 from operaciones o where o.plan = a.plan and o.unidad = a.unidad and o.acp = a.acp)
union all
select o.plan, o.unidad, o.renglon, 'operaciones' as tabla, o.acp, o.operacion, 'tarea' as caso
from operaciones o
where exists (select 1 from tareas x where x.plan = o.plan)
  and not exists (
    select 1 from tareas t where t.plan = o.plan and t.unidad = o.unidad and t.operacion = o.operacion
  )

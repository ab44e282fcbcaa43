-- V16       Cada requerimiento es de una operación, y cada operación con costo tiene requerimientos
-- severidad error
-- norma     NB-SPO (DS 3246) art. 13-II-c [S]
-- tablas    requerimientos operaciones
-- en        requerimientos
-- columna   operacion
-- columna.tarea   tarea
-- mensaje   La línea {linea} de {unidad} (Bs {importe:bs}) es de la operación «{operacion}», que la unidad no tiene.
-- corrija   Dé a la línea una operación de la unidad.
-- mensaje.suelta   La línea {linea} de {unidad} (Bs {importe:bs}) no dice de qué operación es.
-- mensaje.tarea    La línea {linea} de {unidad} (Bs {importe:bs}) es de la tarea «{tarea}», que la operación {operacion} no tiene.
-- corrija.tarea    Dé a la línea una tarea de la operación {operacion}.
-- mensaje.costo    La operación {operacion} de {unidad} es de inversión y no tiene ningún requerimiento.
-- corrija.costo    Agregue los requerimientos de la operación {operacion}.
-- ejemplo   requerimiento suelto, sin operación
select r.plan, r.unidad, r.renglon, 'requerimientos' as tabla, r.linea, r.operacion, r.tarea, r.importe,
  case when r.operacion = '' then 'suelta' when o.operacion is null then '' else 'tarea' end as caso
from requerimientos r
left join operaciones o on o.plan = r.plan and o.unidad = r.unidad and o.operacion = r.operacion
left join tareas t on t.plan = r.plan and t.unidad = r.unidad and t.operacion = r.operacion and t.tarea = r.tarea
where (o.operacion is null or (r.tarea <> '' and t.tarea is null and r.plan in (select plan from tareas)))
  and r.plan in (select plan from operaciones)
  and (r.operacion <> '' or r.plan in (select plan from recogido where operaciones = 1))
union all
select o.plan, o.unidad, o.renglon, 'operaciones' as tabla, cast(null as bigint) as linea, o.operacion, '' as tarea, 0 as importe, 'costo' as caso
from operaciones o
where o.tipo = 'inversion'
  and exists (select 1 from operaciones_usadas x where x.plan = o.plan and x.unidad = o.unidad)
  and not exists (
    select 1 from operaciones_usadas r where r.plan = o.plan and r.unidad = o.unidad and r.operacion = o.operacion
  )

-- V21       El inicio no es posterior al fin, y las tareas caben en su operación
-- severidad error
-- norma     Orden lógico del cronograma, por confirmar [G]
-- tablas    operaciones
-- en        operaciones
-- columna   inicio
-- sujetos   (select inicio, fin from operaciones union all select inicio, fin from tareas) f where inicio <> '' and fin <> ''
-- mensaje   La operación {operacion} de {unidad} comienza el {inicio:fecha}, después de su fin, el {fin:fecha}.
-- corrija   Corrija el inicio o el fin.
-- mensaje.orden   La tarea {tarea} de la operación {operacion} de {unidad} comienza el {inicio:fecha}, después de su fin, el {fin:fecha}.
-- mensaje.tarea   La tarea {tarea} de {unidad} (inicio {inicio:fecha}, fin {fin:fecha}) sale de su operación {operacion} (inicio {desde:fecha}, fin {hasta:fecha}).
-- corrija.tarea   Ponga las fechas de la tarea dentro de las de su operación.
-- ejemplo   una tarea que termina después que su operación
select o.plan, o.unidad, o.renglon, 'operaciones' as tabla, o.operacion, '' as tarea, o.inicio, o.fin,
  '' as desde, '' as hasta, '' as caso
from operaciones o
where o.inicio <> '' and o.fin <> '' and o.inicio > o.fin
union all
select t.plan, t.unidad, t.renglon, 'tareas' as tabla, t.operacion, t.tarea, t.inicio, t.fin,
  o.inicio as desde, o.fin as hasta,
  case when t.inicio <> '' and t.fin <> '' and t.inicio > t.fin then 'orden' else 'tarea' end as caso
from tareas t
join operaciones o on o.plan = t.plan and o.unidad = t.unidad and o.operacion = t.operacion
where (t.inicio <> '' and t.fin <> '' and t.inicio > t.fin)
  or (t.inicio <> '' and o.inicio <> '' and t.inicio < o.inicio)
  or (t.fin <> '' and o.fin <> '' and t.fin > o.fin)

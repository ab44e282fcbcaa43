-- V20       Las fechas están dentro del año fiscal
-- severidad error
-- norma     Ley 2042 art. 1: el ejercicio va del 1 de enero al 31 de diciembre [S]
-- tablas    operaciones|tareas planes
-- en        operaciones
-- columna   inicio
-- sujetos   (select inicio, fin from operaciones union all select inicio, fin from tareas) f where inicio <> '' or fin <> ''
-- mensaje   La operación {operacion} de {unidad} sale de la gestión {gestion}: inicio {inicio:fecha}, fin {fin:fecha}.
-- corrija   Ponga las fechas dentro de la gestión {gestion}.
-- mensaje.tarea   La tarea {tarea} de la operación {operacion} de {unidad} sale de la gestión {gestion}: inicio {inicio:fecha}, fin {fin:fecha}.
-- ejemplo   15-01-2025 en un plan de 2024
select q.plan, q.unidad, q.renglon, q.tabla, q.operacion, q.tarea, q.inicio, q.fin, p.gestion, q.caso
from (
  select plan, unidad, renglon, 'operaciones' as tabla, operacion, '' as tarea, inicio, fin, '' as caso from operaciones
  union all
  select plan, unidad, renglon, 'tareas' as tabla, operacion, tarea, inicio, fin, 'tarea' as caso from tareas
) q
join planes p on p.plan = q.plan
where (q.inicio <> '' and substr(q.inicio, 1, 4) <> cast(p.gestion as varchar))
  or (q.fin <> '' and substr(q.fin, 1, 4) <> cast(p.gestion as varchar))

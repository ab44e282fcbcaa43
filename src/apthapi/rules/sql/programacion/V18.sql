-- V18       Los códigos de operaciones y tareas no se repiten dentro de su nivel superior
-- severidad error
-- norma     Práctica de codificación del POA, por confirmar [G]
-- tablas    operaciones
-- en        operaciones
-- columna   operacion
-- columna.tarea   tarea
-- mensaje   El código de operación {operacion} está {veces} veces en {unidad}.
-- corrija   Dé a cada operación un código propio; mayúsculas y espacios no bastan para distinguirlas.
-- mensaje.tarea   El código de tarea {tarea} está {veces} veces en la operación {operacion} de {unidad}.
-- corrija.tarea   Dé a cada tarea de la operación un código propio; mayúsculas y espacios no bastan para distinguirlas.
-- ejemplo   dos operaciones 3.1.2
select o.plan, o.unidad, max(o.renglon) as renglon, 'operaciones' as tabla, max(o.operacion) as operacion, '' as tarea,
  count(*) as veces, '' as caso
from operaciones o
group by o.plan, o.unidad, lower(replace(o.operacion, ' ', ''))
having count(*) > 1
union all
select t.plan, t.unidad, max(t.renglon) as renglon, 'tareas' as tabla, t.operacion, max(t.tarea) as tarea,
  count(*) as veces, 'tarea' as caso
from tareas t
group by t.plan, t.unidad, t.operacion, lower(replace(t.tarea, ' ', ''))
having count(*) > 1

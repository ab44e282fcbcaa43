-- avance_vigente: el avance físico de cada versión: de cada operación y mes, la fila de la versión más cercana que la
--                 tiene, entre ella y las que reemplaza de la misma gestión. «origen» es esa versión
-- tablas planes ejecucion_fisica
select q.plan, q.origen, q.renglon, q.unidad, q.operacion, q.mes, q.ejecutado, q.evidencia, q.nota
from (
  select c.plan, c.origen, x.renglon, x.unidad, x.operacion, x.mes, coalesce(x.ejecutado, 0) as ejecutado,
    x.evidencia, x.nota,
    row_number() over (partition by c.plan, x.unidad, x.operacion, x.mes order by c.distancia) as puesto
  from cadena c
  join planes p on p.plan = c.plan
  join planes o on o.plan = c.origen and o.gestion = p.gestion
  join ejecucion_fisica x on x.plan = c.origen
) q
where q.puesto = 1

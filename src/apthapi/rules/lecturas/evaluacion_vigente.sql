-- evaluacion_vigente: lo que se explicó en la evaluación de cada versión: de cada unidad, operación y corte, la fila de la
--                     versión más cercana que la tiene, entre ella y las que reemplaza de la misma gestión
-- tablas planes evaluaciones
select q.plan, q.origen, q.unidad, q.operacion, q.mes, q.causa, q.medida
from (
  select c.plan, c.origen, x.unidad, x.operacion, x.mes, x.causa, x.medida,
    row_number() over (partition by c.plan, x.unidad, x.operacion, x.mes order by c.distancia) as puesto
  from cadena c
  join planes p on p.plan = c.plan
  join planes o on o.plan = c.origen and o.gestion = p.gestion
  join evaluaciones x on x.plan = c.origen
) q
where q.puesto = 1

-- ejecucion_vigente: la ejecución financiera de cada versión: de cada lugar y mes, la fila de la versión más cercana que
--                    la tiene, entre ella y las que reemplaza de la misma gestión. «origen» es esa versión
-- tablas planes unidades ejecucion_financiera
select q.plan, q.origen, q.renglon, q.unidad,
  case when q.categoria <> '' then q.categoria else coalesce(u.categoria, '') end as categoria,
  q.partida, q.fuente, q.organismo, q.mes, q.preventivo, q.comprometido, q.devengado, q.pagado
from (
  select c.plan, c.origen, x.renglon, x.unidad, x.categoria, x.partida, x.fuente, x.organismo, x.mes,
    coalesce(x.preventivo, 0) as preventivo, coalesce(x.comprometido, 0) as comprometido,
    coalesce(x.devengado, 0) as devengado, coalesce(x.pagado, 0) as pagado,
    row_number() over (
      partition by c.plan, x.unidad, x.partida, x.fuente, x.organismo, x.mes order by c.distancia
    ) as puesto
  from cadena c
  join planes p on p.plan = c.plan
  join planes o on o.plan = c.origen and o.gestion = p.gestion
  join ejecucion_financiera x on x.plan = c.origen
) q
left join unidades u on u.plan = q.plan and u.unidad = q.unidad
where q.puesto = 1

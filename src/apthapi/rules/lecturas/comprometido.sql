-- comprometido: lo que pesa sobre el presupuesto de cada versión: lo certificado y lo ejecutado en ella y en las que
--               reemplaza de la misma gestión. «clase» es el tipo de la certificación, o ejecucion; «al» es el último
--               día en que se certificó algo
-- tablas planes unidades certificaciones ejecucion_financiera
select c.plan, x.unidad, x.partida, x.fuente, x.organismo,
  case when x.categoria <> '' then x.categoria else coalesce(u.categoria, '') end as categoria,
  x.clase, x.estado, x.vence, x.importe, c.origen, max(x.fecha) over (partition by c.plan) as al
from cadena c
join planes p on p.plan = c.plan
join planes o on o.plan = c.origen and o.gestion = p.gestion
join (
  select plan, unidad, partida, fuente, organismo, categoria, tipo as clase, estado, vence, fecha,
    coalesce(importe, 0) as importe
  from certificaciones
  where estado <> 'liberada'
  union all
  select plan, unidad, partida, fuente, organismo, categoria, 'ejecucion' as clase, '' as estado, '' as vence,
    '' as fecha, coalesce(preventivo, 0) + coalesce(devengado, 0) as importe
  from ejecucion_financiera
) x on x.plan = c.origen
left join unidades u on u.plan = c.plan and u.unidad = x.unidad

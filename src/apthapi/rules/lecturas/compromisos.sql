-- compromisos: lo que pesa sobre el presupuesto de cada versión: lo certificado en ella y en las que reemplaza de la
--              misma gestión, y lo ejecutado. «clase» es el tipo de la certificación, o ejecucion; «al» es el último
--              día en que se certificó algo
-- tablas planes unidades certificaciones ejecucion_financiera
select q.plan, q.unidad, q.partida, q.fuente, q.organismo, q.categoria, q.clase, q.estado, q.vence, q.importe, q.origen,
  max(q.fecha) over (partition by q.plan) as al
from (
  select c.plan, x.unidad, x.partida, x.fuente, x.organismo,
    case when x.categoria <> '' then x.categoria else coalesce(u.categoria, '') end as categoria,
    x.tipo as clase, x.estado, x.vence, coalesce(x.importe, 0) as importe, c.origen, x.fecha
  from cadena c
  join planes p on p.plan = c.plan
  join planes o on o.plan = c.origen and o.gestion = p.gestion
  join certificaciones x on x.plan = c.origen and x.estado <> 'liberada'
  left join unidades u on u.plan = c.plan and u.unidad = x.unidad
  union all
  select plan, unidad, partida, fuente, organismo, categoria, 'ejecucion' as clase, '' as estado, '' as vence,
    preventivo + devengado as importe, origen, '' as fecha
  from ejecucion_vigente
) q

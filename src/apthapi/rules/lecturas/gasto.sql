-- gasto: los requerimientos sumados por unidad, categoría que los paga, formulario, partida y fuente. La categoría es la
--        de la unidad, salvo en las ACP que tienen otra; solo en esas unidades hace falta mirar la ACP de cada línea
-- tablas requerimientos unidades acp_unidad
select r.plan, r.unidad, coalesce(u.categoria, '') as categoria, r.formulario, r.partida,
  substr(r.partida, 1, 1) || '0000' as grupo, r.fuente, r.organismo, r.importe
from (
  select plan, unidad, formulario, partida, fuente, organismo, cast(sum(coalesce(importe, 0)) as bigint) as importe
  from requerimientos l
  where not exists (
    select 1 from acp_unidad a where a.plan = l.plan and a.unidad = l.unidad and a.categoria <> ''
  )
  group by plan, unidad, formulario, partida, fuente, organismo
) r
left join unidades u on u.plan = r.plan and u.unidad = r.unidad
union all
select q.plan, q.unidad, q.categoria, q.formulario, q.partida, substr(q.partida, 1, 1) || '0000' as grupo, q.fuente,
  q.organismo, cast(sum(q.importe) as bigint) as importe
from (
  select l.plan, l.unidad, l.formulario, l.partida, l.fuente, l.organismo, coalesce(l.importe, 0) as importe,
    case when coalesce(a.categoria, '') <> '' then a.categoria else coalesce(u.categoria, '') end as categoria
  from requerimientos l
  left join unidades u on u.plan = l.plan and u.unidad = l.unidad
  left join acp_unidad a on a.plan = l.plan and a.unidad = l.unidad and a.acp = l.acp
  where exists (select 1 from acp_unidad x where x.plan = l.plan and x.unidad = l.unidad and x.categoria <> '')
) q
group by q.plan, q.unidad, q.categoria, q.formulario, q.partida, q.fuente, q.organismo

-- gasto: los requerimientos sumados por unidad, ACP, partida y fuente, con la categoría que los paga
-- tablas requerimientos unidades acp_unidad
select r.plan, r.unidad, r.acp,
  case when coalesce(a.categoria, '') <> '' then a.categoria else coalesce(u.categoria, '') end as categoria,
  r.formulario, r.partida, substr(r.partida, 1, 1) || '0000' as grupo, r.fuente, r.organismo, r.importe
from (
  select plan, unidad, acp, formulario, partida, fuente, organismo,
    cast(sum(coalesce(importe, 0)) as bigint) as importe
  from requerimientos
  group by plan, unidad, acp, formulario, partida, fuente, organismo
) r
left join unidades u on u.plan = r.plan and u.unidad = r.unidad
left join acp_unidad a on a.plan = r.plan and a.unidad = r.unidad and a.acp = r.acp

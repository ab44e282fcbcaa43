-- vigente_lugar: lo vigente por unidad, categoría, partida, fuente y organismo: los requerimientos de cada plan y las
--                modificaciones que se le registraron fuera de una reformulación
-- tablas requerimientos unidades acp_unidad modificaciones
select q.plan, q.unidad, q.categoria, q.partida, q.fuente, q.organismo,
  cast(sum(q.programado) as bigint) as programado, cast(sum(q.modificado) as bigint) as modificado,
  cast(sum(q.programado + q.modificado) as bigint) as importe
from (
  select plan, unidad, categoria, partida, fuente, organismo, importe as programado, 0 as modificado from gasto
  union all
  select m.plan, m.unidad, case when m.categoria <> '' then m.categoria else coalesce(u.categoria, '') end as categoria,
    m.partida, m.fuente, m.organismo, 0 as programado, coalesce(m.importe, 0) as modificado
  from modificaciones m
  left join unidades u on u.plan = m.plan and u.unidad = m.unidad
  where m.incorporada = 'no'
) q
group by q.plan, q.unidad, q.categoria, q.partida, q.fuente, q.organismo

-- gasto: los requerimientos sumados por unidad, categoría que los paga, formulario, partida y fuente. La categoría es la
--        de la unidad, salvo en las ACP que tienen otra
-- tablas requerimientos unidades acp_unidad
select s.plan, s.unidad, case when a.categoria <> '' then a.categoria else coalesce(u.categoria, '') end as categoria,
  s.formulario, s.partida, substr(s.partida, 1, 1) || '0000' as grupo, s.fuente, s.organismo,
  cast(sum(s.importe) as bigint) as importe
from suma_lineas s
left join unidades u on u.plan = s.plan and u.unidad = s.unidad
left join acp_unidad a on a.plan = s.plan and a.unidad = s.unidad and a.acp = s.acp and a.categoria <> ''
group by s.plan, s.unidad, case when a.categoria <> '' then a.categoria else coalesce(u.categoria, '') end, s.formulario,
  s.partida, s.fuente, s.organismo

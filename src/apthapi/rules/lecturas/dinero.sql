-- dinero: todo el dinero de un plan con todo lo que se sabe de él. De una unidad con líneas, sus líneas; de una que
--         solo tiene formulario 04, sus casillas, y lo que su total dice de más va sin fila ni fuente
-- tablas requerimientos formulario04 unidades acp_unidad planes objeto_gasto mapa_formularios
select g.plan, g.unidad, g.categoria, g.formulario as fila, g.partida, g.grupo, g.fuente, g.organismo, g.importe,
  'lineas' as origen
from gasto g
union all
select f.plan, f.unidad, coalesce(u.categoria, '') as categoria,
  case when f.fila in ('pasajes', 'viaticos') then '3_04' else f.fila end as fila, '' as partida,
  case when b.bloque = 'resto' then '' else b.bloque end as grupo, f.fuente, '' as organismo, f.importe,
  'formulario' as origen
from formulario04 f
join mapa_de d on d.plan = f.plan
join (select distinct gestion, mapa, formulario, bloque from bloque_de) b
  on b.gestion = d.gestion and b.mapa = d.mapa
  and b.formulario = case when f.fila in ('pasajes', 'viaticos') then '3_04' else f.fila end
left join unidades u on u.plan = f.plan and u.unidad = f.unidad
where f.fuente <> 'total' and f.fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos') and f.importe is not null
  and not exists (select 1 from con_lineas g where g.plan = f.plan and g.unidad = f.unidad)
union all
select t.plan, t.unidad, coalesce(u.categoria, '') as categoria, '' as fila, '' as partida, '' as grupo,
  '' as fuente, '' as organismo, t.importe - coalesce(s.importe, 0) as importe, 'formulario' as origen
from total_unidad t
left join unidades u on u.plan = t.plan and u.unidad = t.unidad
left join (
  select plan, unidad, cast(sum(importe) as bigint) as importe
  from formulario04
  where fuente <> 'total' and fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos') and importe is not null
  group by plan, unidad
) s on s.plan = t.plan and s.unidad = t.unidad
where t.origen = 'formulario' and t.importe <> coalesce(s.importe, 0)

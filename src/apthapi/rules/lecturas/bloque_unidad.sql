-- bloque_unidad: el dinero de cada unidad por categoría y grupo del gasto, o por bloque si solo hay formulario 04
--                (entonces, solo si se conocen sus cinco filas)
-- tablas requerimientos formulario04 unidades acp_unidad planes objeto_gasto mapa_formularios
select g.plan, g.unidad, g.categoria, g.grupo as bloque, cast(sum(g.importe) as bigint) as importe, 'lineas' as origen
from gasto g
group by g.plan, g.unidad, g.categoria, g.grupo
union all
select f.plan, f.unidad, coalesce(u.categoria, '') as categoria, b.bloque,
  cast(sum(coalesce(f.importe, 0)) as bigint) as importe, 'formulario' as origen
from formulario04 f
join mapa_de d on d.plan = f.plan
join (select distinct gestion, mapa, formulario, bloque from bloque_de) b
  on b.gestion = d.gestion and b.mapa = d.mapa
  and b.formulario = case when f.fila in ('pasajes', 'viaticos') then '3_04' else f.fila end
left join unidades u on u.plan = f.plan and u.unidad = f.unidad
join (
  select plan, unidad from formulario04
  where fuente = 'total' and fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos')
  group by plan, unidad having count(*) = 5
) completo on completo.plan = f.plan and completo.unidad = f.unidad
where f.fuente = 'total' and f.fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos')
  and not exists (select 1 from con_lineas g where g.plan = f.plan and g.unidad = f.unidad)
group by f.plan, f.unidad, u.categoria, b.bloque

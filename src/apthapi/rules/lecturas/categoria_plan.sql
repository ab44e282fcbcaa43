-- categoria_plan: el dinero del plan por categoría programática, de las unidades cuyo dinero se conoce
-- tablas requerimientos formulario04 unidades acp_unidad
select q.plan, q.categoria, cast(sum(q.importe) as bigint) as importe, min(q.unidad) as unidad
from (
  select b.plan, b.categoria, b.unidad, b.importe from bloque_unidad b where b.origen = 'lineas'
  union all
  select t.plan, coalesce(u.categoria, '') as categoria, t.unidad, t.importe
  from total_unidad t join unidades u on u.plan = t.plan and u.unidad = t.unidad
  where t.origen = 'formulario'
) q
where q.categoria <> ''
group by q.plan, q.categoria

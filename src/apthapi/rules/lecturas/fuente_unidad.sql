-- fuente_unidad: el dinero de cada unidad por fuente y organismo (el formulario 04 no dice el organismo)
-- tablas requerimientos formulario04 unidades acp_unidad
select g.plan, g.unidad, g.fuente, g.organismo, cast(sum(g.importe) as bigint) as importe, 'lineas' as origen
from gasto g
group by g.plan, g.unidad, g.fuente, g.organismo
union all
select f.plan, f.unidad, f.fuente, '' as organismo, f.importe, 'formulario' as origen
from formulario04 f
where f.fila = 'total' and f.fuente <> 'total' and f.importe is not null
  and not exists (select 1 from con_lineas g where g.plan = f.plan and g.unidad = f.unidad)

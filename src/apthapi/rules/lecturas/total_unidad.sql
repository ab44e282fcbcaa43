-- total_unidad: el dinero de cada unidad: la suma de sus líneas o, si no tiene, el total que declara su formulario 04
-- tablas requerimientos formulario04 unidades acp_unidad
select g.plan, g.unidad, g.importe, 'lineas' as origen
from con_lineas g
union all
select f.plan, f.unidad, coalesce(f.importe, 0) as importe, 'formulario' as origen
from formulario04 f
where f.fila = 'total' and f.fuente = 'total'
  and not exists (select 1 from con_lineas g where g.plan = f.plan and g.unidad = f.unidad)

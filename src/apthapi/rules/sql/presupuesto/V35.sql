-- V35       El total de cada formulario es la suma de sus líneas
-- severidad error
-- norma     Formulario 3 y formulario 04 [S]
-- tablas    requerimientos formulario04
-- en        formulario04
-- columna   importe
-- mensaje   El formulario 04 de {unidad} declara Bs {declarado:bs} en la fila {nombre}, columna {columna}; sus líneas suman Bs {lineas:bs}.
-- corrija   Corrija las líneas o el formulario: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   3_03 declara 426.600,00 y sus líneas suman 420.500,00
select f.plan, f.unidad, f.renglon, f.fila, f.fuente, replace(f.fila, 'viaticos', 'viáticos') as nombre,
  case when f.fuente = 'total' then 'del total' else 'de la fuente ' || f.fuente end as columna,
  f.importe as declarado, coalesce(s.importe, 0) as lineas,
  abs(f.importe - coalesce(s.importe, 0)) as diferencia
from formulario04 f
left join (
  select plan, unidad, fila, fuente, importe from fila_unidad
  union all
  select plan, unidad, fila, 'total' as fuente, cast(sum(importe) as bigint) as importe
  from fila_unidad group by plan, unidad, fila
  union all
  select plan, unidad, 'total_f3' as fila, 'total' as fuente, importe from con_lineas
) s on s.plan = f.plan and s.unidad = f.unidad and s.fila = f.fila and s.fuente = f.fuente
where f.fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos', 'total_f3') and f.importe is not null
  and f.importe <> coalesce(s.importe, 0)
  and exists (select 1 from con_lineas g where g.plan = f.plan and g.unidad = f.unidad)

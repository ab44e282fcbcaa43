-- V37       Formulario 04: el total de cada columna es la suma de sus filas
-- severidad error
-- norma     Formulario 04 [S]
-- tablas    formulario04
-- en        formulario04
-- columna   importe
-- mensaje   Formulario 04 de {unidad}, columna {columna}: las filas suman Bs {suma:bs} y el total dice Bs {declarado:bs}.
-- corrija   Corrija una de las filas o el total de la columna: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   la columna de la fuente 41 suma 950.034,00 y su total dice 950.043,00
select t.plan, t.unidad, t.renglon, t.fila, t.fuente,
  case when t.fuente = 'total' then 'del total' else 'de la fuente ' || t.fuente end as columna,
  coalesce(t.importe, 0) as declarado, s.suma,
  abs(coalesce(t.importe, 0) - s.suma) as diferencia
from formulario04 t
join (
  select plan, unidad, fuente, cast(sum(coalesce(importe, 0)) as bigint) as suma
  from formulario04 where fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos')
  group by plan, unidad, fuente
) s on s.plan = t.plan and s.unidad = t.unidad and s.fuente = t.fuente
join (
  select plan, unidad from formulario04
  where fuente = 'total' and fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos')
  group by plan, unidad having count(*) = 5
) completo on completo.plan = t.plan and completo.unidad = t.unidad
where t.fila = 'total' and (t.importe is not null or t.fuente = 'total') and coalesce(t.importe, 0) <> s.suma

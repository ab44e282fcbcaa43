-- V36       Formulario 04: el total de cada fila es la suma de sus fuentes
-- severidad error
-- norma     Formulario 04 [S]
-- tablas    formulario04
-- en        formulario04
-- columna   importe
-- sujetos   formulario04 where fuente <> 'total' and importe is not null
-- mensaje   Formulario 04 de {unidad}, fila {nombre}: las fuentes suman Bs {suma:bs} y el total dice Bs {declarado:bs}.
-- corrija   Corrija una de las fuentes o el total de la fila: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   382.800,00 + 213.100,00 que dice 585.900,00
select t.plan, t.unidad, t.renglon, t.fila, t.fuente, replace(t.fila, 'viaticos', 'viáticos') as nombre,
  coalesce(t.importe, 0) as declarado, s.suma,
  abs(coalesce(t.importe, 0) - s.suma) as diferencia
from formulario04 t
join (
  select plan, unidad, fila, cast(sum(importe) as bigint) as suma
  from formulario04 where fuente <> 'total' and importe is not null
  group by plan, unidad, fila
) s on s.plan = t.plan and s.unidad = t.unidad and s.fila = t.fila
where t.fuente = 'total' and t.fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos', 'total')
  and coalesce(t.importe, 0) <> s.suma

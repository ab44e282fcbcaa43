-- V24       La programación financiera de los meses suma el importe de la línea
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 15: cronograma [S]
-- tablas    requerimientos
-- en        requerimientos
-- columna   m01
-- mensaje   Los meses de la línea {linea} de {unidad} suman Bs {programado:bs}, y su importe es Bs {importe:bs}.
-- corrija   Iguale los meses y el importe: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   11.000,00 en los meses de una línea de 12.000,00
select q.plan, q.unidad, q.renglon, q.linea, q.programado, q.importe, abs(q.importe - q.programado) as diferencia
from (
  select plan, unidad, renglon, linea, coalesce(importe, 0) as importe,
    coalesce(m01, 0) + coalesce(m02, 0) + coalesce(m03, 0) + coalesce(m04, 0) + coalesce(m05, 0)
    + coalesce(m06, 0) + coalesce(m07, 0) + coalesce(m08, 0) + coalesce(m09, 0) + coalesce(m10, 0)
    + coalesce(m11, 0) + coalesce(m12, 0) as programado
  from requerimientos
  where coalesce(m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12) is not null
) q
where q.programado <> q.importe

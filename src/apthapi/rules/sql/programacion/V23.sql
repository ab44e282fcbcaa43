-- V23       La programación física de los meses alcanza la meta
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 15: cronograma e indicadores [S]
-- tablas    operaciones
-- en        operaciones
-- columna   meta
-- mensaje   La programación de la operación {operacion} de {unidad} llega a {programado:num}, y su meta es {meta:num}.
-- corrija   Iguale la programación de los meses y la meta: hay {diferencia:num} de diferencia.
-- ejemplo   los meses suman 90 y la meta es 100
select q.plan, q.unidad, q.renglon, q.operacion, q.programado, q.meta, abs(q.meta - q.programado) as diferencia
from (
  select plan, unidad, renglon, operacion, meta,
    case when medicion = 'ultimo'
      then coalesce(m12, m11, m10, m09, m08, m07, m06, m05, m04, m03, m02, m01)
      else coalesce(m01, 0) + coalesce(m02, 0) + coalesce(m03, 0) + coalesce(m04, 0) + coalesce(m05, 0)
        + coalesce(m06, 0) + coalesce(m07, 0) + coalesce(m08, 0) + coalesce(m09, 0) + coalesce(m10, 0)
        + coalesce(m11, 0) + coalesce(m12, 0) end as programado
  from operaciones
  where coalesce(m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12) is not null
) q
where q.meta is not null and q.programado <> q.meta

-- V04       La categoría está escrita en una forma normal
-- severidad advertencia
-- norma     Categorías de los formularios 01 y 02 del plan de referencia [S]
-- tablas    unidades
-- en        unidades
-- columna   categoria
-- mensaje   La unidad {unidad} escribe su categoría «{escrita}»; se leyó {categoria}.
-- corrija   Escriba {categoria} en todos los formularios.
-- ejemplo   00010 por 00 000 010
select q.plan, q.unidad, q.renglon, q.tabla, q.acp, q.escrita, q.categoria
from (
  select plan, unidad, renglon, 'unidades' as tabla, '' as acp, categoria_escrita as escrita, categoria,
    replace(replace(replace(trim(categoria_escrita), ' ', ''), '-', ''), '.', '') as digitos
  from unidades
  union all
  select plan, unidad, renglon, 'acp_unidad' as tabla, acp, categoria_escrita as escrita, categoria,
    replace(replace(replace(trim(categoria_escrita), ' ', ''), '-', ''), '.', '') as digitos
  from acp_unidad
) q
where q.categoria <> ''
  and q.digitos <> replace(q.categoria, ' ', '')
  and q.digitos <> replace(replace(q.categoria, ' 000 ', '0000'), ' ', '')

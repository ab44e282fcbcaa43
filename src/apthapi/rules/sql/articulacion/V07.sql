-- V07       El código de la ACP comienza con el de su acción estratégica
-- severidad error
-- norma     Formulario 02: códigos AE y AE.n [S]
-- tablas    acp_unidad|acciones_corto_plazo
-- en        acp_unidad
-- columna   acp
-- mensaje   La ACP {acp} figura bajo la acción estratégica {ae}; su código no comienza con «{ae}.».
-- corrija   Corrija el código de la ACP o el de la acción estratégica.
-- ejemplo   ACP 3.1 bajo la acción estratégica 4
select q.plan, q.unidad, q.renglon, q.tabla, q.acp, q.ae
from (
  select plan, unidad, renglon, 'acp_unidad' as tabla, acp, ae from acp_unidad
  union all
  select plan, '' as unidad, renglon, 'acciones_corto_plazo' as tabla, acp, ae from acciones_corto_plazo
) q
where q.ae <> '' and q.acp <> '' and substr(q.acp, 1, length(q.ae) + 1) <> q.ae || '.'

-- V13       Cada ACP tiene producto esperado, beneficiarios y responsable
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 15; formulario 02 [S]
-- tablas    acp_unidad
-- en        acp_unidad
-- columna   productos_esperados
-- mensaje   A la ACP {acp} de {unidad} le falta: {falta}.
-- corrija   Complete en el formulario 02 de {unidad}: {falta}.
-- ejemplo   producto esperado vacío
select a.plan, a.unidad, a.renglon, a.acp,
  substr(
    case when a.productos_esperados = '' and c.productos = 1 then ', productos esperados' else '' end
    || case when a.beneficiarios = '' and c.beneficiarios = 1 then ', beneficiarios' else '' end
    || case when a.responsable = '' and c.responsables = 1 then ', responsable' else '' end, 3) as falta
from acp_unidad a
join (
  select plan, max(case when productos_esperados <> '' then 1 else 0 end) as productos,
    max(case when beneficiarios <> '' then 1 else 0 end) as beneficiarios,
    max(case when responsable <> '' then 1 else 0 end) as responsables
  from acp_unidad group by plan
) c on c.plan = a.plan
where (a.productos_esperados = '' and c.productos = 1)
  or (a.beneficiarios = '' and c.beneficiarios = 1)
  or (a.responsable = '' and c.responsables = 1)

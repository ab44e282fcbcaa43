-- V14       Cada operación tiene indicador, línea base y meta
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 15 [S]
-- tablas    operaciones
-- en        operaciones
-- columna   indicador
-- mensaje   A la operación {operacion} de {unidad} le falta: {falta}.
-- corrija   Complete en la operación {operacion}: {falta}.
-- ejemplo   operación sin meta
select o.plan, o.unidad, o.renglon, o.operacion,
  substr(
    case when o.indicador = '' and c.indicadores = 1 then ', indicador' else '' end
    || case when o.linea_base is null and c.bases = 1 then ', línea base' else '' end
    || case when o.meta is null and c.metas = 1 then ', meta' else '' end, 3) as falta
from operaciones o
join (
  select plan, max(case when indicador <> '' then 1 else 0 end) as indicadores,
    max(case when linea_base is not null then 1 else 0 end) as bases,
    max(case when meta is not null then 1 else 0 end) as metas
  from operaciones group by plan
) c on c.plan = o.plan
where (o.indicador = '' and c.indicadores = 1)
  or (o.linea_base is null and c.bases = 1)
  or (o.meta is null and c.metas = 1)

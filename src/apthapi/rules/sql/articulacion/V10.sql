-- V10       Los años que nombran los textos de las acciones no son anteriores a la gestión
-- severidad advertencia
-- norma     Textos del formulario 02 [S]
-- tablas    acp_unidad planes
-- en        acp_unidad
-- columna   texto_acp
-- mensaje   El texto de la ACP {acp} de {unidad} llega hasta el año {anio}, anterior a la gestión {gestion}.
-- corrija   Actualice el texto con el del PEI en vigencia.
-- ejemplo   «hasta el año 2023» en un POA de 2024
select q.plan, q.unidad, q.renglon, q.acp, min(y.anio) as anio, p.gestion
from (
  select plan, unidad, renglon, acp, texto_ae as texto from acp_unidad
  union all
  select plan, unidad, renglon, acp, texto_acp as texto from acp_unidad
) q
join planes p on p.plan = q.plan
join (
  select t.texto, max(a.numero) as anio
  from (
    select distinct texto_ae as texto from acp_unidad where texto_ae like '%20%'
    union
    select distinct texto_acp as texto from acp_unidad where texto_acp like '%20%'
  ) t
  join anios a on t.texto like '%' || a.anio || '%' and t.texto not like '%:' || a.anio || '%'
  group by t.texto
) y on y.texto = q.texto
where y.anio < p.gestion
group by q.plan, q.unidad, q.renglon, q.acp, p.gestion

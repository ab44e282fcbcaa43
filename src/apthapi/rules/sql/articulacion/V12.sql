-- V12       Cada ponderación es mayor que 0 y no pasa de 100
-- severidad error
-- norma     Formulario 02, columna ponderación [S]
-- tablas    acp_unidad
-- en        acp_unidad
-- columna   ponderacion
-- sujetos   acp_unidad where ponderacion is not null
-- mensaje   La ponderación de la ACP {acp} de {unidad} es {ponderacion:pct} %: debe ser mayor que 0 y no pasar de 100.
-- corrija   Escriba un porcentaje mayor que 0 y hasta 100.
-- mensaje.falta   Falta la ponderación de la ACP {acp} de {unidad}.
-- corrija.falta   Escriba la ponderación, de modo que las de la unidad sumen 100 %.
-- ejemplo   0 %
select a.plan, a.unidad, a.renglon, a.acp, a.ponderacion,
  case when a.ponderacion is null then 'falta' else '' end as caso
from acp_unidad a
where (a.ponderacion is null or a.ponderacion <= 0 or a.ponderacion > 10000)
  and exists (select 1 from acp_unidad c where c.plan = a.plan and c.ponderacion is not null)

-- V11       Las ponderaciones de una unidad suman 100 %
-- severidad error
-- norma     Formulario 02, columna ponderación [S]
-- tablas    acp_unidad
-- en        acp_unidad
-- columna   ponderacion
-- sujetos   acp_unidad where ponderacion is not null
-- mensaje   Las ponderaciones de {unidad} suman {suma:pct} % y deben sumar 100 %: {sentido} {diferencia:pct} %.
-- corrija   Ajuste las ponderaciones de la unidad hasta que sumen 100 %.
-- ejemplo   las ponderaciones de la DNTIC suman 103 %
select a.plan, a.unidad, cast(sum(a.ponderacion) as bigint) as suma,
  cast(abs(sum(a.ponderacion) - 10000) as bigint) as diferencia,
  case when sum(a.ponderacion) > 10000 then 'sobra' else 'falta' end as sentido
from acp_unidad a
join limites l on l.plan = a.plan
group by a.plan, a.unidad, l.tolerancia_ponderacion
having count(*) = count(a.ponderacion) and abs(sum(a.ponderacion) - 10000) > l.tolerancia_ponderacion

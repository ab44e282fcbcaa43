-- V11       Las ponderaciones de una unidad suman 100 %
-- severidad error
-- norma     Formulario 02, columna ponderación [S]
-- tablas    acp_unidad
-- en        acp_unidad
-- sujetos   acp_unidad where ponderacion is not null
-- mensaje   Las ponderaciones de {unidad} suman {suma:pct} %, no 100 %: {diferencia:pctsigno} puntos.
-- corrija   Ajuste las ponderaciones de la unidad hasta que sumen 100 %.
-- ejemplo   las ponderaciones de la DNTIC suman 103 %
select a.plan, a.unidad, cast(sum(a.ponderacion) as bigint) as suma,
  cast(sum(a.ponderacion) as bigint) - 10000 as diferencia
from acp_unidad a
join limites l on l.plan = a.plan
group by a.plan, a.unidad, l.tolerancia_ponderacion
having count(*) = count(a.ponderacion) and abs(sum(a.ponderacion) - 10000) > l.tolerancia_ponderacion

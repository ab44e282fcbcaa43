-- vigente: el presupuesto vigente de cada categoría: lo que se aprobó más las modificaciones registradas hasta el plan
-- tablas planes presupuesto_aprobado modificaciones
select q.plan, q.categoria, cast(sum(q.aprobado) as bigint) as aprobado,
  cast(sum(q.modificado) as bigint) as modificado, cast(sum(q.aprobado + q.modificado) as bigint) as importe
from (
  select plan, categoria, importe as aprobado, 0 as modificado from aprobado_categoria
  union all
  select plan, categoria, 0 as aprobado, importe as modificado from modificado where categoria <> ''
) q
group by q.plan, q.categoria

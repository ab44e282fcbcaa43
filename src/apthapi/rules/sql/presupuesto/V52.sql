-- V52       Los recursos igualan al gasto, por fuente y organismo
-- severidad error
-- norma     Equilibrio presupuestario, por confirmar [G]
-- tablas    recursos requerimientos|presupuesto_aprobado
-- en        recursos
-- columna   importe
-- alcance   entidad
-- mensaje   En la fuente {fuente} {organismo} los recursos son Bs {recursos:bs} y el gasto, Bs {gasto:bs}.
-- corrija   Revise los rubros de recursos o el gasto: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   84,8 millones de recursos y 85,0 de gasto
select q.plan, '' as unidad, q.fuente, q.organismo, cast(sum(q.recursos) as bigint) as recursos,
  cast(sum(q.gasto) as bigint) as gasto, cast(abs(sum(q.recursos) - sum(q.gasto)) as bigint) as diferencia
from (
  select plan, fuente, organismo, coalesce(importe, 0) as recursos, 0 as gasto from recursos
  union all
  select f.plan, f.fuente, f.organismo, 0 as recursos, f.importe as gasto
  from fuente_unidad f
  where f.plan not in (
    select u.plan from unidades u
    where not exists (select 1 from con_lineas g where g.plan = u.plan and g.unidad = u.unidad))
  union all
  select a.plan, a.fuente, a.organismo, 0 as recursos, a.importe as gasto
  from aprobado_fuente a
  where a.plan in (
    select u.plan from unidades u
    where not exists (select 1 from con_lineas g where g.plan = u.plan and g.unidad = u.unidad))
    or a.plan not in (select plan from con_lineas)
  union all
  select m.plan, m.fuente, m.organismo, 0 as recursos, m.importe as gasto
  from modificado m
  where m.plan in (
    select u.plan from unidades u
    where not exists (select 1 from con_lineas g where g.plan = u.plan and g.unidad = u.unidad))
    or m.plan not in (select plan from con_lineas)
) q
where q.plan in (select plan from recursos)
group by q.plan, q.fuente, q.organismo
having sum(q.recursos) <> sum(q.gasto)

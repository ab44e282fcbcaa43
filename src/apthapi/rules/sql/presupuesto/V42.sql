-- V42       Los techos de las unidades suman el de la entidad, por fuente y organismo
-- severidad error
-- norma     Ley 2042 art. 4 [S]
-- tablas    techos
-- en        techos
-- sujetos   techos where unidad <> '' and fuente <> ''
-- mensaje   Los techos de las unidades suman Bs {suma:bs} de la fuente {fuente} {organismo}; el de la entidad es Bs {techo:bs}.
-- corrija   Reparta los Bs {diferencia:bs} de diferencia entre las unidades.
-- ejemplo   las unidades suman 84.700.000,00 y la entidad tiene 84.781.590,00
select e.plan, '' as unidad, e.renglon, e.fuente, e.organismo, e.techo, coalesce(u.suma, 0) as suma,
  e.techo - coalesce(u.suma, 0) as diferencia
from (
  select plan, fuente, organismo, cast(sum(importe) as bigint) as techo, min(renglon) as renglon
  from techos where unidad = '' and fuente <> '' and importe is not null
  group by plan, fuente, organismo
) e
left join (
  select plan, fuente, organismo, cast(sum(importe) as bigint) as suma
  from techos where unidad <> '' and fuente <> '' and importe is not null
  group by plan, fuente, organismo
) u on u.plan = e.plan and u.fuente = e.fuente and u.organismo = e.organismo
where e.techo <> coalesce(u.suma, 0)
  and e.plan in (select plan from techos where unidad <> '' and fuente <> '')
  and e.plan not in (select plan from techos where unidad <> '' and fuente = '')

-- V42       Los techos de las unidades suman el de la entidad, por fuente y organismo
-- severidad error
-- norma     Ley 2042 art. 4 [S]
-- tablas    techos
-- en        techos
-- columna   importe
-- alcance   entidad
-- sujetos   techos t join techos e on e.plan = t.plan where t.unidad <> '' and t.fuente <> '' and e.unidad = '' and e.fuente <> ''
-- mensaje   Los techos de las unidades suman Bs {suma:bs} de la fuente {fuente} {organismo}; el de la entidad es Bs {techo:bs}.
-- corrija   Reparta entre las unidades lo que tiene la entidad, ni más ni menos: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   las unidades suman 84.700.000,00 y la entidad tiene 84.781.590,00
select q.plan, '' as unidad, coalesce(min(q.propio), min(q.renglon)) as renglon, q.fuente, q.organismo,
  cast(sum(q.techo) as bigint) as techo, cast(sum(q.suma) as bigint) as suma,
  cast(abs(sum(q.techo) - sum(q.suma)) as bigint) as diferencia
from (
  select t.plan, t.fuente, case when c.sin_organismo = 0 then t.organismo else '' end as organismo, t.renglon,
    case when t.unidad = '' then t.renglon end as propio,
    case when t.unidad = '' then t.importe else 0 end as techo,
    case when t.unidad = '' then 0 else t.importe end as suma
  from techos t
  join (
    select plan, max(case when unidad = '' and fuente <> '' then 1 else 0 end) as entidad,
      max(case when unidad <> '' and fuente <> '' then 1 else 0 end) as unidades,
      max(case when unidad <> '' and fuente = '' then 1 else 0 end) as sin_fuente,
      max(case when fuente <> '' and organismo = '' then 1 else 0 end) as sin_organismo
    from techos where importe is not null group by plan
  ) c on c.plan = t.plan and c.entidad = 1 and c.unidades = 1 and c.sin_fuente = 0
  where t.fuente <> '' and t.importe is not null
) q
group by q.plan, q.fuente, q.organismo
having sum(q.techo) <> sum(q.suma)

-- V41       Lo que programa la unidad no supera su techo por fuente y organismo
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 16 [S]
-- tablas    requerimientos|formulario04 techos
-- en        techos
-- columna   importe
-- sujetos   techos where unidad <> '' and fuente <> ''
-- mensaje   {unidad} programa Bs {programado:bs} de la fuente {fuente} {organismo} y su techo es Bs {techo:bs}: se excede en Bs {exceso:bs}.
-- corrija   Reduzca Bs {exceso:bs} de la fuente {fuente}, o pase líneas a otra fuente con saldo.
-- mensaje.sin_fuente   {unidad} programa Bs {programado:bs} sin decir de qué fuente.
-- corrija.sin_fuente   Escriba la fuente en las líneas que no la tienen.
-- ejemplo   la fuente 20 pasa de su parte
select q.plan, q.unidad, min(q.renglon) as renglon, q.fuente, q.organismo, cast(sum(q.programado) as bigint) as programado,
  cast(sum(q.techo) as bigint) as techo, cast(sum(q.programado) - sum(q.techo) as bigint) as exceso,
  case when q.fuente = '' then 'sin_fuente' else '' end as caso
from (
  select f.plan, f.unidad, f.fuente, case when c.sin_organismo = 0 then f.organismo else '' end as organismo,
    f.importe as programado, 0 as techo, cast(null as bigint) as renglon, c.con_fuente
  from (
    select plan, unidad, max(techos) as techos, max(techo_sin_fuente) as techo_sin_fuente,
      max(gasto_con_fuente) as con_fuente, max(sin_organismo) as sin_organismo
    from (
      select plan, unidad, 1 as techos, case when fuente = '' then 1 else 0 end as techo_sin_fuente, 0 as gasto_con_fuente,
        case when organismo = '' and fuente <> '' then 1 else 0 end as sin_organismo
      from techos where unidad <> '' and importe is not null
      union all
      select plan, unidad, 0 as techos, 0 as techo_sin_fuente, case when fuente <> '' then 1 else 0 end as gasto_con_fuente,
        case when organismo = '' and fuente <> '' then 1 else 0 end as sin_organismo
      from fuente_unidad
    ) x
    group by plan, unidad
  ) c
  join fuente_unidad f on f.plan = c.plan and f.unidad = c.unidad
  where c.techos = 1 and c.techo_sin_fuente = 0
  union all
  select t.plan, t.unidad, t.fuente, case when c.sin_organismo = 0 then t.organismo else '' end as organismo,
    0 as programado, t.importe as techo, t.renglon, 1 as con_fuente
  from techos t
  join (
    select plan, unidad, max(sin_organismo) as sin_organismo
    from (
      select plan, unidad, case when organismo = '' and fuente <> '' then 1 else 0 end as sin_organismo
      from techos where unidad <> '' and importe is not null
      union all
      select plan, unidad, case when organismo = '' and fuente <> '' then 1 else 0 end as sin_organismo from fuente_unidad
    ) x
    group by plan, unidad
  ) c on c.plan = t.plan and c.unidad = t.unidad
  where t.unidad <> '' and t.importe is not null
) q
where q.con_fuente = 1
group by q.plan, q.unidad, q.fuente, q.organismo
having sum(q.programado) > sum(q.techo)

-- V41       Lo que programa la unidad no supera su techo por fuente y organismo
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 16 [S]
-- tablas    requerimientos|formulario04 techos
-- en        techos
-- sujetos   techos where unidad <> '' and fuente <> ''
-- mensaje   {unidad} programa Bs {programado:bs} de la fuente {fuente} {organismo} y su techo es Bs {techo:bs}: se excede en Bs {exceso:bs}.
-- corrija   Reduzca Bs {exceso:bs} de la fuente {fuente}, o pase líneas a otra fuente con saldo.
-- ejemplo   la fuente 20 pasa de su parte
select g.plan, g.unidad, h.renglon, g.fuente, g.organismo, g.programado, coalesce(h.techo, 0) as techo,
  g.programado - coalesce(h.techo, 0) as exceso
from (
  select f.plan, f.unidad, f.fuente, case when c.organismos > 0 then f.organismo else '' end as organismo,
    cast(sum(f.importe) as bigint) as programado
  from fuente_unidad f
  join (
    select plan, unidad, count(*) as techos, sum(case when fuente = '' then 1 else 0 end) as sin_fuente,
      sum(case when organismo <> '' then 1 else 0 end) as organismos
    from techos where unidad <> '' and importe is not null group by plan, unidad
  ) c on c.plan = f.plan and c.unidad = f.unidad and c.sin_fuente = 0
  where f.origen = 'lineas' or c.organismos = 0
  group by f.plan, f.unidad, f.fuente, case when c.organismos > 0 then f.organismo else '' end
) g
left join (
  select plan, unidad, fuente, organismo, sum(importe) as techo, min(renglon) as renglon
  from techos where unidad <> '' and importe is not null
  group by plan, unidad, fuente, organismo
) h on h.plan = g.plan and h.unidad = g.unidad and h.fuente = g.fuente and h.organismo = g.organismo
where g.programado > coalesce(h.techo, 0)

-- V53       En un traspaso, lo que disminuye es lo que aumenta, por fuente y organismo
-- severidad error
-- norma     DS 3607, Reglamento de Modificaciones Presupuestarias; artículos por confirmar [G]
-- tablas    modificaciones tipos_modificacion
-- en        modificaciones
-- columna   importe
-- alcance   entidad
-- mensaje   La modificación {modificacion} aumenta Bs {aumento:bs} y disminuye Bs {baja:bs} {donde}.
-- corrija   Iguale los aumentos y las disminuciones: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   -100.000,00 y +90.000,00
select q.plan, q.modificacion, q.renglon, q.fuente, q.organismo, q.aumento, q.baja, abs(q.aumento - q.baja) as diferencia,
  case when q.fuente = 'todas' then 'entre todas las fuentes' else 'en la fuente ' || q.fuente || ' ' || q.organismo end as donde
from (
  select m.plan, m.modificacion, m.tipo, min(m.renglon) as renglon,
    case when k.cambia > 0 then 'todas' else m.fuente end as fuente,
    case when k.cambia > 0 then '' else m.organismo end as organismo,
    cast(sum(case when m.importe > 0 then m.importe else 0 end) as bigint) as aumento,
    cast(sum(case when m.importe < 0 then -m.importe else 0 end) as bigint) as baja
  from modificaciones m
  join planes p on p.plan = m.plan
  join (
    select x.plan, x.modificacion, count(t.tipo) as cambia
    from (select distinct plan, modificacion, tipo, aprobador from modificaciones) x
    join planes y on y.plan = x.plan
    left join tipos_modificacion t
      on t.gestion = y.gestion and t.tipo = x.tipo and t.aprobador = x.aprobador and t.cambia_fuente = 'si'
    group by x.plan, x.modificacion
  ) k on k.plan = m.plan and k.modificacion = m.modificacion
  where m.importe is not null and exists (
    select 1 from tipos_modificacion t where t.gestion = p.gestion and t.tipo = m.tipo and t.suma_cero = 'si'
  )
  group by m.plan, m.modificacion, m.tipo, case when k.cambia > 0 then 'todas' else m.fuente end,
    case when k.cambia > 0 then '' else m.organismo end
) q
where q.aumento <> q.baja

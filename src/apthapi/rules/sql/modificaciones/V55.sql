-- V55       No se traspasa de inversión a funcionamiento
-- severidad error
-- norma     Ley 1178 art. 8 inc. a, por confirmar [G]
-- tablas    modificaciones partidas_inversion
-- en        modificaciones
-- columna   importe
-- alcance   entidad
-- mensaje   La modificación {modificacion} baja Bs {baja:bs} de inversión y sube Bs {aumento:bs} de funcionamiento en la fuente {fuente} {organismo}.
-- corrija   Mantenga en inversión lo que sale de inversión.
-- ejemplo   de 42230 a 39500
select q.plan, q.modificacion, min(q.renglon) as renglon, q.fuente, q.organismo,
  cast(-sum(case when q.inversion = 1 then q.importe else 0 end) as bigint) as baja,
  cast(sum(case when q.inversion = 0 then q.importe else 0 end) as bigint) as aumento
from (
  select m.plan, m.modificacion, m.renglon, m.fuente, m.organismo, m.importe,
    case when (m.categoria <> '' and not (m.categoria like '__ 000 ___' or m.categoria like '___ 000 ___'))
      or exists (
        select 1 from partidas_inversion i
        where i.gestion = p.gestion and substr(m.partida, 1, length(i.prefijo)) = i.prefijo
      ) then 1 else 0 end as inversion
  from modificaciones m join planes p on p.plan = m.plan
  where m.importe is not null
) q
group by q.plan, q.modificacion, q.fuente, q.organismo
having sum(case when q.inversion = 1 then q.importe else 0 end) < 0
  and sum(case when q.inversion = 0 then q.importe else 0 end) > 0

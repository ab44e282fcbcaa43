-- V54       Una disminución no pasa del saldo disponible
-- severidad error
-- norma     Ley 2042 art. 4 [S]
-- tablas    modificaciones requerimientos ejecucion_financiera
-- en        modificaciones
-- columna   importe
-- mensaje   La modificación {modificacion} baja Bs {baja:bs} de la partida {partida} ({unidad}, fuente {fuente} {organismo}) y solo hay Bs {saldo:bs} disponibles.
-- corrija   Baje como mucho Bs {saldo:bs}: lo demás ya está comprometido o gastado.
-- ejemplo   bajar 100.000,00 de una partida con 90.000,00 libres
select b.plan, b.unidad, b.renglon, b.modificacion, b.partida, b.fuente, b.organismo, b.baja,
  cast(coalesce(g.importe, 0) + b.repuesto - coalesce(e.importe, 0) as bigint) as saldo
from (
  select m.plan, m.unidad, m.modificacion, m.partida, m.fuente, m.organismo, min(m.renglon) as renglon,
    cast(-sum(m.importe) as bigint) as baja,
    case when m.incorporada <> 'no' and exists (select 1 from con_lineas r where r.plan = p.reemplaza)
      then p.reemplaza else p.plan end as base,
    case when m.incorporada <> 'no' and exists (select 1 from con_lineas r where r.plan = p.reemplaza)
      then 0 else cast(-sum(m.importe) as bigint) end as repuesto
  from modificaciones m join planes p on p.plan = m.plan
  where m.unidad <> ''
  group by m.plan, m.unidad, m.modificacion, m.partida, m.fuente, m.organismo, m.incorporada, p.reemplaza, p.plan
  having sum(m.importe) < 0
) b
left join vigente_partida g
  on g.plan = b.base and g.unidad = b.unidad and g.partida = b.partida and g.fuente = b.fuente and g.organismo = b.organismo
left join (
  select plan, unidad, partida, fuente, organismo, sum(preventivo + devengado) as importe
  from ejecucion_vigente x
  where exists (
    select 1 from modificaciones y where y.unidad = x.unidad and y.partida = x.partida and y.importe < 0
  )
  group by plan, unidad, partida, fuente, organismo
) e on e.plan = b.base and e.unidad = b.unidad and e.partida = b.partida and e.fuente = b.fuente and e.organismo = b.organismo
where b.base in (select plan from con_lineas) and b.base in (select plan from ejecucion_financiera)
  and b.baja > coalesce(g.importe, 0) + b.repuesto - coalesce(e.importe, 0)

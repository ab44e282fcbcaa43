-- V46       Los importes del presupuesto son bolivianos enteros
-- severidad advertencia
-- norma     El presupuesto que aprueba la ley no lleva centavos [D]
-- tablas    requerimientos|formulario04|techos|presupuesto_aprobado
-- en        formulario04
-- columna   importe
-- mensaje   {que}: Bs {importe:bs}, con centavos.
-- corrija   Redondee a bolivianos enteros; el presupuesto no admite centavos.
-- ejemplo   2.290.933,03
select f.plan, f.unidad, f.renglon, 'formulario04' as tabla, f.fila, f.fuente, '' as organismo, '' as partida, f.importe,
  f.unidad || ' declara en ' || replace(f.fila, 'viaticos', 'viáticos') || ', fuente ' || f.fuente as que
from formulario04 f
where f.fuente <> 'total' and f.fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos') and f.importe % 100 <> 0
  and not exists (select 1 from con_lineas g where g.plan = f.plan and g.unidad = f.unidad)
union all
select t.plan, t.unidad, t.renglon, 'techos' as tabla, '' as fila, t.fuente, t.organismo, '' as partida, t.importe,
  case when t.unidad = '' then 'La entidad' else t.unidad end || ' tiene un techo' as que
from techos t where t.importe % 100 <> 0
union all
select a.plan, '' as unidad, a.renglon, 'presupuesto_aprobado' as tabla, '' as fila, a.fuente, a.organismo,
  '' as partida, a.importe, 'El presupuesto aprobado tiene' || case when a.categoria <> '' then ' en ' || a.categoria else '' end
    || case when a.grupo <> '' then ' grupo ' || a.grupo else '' end
    || case when a.fuente <> '' then ' fuente ' || a.fuente || ' ' || a.organismo else '' end as que
from presupuesto_aprobado a where a.importe % 100 <> 0
union all
select g.plan, g.unidad, cast(null as bigint) as renglon, 'requerimientos' as tabla, '' as fila, g.fuente, g.organismo,
  g.partida, g.importe,
  g.unidad || ' programa en la partida ' || g.partida || ', fuente ' || g.fuente || ' ' || g.organismo as que
from partida_unidad g
where g.importe % 100 <> 0

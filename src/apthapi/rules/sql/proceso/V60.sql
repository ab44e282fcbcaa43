-- V60       La ejecución cabe en lo vigente, el avance tiene respaldo y dinero y avance van a la par
-- severidad error
-- norma     NB-SPO (DS 3246) art. 11-I [S]; límite de la brecha, de la entidad [G]
-- tablas    ejecucion_financiera|ejecucion_fisica|certificaciones
-- en        ejecucion_financiera
-- columna.evidencia   evidencia
-- sujetos   requerimientos where exists (select 1 from certificaciones) or (exists (select 1 from ejecucion_financiera) and exists (select 1 from ejecucion_fisica))
-- mensaje   {unidad} lleva certificados y devengados Bs {usado:bs} en la partida {partida} (fuente {fuente} {organismo}), y lo vigente es Bs {vigente:bs}.
-- corrija   Registre la modificación que lo cubre, o anule o libere Bs {exceso:bs}.
-- mensaje.evidencia     El avance del mes {mes} de la operación {operacion} de {unidad} no tiene respaldo.
-- corrija.evidencia     Agregue el documento que respalda el avance.
-- severidad.evidencia   advertencia
-- mensaje.brecha     {unidad} lleva gastado el {financiero:entero} % de lo programado y avanzado el {fisico:entero} % de sus metas: la brecha pasa del límite de la entidad.
-- corrija.brecha     Explique la brecha o corrija el avance registrado.
-- severidad.brecha   advertencia
-- ejemplo   80 % gastado y 10 % hecho
select e.plan, e.unidad, cast(null as bigint) as renglon,
  case when e.ejecutado = 0 then 'certificaciones' else 'ejecucion_financiera' end as tabla, e.partida, e.fuente,
  e.organismo, '' as operacion, cast(null as bigint) as mes, cast(e.usado as bigint) as usado,
  cast(coalesce(g.importe, 0) as bigint) as vigente, cast(e.usado - coalesce(g.importe, 0) as bigint) as exceso,
  0 as financiero, 0 as fisico, '' as caso
from (
  -- Las dos clases certifican el mismo dinero, y lo utilizado vuelve a contarse cuando se ejecuta: pesa la mayor.
  select k.plan, k.unidad, k.partida, k.fuente, k.organismo, k.ejecutado,
    case when k.poa + case when k.poa_utilizada > k.ejecutado then k.poa_utilizada else k.ejecutado end
        > k.presupuestaria + case when k.utilizada > k.ejecutado then k.utilizada else k.ejecutado end
      then k.poa + case when k.poa_utilizada > k.ejecutado then k.poa_utilizada else k.ejecutado end
      else k.presupuestaria + case when k.utilizada > k.ejecutado then k.utilizada else k.ejecutado end end as usado
  from (
    select plan, unidad, partida, fuente, organismo,
      sum(case when clase = 'ejecucion' then importe else 0 end) as ejecutado,
      sum(case when clase = 'poa' and estado = 'emitida' and (vence = '' or vence >= al) then importe else 0 end) as poa,
      sum(case when clase = 'poa' and estado = 'utilizada' then importe else 0 end) as poa_utilizada,
      sum(case when clase = 'presupuestaria' and estado = 'emitida' and (vence = '' or vence >= al)
        then importe else 0 end) as presupuestaria,
      sum(case when clase = 'presupuestaria' and estado = 'utilizada' then importe else 0 end) as utilizada
    from compromisos group by plan, unidad, partida, fuente, organismo
  ) k
) e
left join vigente_partida g
  on g.plan = e.plan and g.unidad = e.unidad and g.partida = e.partida and g.fuente = e.fuente and g.organismo = e.organismo
where e.plan in (select plan from con_lineas) and e.usado > coalesce(g.importe, 0)
union all
select f.plan, f.unidad, f.renglon, 'ejecucion_fisica' as tabla, '' as partida, '' as fuente, '' as organismo, f.operacion,
  f.mes, 0 as usado, 0 as vigente, 0 as exceso, 0 as financiero, 0 as fisico, 'evidencia' as caso
from ejecucion_fisica f
where f.ejecutado <> 0 and f.evidencia = ''
  and f.plan in (select plan from ejecucion_fisica where evidencia <> '')
union all
select b.plan, b.unidad, cast(null as bigint) as renglon, 'ejecucion_fisica' as tabla, '' as partida, '' as fuente,
  '' as organismo, '' as operacion, cast(null as bigint) as mes, 0 as usado, 0 as vigente, 0 as exceso, b.financiero, b.fisico, 'brecha' as caso
from (
  select d.plan, d.unidad, d.devengado * 100.0 / t.programado as financiero, a.avance as fisico, l.brecha_fisico_financiera as limite
  from (
    select plan, unidad, cast(sum(devengado) as double precision) as devengado
    from ejecucion_vigente group by plan, unidad
  ) d
  join (select plan, unidad, importe as programado from con_lineas where importe > 0) t
    on t.plan = d.plan and t.unidad = d.unidad
  join (
    select o.plan, o.unidad, avg(cast(h.hecho as double precision) * 100.0 / o.meta) as avance
    from operaciones o
    join (
      select plan, unidad, operacion, sum(ejecutado) as hecho from avance_vigente group by plan, unidad, operacion
    ) h on h.plan = o.plan and h.unidad = o.unidad and h.operacion = o.operacion
    where o.meta > 0 and o.medicion <> 'ultimo'
    group by o.plan, o.unidad
  ) a on a.plan = d.plan and a.unidad = d.unidad
  join limites l on l.plan = d.plan
) b
where b.limite is not null and abs(b.financiero - b.fisico) * 100 > b.limite

-- V43       El total de la entidad y el de cada fuente son los del presupuesto aprobado
-- severidad error
-- norma     Ley del Presupuesto General del Estado (Ley 1546 en 2024) [S]
-- tablas    presupuesto_aprobado techos|requerimientos|formulario04
-- en        presupuesto_aprobado
-- columna   importe
-- alcance   entidad
-- mensaje   El techo de la entidad en la fuente {fuente} {organismo} es Bs {propio:bs} y lo aprobado, con sus modificaciones, Bs {aprobado:bs}.
-- corrija   Corrija el techo, o registre la norma que modificó lo aprobado: hay Bs {diferencia:bs} de diferencia.
-- mensaje.total   El plan suma Bs {propio:bs} y el presupuesto aprobado, con sus modificaciones, Bs {aprobado:bs}.
-- corrija.total   Revise qué unidades cambiaron: hay Bs {diferencia:bs} de diferencia.
-- mensaje.fuente  El plan suma Bs {propio:bs} de la fuente {fuente} {organismo} y lo aprobado, con sus modificaciones, es Bs {aprobado:bs}.
-- corrija.fuente  Revise las líneas de esa fuente: hay Bs {diferencia:bs} de diferencia.
-- mensaje.cortes  El presupuesto aprobado suma Bs {propio:bs} por categoría y Bs {aprobado:bs} por fuente.
-- corrija.cortes  Revise las filas de presupuesto_aprobado.csv: los dos cortes son del mismo presupuesto.
-- ejemplo   un total distinto de 311.520.186,00
select q.plan, '' as unidad, q.renglon, q.tabla, q.caso, q.fuente, q.organismo, q.propio, q.aprobado, abs(q.propio - q.aprobado) as diferencia
from (
  select a.plan, t.renglon, 'techos' as tabla, '' as caso, a.fuente, a.organismo, coalesce(t.importe, 0) as propio,
    a.importe + coalesce(m.importe, 0) as aprobado,
    0 as filas
  from aprobado_fuente a
  left join (
    select plan, fuente, organismo, cast(sum(importe) as bigint) as importe, min(renglon) as renglon
    from techos where unidad = '' group by plan, fuente, organismo
  ) t on t.plan = a.plan and t.fuente = a.fuente and t.organismo = a.organismo
  left join (
    select plan, fuente, organismo, sum(importe) as importe from modificado group by plan, fuente, organismo
  ) m on m.plan = a.plan and m.fuente = a.fuente and m.organismo = a.organismo
  where a.plan in (select plan from techos where unidad = '' and fuente <> '')
  union all
  select s.plan, cast(null as bigint) as renglon, 'presupuesto_aprobado' as tabla, 'cortes' as caso, '' as fuente, '' as organismo,
    sum(s.por_categoria) as propio, sum(s.por_fuente) as aprobado, 0 as filas
  from (
    select plan, importe as por_categoria, 0 as por_fuente from aprobado_categoria
    union all select plan, 0 as por_categoria, importe as por_fuente from aprobado_fuente
  ) s
  where s.plan in (select plan from aprobado_categoria) and s.plan in (select plan from aprobado_fuente)
    and s.plan in (select plan from presupuesto_aprobado)
  group by s.plan
  union all
  select c.plan, cast(null as bigint) as renglon, 'presupuesto_aprobado' as tabla, 'total' as caso, '' as fuente, '' as organismo,
    c.programado as propio, c.aprobado + coalesce(m.importe, 0) as aprobado, c.filas
  from (
    select a.plan, sum(a.importe) as aprobado, sum(a.filas) as filas, sum(coalesce(d.importe, 0)) as programado
    from aprobado_categoria a
    left join categoria_plan d on d.plan = a.plan and d.categoria = a.categoria
    group by a.plan having count(*) = count(d.categoria)
  ) c
  left join (select plan, sum(importe) as importe from modificado group by plan) m on m.plan = c.plan
  union all
  select a.plan, cast(null as bigint) as renglon, 'presupuesto_aprobado' as tabla, 'fuente' as caso, a.fuente, a.organismo,
    coalesce(f.importe, 0) as propio, a.importe + coalesce(m.importe, 0) as aprobado, a.filas
  from aprobado_fuente a
  left join (
    select plan, fuente, organismo, sum(importe) as importe from fuente_unidad group by plan, fuente, organismo
  ) f on f.plan = a.plan and f.fuente = a.fuente and f.organismo = a.organismo
  left join (
    select plan, fuente, organismo, sum(importe) as importe from modificado group by plan, fuente, organismo
  ) m on m.plan = a.plan and m.fuente = a.fuente and m.organismo = a.organismo
  where a.plan not in (select u.plan from unidades u where not exists (
      select 1 from con_lineas g where g.plan = u.plan and g.unidad = u.unidad))
    and a.plan in (
      select c.plan from aprobado_categoria c
      left join categoria_plan d on d.plan = c.plan and d.categoria = c.categoria
      group by c.plan having count(*) = count(d.categoria))
) q
join limites l on l.plan = q.plan
where abs(q.propio - q.aprobado) > l.redondeo_por_fila * q.filas

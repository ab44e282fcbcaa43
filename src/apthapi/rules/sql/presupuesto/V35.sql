-- V35       El total de cada formulario es la suma de sus líneas
-- severidad error
-- norma     Formulario 3 y formulario 04 [S]
-- tablas    requerimientos formulario04
-- en        formulario04
-- mensaje   El formulario 04 de {unidad} declara Bs {declarado:bs} en {fila} (fuente {fuente}); sus líneas suman Bs {lineas:bs}.
-- corrija   Corrija las líneas o el formulario: hay Bs {diferencia:bs} de diferencia.
-- ejemplo   3_03 declara 426.600,00 y sus líneas suman 420.500,00
select f.plan, f.unidad, f.renglon, f.fila, f.fuente, f.importe as declarado, coalesce(s.importe, 0) as lineas,
  f.importe - coalesce(s.importe, 0) as diferencia
from formulario04 f
left join (
  select q.plan, q.unidad, q.fila, q.fuente, cast(sum(q.importe) as bigint) as importe
  from (
    select g.plan, g.unidad, g.fuente, g.importe,
      case when g.formulario <> '3_04' then g.formulario else coalesce(f.fila, 'pasajes') end as fila
    from gasto g
    join mapa_de d on d.plan = g.plan
    left join formulario_de f
      on f.gestion = d.gestion and f.mapa = d.mapa and f.partida = g.partida and f.formulario = '3_04'
    union all
    select g.plan, g.unidad, 'total' as fuente, g.importe,
      case when g.formulario <> '3_04' then g.formulario else coalesce(f.fila, 'pasajes') end as fila
    from gasto g
    join mapa_de d on d.plan = g.plan
    left join formulario_de f
      on f.gestion = d.gestion and f.mapa = d.mapa and f.partida = g.partida and f.formulario = '3_04'
    union all
    select g.plan, g.unidad, 'total' as fuente, g.importe, 'total_f3' as fila from gasto g
  ) q
  group by q.plan, q.unidad, q.fila, q.fuente
) s on s.plan = f.plan and s.unidad = f.unidad and s.fila = f.fila and s.fuente = f.fuente
where f.fila in ('3_01', '3_02', '3_03', 'pasajes', 'viaticos', 'total_f3') and f.importe is not null
  and f.importe <> coalesce(s.importe, 0)
  and exists (select 1 from gasto g where g.plan = f.plan and g.unidad = f.unidad)

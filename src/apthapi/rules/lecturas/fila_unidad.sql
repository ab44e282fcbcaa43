-- fila_unidad: los requerimientos sumados como el formulario 04: por fila y fuente
-- tablas requerimientos unidades acp_unidad planes objeto_gasto mapa_formularios
select q.plan, q.unidad, q.fila, q.fuente, cast(sum(q.importe) as bigint) as importe
from (
  select plan, unidad, formulario as fila, fuente, importe from gasto where formulario <> '3_04'
  union all
  select g.plan, g.unidad, coalesce(f.fila, 'pasajes') as fila, g.fuente, g.importe
  from gasto g
  join mapa_de d on d.plan = g.plan
  left join formulario_de f
    on f.gestion = d.gestion and f.mapa = d.mapa and f.partida = g.partida and f.formulario = '3_04'
  where g.formulario = '3_04'
) q
group by q.plan, q.unidad, q.fila, q.fuente

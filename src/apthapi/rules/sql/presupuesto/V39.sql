-- V39       Lo que programa la unidad no supera su techo
-- severidad error
-- norma     Formulario 04, nota; Ley 2042 art. 4: límites máximos de gasto [S]
-- tablas    requerimientos|formulario04 techos|formulario04
-- en        techos
-- columna   importe
-- mensaje   {unidad} programa Bs {programado:bs} y su techo es Bs {techo:bs}: se excede en Bs {exceso:bs}.
-- corrija   Reduzca Bs {exceso:bs}, o pida a Finanzas que amplíe el techo.
-- ejemplo   techo de 1.332.834,00 y total de 1.340.000,00
select t.plan, t.unidad, h.renglon, h.tabla, case when h.tabla = 'formulario04' then 'techo' else '' end as fila,
  case when h.tabla = 'formulario04' then 'total' else '' end as fuente, t.importe as programado, h.importe as techo,
  t.importe - h.importe as exceso
from total_unidad t
join techo_unidad h on h.plan = t.plan and h.unidad = t.unidad
where t.importe > h.importe

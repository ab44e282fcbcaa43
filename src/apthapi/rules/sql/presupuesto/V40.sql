-- V40       La unidad programa todo su techo
-- severidad advertencia
-- norma     Formulario 04: techo y total [S]
-- tablas    requerimientos|formulario04 techos|formulario04
-- en        techos
-- columna   importe
-- mensaje   A {unidad} le quedan Bs {saldo:bs} sin asignar: programa Bs {programado:bs} de un techo de Bs {techo:bs}.
-- corrija   Programe el saldo, o avise a Finanzas que puede asignarlo a otra unidad.
-- ejemplo   5.000,00 sin asignar
select t.plan, t.unidad, h.renglon, h.tabla, case when h.tabla = 'formulario04' then 'techo' else '' end as fila,
  case when h.tabla = 'formulario04' then 'total' else '' end as fuente, t.importe as programado, h.importe as techo,
  h.importe - t.importe as saldo
from total_unidad t
join techo_unidad h on h.plan = t.plan and h.unidad = t.unidad
where t.importe < h.importe

-- V38       El total del formulario 4 es el total del formulario 3
-- severidad error
-- norma     Formulario 04: «FORM N° 3 y TOTAL deben ser iguales» [S]
-- tablas    formulario04
-- en        formulario04
-- columna   importe
-- mensaje   En el formulario 04 de {unidad}, el TOTAL FORM N° 4 es Bs {declarado:bs} y {contra} es Bs {otro:bs}.
-- corrija   Deben ser iguales: revise los Bs {diferencia:bs} de diferencia.
-- ejemplo   TOTAL FORM N° 4 de 1.340.000,00 y TOTAL FORM N° 3 de 1.332.834,00
select a.plan, a.unidad, a.renglon, a.fila, a.fuente, a.importe as declarado, b.importe as otro,
  abs(a.importe - b.importe) as diferencia,
  case when b.fila = 'total_f3' then 'el TOTAL FORM N° 3' else 'el TOTAL' end as contra
from formulario04 a
join formulario04 b on b.plan = a.plan and b.unidad = a.unidad and b.fuente = 'total'
  and b.fila in ('total', 'total_f3')
where a.fila = 'total_f4' and a.fuente = 'total' and a.importe <> b.importe

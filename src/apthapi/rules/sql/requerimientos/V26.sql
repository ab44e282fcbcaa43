-- V26       Ninguna cantidad, precio ni importe es negativo
-- severidad error
-- norma     Lógica del presupuesto de gastos, por confirmar [G]
-- tablas    requerimientos|formulario04|techos
-- en        requerimientos
-- columna   cantidad
-- columna.mes   m01
-- columna.otro   importe
-- mensaje   La línea {linea} de {unidad} tiene una cifra negativa: cantidad {cantidad:num}, precio Bs {precio:bs}, importe Bs {importe:bs}.
-- corrija   Escriba cantidades, precios e importes sin signo; una rebaja es una modificación, no una línea.
-- mensaje.mes    La línea {linea} de {unidad} programa un importe negativo en algún mes.
-- mensaje.otro   {quien} tiene un importe negativo: Bs {importe:bs}.
-- corrija.otro   Escriba el importe sin signo.
-- ejemplo   cantidad -1
select plan, unidad, renglon, 'requerimientos' as tabla, linea, '' as fila, '' as fuente, '' as organismo, cantidad,
  precio_unitario as precio, importe, '' as quien, case when cantidad < 0 or precio_unitario < 0 or importe < 0 then '' else 'mes' end as caso
from requerimientos
where cantidad < 0 or precio_unitario < 0 or importe < 0
  or m01 < 0 or m02 < 0 or m03 < 0 or m04 < 0 or m05 < 0 or m06 < 0
  or m07 < 0 or m08 < 0 or m09 < 0 or m10 < 0 or m11 < 0 or m12 < 0
union all
select plan, unidad, renglon, 'formulario04' as tabla, 0 as linea, fila, fuente, '' as organismo, 0 as cantidad,
  0 as precio, importe, 'El formulario 04 de ' || unidad as quien, 'otro' as caso
from formulario04 where importe < 0
union all
select plan, unidad, renglon, 'techos' as tabla, 0 as linea, '' as fila, fuente, organismo, 0 as cantidad,
  0 as precio, importe, case when unidad = '' then 'El techo de la entidad' else 'El techo de ' || unidad end as quien, 'otro' as caso
from techos where importe < 0

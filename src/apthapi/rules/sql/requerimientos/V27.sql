-- V27       Cantidad por precio unitario es el importe
-- severidad error
-- norma     Formulario 3: columnas cantidad, precio unitario y total [S]
-- tablas    requerimientos
-- en        requerimientos
-- columna   importe
-- sujetos   requerimientos where cantidad is not null and precio_unitario is not null
-- mensaje   La línea {linea} de {unidad} dice Bs {importe:bs}, y {cantidad:num} × Bs {precio:bs} no da ese importe.
-- corrija   Corrija la cantidad, el precio o el importe de la línea.
-- ejemplo   10 × 465,00 = 4.560,00
select r.plan, r.unidad, r.renglon, r.linea, r.cantidad, r.precio_unitario as precio, r.importe
from requerimientos r
join limites l on l.plan = r.plan
where r.cantidad is not null and r.precio_unitario is not null and r.importe is not null
  and case
    when cast(r.cantidad as double precision) * r.precio_unitario > 900000000000000000
      or cast(r.cantidad as double precision) * r.precio_unitario < -900000000000000000 then 1
    when abs(r.cantidad * r.precio_unitario - r.importe * 10000) > l.tolerancia_importe * 10000 then 1
    else 0 end = 1

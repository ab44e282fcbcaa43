-- V25       Solo se programa dinero en los meses en que la operación se ejecuta
-- severidad advertencia
-- norma     Coherencia de cronogramas, por confirmar [G]
-- tablas    requerimientos operaciones
-- en        requerimientos
-- mensaje   La línea {linea} de {unidad} programa dinero fuera de los meses de su operación {operacion}, del {inicio:fecha} al {fin:fecha}.
-- corrija   Pase el dinero a los meses de la operación, o cambie las fechas de la operación.
-- ejemplo   un pago en junio de una operación que termina en abril
select r.plan, r.unidad, r.renglon, r.linea, r.operacion, o.inicio, o.fin
from requerimientos r
join operaciones o on o.plan = r.plan and o.unidad = r.unidad and o.operacion = r.operacion
where o.inicio <> '' and o.fin <> '' and (
  (r.m01 > 0 and substr(o.inicio, 6, 2) > '01')
  or (r.m02 > 0 and (substr(o.inicio, 6, 2) > '02' or substr(o.fin, 6, 2) < '02'))
  or (r.m03 > 0 and (substr(o.inicio, 6, 2) > '03' or substr(o.fin, 6, 2) < '03'))
  or (r.m04 > 0 and (substr(o.inicio, 6, 2) > '04' or substr(o.fin, 6, 2) < '04'))
  or (r.m05 > 0 and (substr(o.inicio, 6, 2) > '05' or substr(o.fin, 6, 2) < '05'))
  or (r.m06 > 0 and (substr(o.inicio, 6, 2) > '06' or substr(o.fin, 6, 2) < '06'))
  or (r.m07 > 0 and (substr(o.inicio, 6, 2) > '07' or substr(o.fin, 6, 2) < '07'))
  or (r.m08 > 0 and (substr(o.inicio, 6, 2) > '08' or substr(o.fin, 6, 2) < '08'))
  or (r.m09 > 0 and (substr(o.inicio, 6, 2) > '09' or substr(o.fin, 6, 2) < '09'))
  or (r.m10 > 0 and (substr(o.inicio, 6, 2) > '10' or substr(o.fin, 6, 2) < '10'))
  or (r.m11 > 0 and (substr(o.inicio, 6, 2) > '11' or substr(o.fin, 6, 2) < '11'))
  or (r.m12 > 0 and substr(o.fin, 6, 2) < '12')
)

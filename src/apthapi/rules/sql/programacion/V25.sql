-- V25       Solo se programa dinero en los meses en que la operación se ejecuta
-- severidad advertencia
-- norma     Coherencia de cronogramas, por confirmar [G]
-- tablas    requerimientos operaciones
-- en        requerimientos
-- columna   m01
-- mensaje   La línea {linea} de {unidad} programa dinero fuera de los meses de su operación {operacion}, del {inicio:fecha} al {fin:fecha}.
-- corrija   Pase el dinero a los meses de la operación, o cambie las fechas de la operación.
-- ejemplo   un pago en junio de una operación que termina en abril
select r.plan, r.unidad, r.renglon, r.linea, r.operacion, o.inicio, o.fin
from (
  select distinct q.plan, q.unidad, q.operacion, q.inicio, q.fin,
    case when substr(q.inicio, 1, 4) < q.anio then '01' when substr(q.inicio, 1, 4) > q.anio then '13'
      else substr(q.inicio, 6, 2) end as desde,
    case when substr(q.fin, 1, 4) < q.anio then '00' when substr(q.fin, 1, 4) > q.anio then '12'
      else substr(q.fin, 6, 2) end as hasta
  from (
    select e.plan, e.unidad, e.operacion, e.inicio, e.fin, cast(p.gestion as varchar) as anio
    from operaciones e join planes p on p.plan = e.plan
    where e.inicio <> '' and e.fin <> ''
  ) q
) o
join requerimientos r on r.plan = o.plan and r.unidad = o.unidad and r.operacion = o.operacion
where (o.desde > '01' or o.hasta < '12') and (
  (r.m01 > 0 and (o.desde > '01' or o.hasta < '01'))
  or (r.m02 > 0 and (o.desde > '02' or o.hasta < '02'))
  or (r.m03 > 0 and (o.desde > '03' or o.hasta < '03'))
  or (r.m04 > 0 and (o.desde > '04' or o.hasta < '04'))
  or (r.m05 > 0 and (o.desde > '05' or o.hasta < '05'))
  or (r.m06 > 0 and (o.desde > '06' or o.hasta < '06'))
  or (r.m07 > 0 and (o.desde > '07' or o.hasta < '07'))
  or (r.m08 > 0 and (o.desde > '08' or o.hasta < '08'))
  or (r.m09 > 0 and (o.desde > '09' or o.hasta < '09'))
  or (r.m10 > 0 and (o.desde > '10' or o.hasta < '10'))
  or (r.m11 > 0 and (o.desde > '11' or o.hasta < '11'))
  or (r.m12 > 0 and (o.desde > '12' or o.hasta < '12'))
)

-- modificado: las modificaciones que cada plan debe tener: las registradas desde el presupuesto aprobado, menos las que se
--             registraron al propio plan fuera de una reformulación, que tendrá el que lo reemplace
-- tablas planes presupuesto_aprobado modificaciones
select c.plan, m.unidad, m.categoria, m.partida, substr(m.partida, 1, 1) || '0000' as grupo, m.fuente, m.organismo,
  coalesce(m.importe, 0) as importe
from cadena c
join modificaciones m on m.plan = c.origen
join (select distinct plan, origen from aprobado) a on a.plan = c.plan
join cadena o on o.plan = c.plan and o.origen = a.origen
where c.distancia <= o.distancia
  and not (c.distancia = 0 and m.incorporada = 'no')

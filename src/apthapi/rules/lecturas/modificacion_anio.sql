-- modificacion_anio: las modificaciones registradas desde lo aprobado hasta cada plan, línea por línea, también las que se
--                    registraron al propio plan fuera de una reformulación: de esas «pendiente» es «si», porque sus
--                    requerimientos no las tienen. «ley» dice si hay un presupuesto aprobado desde el que se cuentan
-- tablas planes unidades presupuesto_aprobado modificaciones
select c.plan, m.unidad, case when m.categoria <> '' then m.categoria else coalesce(u.categoria, '') end as categoria,
  m.partida, substr(m.partida, 1, 1) || '0000' as grupo, m.fuente, m.organismo, coalesce(m.importe, 0) as importe,
  c.origen, m.renglon, m.modificacion, m.orden,
  case when c.distancia = 0 and m.incorporada = 'no' then 'si' else 'no' end as pendiente,
  case when l.plan is null then 'no' else 'si' end as ley, case when m.incorporada = 'no' then 'si' else 'no' end as apartada
from cadena c
join planes p on p.plan = c.plan
join planes o on o.plan = c.origen
join modificaciones m on m.plan = c.origen
left join unidades u on u.plan = c.plan and u.unidad = m.unidad
left join (
  select a.plan, min(x.distancia) as distancia
  from (select distinct plan, origen from aprobado) a
  join cadena x on x.plan = a.plan and x.origen = a.origen
  group by a.plan
) l on l.plan = c.plan
where c.distancia <= coalesce(l.distancia, c.distancia) and (l.plan is not null or o.gestion = p.gestion)

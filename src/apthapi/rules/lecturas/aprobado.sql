-- aprobado: el presupuesto aprobado que rige para cada plan: el del más cercano de su cadena
-- tablas planes presupuesto_aprobado
select o.plan, t.categoria, t.grupo, t.fuente, t.organismo, t.importe, o.origen
from (
  select c.plan, c.origen, row_number() over (partition by c.plan order by c.distancia) as cercania
  from cadena c
  where exists (select 1 from presupuesto_aprobado x where x.plan = c.origen)
) o
join presupuesto_aprobado t on t.plan = o.origen
where o.cercania = 1

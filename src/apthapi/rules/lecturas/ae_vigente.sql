-- ae_vigente: las acciones estratégicas que rigen para cada plan
-- tablas planes acciones_estrategicas
select o.plan, t.ae, t.pdes, t.vigente_desde, t.vigente_hasta, o.origen
from (
  select c.plan, c.origen, row_number() over (partition by c.plan order by c.distancia) as cercania
  from cadena c
  where exists (select 1 from acciones_estrategicas x where x.plan = c.origen)
) o
join acciones_estrategicas t on t.plan = o.origen
where o.cercania = 1

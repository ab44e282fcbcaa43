-- acp_vigente: las ACP que rigen para cada plan
-- tablas planes acciones_corto_plazo
select o.plan, t.acp, t.ae, t.descripcion, t.descripcion_clave, o.origen
from (
  select c.plan, c.origen, row_number() over (partition by c.plan order by c.distancia) as cercania
  from cadena c
  where exists (select 1 from acciones_corto_plazo x where x.plan = c.origen)
) o
join acciones_corto_plazo t on t.plan = o.origen
where o.cercania = 1

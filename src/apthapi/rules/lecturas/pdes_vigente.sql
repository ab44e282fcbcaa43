-- pdes_vigente: la cadena del PDES que rige para cada plan
-- tablas planes pdes
select o.plan, t.nivel, t.codigo, t.padre, o.origen
from (
  select c.plan, c.origen, row_number() over (partition by c.plan order by c.distancia) as cercania
  from cadena c
  where exists (select 1 from pdes x where x.plan = c.origen)
) o
join pdes t on t.plan = o.origen
where o.cercania = 1

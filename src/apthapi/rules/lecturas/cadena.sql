-- cadena: cada plan con los que reemplaza, uno tras otro, hasta la formulación
-- tablas planes
with recursive c(plan, origen, distancia) as (
  select plan, plan, 0 from planes
  union all
  select c.plan, p.reemplaza, c.distancia + 1
  from c join planes p on p.plan = c.origen
  where p.reemplaza <> '' and c.distancia < 40
)
select plan, origen, distancia from c

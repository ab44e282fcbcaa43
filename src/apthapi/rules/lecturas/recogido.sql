-- recogido: qué columnas de los requerimientos tiene cada plan; una vacía en todas sus filas no se recogió
-- tablas requerimientos
select s.plan, max(case when s.partida <> '' then 1 else 0 end) as partidas,
  case when exists (select 1 from requerimientos r where r.plan = s.plan and r.unidad_medida <> '') then 1 else 0 end as medidas,
  case when exists (select 1 from operaciones_usadas o where o.plan = s.plan and o.operacion <> '') then 1 else 0 end as operaciones
from suma_lineas s
group by s.plan

-- recogido: qué columnas de los requerimientos tiene cada plan; una vacía en todas sus filas no se recogió
-- tablas requerimientos
select plan, max(case when partida <> '' then 1 else 0 end) as partidas,
  max(case when unidad_medida <> '' then 1 else 0 end) as medidas,
  max(case when operacion <> '' then 1 else 0 end) as operaciones
from requerimientos group by plan

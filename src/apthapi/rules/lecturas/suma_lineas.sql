-- suma_lineas: los requerimientos sumados por unidad, ACP, formulario, partida, fuente y organismo. Lo que necesita muchas
--              líneas a la vez se lee de aquí, y las líneas se recorren una sola vez
-- tablas requerimientos
select plan, unidad, acp, formulario, partida, fuente, organismo, cast(sum(coalesce(importe, 0)) as bigint) as importe
from requerimientos
group by plan, unidad, acp, formulario, partida, fuente, organismo

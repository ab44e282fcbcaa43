-- partida_unidad: los requerimientos sumados por unidad, partida, fuente y organismo: lo que el presupuesto distingue
-- tablas requerimientos unidades acp_unidad
select plan, unidad, partida, fuente, organismo, cast(sum(importe) as bigint) as importe
from gasto group by plan, unidad, partida, fuente, organismo

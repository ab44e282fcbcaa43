-- vigente_partida: lo vigente por unidad, partida, fuente y organismo: lo que el presupuesto distingue
-- tablas requerimientos unidades acp_unidad modificaciones
select plan, unidad, partida, fuente, organismo, cast(sum(importe) as bigint) as importe
from vigente_lugar group by plan, unidad, partida, fuente, organismo

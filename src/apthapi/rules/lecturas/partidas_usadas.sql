-- partidas_usadas: las partidas que usa cada plan, y en qué formulario las pone
-- tablas requerimientos unidades acp_unidad
select distinct plan, partida, formulario from gasto

-- formulario_de: el formulario y la fila del 04 de cada partida del clasificador (gana el prefijo más largo)
-- tablas objeto_gasto mapa_formularios
select gestion, mapa, partida, formulario, fila
from (
  select o.gestion, m.entidad as mapa, o.codigo as partida, m.formulario, m.fila,
    row_number() over (partition by o.gestion, m.entidad, o.codigo order by length(m.prefijo) desc) as orden
  from objeto_gasto o
  join mapa_formularios m on m.gestion = o.gestion and substr(o.codigo, 1, length(m.prefijo)) = m.prefijo
) q
where orden = 1

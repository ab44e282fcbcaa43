-- bloque_de: los grupos del gasto que el formulario 04 permite distinguir. Un grupo es un bloque si tiene un
--            formulario solo para él (40000 en 3_02, 30000 en 3_03); los demás forman el bloque «resto»
-- tablas objeto_gasto mapa_formularios
select g.gestion, g.mapa, g.grupo, g.formulario,
  case when a.formularios = 1 and b.grupos = 1 then g.grupo else 'resto' end as bloque
from (select distinct gestion, mapa, substr(partida, 1, 1) || '0000' as grupo, formulario from formulario_de) g
join (
  select gestion, mapa, substr(partida, 1, 1) as inicial, count(distinct formulario) as formularios
  from formulario_de group by gestion, mapa, substr(partida, 1, 1)
) a on a.gestion = g.gestion and a.mapa = g.mapa and a.inicial || '0000' = g.grupo
join (
  select gestion, mapa, formulario, count(distinct substr(partida, 1, 1)) as grupos
  from formulario_de group by gestion, mapa, formulario
) b on b.gestion = g.gestion and b.mapa = g.mapa and b.formulario = g.formulario

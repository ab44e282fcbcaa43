-- V30       Cada partida va en su formulario
-- severidad error
-- norma     Formularios 3_01 a 3_04 y sus cifras [S, D]
-- tablas    requerimientos objeto_gasto mapa_formularios
-- en        requerimientos
-- columna   partida
-- mensaje   La línea {linea} de {unidad} pone la partida {partida} en el formulario {formulario}; va en el {debido}.
-- corrija   Pase la línea al formulario {debido}, o corrija la partida.
-- ejemplo   22110 en el formulario 3_01
select r.plan, r.unidad, r.renglon, r.linea, r.partida, r.formulario, d.debido
from (
  select distinct x.plan, x.partida, x.formulario, f.formulario as debido
  from partidas_usadas x
  join mapa_de m on m.plan = x.plan
  join formulario_de f on f.gestion = m.gestion and f.mapa = m.mapa and f.partida = x.partida
  where x.formulario <> f.formulario
) d
join requerimientos r on r.plan = d.plan and r.partida = d.partida and r.formulario = d.formulario

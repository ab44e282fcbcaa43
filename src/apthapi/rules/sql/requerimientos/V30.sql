-- V30       Cada partida va en su formulario
-- severidad error
-- norma     Formularios 3_01 a 3_04 y sus cifras [S, D]
-- tablas    requerimientos objeto_gasto mapa_formularios
-- en        requerimientos
-- mensaje   La línea {linea} de {unidad} pone la partida {partida} en el formulario {formulario}; va en el {debido}.
-- corrija   Pase la línea al formulario {debido}, o corrija la partida.
-- ejemplo   22110 en el formulario 3_01
select r.plan, r.unidad, r.renglon, r.linea, r.partida, r.formulario, f.formulario as debido
from requerimientos r
join mapa_de d on d.plan = r.plan
join formulario_de f on f.gestion = d.gestion and f.mapa = d.mapa and f.partida = r.partida
where r.formulario <> f.formulario

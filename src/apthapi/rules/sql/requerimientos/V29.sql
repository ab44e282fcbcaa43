-- V29       La partida es del último nivel, el que recibe dinero
-- severidad error
-- norma     Clasificador por Objeto del Gasto: partidas imputables [R]
-- tablas    requerimientos objeto_gasto
-- en        requerimientos
-- columna   partida
-- mensaje   La línea {linea} de {unidad} usa {partida} ({nombre}), que se divide en otras y no recibe dinero.
-- corrija   Use una de las partidas en que se divide {partida}.
-- ejemplo   22200 en vez de 22210
select r.plan, r.unidad, r.renglon, r.linea, r.partida, d.nombre
from (
  select distinct x.plan, x.partida, o.nombre
  from partidas_usadas x
  join planes p on p.plan = x.plan
  join objeto_gasto o on o.gestion = p.gestion and o.codigo = x.partida and o.imputable <> 'si'
) d
join requerimientos r on r.plan = d.plan and r.partida = d.partida

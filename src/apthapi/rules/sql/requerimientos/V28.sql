-- V28       La partida existe en el clasificador de la gestión
-- severidad error
-- norma     Directrices de Formulación Presupuestaria; Clasificador por Objeto del Gasto [S]
-- tablas    requerimientos objeto_gasto
-- en        requerimientos
-- columna   partida
-- mensaje   La línea {linea} de {unidad} usa la partida «{partida}», que no está en el clasificador de la gestión {gestion}.
-- corrija   Busque la partida que corresponde a «{descripcion}».
-- mensaje.falta   La línea {linea} de {unidad} («{descripcion}») no tiene partida.
-- corrija.falta   Busque la partida que corresponde a «{descripcion}».
-- ejemplo   36500 por 39500
select r.plan, r.unidad, r.renglon, r.linea, r.partida, r.descripcion, d.gestion,
  case when r.partida = '' then 'si' else d.oficial end as oficial,
  case when r.partida = '' then 'falta' else '' end as caso
from (
  select distinct x.plan, x.partida, p.gestion, c.oficial
  from partidas_usadas x
  join planes p on p.plan = x.plan
  join recogido y on y.plan = x.plan and y.partidas = 1
  join conjuntos c on c.gestion = p.gestion and c.conjunto = 'objeto_gasto'
  where not exists (select 1 from objeto_gasto o where o.gestion = p.gestion and o.codigo = x.partida)
    and exists (select 1 from objeto_gasto o where o.gestion = p.gestion)
) d
join requerimientos r on r.plan = d.plan and r.partida = d.partida

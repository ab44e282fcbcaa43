-- V17       Cada ACP con dinero está unida a un programa, y en una unidad a uno solo
-- severidad error
-- norma     NB-SPO (DS 3246) art. 17 [S]
-- tablas    requerimientos unidades
-- en        acp_unidad
-- columna   categoria
-- mensaje   La ACP {acp} de {unidad} tiene Bs {importe:bs} programados y ninguna categoría programática.
-- corrija   Dé a la unidad, o a la ACP en el formulario 02, la categoría que la financia.
-- mensaje.dos     La ACP {acp} de {unidad} tiene Bs {importe:bs} en {programa} y la unidad está en otro programa: {categoria}.
-- corrija.dos     Confirme que la ACP se financia con dos programas, o corrija la categoría de la ACP.
-- severidad.dos   advertencia
-- ejemplo   la ACP 3.1 de una unidad en los programas 48 y 00
select g.plan, g.unidad, a.renglon, g.acp, g.importe,
  case when coalesce(a.categoria, '') <> '' then a.categoria else coalesce(u.categoria, '') end as programa, u.categoria,
  case when coalesce(a.categoria, '') = '' then '' else 'dos' end as caso
from (
  select plan, unidad, acp, cast(sum(importe) as bigint) as importe
  from suma_lineas where acp <> '' group by plan, unidad, acp
) g
left join unidades u on u.plan = g.plan and u.unidad = g.unidad
left join acp_unidad a on a.plan = g.plan and a.unidad = g.unidad and a.acp = g.acp
where g.importe <> 0 and (
  (coalesce(a.categoria, '') = '' and coalesce(u.categoria, '') = '')
  or (a.categoria <> '' and u.categoria <> '' and substr(a.categoria, 1, 3) <> substr(u.categoria, 1, 3))
)

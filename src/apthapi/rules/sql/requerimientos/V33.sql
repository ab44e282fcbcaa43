-- V33       Los servicios personales están en categorías con planilla en el presupuesto aprobado
-- severidad advertencia
-- norma     Presupuesto 2024 de la entidad 340: el grupo 10000 por categoría [D]
-- tablas    requerimientos unidades presupuesto_aprobado
-- en        requerimientos
-- columna   partida
-- mensaje   {unidad} programa Bs {importe:bs} del grupo 10000 en {categoria}, que no tiene planilla en el presupuesto aprobado.
-- corrija   Pase el gasto en personal a la categoría que lleva la planilla, o confirme la nueva planilla.
-- ejemplo   11700 en 00 000 008
select g.plan, g.unidad, g.categoria, g.importe
from bloque_unidad g
where g.origen = 'lineas' and g.bloque = '10000' and g.categoria <> ''
  and exists (select 1 from aprobado_grupo a where a.plan = g.plan)
  and not exists (
    select 1 from aprobado_grupo a where a.plan = g.plan and a.categoria = g.categoria and a.grupo = '10000'
  )

-- V05       Dos unidades no comparten categoría, salvo que una dependa de la otra
-- severidad advertencia
-- norma     Presupuesto 2024 de la entidad 340: una categoría por unidad [D]
-- tablas    unidades
-- en        unidades
-- columna   categoria
-- alcance   entidad
-- mensaje   La unidad {unidad} tiene la misma categoría que {otra}: {categoria}.
-- corrija   Dé a cada unidad su categoría, o declare en «padre» de cuál depende.
-- ejemplo   dos unidades en 48 000 003
select b.plan, b.unidad, b.renglon, min(a.unidad) as otra, b.categoria
from unidades a
join unidades b on b.plan = a.plan and b.categoria = a.categoria and b.renglon > a.renglon
where a.categoria <> ''
  and b.padre <> a.unidad and a.padre <> b.unidad
  and (a.padre = '' or a.padre <> b.padre)
group by b.plan, b.unidad, b.renglon, b.categoria
